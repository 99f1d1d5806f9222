"""What is known of messages: receipts in any order and number end in the same state."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from typing import Final

from attrs import define, field

from smswire._state import State, merge
from smswire._values import Receipt, Reply, Submission

KEPT: Final = 100_000
"""Messages of which the newest are remembered: some 60 MB with a receipt each."""

REPLIES: Final = 1_000
"""Replies to one message that are told apart."""


@define
class _Page:
    state: State = State.UNKNOWN
    expected: bool = False
    parked: list[Receipt] = field(factory=list[Receipt])
    replies: set[tuple[str, str, object]] = field(factory=set[tuple[str, str, object]])


class Book:
    """Keeps events in memory, for any number of threads. Give its ``keep`` to a Receiver.

    ``tell`` hears of a receipt that changes what is known, and of each reply once. A receipt that comes before its
    submission is parked until ``expect`` names the message; without ``parks`` every id is taken.
    """

    def __init__(self, tell: Callable[[Receipt | Reply], object], *, parks: bool = True, kept: int = KEPT) -> None:
        self._tell = tell
        self._parks = parks
        self._kept = kept
        self._pages: OrderedDict[tuple[str, str], _Page] = OrderedDict()
        self._lock = threading.RLock()

    def expect(self, submission: Submission) -> None:
        """A message was submitted; what came of it before is told now."""
        if submission.id is None:
            return
        with self._lock:
            page = self._page(submission.provider, submission.id)
            page.expected = True
            parked, page.parked = page.parked, []
            for receipt in parked:
                self._apply(page, receipt)

    def keep(self, event: Receipt | Reply) -> None:
        """Take an event; repetitions, and news that is older than what is known, change nothing."""
        with self._lock:
            page = self._page(event.provider, event.id)
            if isinstance(event, Reply):
                mark = (event.sender, event.text, event.at)
                if mark not in page.replies:
                    self._tell(event)
                    if len(page.replies) < REPLIES:
                        page.replies.add(mark)
            elif page.expected or not self._parks:
                self._apply(page, event)
            elif event not in page.parked:
                page.parked.append(event)

    def state(self, provider: str, id: str) -> State:  # noqa: A002, the word of the trade
        """What is known of a message."""
        with self._lock:
            page = self._pages.get((provider, id))
            return page.state if page is not None else State.UNKNOWN

    def _apply(self, page: _Page, receipt: Receipt) -> None:
        state = merge(page.state, receipt.state)
        if state is not page.state:
            self._tell(receipt)
            page.state = state

    def _page(self, provider: str, known: str) -> _Page:
        page = self._pages.setdefault((provider, known), _Page())
        self._pages.move_to_end((provider, known))
        while len(self._pages) > self._kept:
            self._pages.popitem(last=False)
        return page
