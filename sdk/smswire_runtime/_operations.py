"""What a client has to know of an operation besides how its messages look."""

from __future__ import annotations

from typing import Final

from attrs import frozen

from smswire_runtime._messages import ANSWER_LIMIT, Effect


@frozen(kw_only=True)
class Operation:
    """One call of a provider."""

    name: str
    effect: Effect
    method: str
    routes: tuple[str, ...]
    """Paths that mean the same, the usual one first."""
    answer_limit: int = ANSWER_LIMIT
    """Largest answer body in bytes."""
    max_connections: int | None = None
    """How many connections at a time the provider allows, where it says so."""
    anonymous: bool = False
    """Whether it is called without credentials, such as a login."""
    refusing: frozenset[int] = frozenset()
    """Statuses of documented answers that refuse, whatever their body says."""
    doubtful: frozenset[int] = frozenset()
    """Statuses of documented answers that leave open whether the request took effect, whatever their body says."""


@frozen
class Route:
    """Where an operation is called, as its server sees it."""

    method: str
    path: str
    operation: str


RUNTIME_INTERFACE: Final = 2
"""Raised whenever generated code of before would no longer work."""


def require_runtime(interface: int, package: str) -> None:
    """Refuse to import a package that was generated for another runtime."""
    if interface != RUNTIME_INTERFACE:
        problem = f"{package} was generated for runtime interface {interface}, and this is {RUNTIME_INTERFACE}"
        raise ImportError(f"{problem}: run make generate")
