"""What `plimsoll test` shows: test rules with coverage, examples, and the fields whose absence silences a policy."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from scanner.rego import load_policies
from scanner.rego.testing.examples import expectations
from scanner.rego.testing.policy_tests import PolicyTests, run_policy_tests

if TYPE_CHECKING:
    from pathlib import Path

    from scanner.rego import Engine
    from scanner.rego.engines.embedded import EmbeddedEngine

POLICY = """# METADATA
# custom: {id: few-replicas, input: {kinds: [Deployment]}}
package replicas

deny contains {"msg": "Too few.", "path": ["spec", "replicas"]} if input.spec.replicas < 2

deny contains {"msg": "On the host.", "path": ["spec", "template", "spec", "hostNetwork"]} if {
	input.spec.template.spec.hostNetwork
}
"""
TESTS = """package replicas_test

import data.replicas

test_fails if count(replicas.deny) == 1 with input as {"spec": {"replicas": 1}}

test_passes if count(replicas.deny) == 0 with input as {"spec": {"replicas": 2}}
"""
DEPLOYMENT = """apiVersion: apps/v1
kind: Deployment
metadata: {name: a}
spec:
  replicas: 1
  template:
    spec:
      hostNetwork: true
"""
GOOD = DEPLOYMENT.replace("replicas: 1", "replicas: 2").replace("      hostNetwork: true\n", "      x: y\n")


def write(directory: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        path = directory / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


def run(directory: Path, engine: Engine, parameters: dict[str, Any] | None = None) -> PolicyTests:
    return run_policy_tests(
        load_policies([directory / "policies"], with_tests=True),
        parameters=parameters or {},
        example_directories=[directory / "examples"],
        engine=engine,
    )


@pytest.fixture
def project(tmp_path: Path) -> Path:
    write(
        tmp_path,
        {
            "policies/replicas.rego": POLICY,
            "policies/replicas_test.rego": TESTS,
            "policies/replicas.examples/fail.yaml": DEPLOYMENT,
            "examples/few-replicas/pass-two.yaml": GOOD,
            "examples/few-replicas/notes.txt": "no example",
            "examples/few-replicas/other.yaml": "no example either",
        },
    )
    return tmp_path


def test_test_rules_run_with_coverage(project: Path, embedded_engine: EmbeddedEngine) -> None:
    tests = run(project, embedded_engine)
    assert tests.passed
    assert [(result.name, result.passed) for result in tests.results] == [("test_fails", True), ("test_passes", True)]
    (coverage,) = tests.coverage
    assert coverage.file.endswith("policies/replicas.rego")
    assert 0 < tests.covered_percentage < 100
    assert any(first <= 7 <= last for first, last in coverage.not_covered)


def test_a_test_that_fails_fails(project: Path, embedded_engine: EmbeddedEngine) -> None:
    write(project, {"policies/replicas_test.rego": TESTS.replace("== 0", "== 3")})
    tests = run(project, embedded_engine)
    assert not tests.passed
    assert [result.passed for result in tests.results] == [True, False]


def test_examples_are_found_in_both_places(project: Path, embedded_engine: EmbeddedEngine) -> None:
    tests = run(project, embedded_engine)
    assert [(one.path.rpartition("/")[2], one.passed, len(one.matches)) for one in tests.examples] == [
        ("fail.yaml", True, 2),
        ("pass-two.yaml", True, 0),
    ]
    assert tests.without_examples == ()


PROBLEMS = [
    ("fail", GOOD, ["It must fail, and nothing was found."]),
    ("pass", GOOD.replace("2", "1"), ["It must pass; found on line 5: 1."]),
    ("fail", GOOD.replace("replicas: 2", "replicas: 1 # finding: 1"), []),
    ("fail", GOOD.replace("replicas: 2", "replicas: 1").replace("kind:", "# finding +4: 1\nkind:"), []),
    ("fail", DEPLOYMENT.replace("replicas: 1", "replicas: 1 # finding: 1"), ["Not asked for on line 8: true."]),
    (
        "fail",
        GOOD.replace("replicas: 2", "replicas: 1 # finding: 2"),
        ["Not asked for on line 5: 1.", "Not found on line 5: 2."],
    ),
    ("pass", "a: [", ["It cannot be judged: "]),
]


@pytest.mark.parametrize(("verdict", "text", "problems"), PROBLEMS)
def test_an_example_must_be_judged_as_it_says(
    project: Path,
    embedded_engine: EmbeddedEngine,
    verdict: str,
    text: str,
    problems: list[str],
) -> None:
    write(project, {f"examples/few-replicas/{verdict}-x.yaml": text})
    tests = run(project, embedded_engine)
    (example,) = (one for one in tests.examples if one.path.endswith("-x.yaml"))
    assert len(example.problems) == len(problems)
    assert all(told.startswith(problem) for told, problem in zip(example.problems, problems, strict=True))
    assert example.passed == tests.passed == (not problems)


def test_policies_without_examples_are_named(project: Path, embedded_engine: EmbeddedEngine) -> None:
    (project / "policies/replicas.examples/fail.yaml").unlink()
    write(project, {"policies/other.rego": 'package other\ndeny contains "x"\n'})
    assert run(project, embedded_engine).without_examples == ("few-replicas", "other")


def test_an_example_needs_the_parameters(project: Path, embedded_engine: EmbeddedEngine) -> None:
    schema = POLICY.replace("{id:", "{parameters: {required: [x]}, id:")
    write(project, {"policies/replicas.rego": schema})
    tests = run(project, embedded_engine)
    assert tests.examples[0].problems[0] == "The policy's parameters are missing."
    assert run(project, embedded_engine, {"few-replicas": {"x": 1}}).examples[0].passed


def test_an_example_that_cannot_be_judged_is_not_met(project: Path, embedded_engine: EmbeddedEngine) -> None:
    write(project, {"policies/replicas.rego": POLICY.replace("< 2", '< to_number("x")')})
    tests = run(project, embedded_engine)
    assert [len(example.problems) for example in tests.examples] == [2, 1]
    assert all("to_number" in example.problems[0] for example in tests.examples)
    assert tests.silences == ()


def test_what_fails_where_a_field_is_absent_is_not_silent(project: Path, embedded_engine: EmbeddedEngine) -> None:
    fails = POLICY.replace("input.spec.replicas <", 'to_number(object.get(input.spec, "replicas", "none")) <')
    write(project, {"policies/replicas.rego": fails})
    assert run(project, embedded_engine).silences == ()


def test_an_example_that_cannot_be_read_is_not_met(project: Path, embedded_engine: EmbeddedEngine) -> None:
    (project / "examples/few-replicas/fail-link.yaml").symlink_to("nowhere")
    (example,) = (one for one in run(project, embedded_engine).examples if "link" in one.path)
    assert example.problems[0] == "It cannot be read: No such file or directory."


def test_what_falls_silent_is_named(project: Path, embedded_engine: EmbeddedEngine) -> None:
    (silence,) = run(project, embedded_engine).silences
    assert silence.policy_id == "few-replicas"
    assert silence.path == "spec.replicas"
    assert silence.file.endswith("policies/replicas.rego")
    assert silence.line == 5
    assert silence.message.startswith("'few-replicas' falls silent when 'spec.replicas' is absent (")


def test_a_policy_that_minds_absence_is_not_named(project: Path, embedded_engine: EmbeddedEngine) -> None:
    minds = POLICY.replace("input.spec.replicas <", 'object.get(input.spec, "replicas", 1) <')
    write(project, {"policies/replicas.rego": minds})
    assert run(project, embedded_engine).silences == ()


def test_a_pass_example_says_that_absence_is_right(project: Path, embedded_engine: EmbeddedEngine) -> None:
    write(project, {"examples/few-replicas/pass-absent.yaml": GOOD.replace("  replicas: 2\n", "")})
    assert run(project, embedded_engine).silences == ()


CAPABILITIES = """package capabilities

