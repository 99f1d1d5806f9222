"""Messages on their way into requests: consecutive ones that may share a request go together, and nobody overtakes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from threading import Lock
from typing import Any, Final, TypeAlias

from smswire._account import Account, Prepared, refused
from smswire._errors import InvalidMessage, Unsupported
from smswire._values import Message, Submission

HELD: Final = 1_000
"""Messages that a batch holds at most, those included that are not sent; the memory of a long run stays flat."""

Row: TypeAlias = "Message | tuple[str, str]"
"""A message, or a number and a text."""


def row_of(row: Any) -> Message | Submission:
    """The message of a row; for what is none, a submission that says so."""
    match row:
        case Message():
            return row
        case (to, text):
            return Message(to=to, text=text)
        case _:
            problem = InvalidMessage(f"a row is a Message, or a number and a text; this is a {type(row).__name__}")
            return refused(Message(to="", text=""), problem)


class Batch:
    """Consecutive messages: those that share the next request, and between them those that are not sent at all.

    It is submitted once: a second time would send every message again.
    """

    def __init__(self, items: Sequence[Prepared | Submission]) -> None:
        self._items = items
        self._first = Lock()
        self.prepared = [one for one in items if isinstance(one, Prepared)]

    def __len__(self) -> int:
        return len(self._items)

    def claim(self) -> list[Prepared]:
        """What is to be sent, for the only one who may; InvalidMessage for everybody after that."""
        if not self._first.acquire(blocking=False):
            raise InvalidMessage("a batch that was submitted before")
        return self.prepared

    def joined(self, submissions: Sequence[Submission]) -> Iterator[Submission]:
        """A submission for each message, in the order in which they were given."""
        coming = iter(submissions)
        for one in self._items:
            yield one if isinstance(one, Submission) else next(coming)


class Batcher:
    """Puts messages together."""

    def __init__(self, account: Account) -> None:
        self._account = account
        # Where a request has one message, nobody waits for another.
        self._most = HELD if account.capabilities.batch > 1 else 1
        self._items: list[Prepared | Submission] = []
        self._shared: tuple[object, ...] | None = None
        self._numbers: set[str] = set()

    def add(self, row: Row) -> Batch | None:
        """Take the next message; the batch that is complete because of it, if one is."""
        one = self._prepared(row)
        if isinstance(one, Submission):
            self._items.append(one)
            return self.rest() if len(self._items) >= self._most else None
        done = None
        # The same number twice in a request could not be told apart in its answer.
        if self._numbers and (one.shared != self._shared or one.to in self._numbers):
            done = self.rest()
        self._items.append(one)
        self._shared = one.shared
        self._numbers.add(one.to)
        if done is None and (len(self._numbers) >= self._account.capabilities.batch or len(self._items) >= self._most):
            return self.rest()
        return done

    def _prepared(self, row: Row) -> Prepared | Submission:
        """A message that can be sent, or the submission of one that cannot."""
        message = row_of(row)
        if isinstance(message, Submission):
            return message
        try:
            return self._account.prepare(message, datetime.now(UTC))
        except (InvalidMessage, Unsupported) as problem:
            return refused(message, problem)

    def rest(self) -> Batch | None:
        """What has been taken and not yet given away."""
        items, self._items, self._numbers = self._items, [], set()
        return Batch(items) if items else None
