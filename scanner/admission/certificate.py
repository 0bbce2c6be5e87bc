"""The server's certificate, taken anew when its files change. Open connections keep the one they began with."""

from __future__ import annotations

import ssl
from pathlib import Path
from typing import TYPE_CHECKING

from scanner.errors import UsageError

if TYPE_CHECKING:
    from typing import Any


class Certificate:
    """A certificate and its key, in PEM files that somebody else renews."""

    def __init__(self, certificate: str, key: str) -> None:
        """Load them. Raises `UsageError` where they cannot be used."""
        self._files = (certificate, key)
        self._seen = self._signature()
        try:
            self._current = self._load()
        except (OSError, ssl.SSLError) as error:
            raise UsageError(f"the certificate '{certificate}' and its key cannot be used: {_words(error)}") from error
        # What listens keeps one context for good; each handshake is handed to the newest. A pair that does not fit
        # together is never half taken over, as it would be by loading it into the context that listens.
        self.context = self._load()
        self.context.sni_callback = self._choose

    def reload(self) -> str | None:
        """Take the files if they have changed: None where they have not, empty where they were taken, or the reason.

        Half of a renewal, a certificate whose key is still to come, is a reason; the old pair goes on being used.
        """
        signature = self._signature()
        if signature == self._seen:
            return None
        try:
            self._current = self._load()
        except (OSError, ssl.SSLError) as error:
            return _words(error)
        self._seen = signature
        return ""

    def _choose(self, connection: ssl.SSLObject, _name: str | None, _context: ssl.SSLContext) -> None:
        connection.context = self._current

    def _load(self) -> ssl.SSLContext:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        # A ticket would be of the context that wrote it, and not of the one that reads it after a renewal.
        context.options |= ssl.OP_NO_TICKET
        context.num_tickets = 0
        context.load_cert_chain(*self._files, password=_no_password)
        return context

    def _signature(self) -> tuple[Any, ...]:
        """Return what changes when a file is written or replaced, or a link to it is turned, as kubelet does."""
        return tuple(_stat(file) for file in self._files)


def _stat(file: str) -> tuple[int, ...]:
    try:
        found = Path(file).stat()
    except OSError as error:
        return (error.errno or 0,)
    return found.st_ino, found.st_mtime_ns, found.st_size


def _no_password() -> str:
    """Refuse, in place of OpenSSL's prompt on the terminal."""
    raise OSError("the key is encrypted")


def _words(error: OSError) -> str:
    """Return what is wrong without a path or content of a key."""
    if isinstance(error, ssl.SSLError):
        return (error.reason or type(error).__name__).lower().replace("_", " ")
    return error.strerror or str(error)
