"""The mutation check itself: what is changed, that it is noticed, and that the table of equivalent mutants holds."""

from __future__ import annotations

import importlib.util
import signal
import time
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, cast

import pytest

from tests.mutants.equivalent import equivalents
from tests.mutants.mutate import mutated, mutations
from tests.mutants.suite import ROOT
from tests.mutants.swap import NotSwapped, functions, swap
from tests.mutants.trials import Ending, Trial, carry_out

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

MODULE = """\
LIMIT = 3 if __name__ else 4


class Box:
    @property
    def full(self) -> bool:
        return bool([one for one in range(5) if one < LIMIT and one])
"""


def changes(text: str) -> list[str]:
    return [one.change for one in mutations(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("if a: pass", ["if a  ->  if True", "if a  ->  if False"]),
        ("if a and b: pass", ["if a and b  ->  if False", "a and b  ->  b", "a and b  ->  a"]),
        ("if a or b: pass", ["if a or b  ->  if True", "a or b  ->  b", "a or b  ->  a"]),
        ("while a: pass", ["while a  ->  while False"]),
        ("[a for a in b if a]", ["for … if a  ->  for … if True", "for … if a  ->  for … if False"]),
        ("a if b else c", ["if b  ->  if True", "if b  ->  if False"]),
        ("a = b == c", ["b == c  ->  b != c"]),
        ("a = not b", ["not b  ->  b"]),
        ("a = b < c", ["b < c  ->  b >= c", "b < c  ->  b <= c"]),
        ("a = 0 < b <= c", ["0 < b <= c  ->  0 <= b <= c", "0 < b <= c  ->  0 < b < c"]),
        ("match a:\n    case str(): pass\n    case _: pass", ["case str()  ->  case str() if False"]),
        ("if TYPE_CHECKING: pass", []),
        ("a = b == c\nd = b == c", ["b == c  ->  b != c", "b == c  ->  b != c  (2)"]),
    ],
)
def test_each_condition_is_changed_in_each_way(text: str, expected: list[str]) -> None:
    assert changes(text) == expected
    assert len({compile(mutated(text, number), "", "exec") for number in range(len(expected))}) == len(expected)


def test_a_mutant_is_named_by_where_it_stands() -> None:
    assert [(one.function, one.lines[0]) for one in mutations(MODULE)] == [("", 1)] * 2 + [("Box.full", 7)] * 4


@pytest.fixture
def module(tmp_path: Path) -> Any:
    path = tmp_path / "boxes.py"
    path.write_text(MODULE, encoding="utf-8")
    spec = importlib.util.spec_from_file_location("boxes", path)
    assert spec
    assert spec.loader
    made = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(made)
    return made


def test_a_mutant_takes_the_place_of_a_live_function(module: Any, tmp_path: Path) -> None:
    box = module.Box()
    assert box.full
    never = changes(MODULE).index("for … if one < LIMIT and one  ->  for … if False")
    swap(tmp_path / "boxes.py", MODULE, never, functions(tmp_path))
    assert not box.full


def test_a_mutant_of_what_runs_at_import_is_refused(module: Any, tmp_path: Path) -> None:
    assert module.LIMIT == 3
    with pytest.raises(NotSwapped, match="at import"):
        swap(tmp_path / "boxes.py", MODULE, 0, functions(tmp_path))


def item(name: str, run: Callable[[Any], None]) -> pytest.Item:
    """Return something that runs as a test does, as far as a trial goes."""
    made = SimpleNamespace(nodeid=name, session=SimpleNamespace(testsfailed=0))
    made.ihook = SimpleNamespace(pytest_runtest_protocol=lambda item, nextitem: run((item, nextitem)[0]))
    return cast("pytest.Item", made)


def fail(one: Any) -> None:
    one.session.testsfailed = 1


def refuse() -> None:
    raise NotSwapped


def test_a_trial_ends_with_the_first_test_that_notices() -> None:
    passing, failing = item("passes", lambda _: None), item("fails", fail)
    hanging, dying = item("hangs", lambda _: time.sleep(60)), item("dies", lambda _: signal.raise_signal(9))
    trials = [
        Trial("noticed", lambda: None, [(passing, 1), (failing, 1), (hanging, 1)]),
        Trial("not noticed", lambda: None, [(passing, 1)]),
        Trial("not tested", lambda: None, []),
        Trial("hangs", lambda: None, [(hanging, -0.98), (failing, 1)]),
        Trial("dies", lambda: None, [(dying, 1)]),
        Trial("refused", refuse, [(failing, 1)]),
    ]
    endings = {trial.name: (outcome.ending, outcome.test) for trial, outcome in carry_out(trials, 2)}
    assert endings == {
        "noticed": (Ending.KILLED, "fails"),
        "not noticed": (Ending.SURVIVED, ""),
        "not tested": (Ending.SURVIVED, ""),
        "hangs": (Ending.TIMED_OUT, ""),
        "dies": (Ending.KILLED, "the process died"),
        "refused": (Ending.NOT_SWAPPED, ""),
    }


def test_each_mutant_that_is_called_equivalent_is_one_with_a_reason() -> None:
    for file, reasons in equivalents().items():
        known = {one.name for one in mutations((ROOT / file).read_text(encoding="utf-8"))}
        assert set(reasons) - known == set(), f"{file}: no longer there"
        assert all(reason.endswith(".") and len(reason) > 20 for reason in reasons.values())
