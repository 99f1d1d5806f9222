"""What is known of messages: receipts in any order and number end in the same state."""

from __future__ import annotations

import logging
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from hashlib import sha256
from typing import Final, Literal, TypeAlias

from attrs import define

from smswire._state import State, merge
from smswire._values import Receipt, Reply, Submission
from smswire.callbacks._functions import require_function
from smswire_runtime import ConfigurationError, SmswireError

logger: Final = logging.getLogger("smswire")

KEPT: Final = 100_000
"""Messages, and replies, of which the newest are remembered: some 30 MB each."""

PARKED: Final = 10_000
"""Unknown messages of which receipts wait: twenty requests of 500 recipients whose answers are not there yet."""

WAIT: Final = 3600.0
"""Seconds that a receipt waits at least: a submission is stored within seconds, or by a job that comes round again."""

WAYS: Final = ("park", "tell", "forget")
"""What becomes of receipts of unknown messages."""

Key: TypeAlias = tuple[str, str]


class NotKept(SmswireError):
    """There is no room for receipts of unknown messages; the provider is to bring this one again."""


@define
class _Waiting:
    since: float
    receipts: list[Receipt]
    """Each says more than the one before it, so that there are no more of them than states."""


class Book:
    """Keeps events in memory, for any number of threads. Give its ``keep`` to a Receiver.

    ``tell`` hears of each receipt that says more than what is known, and of each reply once; one at a time. When it
    raises, the event counts as not heard of, and is told when the provider brings it again.

    ``unknown`` says what becomes of a receipt whose message nobody expects:

    - ``"park"``: it waits until ``expect`` names the message, and is told then. At most PARKED messages are waited
      for, each for WAIT at least; while there is no room, ``keep`` raises NotKept, and the provider brings it again.
    - ``"tell"``: every message is taken for known, in a program that only listens.
    - ``"forget"``: it is acknowledged and forgotten, as providers ask for, and so is a reply. That takes the early
      receipts, too: a message has to be expected before its first news comes.

    What a Book knows ends with its process. After a start, expect the messages of which news is still due.
    """

    def __init__(
        self,
        tell: Callable[[Receipt | Reply], object],
        *,
        unknown: Literal["park", "tell", "forget"] = "park",
        kept: int = KEPT,
        parked: int = PARKED,
    ) -> None:
        require_function("tell", tell)
        if unknown not in WAYS:
            raise ConfigurationError(f"unknown is one of {', '.join(WAYS)}")
        for name, most in (("kept", kept), ("parked", parked)):
            if type(most) is not int or most < 1:
                raise ConfigurationError(f"{name} is a whole number of messages, at least one")
        self._tell = tell
        self._unknown = unknown
        self._kept = kept
        self._most_parked = parked
        self._known: OrderedDict[Key, State | None] = OrderedDict()
        self._parked: OrderedDict[Key, _Waiting] = OrderedDict()
        self._replies: OrderedDict[bytes, None] = OrderedDict()
        self._lock = threading.RLock()

    def expect(self, submission: Submission) -> None:
        """A message was submitted; what came of it before is told now."""
        if submission.id is None:
            return
        key = submission.provider, submission.id
        with self._lock:
            self._know(key)
            self._tell_parked(key)

    def keep(self, event: Receipt | Reply) -> None:
        """Take an event; repetitions, and news that is older than what is known, change nothing."""
        key = event.provider, event.id
        with self._lock:
            if self._unknown == "tell" or key in self._known:
                self._know(key)
            elif self._unknown == "forget":
                logger.info("news of a message that nobody expects was forgotten: %s", event.provider)
                return
            if isinstance(event, Reply):
                self._hear(event)
            elif key in self._known:
                self._tell_parked(key)
                self._learn(key, event)
            else:
                self._park(key, event)

    def state(self, provider: str, id: str) -> State:  # noqa: A002, the word of the trade
        """What is known of a message."""
        key = provider, id
        with self._lock:
            waiting = self._parked.get(key)
            return waiting.receipts[-1].state if waiting is not None else self._known.get(key) or State.UNKNOWN

    def _know(self, key: Key) -> None:
        self._known.setdefault(key, None)
        self._known.move_to_end(key)
        if len(self._known) > self._kept:
            self._known.popitem(last=False)

    def _learn(self, key: Key, receipt: Receipt) -> None:
        known = self._known.get(key)
        if _says_more(receipt, known):
            self._tell(receipt)
            self._known[key] = receipt.state

    def _hear(self, reply: Reply) -> None:
        """A reply is told whoever is answered: it speaks for itself."""
        said = (reply.provider, reply.id, reply.sender, reply.text, reply.at)
        mark = sha256(repr(said).encode("utf-8", "surrogatepass")).digest()
        if mark in self._replies:
            return
        self._tell(reply)
        self._replies[mark] = None
        if len(self._replies) > self._kept:
            self._replies.popitem(last=False)

    def _park(self, key: Key, receipt: Receipt) -> None:
        waiting = self._parked.get(key)
        if waiting is None:
            self._make_room()
            self._parked[key] = _Waiting(time.monotonic(), [receipt])
        elif _says_more(receipt, waiting.receipts[-1].state):
            waiting.receipts.append(receipt)

    def _make_room(self) -> None:
        """Let go of what nobody asked for in all that time; a flood does not drive out what has just come."""
        if len(self._parked) < self._most_parked:
            return
        oldest = next(iter(self._parked.values()), None)
        if oldest is None or time.monotonic() - oldest.since < WAIT:
            raise NotKept(f"receipts of {len(self._parked)} unknown messages are waiting")
        self._parked.popitem(last=False)

    def _tell_parked(self, key: Key) -> None:
        waiting = self._parked.pop(key, None)
        while waiting is not None and waiting.receipts:
            try:
                self._learn(key, waiting.receipts[0])
            except BaseException:
                self._parked[key] = waiting
                raise
            del waiting.receipts[0]


def _says_more(receipt: Receipt, known: State | None) -> bool:
    return known is None or merge(known, receipt.state) is not known
