"""Bad input: refused before anything is sent, with the reason that a submission would carry."""

from __future__ import annotations

from smswire._outcome import Reason
from smswire_runtime import SmswireError


class InvalidMessage(SmswireError, ValueError):
    """A message that no gateway shall see; ``problem`` says where and why, and never what the message says."""

    def __init__(self, problem: str, reason: Reason = Reason.OTHER, *, elsewhere: bool = False) -> None:
        super().__init__(problem, reason)
        self.problem = problem
        self.reason = reason
        self.elsewhere = elsewhere
        """Whether it is this provider's limit: another one may well take the message."""

    def locate(self, field: str) -> None:
        """Say which field of the message it is about."""
        self.problem = f"{field}: {self.problem}"
        self.args = self.problem, self.reason

    def __str__(self) -> str:
        return self.problem


class InvalidNumber(InvalidMessage):
    """A text that is no telephone number, or may be several."""

    def __init__(self, problem: str, reason: Reason = Reason.RECIPIENT) -> None:
        super().__init__(problem, reason)


class InvalidTime(InvalidMessage):
    """A time at which no message can be sent, or that a gateway's clock cannot say."""


class Unsupported(SmswireError):
    """What the provider cannot do, or cannot be told accurately; nothing was sent."""

    def __init__(self, problem: str) -> None:
        super().__init__(problem)
        self.problem = problem
