"""What providers call: one receiver for all of them, without any I/O."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Final

from smswire.callbacks._addresses import LIFETIME, Addresses, Event
from smswire_runtime import CodecError, Headers, Request, Response, Secret

logger: Final = logging.getLogger("smswire")

BODY_LIMIT: Final = 64 * 1024
"""Bytes of a body: the largest documented callback, a reply with two texts of 4,000 characters, has 50 KiB at most."""

QUERY_LIMIT: Final = 8 * 1024
"""Bytes of a query, as nginx and IIS allow for a whole request line."""


class Receiver:
    """Checks, reads, keeps and acknowledges what providers bring.

    ``keep`` is called with each event before it is acknowledged; when it raises, the provider is told that the event
    could not be kept. It is called again for an event that a provider repeats; see Book, which knows repetitions.
    """

    def __init__(
        self,
        base_url: str,
        keep: Callable[[Event], object],
        *,
        keys: Sequence[str | Secret] | None = None,
        lifetime: timedelta = LIFETIME,
    ) -> None:
        self.addresses = Addresses(base_url, keys, lifetime=lifetime)
        """The addresses to give to providers."""
        self._keep = keep

    def handle(self, method: str, path: str, query: str, headers: Headers, body: bytes) -> Response:
        """The answer to one request. Whatever comes, it is one of ours."""
        kind = self.addresses.find(path)
        if kind is None:
            return _say(404, "not found")
        if method != kind.method:
            return _say(405, "method not allowed", ("Allow", kind.method))
        if len(body) > BODY_LIMIT:
            return _say(413, "too large")
        if len(query) > QUERY_LIMIT:
            return _say(414, "too long")
        try:
            event = kind.read(Request(method=method, path="", query=query, headers=headers, body=body))
        except CodecError as error:
            logger.warning("a callback could not be read: %s", error)
            return _say(400, "not as documented")
        try:
            self._keep(event)
        except Exception as error:  # noqa: BLE001, whatever it was, the event is not kept
            # The class alone: its text may hold anything.
            logger.error("a callback could not be kept: %s", type(error).__name__)  # noqa: TRY400
            return _say(500, "not kept")
        return kind.acknowledge()


def _say(status: int, words: str, *headers: tuple[str, str]) -> Response:
    body = f"{words}\n".encode()
    return Response(status=status, headers=(("Content-Type", "text/plain; charset=utf-8"), *headers), body=body)
