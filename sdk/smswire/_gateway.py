"""A gateway: one face for every provider, in threads and in tasks."""

from __future__ import annotations

from collections.abc import AsyncIterable, AsyncIterator, Iterable, Iterator, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Self

from smswire._account import Account
from smswire._batches import Batch, Batcher, Row
from smswire._errors import InvalidMessage
from smswire._plans import Plan, carry_out, carry_out_async
from smswire._values import Balance, Capabilities, Message, Status, Submission

if TYPE_CHECKING:
    from smswire_runtime._client import AsyncLink, SyncLink


class _Face:
    """What both kinds of gateway share."""

    def __init__(self, account: Account, address: str) -> None:
        self._account = account
        self.address = address
        """Where it is: the base URL."""

    @property
    def provider(self) -> str:
        """The name of the provider."""
        return self._account.provider

    @property
    def capabilities(self) -> Capabilities:
        """What the provider can do; everything else raises Unsupported before anything is sent."""
        return self._account.capabilities

    def _sending(self, message: Message) -> Plan[list[Submission]]:
        """The plan that sends one message; InvalidMessage or Unsupported when it cannot be sent."""
        return self._account.submit([self._account.prepare(message, datetime.now(UTC))])


def message_of(to: str | Message, text: str | None, **fields: Any) -> Message:
    """A message, or the parts of one."""
    if isinstance(to, Message):
        if text is not None or any(fields.values()):
            raise InvalidMessage("a message has its own text and fields")
        return to
    if text is None:
        raise InvalidMessage("a number without a text")
    return Message(to=to, text=text, **fields)


class Gateway(_Face):
    """An account with a provider, for any number of threads."""

    def __init__(self, account: Account, link: SyncLink) -> None:
        super().__init__(account, link.base.url)
        self._link = link

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
        """Send one message, once. The submission says what became of it.

        InvalidMessage or Unsupported is raised for what cannot be sent, before anything is; see also
        ``Submission.raise_for_outcome``.
        """
        plan = self._sending(message_of(to, text, sender=sender, at=at, flash=flash, reference=reference))
        (submission,) = carry_out(plan, self._link)
        submission.raise_if_invalid()
        return submission

    def send_all(self, messages: Iterable[Row]) -> Iterator[Submission]:
        """Send many messages as they come; a submission for each of them, in the order in which they were given.

        It sends as it is consumed: who stops taking submissions stops the sending. Consecutive messages that the
        provider lets share a request do so, so that a submission may come only after further messages have been read.
        What cannot be sent becomes a submission, too, and the run goes on.
        """
        for batch in self.batches(messages):
            yield from self.submit(batch)

    def batches(self, messages: Iterable[Row]) -> Iterator[Batch]:
        """The requests that ``send_all`` would make, for who has to do something before each of them."""
        batcher = Batcher(self._account)
        for row in messages:
            if (batch := batcher.add(row)) is not None:
                yield batch
        if (batch := batcher.rest()) is not None:
            yield batch

    def submit(self, batch: Batch) -> Iterator[Submission]:
        """Make one of these requests; a submission for each message of the batch, in order."""
        return batch.joined(carry_out(self._account.submit(batch.prepared), self._link) if batch.prepared else ())

    def status(self, ids: Sequence[str]) -> list[Status]:
        """What the provider knows of messages, in the order of the ids."""
        return carry_out(self._account.status(_ids(ids)), self._link)

    def cancel(self, ids: Sequence[str]) -> list[bool]:
        """Cancel scheduled messages: whether each was cancelled before its time, in the order of the ids."""
        return carry_out(self._account.cancel(_ids(ids)), self._link)

    def balance(self) -> Balance:
        """What the account still has."""
        return carry_out(self._account.balance(), self._link)

    def normalize(self, number: str) -> str:
        """A number in E.164, as the provider reads it."""
        return carry_out(self._account.normalize(number), self._link)

    def check(self) -> bool:
        """Whether the provider knows the credentials."""
        return carry_out(self._account.check(), self._link)

    def close(self) -> None:
        """Close every connection; again is nothing, and anything sent after it is a ClosedError."""
        self._link.transport.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"<smswire gateway {self.provider} at {self.address}>"


class AsyncGateway(_Face):
    """An account with a provider, for any number of tasks of one event loop."""

    def __init__(self, account: Account, link: AsyncLink) -> None:
        super().__init__(account, link.base.url)
        self._link = link

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
        """See Gateway.send."""
        plan = self._sending(message_of(to, text, sender=sender, at=at, flash=flash, reference=reference))
        (submission,) = await carry_out_async(plan, self._link)
        submission.raise_if_invalid()
        return submission

    async def send_all(self, messages: Iterable[Row] | AsyncIterable[Row]) -> AsyncIterator[Submission]:
        """See Gateway.send_all."""
        batcher = Batcher(self._account)
        async for row in each(messages):
            if (batch := batcher.add(row)) is not None:
                for submission in await self._sent(batch):
                    yield submission
        if (batch := batcher.rest()) is not None:
            for submission in await self._sent(batch):
                yield submission

    async def _sent(self, batch: Batch) -> Iterator[Submission]:
        submissions = await carry_out_async(self._account.submit(batch.prepared), self._link) if batch.prepared else ()
        return batch.joined(submissions)

    async def status(self, ids: Sequence[str]) -> list[Status]:
        """See Gateway.status."""
        return await carry_out_async(self._account.status(_ids(ids)), self._link)

    async def cancel(self, ids: Sequence[str]) -> list[bool]:
        """See Gateway.cancel."""
        return await carry_out_async(self._account.cancel(_ids(ids)), self._link)

    async def balance(self) -> Balance:
        """See Gateway.balance."""
        return await carry_out_async(self._account.balance(), self._link)

    async def normalize(self, number: str) -> str:
        """See Gateway.normalize."""
        return await carry_out_async(self._account.normalize(number), self._link)

    async def check(self) -> bool:
        """See Gateway.check."""
        return await carry_out_async(self._account.check(), self._link)

    async def close(self) -> None:
        """Close every connection; again is nothing, and anything sent after it is a ClosedError."""
        await self._link.transport.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    def __repr__(self) -> str:
        return f"<smswire gateway {self.provider} at {self.address}>"


def _ids(ids: Sequence[str]) -> Sequence[str]:
    """One text is a sequence of its characters, which nobody means."""
    return [ids] if isinstance(ids, str) else ids


async def each(rows: Iterable[Row] | AsyncIterable[Row]) -> AsyncIterator[Row]:
    """Rows of either kind."""
    if isinstance(rows, AsyncIterable):
        async for row in rows:
            yield row
    else:
        for row in rows:
            yield row
