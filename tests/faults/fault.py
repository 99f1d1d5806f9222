"""What a fault is: what somebody on the way does, and what a send that meets it came to."""

from __future__ import annotations

import enum
from collections.abc import Callable
from typing import Any, Final, TypeAlias

from attrs import frozen

from smswire_runtime._outcomes import NotSent, OutcomeUnknown, Reason, Rejected
from tests.faults.server import Script

Outcome: TypeAlias = str
ACCEPTED: Final = "Accepted"
NOT_SENT: Final = NotSent.__name__
REJECTED: Final = Rejected.__name__
UNKNOWN: Final = OutcomeUnknown.__name__


class Place(enum.StrEnum):
    """Who is at fault."""

    SERVER = "server"
    PROXY = "proxy"
    """The script is that of the proxy before a server that works."""
    CLOSED = "closed"
    """Nobody listens."""
    DEAF = "deaf"
    """Somebody listens and never takes a connection."""
    NAMELESS = "nameless"
    """The name leads nowhere."""
    UNRESOLVED = "unresolved"
    """The lookup of the name does not end."""


@frozen(kw_only=True, eq=False)
class Fault:
    """One way to fail."""

    name: str
    script: Script
    outcome: frozenset[Outcome]
    over_tls: frozenset[Outcome]
    reason: Reason | None = None
    """Where it is always the same."""
    place: Place = Place.SERVER
    raw: bool = False
    """It happens before the TLS handshake."""
    tls_only: bool = False
    big: bool = False
    """It needs a request that takes time to write."""
    fresh: bool = True
    """It can happen on a new connection, too."""


FAULTS: Final[dict[str, Fault]] = {}


def fault(
    outcome: Outcome | set[Outcome],
    reason: Reason | None = None,
    *,
    over_tls: Outcome | set[Outcome] | None = None,
    **traits: Any,
) -> Callable[[Script], Script]:
    """Enter a script into the catalogue under its own name."""

    def enter(script: Script) -> Script:
        name = script.__name__
        assert name not in FAULTS, name
        FAULTS[name] = Fault(
            name=name,
            script=script,
            outcome=outcomes(outcome),
            over_tls=outcomes(over_tls or outcome),
            reason=reason,
            **traits,
        )
        return script

    return enter


def outcomes(said: Outcome | set[Outcome]) -> frozenset[Outcome]:
    """One outcome, or several where a race decides."""
    return frozenset({said} if isinstance(said, str) else said)
