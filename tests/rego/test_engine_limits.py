"""A policy can never take the scan down: time, memory, deaths, hostile sizes; and nothing is left behind."""

from __future__ import annotations

import os
import signal
import threading
import time
from typing import TYPE_CHECKING

import pytest

from scanner.errors import EngineError, EngineFailed
from scanner.rego.engine import Evaluation, Failure, Value
from scanner.rego.engines import run, worker
from scanner.rego.engines.embedded import EmbeddedEngine

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

# OPA looks at its deadline between expressions and in few builtins: this one writes a number of 60 million digits.
DEAF = "deaf := count(sprintf(`%d`, [bits.lsh(1, 200000000)]))"
HOG = "hog := count([[a, b] | some a in numbers.range(1, 9999); some b in numbers.range(1, 9999)])"
SLOW = "slow if { some a in numbers.range(1, 99999); some b in numbers.range(1, 99999); a * b < 0 }"
MODULE = f"package m\n\ngood contains input.n\n\n{DEAF}\n\n{HOG}\n\n{SLOW}\n"
GOOD, DEAF_QUERY, HOG_QUERY, SLOW_QUERY = (f"data.m.{name}" for name in ("good", "deaf", "hog", "slow"))


@pytest.fixture
def hasty(engine_binary: Path, nothing_left: None) -> Iterator[EmbeddedEngine]:  # noqa: ARG001 - named to be used
    with EmbeddedEngine(engine_binary, deadline_s=0.3, memory_mib=256) as engine:
        assert engine.load({"m.rego": MODULE}, {}) == ()
        yield engine


def failure(result: object) -> Failure:
    assert isinstance(result, Failure)
    return result


def test_a_slow_policy_is_stopped_by_opa_itself(hasty: EmbeddedEngine) -> None:
    began = time.monotonic()
    ((before, slow, after),) = hasty.evaluate([Evaluation({"n": 1}, (GOOD, SLOW_QUERY, GOOD))])
    assert time.monotonic() - began < 2
    assert (before, after) == (Value([1]), Value([1]))
    assert failure(slow).reason == f"'{SLOW_QUERY}' did not finish within 0.3 s."


