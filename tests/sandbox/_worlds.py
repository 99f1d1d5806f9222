"""Worlds whose clock a test sets."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from attrs import define

from smswire.sandbox._world import World

NOON = datetime(2026, 1, 15, 11, 0, tzinfo=UTC)
"""Noon in Zurich, in winter."""


@define
class Clock:
    """A clock that goes on only when it is told to."""

    now: datetime = NOON

    def __call__(self) -> datetime:
        return self.now

    def advance(self, **distance: float) -> None:
        self.now += timedelta(**distance)


def world_at(clock: Clock | None = None, *, lenient: bool = False, seed: int = 0) -> World:
    """A world with that clock, or with one that stands still."""
    return World(lenient=lenient, seed=seed, clock=clock or Clock())
