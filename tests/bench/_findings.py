"""What a job finds, and what stands in the table for it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Literal, TypeAlias

from tests.bench._measure import Ratio

Backend: TypeAlias = Literal["orjson", "stdlib"]
"""The JSON libraries that ours stands on."""

Sense: TypeAlias = Literal["<=", ">="]


@dataclass(frozen=True, slots=True)
class Finding:
    """What one job measured."""

    value: float
    notes: list[str]
    peers: Mapping[str, float] = field(default_factory=dict[str, float])
    """The same job done by other libraries."""


@dataclass(frozen=True, slots=True)
class Job:
    """What is measured, against what, and how good it has to be."""

    bar: float
    against: str
    measure: Callable[[], Finding]
    sense: Sense = "<="


@dataclass(frozen=True, slots=True)
class Row:
    """One job's line in the table and in the file of results."""

    job: str
    value: float
    bar: float
    sense: Sense
    ok: bool
    against: str
    detail: str
    peers: dict[str, float]
    """The same job done by other libraries, on the scale of the value."""

    def plain(self) -> dict[str, Any]:
        """As JSON."""
        return asdict(self)


def row_of(name: str, job: Job, found: Finding) -> Row:
    """Judge a finding; the value is judged as it is written down."""
    value = round(found.value, 3)
    peers = {peer: round(figure, 3) for peer, figure in found.peers.items()}
    ok = value <= job.bar if job.sense == "<=" else value >= job.bar
    return Row(name, value, job.bar, job.sense, ok, job.against, "; ".join(found.notes), peers)


def quartiles(found: Ratio) -> str:
    """How far the rounds agree."""
    return f"quartiles {found.low:.2f} to {found.high:.2f}"


def figure(name: str, found: Ratio) -> str:
    """A further figure of a job."""
    return f"{name} {found.median:.2f}"


def same(expected: object, actual: object, who: str) -> None:
    """Whoever is measured has to do the whole work: a wrong result stops the benchmark."""
    if expected != actual:
        raise RuntimeError(f"{who} gives another result: {str(actual)[:300]} instead of {str(expected)[:300]}")
