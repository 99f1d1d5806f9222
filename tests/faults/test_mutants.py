"""The matrix is worth something: it fails for transports that are wrong in the ways that cost money."""

from __future__ import annotations

import ssl
from collections.abc import Callable
from functools import partial
from typing import Any, Final

import aiohttp
import attrs
import pytest
from yarl import URL

from smswire_runtime import Effect, Operation, Request, Response, ThreadedTransport, Urllib3Transport
from smswire_runtime._deadline import Deadline
from smswire_runtime._outcomes import Phase, Reason
from smswire_runtime._transport import Base, Failure
from smswire_runtime._urllib3 import MAX_CONNECTIONS
from tests.faults.catalogue import FAULTS
from tests.faults.cells import Cell, Ground, check, play
from tests.faults.kinds import SYNC
from tests.faults.providers import EROS, NETOXYGEN, REDOXYGEN, SMSOFFICE, Provider


class Repeats(Urllib3Transport):
    """Sends again when the connection broke."""

    def exchange(self, base: Base, request: Request, operation: Operation, deadline: Deadline) -> Response:
        """Twice."""
        try:
            return super().exchange(base, request, operation, deadline)
        except Failure:
            return super().exchange(base, request, operation, deadline)


class Follows(Urllib3Transport):
    """Goes where it is sent."""

    def exchange(self, base: Base, request: Request, operation: Operation, deadline: Deadline) -> Response:
        """There and elsewhere."""
        response = super().exchange(base, request, operation, deadline)
        if (location := response.header("location")) is not None:
            return super().exchange(base, attrs.evolve(request, path=location), operation, deadline)
        return response


class Waits(Urllib3Transport):
    """Has all the time in the world."""

    def exchange(self, base: Base, request: Request, operation: Operation, deadline: Deadline) -> Response:  # noqa: ARG002, that is the fault
        """For as long as it takes."""
        return super().exchange(base, request, operation, Deadline(60, 60))


class Forgives(Urllib3Transport):
    """Takes half an answer for a whole one."""

    def exchange(self, base: Base, request: Request, operation: Operation, deadline: Deadline) -> Response:
        """Whatever came."""
        try:
            return super().exchange(base, request, operation, deadline)
        except Failure:
            return Response(status=200, body=REDOXYGEN.acceptance)


class Denies(Urllib3Transport):
    """Calls unsent what was not answered."""

    def exchange(self, base: Base, request: Request, operation: Operation, deadline: Deadline) -> Response:
        """As the type of an exception has it."""
        try:
            return super().exchange(base, request, operation, deadline)
        except Failure as failure:
            caught = failure
        raise Failure(caught.phase, caught.reason, caught.cause_name, wrote=False)


class Tells(Urllib3Transport):
    """Says what it was about to send."""

    def exchange(self, base: Base, request: Request, operation: Operation, deadline: Deadline) -> Response:
        """As urllib3 does, whose errors hold URLs."""
        try:
            return super().exchange(base, request, operation, deadline)
        except Failure as failure:
            caught = failure
        raise Failure(caught.phase, caught.reason, f"at {request.target}", wrote=caught.wrote)


class RepeatsInTasks(ThreadedTransport):
    """Sends again when the connection broke."""

    async def exchange(self, base: Base, request: Request, operation: Operation, deadline: Deadline) -> Response:
        """Twice."""
        try:
            return await super().exchange(base, request, operation, deadline)
        except Failure:
            return await super().exchange(base, request, operation, deadline)


class WaitsInTasks(ThreadedTransport):
    """Has all the time in the world."""

    async def exchange(self, base: Base, request: Request, operation: Operation, deadline: Deadline) -> Response:  # noqa: ARG002, that is the fault
        """For as long as it takes."""
        return await super().exchange(base, request, operation, Deadline(60, 60))


