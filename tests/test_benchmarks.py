"""What the benchmark measures is what it says: generated documents are right and varied, and a failure is shown."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING

import pytest
import yaml

from benchmarks.__main__ import growth
from benchmarks.generate import DOCUMENTS_PER_APPLICATION, write
from benchmarks.measure import Cost, in_turn, median, run
from benchmarks.page import Measured, Row, page
from tests.command import plimsoll

if TYPE_CHECKING:
    from pathlib import Path

SCHEMA_RULES = ("missing-required-field", "unknown-field", "unknown-kind", "wrong-type", "invalid-name", "removed-api")


@pytest.fixture(name="generated", scope="module")
def generated_documents(tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("generated")
    write(directory, 400)
    return directory


def texts(directory: Path) -> dict[str, str]:
    return {
        path.relative_to(directory).as_posix(): path.read_text(encoding="utf-8")
        for path in sorted(directory.rglob("*.yaml"))
    }


def test_the_same_documents_come_every_time(generated: Path, tmp_path: Path) -> None:
    write(tmp_path, 200)
    again = texts(tmp_path)
    assert len(again) == 200 // DOCUMENTS_PER_APPLICATION
    assert again.items() <= texts(generated).items()


def test_there_are_as_many_as_asked_for_and_no_two_alike(generated: Path) -> None:
    documents = [document for text in texts(generated).values() for document in yaml.safe_load_all(text)]
    assert len(documents) == 400
    assert len({json.dumps(document, sort_keys=True) for document in documents}) == 400
    assert len({document["kind"] for document in documents}) >= 10


def test_they_are_valid(generated: Path) -> None:
    select = [word for rule in SCHEMA_RULES for word in ("--select", rule)]
    report = plimsoll(generated, "scan", ".", "--format", "json", *select).report
    assert report["coverage"]["judged"] == 400
    assert report["findings"] == []
    assert report["unread"] == []


def test_they_violate_rules_at_a_realistic_rate(generated: Path) -> None:
    report = plimsoll(generated, "scan", ".", "--format", "json").report
    assert 200 <= len(report["findings"]) <= 2000
    assert len({finding["ruleId"] for finding in report["findings"]}) >= 15
    wrong = {finding["file"] for finding in report["findings"] if finding["ruleId"] == "run-as-root"}
    assert 0 < len(wrong) < 40 // 2


def test_a_run_tells_what_the_command_answered(tmp_path: Path) -> None:
    one = run([sys.executable, "-c", "import sys; print('out'); print('err', file=sys.stderr); sys.exit(3)"], tmp_path)
    assert (one.exit_code, one.output, one.errors) == (3, b"out\n", b"err\n")
    assert one.cost.seconds > 0
    assert one.cost.megabytes > 1


def test_memory_is_that_of_the_command(tmp_path: Path) -> None:
    large = run([sys.executable, "-c", "x = b'x' * 200_000_000"], tmp_path)
    assert large.cost.megabytes > 150


def test_memory_of_the_benchmark_itself_does_not_count(tmp_path: Path) -> None:
    held = b"x" * 100_000_000
    small = run([sys.executable, "-S", "-c", "pass"], tmp_path)
    assert len(held) > 0
    assert small.cost.megabytes < 50


def test_a_command_that_does_not_end_is_given_up(tmp_path: Path) -> None:
    one = run([sys.executable, "-c", "import time; time.sleep(60)"], tmp_path, limit=0.5)
    assert (one.exit_code, one.cost) == (-9, Cost(0.5, 0.5, 0))
    row = Row("a", "b", one.cost, 3, None, one.exit_code, "given up.")
    text = page(Measured("2026-01-01", "a machine", [], 3, [row], [], list(growth([row]))))
    assert "| a | b | 3 | ? | ? | ? | ? | ? | ? | ? |" in text
    assert "- a, b: given up." in text


def test_the_first_turn_only_warms(tmp_path: Path) -> None:
    log = tmp_path / "log"
    script = f"open({str(log)!r}, 'a').write(__import__('sys').argv[1])"
    commands = {name: [sys.executable, "-c", script, name] for name in "ab"}
    kept = in_turn(commands, tmp_path, 2, warm=True)
    assert log.read_text(encoding="utf-8") == "ababab"
    assert [len(runs) for runs in kept.values()] == [2, 2]


def test_medians_are_taken_by_number() -> None:
    assert median([Cost(1, 9, 30), Cost(2, 8, 10), Cost(9, 7, 20)]) == Cost(2, 8, 20)


def test_the_page_shows_ratios_and_who_failed() -> None:
    rows = [
        Row("1,000 generated documents", "plimsoll", Cost(1, 1, 50), 170, 1500, 1),
        Row("1,000 generated documents", "other", Cost(5, 5, 200), 30, None, 2, "it broke."),
        Row("20,000 generated documents", "plimsoll", Cost(19, 19, 240), 170, 30000, 1),
    ]
    text = page(Measured("2026-01-01", "a machine", ["plimsoll 1"], 3, rows, ["one: not there."], list(growth(rows))))
    assert "| 1,000 generated documents | plimsoll | 170 | 1.00 s | 1.00 s | 50 MB | 1 | 1 | 1,500 | 1 |" in text
    assert "|  | other | 30 | 5.00 s | 5.00 s | 200 MB | 5 | 4 | failed | 2 |" in text
    assert "- 1,000 generated documents, other: it broke." in text
    assert "- one: not there." in text
    assert "20,000 documents cost 19.0 times as much time as 1,000 (at most 21 is the aim), and 10.2 kB" in text
