"""Brings news to listeners: one call after the other for each message, again where the provider does so."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import Final, Protocol
from urllib.parse import urlsplit

from attrs import frozen

from smswire.sandbox._agenda import Agenda
from smswire.sandbox._caller import AT_A_TIME, Caller, Forbidden, Unreachable
from smswire.sandbox._notices import Kind
from smswire.sandbox._wire import Outgoing, Wire
from smswire.sandbox._world import Stored, World
from smswire_runtime import Response

WAITING: Final = 10_000
"""Calls that wait for their turn: one for each message that is kept."""

FAILED: Final = 500
"""The status by which a listener says that it could not keep the news."""


@frozen(kw_only=True)
class Called:
    """What came of one call."""

    message: Stored
    kind: str
    address: str
    """Without the query, which may hold what only the listener should know."""
    attempt: int
    status: int | None
    problem: str | None


class Desk(Protocol):
    """Who hears what came of calls."""

    def called(self, call: Called) -> None:
        """A call was made, well or not."""
        ...

    def warn(self, kind: Kind, text: str, *, message: Stored) -> None:
        """Something is to be seen."""
        ...


class Courier:
    """Makes the calls that wires ask for."""

    def __init__(self, world: World, agenda: Agenda, caller: Caller, desk: Desk) -> None:
        self._world = world
        self._agenda = agenda
        self._caller = caller
        self._desk = desk
        self._turns = asyncio.Semaphore(AT_A_TIME)
        self._last: dict[int, asyncio.Task[None]] = {}
        self._running: set[asyncio.Task[None]] = set()

    def send(self, wire: Wire, message: Stored, outgoing: Outgoing, attempt: int = 1) -> asyncio.Task[None] | None:
        """Make a call as soon as those before it for the same message are through; None when it is not made."""
        try:
            self._caller.check(outgoing.url)
            if len(self._running) >= WAITING:
                raise Forbidden(f"{WAITING} calls are waiting already")  # noqa: TRY301, one way to say why not
        except Forbidden as refusal:
            self._desk.warn(Kind.CALLBACK, f"The {outgoing.kind} was not sent: {refusal}", message=message)
            return None
        before = self._last.get(message.number)
        task = asyncio.get_running_loop().create_task(self._make(before, wire, message, outgoing, attempt))
        self._running.add(task)
        self._last[message.number] = task
        task.add_done_callback(partial(self._done, message.number))
        return task

    def _done(self, number: int, task: asyncio.Task[None]) -> None:
        self._running.discard(task)
        if self._last.get(number) is task:
            del self._last[number]

    async def _make(
        self, before: asyncio.Task[None] | None, wire: Wire, message: Stored, outgoing: Outgoing, attempt: int
    ) -> None:
        if before is not None:
            await asyncio.wait([before])
        async with self._turns:
            result = await self._caller.call(outgoing)
        status = result.status if isinstance(result, Response) else None
        problem = self._judge(wire, outgoing, result)
        address = _address_of(outgoing.url)
        self._desk.called(
            Called(
                message=message, kind=outgoing.kind, address=address, attempt=attempt, status=status, problem=problem
            )
        )
        if status in {None, FAILED} and attempt <= len(outgoing.resend):
            self._plan(wire, message, outgoing, attempt)
        if problem is not None:
            kind = Kind.CALLBACK if status is None else Kind.ACKNOWLEDGEMENT
            self._desk.warn(kind, f"{outgoing.kind} to {address}: {problem}", message=message)

    def _judge(self, wire: Wire, outgoing: Outgoing, result: Response | Unreachable) -> str | None:
        if isinstance(result, Unreachable):
            return result.problem
        violation = wire.acknowledged(outgoing, result)
        return None if violation is None else f"{violation.path}: {violation.problem}"

    def _plan(self, wire: Wire, message: Stored, outgoing: Outgoing, attempt: int) -> None:
        if self._world.message(message.number) is message:
            due = self._world.now() + outgoing.resend[attempt - 1]
            again = partial(self.send, wire, message, outgoing, attempt + 1)
            self._agenda.add(due, message.number, again)

    async def settle(self) -> None:
        """Come back when no call is under way or waiting."""
        while self._running:
            await asyncio.wait(set(self._running))

    async def close(self) -> None:
        """Give up what is under way."""
        for task in self._running:
            task.cancel()
        await self.settle()
        await self._caller.close()


def _address_of(url: str) -> str:
    """An address without what only the listener should know: user, password and query."""
    parts = urlsplit(url)
    return parts._replace(netloc=parts.netloc.rpartition("@")[2], query="", fragment="").geturl()
