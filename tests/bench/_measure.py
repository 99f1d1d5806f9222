"""Interleaved measurement: every round takes every sample once, in shuffled order, and ratios stay inside a round.

A neighbour on the machine, a colder cache or a slower clock then weighs on both sides of a ratio. Garbage
collection stays on, since switching it off, as timeit does, flatters whatever builds objects.
"""

from __future__ import annotations

import gc
import random
import statistics
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

Action: TypeAlias = Callable[[], Any]
Sampler: TypeAlias = Callable[[], float]
Round: TypeAlias = dict[str, float]
"""Seconds of CPU time, by what was measured."""

BASE: Final = "base"
"""The name under which a comparison measures what the others are divided by."""

OURS: Final = "ours"

ROUNDS: Final = 25
"""Enough for quartiles within a few per cent of the median on a busy machine with two cores."""

ROUNDS_ASIDE: Final = 9
"""Enough for a figure that is no job's value."""

SAMPLE: Final = 0.012
"""Seconds of CPU time in one sample: long against the clock's resolution, short against a neighbour's visit."""


@dataclass(frozen=True, slots=True)
class Ratio:
    """The median over all rounds, and the quartiles."""

    median: float
    low: float
    high: float


def interleave(samplers: Mapping[str, Sampler], rounds: int) -> list[Round]:
    """Take every sample once in each round, in an order that differs from round to round but not from run to run."""
    order = list(samplers)
    shuffler = random.Random(1)  # noqa: S311, an order, not a secret
    found: list[Round] = []
    for _ in range(rounds):
        shuffler.shuffle(order)
        found.append({name: samplers[name]() for name in order})
    return found


def ratio_of(values: list[float]) -> Ratio:
    """What the rounds say together."""
    low, median, high = statistics.quantiles(values, n=4, method="inclusive")
    return Ratio(median, low, high)


def ratios(base: Action, actions: Mapping[str, Action], rounds: int = ROUNDS) -> dict[str, Ratio]:
    """The CPU time of each action against that of the base."""
    samplers = {name: _sampler(action) for name, action in {BASE: base, **actions}.items()}
    found = interleave(samplers, rounds)
    return {name: ratio_of([each[name] / each[BASE] for each in found]) for name in actions}


def ratio(base: Action, action: Action) -> Ratio:
    """The CPU time of one action against that of its own base, for a figure beside a job's value."""
    return ratios(base, {OURS: action}, ROUNDS_ASIDE)[OURS]


def _sampler(action: Action) -> Sampler:
    """Repeats an action for about as long as a sample should take; the time of one repetition comes back."""
    repetitions = _repetitions(action)

    def sample() -> float:
        gc.collect()
        return _timed(action, repetitions) / repetitions

    return sample


def _repetitions(action: Action) -> int:
    action()
    count = 1
    while (spent := _timed(action, count)) < SAMPLE / 4:
        count *= 2
    return max(1, round(count * SAMPLE / spent))


def _timed(action: Action, repetitions: int) -> float:
    times = range(repetitions)
    start = time.process_time()
    for _ in times:
        action()
    return time.process_time() - start
