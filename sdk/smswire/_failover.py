"""Several gateways that stand in for each other, where that can send nothing twice."""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterable, Generator, Iterable, Sequence
from contextlib import aclosing, suppress
from typing import Final, TypeVar

from smswire._account import refused, require_tried
from smswire._batches import Row, row_of
from smswire._errors import InvalidMessage, Unsupported
from smswire._outcome import Outcome, Reason
from smswire._sending import AsyncSending, Sending, each
from smswire._values import Message, Submission
from smswire_runtime import ConfigurationError

G = TypeVar("G")

ELSEWHERE: Final = frozenset({Reason.AUTHENTICATION, Reason.CREDIT, Reason.ROUTE, Reason.GATEWAY, Reason.THROTTLED})
"""Reasons of a rejection that say nothing against the message itself: another gateway may well take it."""


def passes_on(submission: Submission) -> bool:
    """Whether another gateway may try: nothing was taken for certain, and the message is not to blame."""
    if submission.outcome is Outcome.NOT_SENT:
        return not isinstance(submission.error, InvalidMessage) or submission.error.elsewhere
    return submission.outcome is Outcome.REJECTED and submission.reason in ELSEWHERE


class Failover(Sending):
    """Sends over the first gateway, and over the next when nothing was sent or the refusal was not about the message.

    What one provider does not take, such as a text of more parts, is for the next as well; what none takes, such as a
    number that is none, is not. An unknown outcome stays unknown: the message may be on its way. Unsupported or
    InvalidMessage is raised when no gateway can send it.
    """

    def __init__(self, gateways: Sequence[Sending]) -> None:
        self._gateways = _some(gateways, Sending)

    def _send(self, message: Message) -> Submission:
        return require_tried(self._try(message))

    def send_all(self, messages: Iterable[Row]) -> Generator[Submission]:
        """See Gateway.send_all; each message is a request of its own."""
        for row in messages:
            message = row_of(row)
            yield self._try(message) if isinstance(message, Message) else message

    def _try(self, message: Message) -> Submission:
        tries: list[Submission] = []
        for gateway in self._gateways:
            try:
                tries.append(gateway.send(message))
            except (InvalidMessage, Unsupported) as problem:
                tries.append(refused(message, problem))
            if not passes_on(tries[-1]):
                break
        return _latest(tries)

    def close(self) -> None:
        """Close all gateways."""
        for gateway in self._gateways:
            gateway.close()


class AsyncFailover(AsyncSending):
    """See Failover."""

    def __init__(self, gateways: Sequence[AsyncSending]) -> None:
        self._gateways = _some(gateways, AsyncSending)

    async def _send(self, message: Message) -> Submission:
        return require_tried(await self._try(message))

    async def send_all(self, messages: Iterable[Row] | AsyncIterable[Row]) -> AsyncGenerator[Submission]:
        """See Failover.send_all."""
        async with aclosing(each(messages)) as rows:
            async for row in rows:
                message = row_of(row)
                yield await self._try(message) if isinstance(message, Message) else message

    async def _try(self, message: Message) -> Submission:
        tries: list[Submission] = []
        for gateway in self._gateways:
            try:
                tries.append(await gateway.send(message))
            except (InvalidMessage, Unsupported) as problem:
                tries.append(refused(message, problem))
            if not passes_on(tries[-1]):
                break
        return _latest(tries)

    async def close(self) -> None:
        """Close all gateways."""
        for gateway in self._gateways:
            await gateway.close()


def _some(gateways: Sequence[G], kind: type[object]) -> tuple[G, ...]:
    with suppress(TypeError):
        found = tuple(gateways)
        if found and all(isinstance(one, kind) for one in found):
            return found
    whose = "threads" if kind is Sending else "tasks"
    raise ConfigurationError(f"a failover needs a list of at least one gateway, and all of them for {whose}")


def _latest(tries: Sequence[Submission]) -> Submission:
    """What all tries together came to: that a gateway cannot do it says less than what another one came to."""
    return next((one for one in reversed(tries) if not _beyond(one.error)), tries[-1])


def _beyond(error: Exception | None) -> bool:
    return isinstance(error, Unsupported) or (isinstance(error, InvalidMessage) and error.elsewhere)
