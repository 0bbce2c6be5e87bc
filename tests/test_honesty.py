"""Through the real command: nothing is lost silently, and nothing hostile gets through."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time
import unicodedata
from pathlib import Path
from typing import Any

import pytest

from tests.command import CLEAN, GOOD, PRIVILEGED, PROGRAM, environment, plimsoll, scan, with_policies, write

# What GitHub's runner carries out (ActionCommandManager.TryProcessCommand, ActionCommand.TryParse and TryParseV2).
COMMAND = re.compile(r"^\s*::[^\n]*::|##\[", re.MULTILINE)


def deep(levels: int) -> bytes:
    return b"apiVersion: v1\nkind: ConfigMap\ndata: " + levels * b"{a: " + b"1" + levels * b"}"


BOMB = b"apiVersion: v1\nkind: ConfigMap\nx0: &x0 [a]\n" + b"".join(
    b"x%d: &x%d [%s]\n" % (n, n, b", ".join(10 * [b"*x%d" % (n - 1)])) for n in range(1, 9)
)
ONE = CLEAN.encode()
UNREAD: dict[str, tuple[bytes, str, int]] = {
    # content of the file, the reason that must be given, documents that are judged all the same
    "broken between": (ONE + b"---\napiVersion: v1\nkind: [\n---\n" + ONE, "syntax", 2),
    "tab": (b"apiVersion: v1\nkind: Pod\nspec:\n\tcontainers: []\n", "syntax", 0),
    "nul": (b"apiVersion: v1\nkind: Pod\0\n", "encoding", 0),
    "latin": (b"apiVersion: v1\nkind: Pod\nname: \xe4\n", "encoding", 0),
    "utf-16 cut": (b"\xff\xfe" + "apiVersion: v1\nkind: Pod\n".encode("utf-16-le")[:-1], "encoding", 0),
    "undefined alias": (b"apiVersion: v1\nkind: Pod\nspec: *nobody\n", "syntax", 0),
    "bomb": (BOMB, "too-many-aliases", 0),
    "self": (b"apiVersion: v1\nkind: Pod\nspec: &a [*a]\n", "too-many-aliases", 0),
    "deep": (deep(20_000), "too-deep", 0),
    "deep json": (b'{"apiVersion": "v1", "kind": "Pod", "a": ' + 20_000 * b"[" + 20_000 * b"]" + b"}", "too-deep", 0),
    "large": (ONE + b"#" * (20 << 20), "too-large", 0),
    "template": (b"apiVersion: v1\nkind: Pod\nmetadata:\n  {{- include }}\n", "template", 0),
    "no object": (b"apiVersion: v1\nkind: [Pod]\n", "malformed", 0),
    "list of nonsense": (
        b"apiVersion: v1\nkind: List\nitems: [1, {kind: ConfigMap, apiVersion: v1}]\n",
        "malformed",
        1,
    ),
    "not closed": (b'{"apiVersion": "v1", "kind": "Pod"', "syntax", 0),
}


@pytest.mark.parametrize("name", UNREAD)
def test_what_cannot_be_read_is_named_everywhere(name: str, tmp_path: Path) -> None:
    content, reason, judged = UNREAD[name]
    (tmp_path / "bad.yaml").write_bytes(content)
    (tmp_path / "good.yaml").write_bytes(ONE)
    formats = [f"--format={form}" for form in ("sarif=r.sarif", "terminal=t.txt", "concise=c.txt")]
    done = scan(tmp_path, "--select", "privileged", *formats)
    report = done.report
    listed = [item for item in report["unread"] if item["file"] == "bad.yaml" and item["incomplete"]]
    assert [item["reason"] for item in listed] == [reason], report["unread"]
    assert (done.code, report["incomplete"], report["coverage"]["judged"]) == (3, True, judged + 1)
    terminal, concise = ((tmp_path / file).read_text(encoding="utf-8") for file in ("t.txt", "c.txt"))
    assert re.search(rf"^unread\[{reason}\]: .+\n --> bad\.yaml", terminal, re.MULTILINE)
    assert re.search(rf"^bad\.yaml(:\d+:\d+)?: unread\[{reason}\] .+", concise, re.MULTILINE)
    assert "All clear" not in terminal + concise
    log = json.loads((tmp_path / "r.sarif").read_text(encoding="utf-8"))
    notes = log["runs"][0]["invocations"][0]["toolExecutionNotifications"]
    texts = [note["message"]["text"] for note in notes if note["level"] == "error"]
    assert any(text.startswith(f"Not read ({reason}): ") for text in texts), texts


def names_of(report: dict[str, Any]) -> list[str]:
    return sorted(item["file"] for item in (*report["findings"], *report["unread"]))


def test_links_and_what_is_no_file(tmp_path: Path) -> None:
    (tmp_path / "outside.yaml").write_text(PRIVILEGED, encoding="utf-8")
    root = tmp_path / "root"
    root.mkdir()
    write(root, a_yaml=PRIVILEGED, plimsoll_yaml="")
    (root / "loop.yaml").symlink_to("loop.yaml")
    (root / "outside.yaml").symlink_to("../outside.yaml")
    (root / "twice.yaml").symlink_to("a.yaml")
    (root / "broken.yaml").symlink_to("nowhere.yaml")
    (root / "inner").symlink_to(".")
    os.mkfifo(root / "pipe.yaml")
    done = scan(root, "--select", "privileged")
    assert done.code == 1
    assert [finding["file"] for finding in done.report["findings"]] == ["a.yaml"]
    reasons = {item["file"]: item["reason"] for item in done.report["unread"] if item["incomplete"]}
    assert reasons == {"loop.yaml": "link", "outside.yaml": "link", "broken.yaml": "link", "pipe.yaml": "unreadable"}


def test_nothing_to_judge_is_no_pass(tmp_path: Path) -> None:
    write(tmp_path, plimsoll_yaml="", a_yaml="", b_yaml="# a comment\n", c_yaml="x: 1\n", d_json="{}")
    done = scan(tmp_path)
    assert (done.code, done.report["incomplete"], done.report["coverage"]["files"]) == (3, True, 4)
    assert {item["file"] for item in done.report["unread"]} == {"a.yaml", "b.yaml", "c.yaml", "d.json"}


def test_only_the_configuration_itself_is_passed_over(tmp_path: Path) -> None:
    write(tmp_path, plimsoll_yaml="select: [privileged]\n", deploy__plimsoll_yaml=PRIVILEGED)
    assert names_of(scan(tmp_path).report) == ["deploy/plimsoll.yaml"]
    write(tmp_path, plimsoll_yaml=PRIVILEGED, other_yaml="select: [privileged]\n")
    assert names_of(scan(tmp_path, "--config", "other.yaml").report)[-1] == "plimsoll.yaml"


def test_only_the_reports_themselves_are_passed_over(tmp_path: Path) -> None:
    write(tmp_path, plimsoll_yaml="select: [privileged]\n", a_yaml=PRIVILEGED, b_yaml=PRIVILEGED)
    done = scan(tmp_path, "--format", "concise=[ab].yaml", "--format", "concise=*")
    assert names_of(done.report) == ["a.yaml", "b.yaml"]


HOSTILE = [
    "::error::pwned",
    "::error file=a.yaml,line=1::pwned",
    "  ::warning::pwned",
    "\t::set-output name=x::pwned",
    "\u00a0::error::pwned",
    "\u2003::error::pwned",
    "::add-mask::a",
    "::stop-commands::token",
    "::save-state name=x::1",
    "::debug::x",
    "x\n::error::pwned",
    "x\r::error::pwned",
    "x\r\n::error::pwned",
    "x\u2028::error::pwned",
    "x\x0b::error::pwned",
    "x\x85::error::pwned",
    "##[error]pwned",
    "x ##[add-path]/tmp",
    "###[error]pwned",
    "##[##[error]pwned",
    ":::error::pwned",
    "\x1b[2J\x1b]0;title\x07::error::pwned",
    "\u202e::rorre::\u2069",
    "\u200b::error::pwned",
    "\ufeff::error::pwned",
]


def harmful(text: str) -> set[str]:
    bad = {"Cc", "Cf", "Cs", "Zl", "Zp"}
    return {character for character in text if character != "\n" and unicodedata.category(character) in bad}


def test_no_hostile_text_reaches_a_terminal_or_the_runner(tmp_path: Path) -> None:
    """In file names, messages of policies and of rules, names of objects, images and excerpts of source."""
    settings = json.dumps({"policies": {"directories": ["policies"]}})
    write(tmp_path, plimsoll_yaml=settings)
    (tmp_path / "policies").mkdir()
    messages = json.dumps(HOSTILE).replace("\\u2003", "\u2003")
    policy = f"package hostile\n\ndeny contains msg if some msg in {messages}\n"
    (tmp_path / "policies" / "hostile.rego").write_text(policy, encoding="utf-8")
    for number, text in enumerate(HOSTILE):
        quoted = json.dumps(text)
        manifest = (
            f"apiVersion: v1\nkind: Pod\nmetadata:\n  name: {quoted}\nspec:\n  containers:\n    - name:\n"
            f"::error::{number}\n      image: {quoted}\n      securityContext: {{privileged: {quoted}}}\n"
        )
        good = manifest.replace(f"\n::error::{number}", f" {quoted}")
        name = text.replace("/", "_")
        (tmp_path / f"{name}{number}.yaml").write_text(good, encoding="utf-8")
        (tmp_path / f"{name}-{number}.yml").write_text(manifest, encoding="utf-8")
        (tmp_path / f"::error::{number}.json").write_text(
            "{" + quoted + ": apiVersion\n::error::pwned", encoding="utf-8"
        )
    raw = "apiVersion: v1\nkind: Pod\nspec:\n  containers:\n  - image: >\n\n\n      x:latest\n"
    raw += "::error::pwned\n##[error]pwned\n"
    (tmp_path / "raw.yaml").write_text(raw, encoding="utf-8")
    undecodable = tmp_path / os.fsdecode(b"\xff\xfe::error::x\n")
    undecodable.mkdir()
    (undecodable / "a.yaml").write_text(PRIVILEGED, encoding="utf-8")
    for form in ("terminal", "concise", "markdown", "json", "sarif"):
        for color in ("never", "always"):
            done = plimsoll(
                tmp_path, "scan", "--debug", "--format", form, "--color", color, env={"GITHUB_ACTIONS": "true"}
            )
            assert done.code == 1
            plain = re.sub(r"\x1b\[[0-9;]*m", "", done.text)
            for text in (done.text, plain, done.stderr):
                assert not COMMAND.search(text), (form, COMMAND.search(text))
            assert harmful(plain) | harmful(done.stderr) == set(), form


@pytest.mark.parametrize("text", HOSTILE)
def test_no_hostile_text_comes_by_a_message_of_error(text: str, tmp_path: Path) -> None:
    quoted = json.dumps(text)
    for settings in (f"{{{quoted}: 1}}", f"{{policies: {{directories: [{quoted}]}}}}", f"{{select: [{quoted}]}}"):
        write(tmp_path, plimsoll_yaml=settings)
        done = plimsoll(tmp_path, "scan", env={"GITHUB_ACTIONS": "true"})
        assert (done.code, done.stdout) == (2, b"")
        assert done.stderr.startswith("Error: ")
        assert len(done.stderr.splitlines()) == 1
        assert not COMMAND.search(done.stderr)
        assert harmful(done.stderr) == set()


@pytest.mark.parametrize("command", [["rules"], ["rules", "--format", "json"], ["explain", "hostile"], ["test"]])
def test_no_hostile_text_comes_by_a_policy(command: list[str], tmp_path: Path) -> None:
    title = "::error::x ##[error] \\e[2J \\u202e \\n::error::y"
    policy = (
        f'# METADATA\n# title: "{title}"\n# description: |\n#   Text.\n#   ::error::x ##[error]\u202e\n'
        "# custom:\n#   id: hostile\npackage hostile\n\ndeny contains 1 if false\n"
    )
    test = (
        'package hostile_test\n\ntest_x if {\n\tprint("::error::x\\n::error::y ##[error]\\u001b[2J\\u202e")\n'
        "\tfalse\n}\n"
    )
    write(tmp_path, plimsoll_yaml="policies: {directories: [policies]}\n", policies__hostile_rego=policy)
    (tmp_path / "policies" / "hostile_test.rego").write_text(test, encoding="utf-8")
    done = plimsoll(tmp_path, *command, env={"GITHUB_ACTIONS": "true"})
    assert done.code == (1 if command == ["test"] else 0), done.stderr
    assert "error" in done.text
    assert not COMMAND.search(done.text + "\n" + done.stderr), done.text
    assert harmful(done.text + done.stderr) == set()


# Standard streams


def started(directory: Path, *arguments: str, **streams: Any) -> subprocess.Popen[bytes]:
    return subprocess.Popen((*PROGRAM, "scan", *arguments), cwd=directory, env=environment(), **streams)


def test_a_reader_that_leaves_early(tmp_path: Path) -> None:
    for number in range(200):
        (tmp_path / f"{number}.yaml").write_text(PRIVILEGED, encoding="utf-8")
    process = started(tmp_path, "--report-dir", "out", stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert process.stdout
    assert process.stderr
    assert process.stdout.read(10)
    process.stdout.close()
    errors = process.stderr.read()
    process.stderr.close()
    assert (process.wait(timeout=30), errors) == (1, b"")
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == [
        "compliance.json",
        "compliance.md",
        "compliance.sarif",
    ]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full")
@pytest.mark.parametrize("redirect", [">/dev/full", ">&-"])
def test_an_output_that_cannot_be_written(redirect: str, tmp_path: Path) -> None:
    write(tmp_path, a_yaml=CLEAN)
    script = f'"$@" scan --report-dir out {redirect}'
    done = subprocess.run(
        ("sh", "-c", script, "sh", *PROGRAM), cwd=tmp_path, env=environment(), capture_output=True, check=False
    )
    assert done.returncode == 2
    assert re.fullmatch(rb"Error: standard output: cannot be written: .+\n", done.stderr)
    assert (tmp_path / "out" / "compliance.json").is_file()  # what can be written is


@pytest.mark.parametrize("redirects", ["<&-", "2>&-", "<&- 2>&-"])
def test_streams_that_are_closed(redirects: str, tmp_path: Path) -> None:
    write(tmp_path, a_yaml=PRIVILEGED)
    target = "a.yaml" if "2" in redirects else "- a.yaml"
    script = f'"$@" scan --debug --select privileged --format json {target} {redirects}'
    done = subprocess.run(
        ("sh", "-c", script, "sh", *PROGRAM), cwd=tmp_path, env=environment(), capture_output=True, check=False
    )
    report = json.loads(done.stdout)
    assert (done.returncode, len(report["findings"]), report["incomplete"]) == (1, 1, "2" not in redirects)
    assert done.stderr == b""


@pytest.mark.parametrize("place", ["file/inner", "/proc/nowhere"])
def test_reports_that_cannot_be_written(place: str, tmp_path: Path) -> None:
    write(tmp_path, a_yaml=CLEAN)
    (tmp_path / "file").write_text("", encoding="utf-8")
    done = plimsoll(tmp_path, "scan", "--report-dir", place)
    assert done.code == 2
    assert done.stderr.count("cannot be written") == 3
    assert "All clear" in done.text  # the finding and the failure to write it down are two things


def test_a_current_directory_that_was_removed(tmp_path: Path) -> None:
    script = 'mkdir gone && cd gone && rmdir ../gone && "$@" scan'
    done = subprocess.run(
        ("sh", "-c", script, "sh", *PROGRAM), cwd=tmp_path, env=environment(), capture_output=True, check=False
    )
    assert (done.returncode, done.stderr) == (2, b"Error: the current directory does not exist any more\n")


# Places and environments


def test_names_of_every_kind(tmp_path: Path) -> None:
    write(tmp_path, plimsoll_yaml="select: [privileged]\n")
    names = [
        "a b.yaml",
        "ünï 漢字 😀.yaml",
        "a:b.yaml",
        "a\nb.yaml",
        "-x.yaml",
        "%41.yaml",
        "#.yaml",
        "'\".yaml",
        "~.yaml",
    ]
    for name in names:
        (tmp_path / name).write_text(PRIVILEGED, encoding="utf-8")
    undecodable = tmp_path / os.fsdecode(b"\xff.yaml")
    undecodable.write_text(PRIVILEGED, encoding="utf-8")
    done = scan(tmp_path, "--format", "sarif=out.sarif")
    assert names_of(done.report) == sorted([*names, "\\xff.yaml"])
    log = json.loads((tmp_path / "out.sarif").read_text(encoding="utf-8"))
    places = [result["locations"][0]["physicalLocation"] for result in log["runs"][0]["results"]]
    uris = {place["artifactLocation"]["uri"] for place in places}
    assert {"a%20b.yaml", "a%3Ab.yaml", "a%0Ab.yaml", "%2541.yaml", "%23.yaml"} <= uris
    assert done.report == scan(tmp_path, "--format", "sarif=out.sarif").report
    named = scan(tmp_path, "--", *names, os.fsdecode(b"\xff.yaml"))
    assert names_of(named.report) == names_of(done.report)


@pytest.mark.parametrize(
    "changes",
    [
        {"LC_ALL": "C", "LANG": "C", "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
        {"TERM": "dumb"},
        {"TERM": "", "HOME": "", "COLUMNS": "1"},
        {"COLUMNS": "nonsense"},
        {"FORCE_COLOR": "1"},
        {"PATH": "/nonexistent"},
    ],
)
def test_no_environment_changes_what_is_found(changes: dict[str, str], tmp_path: Path) -> None:
    write(tmp_path, plimsoll_yaml="select: [privileged]\n")
    (tmp_path / "ü 漢.yaml").write_text(PRIVILEGED.replace("cart", "ü漢"), encoding="utf-8")
    usual = scan(tmp_path)
    done = scan(tmp_path, env=changes)
    assert (done.code, done.stdout) == (usual.code, usual.stdout)
    terminal = plimsoll(tmp_path, "scan", env=changes)
    assert terminal.code == 1
    assert "ü 漢.yaml:9:21" in terminal.text
    assert terminal.stderr == ""


def test_a_root_seen_from_elsewhere(tmp_path: Path) -> None:
    root = tmp_path / "root"
    (root / "deploy" / "inner").mkdir(parents=True)
    write(root, plimsoll_yaml="select: [privileged]\n", deploy__a_yaml=PRIVILEGED, b_yaml=CLEAN)
    (tmp_path / "linked").symlink_to(root)
    here = scan(root)
    assert names_of(here.report) == ["deploy/a.yaml"]
    assert scan(root / "deploy" / "inner").stdout == here.stdout
    assert scan(tmp_path / "linked").stdout == here.stdout
    assert names_of(scan(root / "deploy", "a.yaml").report) == ["deploy/a.yaml"]
    assert names_of(scan(root / "deploy" / "inner", "../a.yaml").report) == ["deploy/a.yaml"]
    assert names_of(scan(root, str(tmp_path / "linked" / "deploy")).report) == ["deploy/a.yaml"]
    other = tmp_path / "other"
    other.mkdir()
    write(other, a_yaml=PRIVILEGED, plimsoll_yaml="")
    assert names_of(scan(root, "../other/a.yaml").report) == [str(other / "a.yaml")]


def test_line_ends_change_nothing_but_the_hash(tmp_path: Path) -> None:
    for name, text in {"unix": PRIVILEGED, "windows": PRIVILEGED.replace("\n", "\r\n")}.items():
        (tmp_path / name).mkdir()
        (tmp_path / name / "a.yaml").write_bytes(text.encode())
    assert scan(tmp_path / "unix").stdout == scan(tmp_path / "windows").stdout
    done = plimsoll(tmp_path / "windows", "scan", "--format", "terminal")
    assert "\r" not in done.text
    assert "\\r" not in done.text


def test_standard_input(tmp_path: Path) -> None:
    done = scan(tmp_path, "-", "--select", "privileged", stdin=PRIVILEGED.encode())
    assert (done.code, names_of(done.report)) == (1, ["<stdin>"])
    done = scan(tmp_path, "-", stdin=b"")
    assert (done.code, done.report["incomplete"]) == (3, True)
    done = scan(tmp_path, "-", stdin=b"x" * (17 << 20))
    assert [item["reason"] for item in done.report["unread"]] == ["too-large"]


def test_two_scans_at_once(tmp_path: Path) -> None:
    with_policies(tmp_path)
    alone = scan(tmp_path, "--report-dir", "out")
    processes = [
        started(tmp_path, "--format", "json", "--report-dir", "out", stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        for _ in range(3)
    ]
    for process in processes:
        output, errors = process.communicate(timeout=60)
        assert (process.returncode, output, errors) == (alone.code, alone.stdout, b"")


# Sizes


def measured(directory: Path, *arguments: str) -> tuple[int, dict[str, Any], float, float]:
    """Return the exit code, the report, the seconds, and the greatest memory in MiB."""
    program = (
        "import json, resource, subprocess, sys\n"
        "done = subprocess.run(sys.argv[1:], capture_output=True)\n"
        "used = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss\n"
        "sys.stdout.write(json.dumps([done.returncode, used / 1024, done.stderr.decode()]) + '\\n')\n"
        "sys.stdout.buffer.flush()\nsys.stdout.buffer.write(done.stdout)\n"
    )
    command = (sys.executable, "-c", program, *PROGRAM, "scan", "--format", "json", *arguments)
    begun = time.monotonic()
    done = subprocess.run(command, cwd=directory, env=environment(), capture_output=True, check=True)
    took = time.monotonic() - begun
    head, _, rest = done.stdout.partition(b"\n")
    code, memory, errors = json.loads(head)
    assert errors == ""
    return code, json.loads(rest), took, memory


@pytest.mark.skipif(sys.platform != "linux", reason="ru_maxrss has other units elsewhere")
def test_sizes_are_borne(tmp_path: Path) -> None:
    (tmp_path / "line").mkdir()
    line = json.dumps({"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "a", "annotations": {"x": "y" * 10**7}}})
    spec = '{"containers": [{"name": "c", "image": "x:1", "securityContext": {"privileged": true}}]}'
    write(tmp_path / "line", a_json=line[:-1] + f', "spec": {spec}}}', b_yaml=line[:-1] + f', "spec": {spec}}}')
    code, report, took, memory = measured(tmp_path / "line", "--select", "privileged", "--format", "terminal=t.txt")
    assert (code, len(report["findings"])) == (1, 2)
    assert (tmp_path / "line" / "t.txt").stat().st_size < 10_000
    assert (took < 15, memory < 600) == (True, True), (took, memory)
    (tmp_path / "documents").mkdir()
    many = "---\n".join(PRIVILEGED.replace("name: cart,", f"name: cart-{n},") for n in range(20_000))
    write(tmp_path / "documents", a_yaml=many)
    code, report, took, memory = measured(tmp_path / "documents", "--select", "privileged")
    assert (code, len(report["findings"]), report["coverage"]["judged"]) == (1, 20_000, 20_000)
    assert (took < 40, memory < 1500) == (True, True), (took, memory)


# The other commands


def test_a_policy_that_cannot_be_read_is_not_left_out_of_the_list(tmp_path: Path) -> None:
    with_policies(tmp_path, broken="# METADATA\n# title: [\npackage broken\n\ndeny contains 1 if true\n")
    for command, code in ((["rules"], 3), (["explain", "broken"], 2), (["explain", "good"], 0)):
        done = plimsoll(tmp_path, *command)
        assert (done.code, "policies/broken.rego:" in done.stderr) == (code, code > 0)


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["explain"], 2, "Missing argument 'RULE'"),
        (["explain", "privilegd"], 2, "did you mean 'privileged'?"),
        (["explain", ""], 2, "unknown rule ''"),
        (["explain", "privileged", "image-tag"], 2, "unexpected extra argument"),
        (["rules", "--format", "xml"], 2, "'xml' is not one of"),
        (["rules", "--config", "absent.yaml"], 2, "absent.yaml:1:1: cannot be read"),
        (["test", "absent"], 3, "There is no such directory of policies"),
        (["test", "--threshold", "101"], 2, "101"),
        (["test", "--examples", "absent"], 2, "absent"),
        (["test", "empty"], 1, "0 of 0 tests passed"),
        (["scan", "--jobs", "0"], 2, "0"),
        (["nonsense"], 2, "No such command"),
        (["scan", "--format", "json=a", "--format", "json=a"], 2, "cannot go to one file: '"),
        (["scan", "--format", "json="], 2, "json="),
    ],
)
def test_odd_arguments(arguments: list[str], code: int, said: str, tmp_path: Path) -> None:
    write(tmp_path, a_yaml=CLEAN, policies__good_rego=GOOD, plimsoll_yaml="policies: {directories: [policies]}\n")
    (tmp_path / "empty").mkdir()
    done = plimsoll(tmp_path, *arguments)
    assert (done.code, said in done.text + done.stderr) == (code, True), (done.code, done.text + done.stderr)
