"""What becomes of a message by itself, from the moment that its time has come: the magic numbers at work."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Final

from smswire._state import State
from smswire.sandbox._agenda import Agenda
from smswire.sandbox._magic import Fate, fate_of
from smswire.sandbox._world import Stored, World

SOON: Final = timedelta(milliseconds=500)
"""Until a phone has a message: some time after the answer, as on the air, and short enough to wait for."""

AGAIN: Final = SOON + timedelta(seconds=1)
OVERTAKEN: Final = SOON + timedelta(seconds=2)
LATE: Final = OVERTAKEN + timedelta(seconds=1)
DELAY: Final = timedelta(hours=1)

COURSES: Final = {
    Fate.DELIVERED: ((SOON, State.DELIVERED),),
    Fate.FAILED: ((SOON, State.FAILED),),
    Fate.EXPIRED: ((SOON, State.EXPIRED),),
    Fate.NO_ROUTE: ((SOON, State.FAILED),),
    Fate.DELAYED: ((DELAY, State.DELIVERED),),
    Fate.DUPLICATE: ((SOON, State.DELIVERED), (AGAIN, State.DELIVERED)),
    Fate.OUT_OF_ORDER: ((OVERTAKEN, State.DELIVERED), (LATE, State.SUBMITTED)),
    Fate.EARLY: ((timedelta(), State.DELIVERED),),
}
"""The news of a message, and when it comes. What has no row here waits for somebody to say what becomes of it."""


class Course:
    """Plans what becomes of messages."""

    def __init__(self, world: World, agenda: Agenda, tell: Callable[[Stored, State], object]) -> None:
        self._world = world
        self._agenda = agenda
        self._tell = tell

    def begin(self, message: Stored) -> bool:
        """Plan what becomes of a new message; True when there is news of it before its sender has an answer."""
        if message.state is State.SCHEDULED and message.scheduled_at is not None:
            self._agenda.add(message.scheduled_at, message.number, partial(self._submit, message))
            return False
        if fate_of(message.to) is Fate.EARLY:
            return True
        self._plan(message)
        return False

    def _submit(self, message: Stored) -> None:
        if message.state is State.SCHEDULED:
            self._world.learn(message, State.SUBMITTED)
            self._plan(message)

    def _plan(self, message: Stored) -> None:
        now = self._world.now()
        for after, state in COURSES.get(fate_of(message.to), ()):
            self._agenda.add(now + after, message.number, partial(self._tell, message, state))
