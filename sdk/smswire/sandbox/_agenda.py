"""What is to happen later, in the time of the virtual clock."""

from __future__ import annotations

import asyncio
import heapq
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from itertools import count
from typing import Final

from attrs import define, field

from smswire.sandbox._clock import Clock

LONGEST_SLEEP: Final = 3600.0
"""Seconds until the agenda looks again although nothing is due: event loops do not like timers of years."""

_FEW: Final = 64
"""Struck entries that are left where they are; more of them than of the others are cleared away."""


@define(order=True)
class _Entry:
    due: datetime
    turn: int
    action: Callable[[], object] | None = field(order=False)
    about: int = field(order=False)


class Agenda:
    """Actions with their times. Nothing is kept for messages that are gone."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._entries: list[_Entry] = []
        self._about: dict[int, list[_Entry]] = {}
        self._turns = count()
        self._struck = 0
        self._timer: asyncio.TimerHandle | None = None
        self._advancing = asyncio.Lock()

    def __len__(self) -> int:
        return len(self._entries) - self._struck

    @property
    def size(self) -> int:
        """Entries in memory, the struck ones too."""
        return len(self._entries)

    @property
    def next_due(self) -> datetime | None:
        """When the next action is due."""
        while self._entries and self._entries[0].action is None:
            heapq.heappop(self._entries)
            self._struck -= 1
        return self._entries[0].due if self._entries else None

    def add(self, due: datetime, about: int, action: Callable[[], object]) -> None:
        """Do something at this time that has to do with the message of this number."""
        entry = _Entry(due, next(self._turns), action, about)
        heapq.heappush(self._entries, entry)
        self._about.setdefault(about, []).append(entry)
        if self._entries[0] is entry:
            self._arm()

    def strike(self, about: int) -> None:
        """Do nothing of what was planned for this message."""
        for entry in self._about.pop(about, ()):
            entry.action = None
            self._struck += 1
        if self._struck > max(_FEW, len(self._entries) // 2):
            self._entries = [entry for entry in self._entries if entry.action is not None]
            heapq.heapify(self._entries)
            self._struck = 0

    def clear(self) -> None:
        """Forget everything that was planned."""
        self._entries.clear()
        self._about.clear()
        self._struck = 0

    def close(self) -> None:
        """Stop."""
        self.clear()
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    async def advance(self, by: timedelta, settle: Callable[[], Awaitable[None]]) -> None:
        """Put the clock forward and do what becomes due on the way, each at its own time, and what follows from it.

        ``settle`` comes back when nothing that was begun is under way any more.
        """
        async with self._advancing:
            await settle()  # what is under way may plan something on the way
            target = self._clock.now() + by
            try:
                while (due := self.next_due) is not None and due <= target:
                    self._clock.hold(due)
                    self._run()
                    await settle()
                self._clock.hold(target)
            finally:
                self._clock.release()
                self._arm()

    def _run(self) -> None:
        now = self._clock.now()
        while (due := self.next_due) is not None and due <= now:
            entry = heapq.heappop(self._entries)
            siblings = self._about[entry.about]
            siblings.remove(entry)
            if not siblings:
                del self._about[entry.about]
            if entry.action is not None:
                entry.action()

    def _arm(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if (due := self.next_due) is not None and not self._advancing.locked():
            wait = (due - self._clock.now()).total_seconds()
            self._timer = asyncio.get_running_loop().call_later(max(0.0, min(wait, LONGEST_SLEEP)), self._wake)

    def _wake(self) -> None:
        self._timer = None
        if not self._advancing.locked():
            try:
                self._run()
            finally:
                self._arm()