MUTANTS: Final[list[tuple[type[Any], str, Provider]]] = [
    (Repeats, "reset_after_request", REDOXYGEN),
    (Repeats, "close_after_request", SMSOFFICE),
    (Repeats, "body_cut_by_finish", NETOXYGEN),
    (Follows, "status_307_temporary", EROS),
    (Follows, "status_302_found", SMSOFFICE),
    (Waits, "silence", NETOXYGEN),
    (Waits, "dripped_head", REDOXYGEN),
    (Waits, "dripped_body", EROS),
    (Waits, "stall_in_handshake", SMSOFFICE),
    (Forgives, "body_cut_by_reset", REDOXYGEN),
    (Forgives, "gzip_bomb", REDOXYGEN),
    (Denies, "reset_after_request", EROS),
    (Tells, "close_after_request", SMSOFFICE),
    (RepeatsInTasks, "reset_after_request", SMSOFFICE),
    (WaitsInTasks, "silence", REDOXYGEN),
]


@pytest.mark.parametrize("mutant,name,provider", MUTANTS)
def test_mutant(mutant: type[Any], name: str, provider: Provider, ground: Ground) -> None:
    """A cell that the transport passes fails for its mutant."""
    kind = "threaded" if issubclass(mutant, ThreadedTransport) else SYNC
    cell = Cell(FAULTS[name], provider, kind, kept=False, tls=True)
    check(play(cell, ground))
    with pytest.raises(AssertionError):
        check(play(cell, ground, mutant))


def test_wrong_effect(ground: Ground, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same for a send that the specification calls idempotent."""
    operations: Any = __import__("smswire_providers.smsoffice.operations", fromlist=["SEND_SMS"])
    cell = Cell(FAULTS["reset_after_request"], SMSOFFICE, SYNC, kept=False, tls=False)
    check(play(cell, ground))
    monkeypatch.setattr(operations, "SEND_SMS", attrs.evolve(operations.SEND_SMS, effect=Effect.IDEMPOTENT))
    with pytest.raises(AssertionError):
        check(play(cell, ground))


# -- aiohttp's own repeat -----------------------------------------------------


class Sessions:
    """What comes of aiohttp's client session, with the repeat that it has by default or without it."""

    def __init__(self, *, repeats: bool, trust: ssl.SSLContext, **_: object) -> None:
        self._session = aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=MAX_CONNECTIONS))
        self._session._retry_connection = repeats  # pyright: ignore[reportPrivateUsage]
        self._trust = trust

    async def exchange(self, base: Base, request: Request, operation: Operation, deadline: Deadline) -> Response:
        """Whatever it does."""
        url = URL(f"{base.url}{request.target}", encoded=True)
        timeout = aiohttp.ClientTimeout(total=deadline.require())
        headers = list(request.headers)
        try:
            async with self._session.request(
                request.method, url, data=request.body, headers=headers, timeout=timeout, ssl=self._trust
            ) as answer:
                body = await answer.content.read(operation.answer_limit)
                return Response(status=answer.status, headers=tuple(answer.headers.items()), body=body)
        except aiohttp.ClientError as error:
            name = type(error).__name__
        raise Failure(Phase.AWAITING, Reason.RESET, name, wrote=True)

    def rest(self, base: Base) -> None:
        """Nothing rests."""

    async def close(self) -> None:
        """Close it."""
        await self._session.close()


def sessions(*, repeats: bool) -> Callable[..., Sessions]:
    """A transport of either sort."""
    return partial(Sessions, repeats=repeats)


@pytest.mark.parametrize("name", ["reset_after_request", "close_after_request"])
def test_repeat_of_aiohttp(name: str, ground: Ground) -> None:
    """A GET that broke on a kept connection is sent again by aiohttp itself; the matrix sees that."""
    cell = Cell(FAULTS[name], SMSOFFICE, "aiohttp", kept=True, tls=False)
    check(play(cell, ground, sessions(repeats=False)))
    with pytest.raises(AssertionError):
        check(play(cell, ground, sessions(repeats=True)))
