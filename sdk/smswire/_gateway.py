"""A gateway: one face for every provider, in threads and in tasks."""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterable, Generator, Iterable, Iterator
from contextlib import aclosing
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from smswire._account import Account, require_tried
from smswire._batches import Batch, Batcher, Row
from smswire._errors import InvalidMessage, InvalidNumber
from smswire._plans import Plan, carry_out, carry_out_async
from smswire._sending import AsyncSending, Sending, each
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

    def __repr__(self) -> str:
        return f"<smswire gateway {self.provider} at {self.address}>"


class Gateway(_Face, Sending):
    """An account with a provider, for any number of threads."""

    def __init__(self, account: Account, link: SyncLink) -> None:
        super().__init__(account, link.base.url)
        self._link = link

    def _send(self, message: Message) -> Submission:
        (submission,) = carry_out(self._sending(message), self._link)
        return require_tried(submission)

    def send_all(self, messages: Iterable[Row]) -> Generator[Submission]:
        """Send many messages as they come; a submission for each of them, in the order in which they were given.

        It sends as it is consumed: who stops taking submissions stops the sending. Consecutive messages that the
        provider lets share a request do so, so that a submission may come only after further messages have been read.
        What cannot be sent becomes a submission, too, and the run goes on. When ``messages`` raises, everything that
        was sent has its submission, and what was read after it is not sent.
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
        """Make one of these requests, once; a submission for each message of the batch, in order."""
        prepared = batch.claim()
        return batch.joined(carry_out(self._account.submit(prepared), self._link) if prepared else ())

    def status(self, ids: Iterable[str | None]) -> list[Status]:
        """What the provider knows of messages, in the order of the ids; InvalidMessage for an id that is None."""
        return carry_out(self._account.asked(self._account.status(_ids(ids))), self._link)

    def cancel(self, ids: Iterable[str | None]) -> list[bool]:
        """Cancel scheduled messages: whether each was cancelled before its time, in the order of the ids."""
        return carry_out(self._account.asked(self._account.cancel(_ids(ids))), self._link)

    def balance(self) -> Balance:
        """What the account still has."""
        return carry_out(self._account.asked(self._account.balance()), self._link)

    def normalize(self, number: str) -> str:
        """A number in E.164, as the provider reads it."""
        return carry_out(self._account.asked(self._account.normalize(_text(number))), self._link)

    def check(self) -> bool:
        """Whether the provider knows the credentials."""
        return carry_out(self._account.asked(self._account.check()), self._link)

    def close(self) -> None:
        """Close every connection; again is nothing, and anything sent after it is a ClosedError."""
        self._link.transport.close()


class AsyncGateway(_Face, AsyncSending):
    """An account with a provider, for any number of tasks of one event loop."""

    def __init__(self, account: Account, link: AsyncLink) -> None:
        super().__init__(account, link.base.url)
        self._link = link

    async def _send(self, message: Message) -> Submission:
        (submission,) = await carry_out_async(self._sending(message), self._link)
        return require_tried(submission)

    async def send_all(self, messages: Iterable[Row] | AsyncIterable[Row]) -> AsyncGenerator[Submission]:
        """See Gateway.send_all."""
        async with aclosing(self.batches(messages)) as batches:
            async for batch in batches:
                for submission in await self.submit(batch):
                    yield submission

    async def batches(self, messages: Iterable[Row] | AsyncIterable[Row]) -> AsyncGenerator[Batch]:
        """See Gateway.batches."""
        batcher = Batcher(self._account)
        async with aclosing(each(messages)) as rows:
            async for row in rows:
                if (batch := batcher.add(row)) is not None:
                    yield batch
        if (batch := batcher.rest()) is not None:
            yield batch

    async def submit(self, batch: Batch) -> Iterator[Submission]:
        """See Gateway.submit."""
        prepared = batch.claim()
        submissions = await carry_out_async(self._account.submit(prepared), self._link) if prepared else ()
        return batch.joined(submissions)

    async def status(self, ids: Iterable[str | None]) -> list[Status]:
        """See Gateway.status."""
        return await carry_out_async(self._account.asked(self._account.status(_ids(ids))), self._link)

    async def cancel(self, ids: Iterable[str | None]) -> list[bool]:
        """See Gateway.cancel."""
        return await carry_out_async(self._account.asked(self._account.cancel(_ids(ids))), self._link)

    async def balance(self) -> Balance:
        """See Gateway.balance."""
        return await carry_out_async(self._account.asked(self._account.balance()), self._link)

    async def normalize(self, number: str) -> str:
        """See Gateway.normalize."""
        return await carry_out_async(self._account.asked(self._account.normalize(_text(number))), self._link)

    async def check(self) -> bool:
        """See Gateway.check."""
        return await carry_out_async(self._account.asked(self._account.check()), self._link)

    async def close(self) -> None:
        """Close every connection; again is nothing, and anything sent after it is a ClosedError."""
        await self._link.transport.close()


def _ids(ids: Iterable[str | None]) -> list[str]:
    """Ids as they are asked for. One text is a sequence of its characters, which nobody means."""
    if isinstance(ids, str):
        return [ids]
    try:
        found: list[object] = list(ids)
    except TypeError:
        raise InvalidMessage("ids are a list of strings") from None
    known = [one for one in found if isinstance(one, str)]
    if len(known) < len(found):
        raise InvalidMessage("an id is a string; a submission that was not accepted has none")
    return known


def _text(number: object) -> str:
    if not isinstance(number, str):
        raise InvalidNumber("a number is a string")
    return number
