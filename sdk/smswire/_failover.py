"""Several gateways that stand in for each other, where that can send nothing twice."""

from __future__ import annotations

from collections.abc import AsyncIterable, AsyncIterator, Iterable, Iterator, Sequence
from datetime import datetime
from typing import Final, Self, TypeVar

from smswire._account import refused
from smswire._batches import Row, row_of
from smswire._errors import InvalidMessage, Unsupported
from smswire._gateway import AsyncGateway, Gateway, each, message_of
from smswire._outcome import Outcome, Reason
from smswire._values import Message, Submission
from smswire_runtime import ConfigurationError

G = TypeVar("G")

ELSEWHERE: Final = frozenset({Reason.AUTHENTICATION, Reason.CREDIT, Reason.ROUTE, Reason.GATEWAY, Reason.THROTTLED})
"""Reasons of a rejection that say nothing against the message itself: another gateway may well take it."""


def passes_on(submission: Submission) -> bool:
    """Whether another gateway may try: nothing was taken for certain, and the message is not to blame."""
    if submission.outcome is Outcome.NOT_SENT:
        return not isinstance(submission.error, InvalidMessage)
    return submission.outcome is Outcome.REJECTED and submission.reason in ELSEWHERE


class Failover:
    """Sends over the first gateway, and over the next when nothing was sent or the refusal was not about the message.

    An unknown outcome stays unknown: the message may be on its way.
    """

    def __init__(self, gateways: Sequence[Gateway]) -> None:
        self._gateways = _some(gateways)

    def send(  # noqa: PLR0913, the fields of a message
        self,
        to: str | Message,
        text: str | None = None,
        *,
        sender: str | None = None,
        at: datetime | None = None,
        flash: bool = False,
        reference: str = "",
    ) -> Submission:
        """See Gateway.send; Unsupported is raised when no gateway can do it."""
        message = message_of(to, text, sender=sender, at=at, flash=flash, reference=reference)
        return _last([*self._tries(message)])

    def send_all(self, messages: Iterable[Row]) -> Iterator[Submission]:
        """See Gateway.send_all; each message is a request of its own."""
        for row in messages:
            message = row_of(row)
            try:
                submission = self.send(message)
            except (InvalidMessage, Unsupported) as problem:
                submission = refused(message, problem)
            yield submission

    def _tries(self, message: Message) -> Iterator[Submission | Unsupported]:
        for gateway in self._gateways:
            try:
                submission = gateway.send(message)
            except Unsupported as problem:
                yield problem
            else:
                yield submission
                if not passes_on(submission):
                    return

    def close(self) -> None:
        """Close all gateways."""
        for gateway in self._gateways:
            gateway.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class AsyncFailover:
    """See Failover."""

    def __init__(self, gateways: Sequence[AsyncGateway]) -> None:
        self._gateways = _some(gateways)

    async def send(  # noqa: PLR0913, the fields of a message
        self,
        to: str | Message,
        text: str | None = None,
        *,
        sender: str | None = None,
        at: datetime | None = None,
        flash: bool = False,
        reference: str = "",
    ) -> Submission:
        """See Failover.send."""
        message = message_of(to, text, sender=sender, at=at, flash=flash, reference=reference)
        return _last([one async for one in self._tries(message)])

    async def send_all(self, messages: Iterable[Row] | AsyncIterable[Row]) -> AsyncIterator[Submission]:
        """See Failover.send_all."""
        async for row in each(messages):
            message = row_of(row)
            try:
                submission = await self.send(message)
            except (InvalidMessage, Unsupported) as problem:
                submission = refused(message, problem)
            yield submission

    async def _tries(self, message: Message) -> AsyncIterator[Submission | Unsupported]:
        for gateway in self._gateways:
            try:
                submission = await gateway.send(message)
            except Unsupported as problem:
                yield problem
            else:
                yield submission
                if not passes_on(submission):
                    return

    async def close(self) -> None:
        """Close all gateways."""
        for gateway in self._gateways:
            await gateway.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()


def _some(gateways: Sequence[G]) -> tuple[G, ...]:
    if not gateways:
        raise ConfigurationError("a failover needs at least one gateway")
    return tuple(gateways)


def _last(tries: Sequence[Submission | Unsupported]) -> Submission:
    """What all tries together came to: the last that was one."""
    submissions = [one for one in tries if isinstance(one, Submission)]
    if not submissions:
        raise next(one for one in reversed(tries) if isinstance(one, Unsupported))
    return submissions[-1]