def test_a_deaf_builtin_is_stopped_by_ending_the_process(
    hasty: EmbeddedEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("scanner.rego.engines.embedded.GRACE_S", 0.3)
    ((before, deaf, after), (later,)) = hasty.evaluate(
        [Evaluation({"n": 1}, (GOOD, DEAF_QUERY, GOOD)), Evaluation({"n": 2}, (GOOD,))]
    )
    assert (before, after, later) == (Value([1]), Value([1]), Value([2]))
    assert failure(deaf).reason == f"'{DEAF_QUERY}' did not finish within 0.3 s."


def test_a_policy_that_keeps_timing_out_is_not_tried_for_ever(hasty: EmbeddedEngine) -> None:
    began = time.monotonic()
    results = [result for (result,) in hasty.evaluate([Evaluation({}, (SLOW_QUERY,))] * 100)]
    assert time.monotonic() - began < 5
    assert len(results) == 100
    assert failure(results[1]).reason.endswith("did not finish within 0.3 s.")
    assert {failure(result).reason for result in results[2:]} == {
        f"'{SLOW_QUERY}' was not tried any more: it timed out or ended the engine on other inputs."
    }


def test_a_policy_that_fills_the_memory(engine_binary: Path, nothing_left: None) -> None:  # noqa: ARG001 - named to be used
    with EmbeddedEngine(engine_binary, deadline_s=30, memory_mib=128) as engine:
        engine.load({"m.rego": MODULE}, {})
        ((before, hog, after),) = engine.evaluate([Evaluation({"n": 1}, (GOOD, HOG_QUERY, GOOD))])
    assert (before, after) == (Value([1]), Value([1]))
    assert failure(hog).reason == f"The engine ran out of memory while evaluating '{HOG_QUERY}'."
    assert HOG_QUERY in failure(hog).detail


def kill_soon(engine: EmbeddedEngine) -> threading.Timer:
    child = engine._workers[0].running
    assert child is not None
    timer = threading.Timer(0.3, os.kill, (child.pid, signal.SIGKILL))
    timer.start()
    return timer


def test_a_process_that_is_killed_in_the_middle_of_a_batch(engine_binary: Path, nothing_left: None) -> None:  # noqa: ARG001 - named to be used
    with EmbeddedEngine(engine_binary, deadline_s=30, memory_mib=256) as engine:
        engine.load({"m.rego": MODULE}, {})
        timer = kill_soon(engine)
        batch = [Evaluation({"n": 1}, (GOOD, SLOW_QUERY, GOOD)), *(Evaluation({"n": n}, (GOOD,)) for n in range(50))]
        first, *rest = engine.evaluate(batch)
        timer.join()
    assert failure(first[1]).reason == f"The engine was ended by signal SIGKILL while evaluating '{SLOW_QUERY}'."
    assert (first[0], first[2]) == (Value([1]), Value([1]))
    assert rest == [(Value([n]),) for n in range(50)]


def test_a_process_that_dies_between_two_batches_is_nobodys_fault(hasty: EmbeddedEngine) -> None:
    child = hasty._workers[0].running
    assert child is not None
    os.kill(child.pid, signal.SIGKILL)
    time.sleep(0.1)
    assert list(hasty.evaluate([Evaluation({"n": 1}, (GOOD,))])) == [(Value([1]),)]


def test_after_many_deaths_the_rest_is_given_up(
    engine_binary: Path,
    nothing_left: None,  # noqa: ARG001 - named to be used
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(run, "_DEATHS", 3)
    rules = "\n".join(
        f"hog{n} := count([[a, b] | some a in numbers.range(1, 9999); some b in numbers.range(1, 9999)])"
        for n in range(5)
    )
    queries = tuple(f"data.m.hog{n}" for n in range(5))
    with EmbeddedEngine(engine_binary, deadline_s=30, memory_mib=64) as engine:
        engine.load({"m.rego": f"package m\n\n{rules}\n"}, {})
        (results,) = engine.evaluate([Evaluation({}, queries)])
    reasons = [failure(result).reason for result in results]
    assert ["ran out of memory" in reason for reason in reasons] == [True, True, True, False, False]
    assert reasons[4] == "'data.m.hog4' was not evaluated: the engine ended 3 times."


def test_a_huge_input_and_a_huge_result(embedded_engine: EmbeddedEngine) -> None:
    embedded_engine.load({"m.rego": "package m\n\nsize := count(input.text)\n\ntext := input.text\n"}, {})
    ((size, text),) = embedded_engine.evaluate(
        [Evaluation({"text": "ä\n" * 4_000_000}, ("data.m.size", "data.m.text"))]
    )
    assert size == Value(8_000_000)
    assert text == Value("ä\n" * 4_000_000)


def test_a_result_beyond_the_bound_is_refused(engine_binary: Path, nothing_left: None) -> None:  # noqa: ARG001 - named to be used
    with EmbeddedEngine(engine_binary, deadline_s=20, memory_mib=1024) as engine:
        engine.load({"m.rego": "package m\n\ntext := concat(``, [input.text, input.text, input.text])\n"}, {})
        ((text,),) = engine.evaluate([Evaluation({"text": "x" * 25_000_000}, ("data.m.text",))])
    assert failure(text).reason == "The result of 'data.m.text' is too large to be read."


def test_an_input_that_is_too_deep(embedded_engine: EmbeddedEngine) -> None:
    deep: dict[str, object] = {}
    for _ in range(200_000):
        deep = {"a": deep}
    embedded_engine.load({"m.rego": "package m\n\ngood := 1\n"}, {})
    ((bad,), (good,)) = embedded_engine.evaluate([Evaluation(deep, ("data.m.good",)), Evaluation({}, ("data.m.good",))])
    assert "cannot be written as JSON" in failure(bad).reason
    assert good == Value(1)


def test_workers_keep_the_order(engine_binary: Path, nothing_left: None) -> None:  # noqa: ARG001 - named to be used
    with EmbeddedEngine(engine_binary, deadline_s=5, memory_mib=256, workers=3) as engine:
        engine.load(
            {"m.rego": "package m\n\ngood contains x if { x := input.n; count(numbers.range(1, input.work)) > 0 }\n"},
            {},
        )
        batch = [Evaluation({"n": n, "work": 20000 if n % 7 == 0 else 1}, (GOOD,)) for n in range(600)]
        assert list(engine.evaluate(batch)) == [(Value([n]),) for n in range(600)]
        assert sum(worker.running is not None for worker in engine._workers) == 3


def test_a_reader_that_takes_its_time_is_not_the_engines_fault(
    hasty: EmbeddedEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("scanner.rego.engines.embedded.GRACE_S", 0.1)
    results = []
    for result in hasty.evaluate([Evaluation({"n": n}, (GOOD,)) for n in range(3)]):
        results.append(result)
        time.sleep(0.6)
    assert results == [(Value([n]),) for n in range(3)]


def test_an_abandoned_batch_leaves_nothing(hasty: EmbeddedEngine) -> None:
    results = hasty.evaluate([Evaluation({"n": n}, (GOOD,)) for n in range(1000)])
    assert next(results) == (Value([0]),)
    assert list(hasty.evaluate([Evaluation({"n": 7}, (GOOD,))])) == [(Value([7]),)]
    with pytest.raises(EngineError, match="another use"):
        list(results)


def script(directory: Path, text: str) -> Path:
    path = directory / "plimsoll-engine"
    path.write_text(f"#!/bin/sh\n{text}\n", encoding="utf-8")
    path.chmod(0o755)
    return path


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("exit 3", "The engine ended with code 3 during 'version'."),
        ('echo "no JSON"', "The engine answered something that is not JSON"),
        ("""echo '{"id":1,"protocol":99}'; cat >/dev/null""", "speaks protocol 99 and not 1"),
        ("""echo '{"id":9}'; cat >/dev/null""", "The engine answered request 9 in place of 1."),
        ("echo '[]'; cat >/dev/null", "no JSON object"),
        ("exec sleep 60", "The engine did not finish 'version' within 0.5 s."),
        ("exec sleep 60 >&-", "The engine closed its output during 'version'."),
        ("echo kaputt >&2; exit 1", "ended with code 1 during 'version'.\nkaputt"),
    ],
)
def test_a_binary_that_is_no_engine(
    text: str,
    reason: str,
    tmp_path: Path,
    nothing_left: None,  # noqa: ARG001 - named to be used
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(worker, "_START_S", 0.5)
    with EmbeddedEngine(script(tmp_path, text), deadline_s=1, memory_mib=256) as engine:
        with pytest.raises(EngineError) as raised:
            engine.load({}, {})
        assert reason in str(raised.value)
        ((result,),) = engine.evaluate([Evaluation({}, (GOOD,))])
        assert reason.split("\n", maxsplit=1)[0].rstrip(".") in failure(result).reason


def test_a_binary_that_cannot_be_run(tmp_path: Path, nothing_left: None) -> None:  # noqa: ARG001 - named to be used
    path = tmp_path / "plimsoll-engine"
    path.write_bytes(b"\x7fELF nonsense")
    path.chmod(0o755)
    with (
        EmbeddedEngine(path, deadline_s=1, memory_mib=256) as engine,
        pytest.raises(EngineFailed, match="cannot be started"),
    ):
        engine.load({}, {})
