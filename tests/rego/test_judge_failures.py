"""Whatever goes wrong is not evaluated, named by policy and document: never a pass, never an exception."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

import pytest

from scanner.errors import EngineFailed, EngineMissing
from scanner.model import Document, NotEvaluated
from scanner.read import Limits, read_bytes
from scanner.rego import PolicyMatch, check_parameters, judge, load_policies
from scanner.rego.engine import Failure, Value
from scanner.rego.engines.embedded import EmbeddedEngine

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from scanner.rego import Engine
    from scanner.rego.engine import Evaluation, ModuleError, Result

PODS = "apiVersion: v1\nkind: Pod\nmetadata: {name: a, namespace: shop}\n---\napiVersion: v1\nkind: Pod\n"
GOOD = 'package good\ndeny contains "found"\n'


@pytest.fixture
def engine(engine_binary: Path) -> Iterator[Engine]:
    with EmbeddedEngine(engine_binary, deadline_s=0.3, memory_mib=256) as started:
        yield started


def verdicts(
    directory: Path,
    engine: Engine,
    *policies: str,
    text: str = PODS,
) -> tuple[list[NotEvaluated], list[PolicyMatch]]:
    for number, policy in enumerate(policies):
        (directory / f"{number}.rego").write_text(policy)
    documents = [one for one in read_bytes("a.yaml", text.encode(), Limits(), named=True) if isinstance(one, Document)]
    both = list(judge(load_policies([directory]), documents, parameters={}, engine=engine))
    problems = [one for one in both if isinstance(one, NotEvaluated)]
    return problems, [one for one in both if isinstance(one, PolicyMatch)]


BROKEN = [
    ("package p\ndeny contains x if { y }", "0.rego:2:", "is unsafe"),
    ("package p\ndeny contains 1 if {", "0.rego:2:", "unexpected eof token"),
    ("package p\ndeny contains 1 if { no.such_builtin(input) }", "0.rego:2:", "undefined function no.such_builtin"),
    ('package p\ndeny contains http.send({"url": "https://example.com"})', "0.rego:2:", "http.send"),
    ("package p\nimport data.lib\ndeny contains 1 if lib.f(1)", "0.rego:3:", "undefined function data.lib.f"),
    ('package p\ndeny contains 1\ndeny := "x"', "0.rego:2:", "conflicting rules data.p.deny found"),
    ("package p\ndeny contains 1 if deny", "0.rego:2:", "recursive"),
]


@pytest.mark.parametrize(("policy", "place", "reason"), BROKEN)
def test_what_does_not_compile_is_named_with_its_place(
    tmp_path: Path,
    engine: Engine,
    policy: str,
    place: str,
    reason: str,
) -> None:
    problems, matches = verdicts(tmp_path, engine, policy, GOOD)
    assert [problem.rule_id for problem in problems] == ["p"]
    assert place in problems[0].reason
    assert reason in problems[0].reason
    assert problems[0].path == ""
    assert [match.rule.id for match in matches] == ["good", "good"]


FAILING = [
    ("deny contains to_number(input.kind)", "to_number"),
    ("deny contains count([x | numbers.range(0, 100000000)[x]])", "did not finish within 0.3 s"),
    ("default deny := false\ndeny if input.x", "'deny' at 0.rego:2 cannot be read: it is a boolean"),
    ('deny := "x"', "it is a string, not a set of messages"),
    ("deny contains 1", "an element is a number"),
    ('deny contains {"message": "x"}', "an element is an object whose 'msg' is missing"),
    ("deny if input.absent", "'data.p.deny' is undefined"),
    ('deny contains "x"\nexception contains "y"', "'data.p.exception' cannot be read: it is no set of lists of names"),
    ('deny contains {"msg": "x", "path": {"a": 1}}', "the 'path' of an element is an object"),
]


@pytest.mark.parametrize(("rules", "reason"), FAILING)
def test_what_fails_is_named_with_its_document(tmp_path: Path, engine: Engine, rules: str, reason: str) -> None:
    problems, matches = verdicts(tmp_path, engine, f"package p\n{rules}\n", GOOD)
    assert {(problem.rule_id, problem.path) for problem in problems} == {("p", "a.yaml")}
    assert [problem.subject for problem in problems] == ["Pod shop/a", "Pod"]
    told = {problem.reason.replace(f"{tmp_path.as_posix()}/", "") for problem in problems}
    assert all(reason in one or "was not tried any more" in one for one in told)
    assert any(reason in one for one in told)
    assert [match.rule.id for match in matches if match.rule.id == "good"] == ["good", "good"]


def test_a_violation_with_a_wrong_path_is_still_a_violation(tmp_path: Path, engine: Engine) -> None:
    problems, matches = verdicts(tmp_path, engine, 'package p\ndeny contains {"msg": "x", "path": 1}\n')
    assert len(problems) == len(matches) == 2


def test_one_file_that_is_broken_breaks_its_package(tmp_path: Path, engine: Engine) -> None:
    broken = "package good\nviolation contains x if { y }\n"
    problems, matches = verdicts(tmp_path, engine, broken, GOOD)
    assert [problem.rule_id for problem in problems] == ["good"]
    assert matches == []


def test_a_broken_library_breaks_what_uses_it(tmp_path: Path, engine: Engine) -> None:
    library = "package lib\nx := y\n"
    through = "package middle\nz := data.lib.x\n"
    user = "package user\nimport data.middle\ndeny contains middle.z\n"
    problems, matches = verdicts(tmp_path, engine, library, through, user, GOOD)
    assert [problem.rule_id for problem in problems] == ["user"]
    assert "0.rego:2:" in problems[0].detail
    assert [match.rule.id for match in matches] == ["good", "good"]


def test_a_broken_library_that_nobody_uses_is_named(tmp_path: Path, engine: Engine) -> None:
    problems, matches = verdicts(tmp_path, engine, "package lib\nx := y\n", GOOD)
    assert [problem.rule_id for problem in problems] == ["lib"]
    assert len(matches) == 2


WORKFLOW = "on: push\nenv: {A: .inf}\njobs: {a: {runs-on: x, steps: [{run: a}]}}\n"
LOOKS_AROUND = 'package around\ndeny contains "around" if count(data.inventory.workflow) == 0\n'


def test_values_that_json_cannot_express(tmp_path: Path, engine: Engine) -> None:
    for number, policy in enumerate((GOOD, LOOKS_AROUND)):
        (tmp_path / f"{number}.rego").write_text(policy)
    documents = [
        one
        for path, text in ((".github/workflows/a.yml", WORKFLOW), ("a.yaml", PODS))
        for one in read_bytes(path, text.encode(), Limits(), named=True)
        if isinstance(one, Document)
    ]
    both = list(judge(load_policies([tmp_path]), documents, parameters={}, engine=engine))
    problems = [(one.rule_id, one.path) for one in both if isinstance(one, NotEvaluated)]
    path = ".github/workflows/a.yml"
    assert problems == [("around", path), ("around", path), ("good", path)]
    matches = [(one.rule.id, one.document.index) for one in both if isinstance(one, PolicyMatch)]
    assert sorted(matches) == [("around", 0), ("around", 1), ("good", 0), ("good", 1)]


class Broken:
    """An engine that answers what it is told to."""

    name = "broken engine"

    def __init__(self, *answers: Any, error: Exception | None = None, load_error: Exception | None = None) -> None:
        self._answers = answers
        self._error = error
        self._load_error = load_error

    def load(self, modules: Mapping[str, str], data: Mapping[str, Any]) -> tuple[ModuleError, ...]:
        del modules, data
        if self._load_error:
            raise self._load_error
        return ()

    def evaluate(self, batch: Sequence[Evaluation]) -> Iterator[tuple[Result, ...]]:
        del batch
        yield from self._answers
        if self._error:
            raise self._error

    def close(self) -> None:
        """Nothing to end."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def test_an_engine_that_cannot_load(tmp_path: Path) -> None:
    problems, matches = verdicts(tmp_path, Broken(load_error=EngineMissing("There is no engine.")), GOOD)
    assert [(problem.rule_id, problem.reason) for problem in problems] == [("good", "There is no engine.")]
    assert matches == []


