"""What an OPA server says when it refuses, as text and as places."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

NO_OPA = (LookupError, TypeError, AttributeError, ValueError, RecursionError)
"""What becomes of an answer that has another shape than OPA's, or is no JSON, or too deep."""

Rename = Callable[[str], str]
"""Turns the ids of policies in a text into the names of their files."""


@dataclass(frozen=True, slots=True)
class ServerError:
    """One error of OPA's."""

    file: str
    """Empty where it names none."""
    line: int
    column: int
    message: str
    """``rego_type_error: undefined function f``."""

    def __str__(self) -> str:
        """Say ``file:line:column: message``, as far as there is a place."""
        return f"{self.file}:{self.line}:{self.column}: {self.message}" if self.file else self.message


def errors_in(body: Any, rename: Rename) -> Iterator[ServerError]:
    """Yield what an answer's body says, or a list of errors, most particular first.

    Shape: https://www.openpolicyagent.org/docs/rest-api#errors.
    """
    if isinstance(body, dict):
        particular = body.get("errors")
        if isinstance(particular, list) and particular:
            yield from errors_in(particular, rename)
        else:
            yield ServerError("", 1, 1, f"{body.get('code', 'error')}: {body.get('message', 'no message')}")
    elif isinstance(body, list):
        for one in body:
            if isinstance(one, dict):
                yield _particular(one, rename)
    else:
        yield ServerError("", 1, 1, f"no JSON object but {str(body)[:200]!r}")


def _particular(error: dict[str, Any], rename: Rename) -> ServerError:
    place = error.get("location") or {}
    message = f"{error.get('code', 'error')}: {error.get('message', 'no message')}"
    line, column = int(place.get("row") or 1), int(place.get("col") or 1)
    return ServerError(rename(str(place.get("file") or "")), line, column, rename(message))


def text_of(error: Exception, rename: Rename = str) -> str:
    """Say what went wrong: OPA's own words where the exception carries an answer, otherwise the exception's."""
    response = getattr(error, "response", None)  # of requests.HTTPError
    if response is not None:
        try:
            body = response.json()
        except ValueError:
            body = response.text
        said = list(errors_in(body, rename))
        text = "; ".join(str(one) for one in said)
        return text if any(one.file for one in said) else f"{text} (HTTP {response.status_code})"
    message = getattr(error, "message", None)  # of the client's own exceptions, whose str() may be empty
    return str(message) if message else f"{type(error).__name__}: {error}"


def no_opa(url: str, error: Exception) -> str:
    """Say that what answers is no OPA."""
    return f"What answers at '{url}' does not answer as OPA does: {type(error).__name__}: {error}."
