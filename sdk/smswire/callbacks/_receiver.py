"""What providers call: one receiver for all of them, without any I/O."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Final

from smswire.callbacks._addresses import LIFETIME, Addresses, Event, Route
from smswire.callbacks._functions import require_function
from smswire_runtime import CodecError, Headers, Response, Secret

logger: Final = logging.getLogger("smswire")

BODY_LIMIT: Final = 64 * 1024
"""Bytes of a body: the largest documented callback, a reply with two texts of 4,000 characters, has 50 KiB at most."""

ENOUGH: Final = 16 * BODY_LIMIT
"""Bytes of a body that is too large, which are read so that whoever sends it hears why; a reset tells nothing."""

QUERY_LIMIT: Final = 8 * 1024
"""Bytes of a query, as nginx and IIS allow for a whole request line."""

PATIENCE: Final = 5.0
"""Seconds in which a body has to arrive; providers send a few hundred bytes at once."""


class Receiver:
    """Checks, reads, keeps and acknowledges what providers bring.

    ``keep`` is called with each event before it is acknowledged; when it raises, the provider is told that the event
    could not be kept. It is called again for an event that a provider repeats; see Book, which knows repetitions.

    Logs hear of what could not be read or kept, and never of an address, a number or a text. The access log of a web
    server does: it writes down the paths, which are secret, and queries with numbers, so keep them out of it.
    """

    def __init__(
        self,
        base_url: str,
        keep: Callable[[Event], object],
        *,
        keys: Sequence[str | Secret] | None = None,
        lifetime: timedelta = LIFETIME,
    ) -> None:
        require_function("keep", keep)
        self.addresses = Addresses(base_url, keys, lifetime=lifetime)
        """The addresses to give to providers."""
        self._keep = keep

    def handle(self, method: str, path: str, query: str, headers: Headers, body: bytes) -> Response:
        """The answer to one request. Whatever comes, it is one of ours.

        ``path`` is the whole of it, as the world sees it, with percent signs or without; ``query`` is as it came.
        """
        admitted = self.admit(method, path, query)
        return admitted if isinstance(admitted, Response) else self.take(admitted, query, headers, body)

    def admit(self, method: str, path: str, query: str) -> Route | Response:
        """The first half of ``handle``: what to give to ``take``, or a refusal that no body has to be waited for."""
        route = self.addresses.find(path)
        if route is None:
            return say(404, "not found")
        if method != route.kind.method:
            return say(405, "method not allowed", ("Allow", route.kind.method))
        if len(query) > QUERY_LIMIT:
            return say(414, "too long")
        return route

    def take(self, route: Route, query: str, headers: Headers, body: bytes) -> Response:
        """The second half: read, keep, acknowledge."""
        if len(body) > BODY_LIMIT:
            return say(413, "too large")
        try:
            event = route.kind.read(headers, query, body)
        except CodecError as error:
            logger.warning("a %s could not be read: %s", route.name, _told(error))
            return say(400, "not as documented")
        try:
            self._keep(event)
        except Exception as error:  # noqa: BLE001, whatever it was, the event is not kept
            # The class alone: its text may hold anything.
            logger.error("a %s could not be kept: %s", route.name, type(error).__name__)  # noqa: TRY400
            return say(500, "not kept")
        return route.acknowledgement


def say(status: int, words: str, *headers: tuple[str, str]) -> Response:
    """An answer that no provider documented."""
    body = f"{words}\n".encode()
    return Response(status=status, headers=(("Content-Type", "text/plain; charset=utf-8"), *headers), body=body)


def _told(error: CodecError) -> str:
    """What is wrong, with its place where that is a documented one: a name that is not may be a number or a text."""
    documented = error.problem == "missing" or error.problem.startswith("expected ")
    return str(error) if documented else error.problem
