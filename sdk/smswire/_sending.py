"""What sends: a gateway, or several that stand in for each other; in threads and in tasks."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import AsyncGenerator, AsyncIterable, AsyncIterator, Iterable, Iterator
from datetime import datetime
from typing import Self, TypedDict, Unpack, overload

from smswire._batches import Row
from smswire._errors import InvalidMessage
from smswire._values import Message, Submission


class Fields(TypedDict, total=False):
    """What a message may have besides its number and its text; see Message."""

    sender: str | None
    at: datetime | None
    flash: bool
    reference: str


def _message_of(to: str | Message, text: str | None, fields: Fields) -> Message:
    """A message, or the parts of one."""
    if isinstance(to, Message):
        if text is not None or fields:
            raise InvalidMessage("a message has its own text and fields")
        return to
    if text is None:
        raise InvalidMessage("a number without a text")
    return Message(to=to, text=text, **fields)


class Sending(ABC):
    """Sends for any number of threads."""

    @overload
    def send(self, to: Message) -> Submission: ...

    @overload
    def send(self, to: str, text: str, **fields: Unpack[Fields]) -> Submission: ...

    def send(self, to: str | Message, text: str | None = None, **fields: Unpack[Fields]) -> Submission:
        """Send one message, once: a Message, or its number, text and fields. The submission says what became of it.

        InvalidMessage or Unsupported is raised for what cannot be sent, before anything is; see also
        ``Submission.raise_for_outcome``.
        """
        return self._send(_message_of(to, text, fields))

    @abstractmethod
    def _send(self, message: Message) -> Submission: ...

    @abstractmethod
    def send_all(self, messages: Iterable[Row]) -> Iterator[Submission]:
        """Send many messages as they come; a submission for each of them, in the order in which they were given.

        It sends as it is consumed: who stops taking submissions stops the sending. What cannot be sent becomes a
        submission, too, and the run goes on. When ``messages`` raises, everything that was sent has its submission.
        """

    @abstractmethod
    def close(self) -> None:
        """Close every connection; again is nothing, and anything sent after it is a ClosedError."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class AsyncSending(ABC):
    """Sends for any number of tasks of one event loop."""

    @overload
    async def send(self, to: Message) -> Submission: ...

    @overload
    async def send(self, to: str, text: str, **fields: Unpack[Fields]) -> Submission: ...

    async def send(self, to: str | Message, text: str | None = None, **fields: Unpack[Fields]) -> Submission:
        """See Gateway.send.

        When the task is cancelled, the cause of its CancelledError says what became of it: NotSent, Rejected or
        OutcomeUnknown, or CancelledTooLate, whose ``result()`` is a list of the submissions of that request. Without a
        cause nothing was sent.
        """
        return await self._send(_message_of(to, text, fields))

    @abstractmethod
    async def _send(self, message: Message) -> Submission: ...

    @abstractmethod
    def send_all(self, messages: Iterable[Row] | AsyncIterable[Row]) -> AsyncIterator[Submission]:
        """See Gateway.send_all, and for a task that is cancelled ``send``."""

    @abstractmethod
    async def close(self) -> None:
        """Close every connection; again is nothing, and anything sent after it is a ClosedError."""

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()


async def each(rows: Iterable[Row] | AsyncIterable[Row]) -> AsyncGenerator[Row]:
    """Rows of either kind."""
    if isinstance(rows, AsyncIterable):
        async for row in rows:
            yield row
    else:
        for row in rows:
            yield row
