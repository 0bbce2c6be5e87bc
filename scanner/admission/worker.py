"""A process that judges: told once what to judge with, then asked one review at a time.

Frames on standard input and output: four bytes of length, big-endian, then the content. The first frame in is the
pickled `JudgeSettings`, the first one out a JSON object, `Startup`; then one review in, one `Decision` as JSON out. It
ends when its input does. It has one thread, and its parent ends it when a judgement takes too long.
"""

from __future__ import annotations

import dataclasses
import gc
import json
import os
import pickle
import struct
import sys
import traceback
from typing import TYPE_CHECKING, Any

from scanner.admission.decision import Decision, Verdict, failure
from scanner.admission.judge import Judge
from scanner.admission.review import BadReviewError, read_review

if TYPE_CHECKING:
    from typing import BinaryIO

    from scanner.admission.settings import JudgeSettings

LENGTH = struct.Struct(">I")
COMMAND = (sys.executable, "-P", "-c", "from scanner.admission.worker import main; main()")


def main() -> None:
    """Judge until the input ends."""
    with os.fdopen(os.dup(1), "wb") as answers:
        os.dup2(2, 1)  # what a library prints must not be taken for an answer
        _serve(sys.stdin.buffer, answers)


def _serve(questions: BinaryIO, answers: BinaryIO) -> None:
    settings: JudgeSettings = pickle.loads(_read(questions))  # noqa: S301 - our own parent wrote it
    judge = Judge(settings)
    try:
        _write(answers, dataclasses.asdict(judge.start()))
        gc.freeze()
        while question := _read(questions):
            _write(answers, dataclasses.asdict(_answer(judge, settings, question)))
    finally:
        judge.close()


def _answer(judge: Judge, settings: JudgeSettings, question: bytes) -> Decision:
    on_error = settings.thresholds.on_error
    label = "the object"
    try:
        review = read_review(question)
        label = review.label
        return judge.review(review)
    except BadReviewError as error:  # the parent has read it before
        return failure(label, str(error), "unreadable", on_error)
    except Exception as error:  # noqa: BLE001 - whatever it is, it is not a judgement
        sys.stderr.write(traceback.format_exc())
        return failure(label, f"it crashed with {type(error).__name__}", "crash", on_error)


def decision_of(content: bytes) -> Decision:
    """Read a decision. Raises ValueError, TypeError or KeyError for what is none."""
    fields: dict[str, Any] = json.loads(content)
    lists = {name: tuple(value) for name, value in fields.items() if isinstance(value, list)}
    return Decision(**{**fields, **lists, "verdict": Verdict(fields["verdict"])})


def _read(stream: BinaryIO) -> bytes:
    """Read a frame; nothing at the end of the input."""
    head = stream.read(LENGTH.size)
    return stream.read(LENGTH.unpack(head)[0]) if len(head) == LENGTH.size else b""


def _write(stream: BinaryIO, value: Any) -> None:
    content = json.dumps(value).encode()
    stream.write(LENGTH.pack(len(content)) + content)
    stream.flush()
