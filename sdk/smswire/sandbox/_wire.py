"""What a wire is to the sandbox: pure functions from a request to an answer, and from news to the calls that bring it.

A wire opens no socket, does not sleep, and has no clock but the world's. Any bytes may come in; none makes it raise.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from datetime import timedelta
from typing import ClassVar

from attrs import frozen

from smswire._state import State
from smswire.sandbox._world import Stored, World
from smswire_runtime import Request, Response


@frozen(kw_only=True)
class Violation:
    """What is not as the specification says."""

    path: str
    """Where, as on the wire: ``$.Messages["1"].DestTn``, ``query.to``, ``headers.Content-Type``."""
    problem: str


@frozen(kw_only=True)
class Answered:
    """What a wire says to one request."""

    response: Response
    violations: tuple[Violation, ...] = ()
    messages: tuple[Stored, ...] = ()
    """What was stored by it."""
    operation: str = ""
    """The specification's operation, where it was recognised."""


@frozen(kw_only=True)
class Outgoing:
    """One request that the sandbox makes."""

    url: str
    """Absolute; it may hold a query."""
    request: Request
    """Method, headers and body; path and query are those of ``url``."""
    kind: str
    """``receipt``, ``reply`` or ``report``."""
    resend: tuple[timedelta, ...] = ()
    """When it is made again, each time after the one before, while the listener answers 500 or not at all."""


class Wire(ABC):
    """One provider's side of its wire."""

    provider: ClassVar[str]
    """The provider's name, as in ``schemas/``."""
    reporting: ClassVar[bool] = False
    """Whether the account is configured with an address for delivery reports."""
    connections: ClassVar[int | None] = None
    """How many connections at a time the provider allows, where its specification says so."""

    @abstractmethod
    def serves(self, method: str, path: str, /) -> bool:
        """Whether this is a documented path; ``path`` is as it stands in the request line, without the query."""

    @abstractmethod
    def answer(self, request: Request, world: World, /) -> Answered:
        """Answer as the provider would."""

    @abstractmethod
    def secrets(self, request: Request, /) -> tuple[str, ...]:
        """Every secret text of a request, in each form in which it stands there: percent-encoded, escaped, base64."""

    # -- what a provider that calls nobody leaves as it is here -------------------

    def report(self, world: World, stored: Stored, state: State, /) -> Outgoing | None:  # noqa: ARG002, for others
        """The callback that tells of a state, if this message wants one and the provider has words for it."""
        return None

    def reply(self, world: World, stored: Stored, text: str, /) -> Outgoing | None:  # noqa: ARG002, for others
        """The callback that brings the recipient's reply, if this message wants it."""
        return None

    def acknowledged(self, outgoing: Outgoing, response: Response, /) -> Violation | None:  # noqa: ARG002, for others
        """What is wrong with the listener's answer, if it is not the documented one."""
        return None
