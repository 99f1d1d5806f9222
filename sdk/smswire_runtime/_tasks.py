"""What an asynchronous transport is, and the driver that does what the steps of a call say in a task."""

from __future__ import annotations

import asyncio
from concurrent.futures import Future
from typing import Protocol, TypeVar

from smswire_runtime._deadline import Deadline
from smswire_runtime._gate import Gate
from smswire_runtime._messages import Request, Response
from smswire_runtime._operations import Operation
from smswire_runtime._outcomes import CallError, CancelledTooLate, Phase, Reason
from smswire_runtime._policy import Enter, Exchange, Pause, Reply, Step, Steps
from smswire_runtime._transport import Base, Failure, failure_of

T = TypeVar("T")


class AsyncTransport(Protocol):
    """Carries one request and brings back its answer. It never repeats and never follows.

    Any number of clients and tasks of one event loop may share one.
    """

    async def exchange(self, base: Base, request: Request, operation: Operation, deadline: Deadline, /) -> Response:
        """The complete answer; otherwise a Failure, a ClosedError, or an EncodeError before the first byte.

        A task that is cancelled meanwhile gets an Interruption, and the socket is closed; from a plain CancelledError
        nobody knows whether a byte was written.
        """
        ...

    def rest(self, base: Base, /) -> None:
        """Close the connections to a base that carry nothing, from any thread; others may be made later."""
        ...

    async def close(self) -> None:
        """Close every connection; again is nothing, and an exchange after it is a ClosedError."""
        ...


class Interruption(asyncio.CancelledError):
    """The task was cancelled, and this is how far the exchange had come."""

    def __init__(self, reply: Response | Failure) -> None:
        super().__init__()
        self.reply = reply


async def run(todo: Steps[T], transport: AsyncTransport, base: Base, deadline: Deadline) -> T:
    """Do what the steps say, in this task.

    When the task is cancelled, the cause of its CancelledError says what became of the call: NotSent, Rejected or
    OutcomeUnknown, and CancelledTooLate when it had been accepted by then. Without a cause nothing was sent.
    """
    reply: Reply = None
    cancelled: asyncio.CancelledError | None = None
    try:
        while cancelled is None:
            step = todo.send(reply)
            try:
                reply = await _do(step, transport, base, deadline)
            except asyncio.CancelledError as error:
                cancelled, reply = error, _reached(step, error)
        deadline.cancel()
        # asyncio.timeout() knows this class alone, and none that is derived from it.
        raise asyncio.CancelledError(*cancelled.args) from _conclude(todo, reply)
    except StopIteration as end:
        result: T = end.value
        return result
    finally:
        todo.close()


def _reached(step: Step, cancelled: asyncio.CancelledError) -> Response | Failure:
    """How far a step came that was cancelled."""
    if isinstance(cancelled, Interruption):
        return cancelled.reply
    if isinstance(step, Exchange):
        return Failure(Phase.SENDING, Reason.CANCELLED, "", wrote=True)
    return Failure(Phase.WAITING, Reason.CANCELLED, "", wrote=False)


def _conclude(todo: Steps[T], reply: Reply) -> CallError | CancelledTooLate:
    """What a call came to that ends here."""
    try:
        while True:
            # Whatever else there is to do, there is no time left for it.
            todo.send(reply)
            reply = Failure(Phase.WAITING, Reason.CANCELLED, "", wrote=False)
    except CallError as error:
        return error
    except StopIteration as end:
        return CancelledTooLate(end.value)


async def _do(step: Step, transport: AsyncTransport, base: Base, deadline: Deadline) -> Reply:
    match step:
        case Exchange(request, operation):
            try:
                return await transport.exchange(base, request, operation, deadline)
            except Exception as error:  # noqa: BLE001, a transport may be anybody's
                return failure_of(error)
        case Pause(seconds):
            await asyncio.sleep(seconds)
            return None
        case Enter(gate):
            place = gate.enter()
            if place is not None and not await _wait(gate, place, deadline.left()):
                return Failure(Phase.WAITING, Reason.BUSY, "", wrote=False)
            return gate.hold(transport, base)


async def _wait(gate: Gate, place: Future[None], seconds: float) -> bool:
    """Wait for a place behind a gate; whether there is one."""
    waiting = asyncio.wrap_future(place)
    try:
        await asyncio.wait([waiting], timeout=max(seconds, 0))
    except BaseException:  # cancelled, or the event loop is gone
        gate.give_up(place)
        raise
    if place.done():
        return True
    return not place.cancel()