ENDS = [
    (EngineFailed("It died."), "It died."),
    (ZeroDivisionError("x"), "The engine failed: ZeroDivisionError: x."),
    (None, "The engine failed: ValueError: zip() argument 2 is shorter than argument 1."),
]


@pytest.mark.parametrize(("error", "reason"), ENDS)
def test_an_engine_that_ends_early(tmp_path: Path, error: Exception | None, reason: str) -> None:
    problems, matches = verdicts(tmp_path, Broken((Value(["x"]),), error=error), GOOD)
    assert [(problem.rule_id, problem.reason, problem.path) for problem in problems] == [("good", reason, "")]
    assert [match.document.index for match in matches] == [0]


def test_an_engine_that_answers_too_little(tmp_path: Path) -> None:
    problems, matches = verdicts(tmp_path, Broken((), (Failure("No.", "why"),)), GOOD)
    assert [(problem.reason, problem.detail, problem.subject) for problem in problems] == [
        ("The engine gave no answer.", "", "Pod shop/a"),
        ("No.", "why", "Pod"),
    ]
    assert matches == []


def test_parameters_that_cannot_be_checked(tmp_path: Path) -> None:
    (tmp_path / "a.rego").write_text("# METADATA\n# custom: {parameters: {}}\npackage a\ndeny contains 1\n")
    engine = Broken(load_error=EngineFailed("It died."))
    (problem,) = check_parameters(load_policies([tmp_path]), {"a": {}}, engine)
    assert problem == NotEvaluated("a", "Its parameters could not be checked: It died.")


def test_without_documents_nothing_is_started(tmp_path: Path) -> None:
    assert verdicts(tmp_path, Broken(load_error=AssertionError("not to be loaded")), GOOD, text="") == ([], [])


def test_failures_of_loading_are_told_first(tmp_path: Path) -> None:
    problems, _ = verdicts(tmp_path, Broken(), "package", GOOD)
    assert problems[0].reason.endswith("0.rego:1: The file does not begin with a package clause.")