deny contains {"msg": msg, "details": {"container": container.name}} if {
	some container in input.spec.containers
	not "ALL" in container.securityContext.capabilities.drop
	msg := "Capabilities."
}
"""
POD = """apiVersion: v1
kind: Pod
metadata: {name: a}
spec:
  containers:
    - name: web
      securityContext: {capabilities: {drop: [NET_RAW]}}
    - name: log
      securityContext: {capabilities: {drop: [NET_RAW]}}
"""


def test_the_classic_trap_is_found(tmp_path: Path, embedded_engine: EmbeddedEngine) -> None:
    passing = POD.replace("NET_RAW", "ALL")
    write(
        tmp_path,
        {
            "policies/a.rego": CAPABILITIES,
            "examples/capabilities/fail.yaml": POD,
            "examples/capabilities/pass.yaml": passing,
        },
    )
    tests = run(tmp_path, embedded_engine)
    assert [silence.path for silence in tests.silences] == [
        "spec.containers[0].securityContext",
        "spec.containers[0].securityContext.capabilities",
        "spec.containers[0].securityContext.capabilities.drop",
    ]
    assert {silence.line for silence in tests.silences} == {5}


AUTOSCALED = """package autoscaled

deny contains "Too few." if {
	input.kind == "Deployment"
	some autoscaler in data.inventory.namespace["default"]["autoscaling/v2"].HorizontalPodAutoscaler
	autoscaler.spec.minReplicas < 2
}
"""
AUTOSCALER = """---
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: {name: a}
spec: {minReplicas: 1, maxReplicas: 3}
"""


def test_fields_of_other_documents_count(tmp_path: Path, embedded_engine: EmbeddedEngine) -> None:
    write(
        tmp_path,
        {"policies/a.rego": AUTOSCALED, "policies/a.examples/fail.yaml": GOOD + AUTOSCALER},
    )
    assert [silence.path for silence in run(tmp_path, embedded_engine).silences] == ["spec.minReplicas"]


def test_what_cannot_be_compiled_is_not_evaluated(project: Path, embedded_engine: EmbeddedEngine) -> None:
    write(project, {"policies/replicas_test.rego": f"{TESTS}\nx := y\n", "policies/broken.rego": "nothing"})
    tests = run(project, embedded_engine)
    assert not tests.passed
    assert len(tests.not_evaluated) == 2
    assert "replicas_test.rego:9:" in tests.not_evaluated[1].reason


def test_an_engine_that_runs_no_tests(project: Path, embedded_engine: EmbeddedEngine) -> None:
    class WithoutTests:
        name = "OPA server"
        load = embedded_engine.load
        evaluate = embedded_engine.evaluate
        close = embedded_engine.close
        __enter__ = embedded_engine.__enter__
        __exit__ = embedded_engine.__exit__

    tests = run(project, WithoutTests())  # type: ignore[arg-type]  # a protocol of methods, filled with bound ones
    assert [one.reason for one in tests.not_evaluated] == ["The OPA server cannot run tests; the embedded engine can."]
    assert all(example.passed for example in tests.examples)


def test_nothing_to_test_is_no_success(tmp_path: Path, embedded_engine: EmbeddedEngine) -> None:
    write(tmp_path, {"policies/a.rego": "package a\nx := 1\n"})
    assert not run(tmp_path, embedded_engine).passed


def test_expectations_are_comments() -> None:
    text = "a: 1 # finding: 1\n# finding +1: b: 2\nb: 2 # finding: b # finding: 2\nc: 3 # no finding\n"
    assert expectations(text) == ((1, "1"), (3, "2"), (3, "b"), (3, "b: 2"))
