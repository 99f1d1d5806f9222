"""What goes into a gateway and what comes out of it, the same for every provider."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Final

from attrs import field, frozen

from smswire._outcome import Outcome, Reason
from smswire._segments import Segments
from smswire._state import State
from smswire_runtime import CallError, NotSent, OutcomeUnknown, Phase, Rejected
from smswire_runtime import Reason as Cause

SHOWN: Final = 2
"""Digits at the end of a number that a repr shows: enough to tell two recipients apart, too few to call one."""


def _masked(number: object) -> str:
    return repr(f"…{number[-SHOWN:]}") if isinstance(number, str) else _kind(number)


def _length(text: object) -> str:
    return f"<{len(text)} characters>" if isinstance(text, str) else _kind(text)


def _kind(value: object) -> str:
    return "None" if value is None else f"<{type(value).__name__}>"


@frozen(kw_only=True)
class Message:
    """A text to one recipient. Its repr shows neither a number nor a text."""

    to: str = field(repr=_masked)
    """The number: ``+41792223344``, or as people write it; a national form needs a region."""
    text: str = field(repr=_length)
    sender: str | None = field(default=None, repr=_masked)
    """What the recipient sees; without it the gateway's default."""
    at: datetime | None = None
    """When to send it, with a zone; now without it."""
    flash: bool = False
    """Whether it shows at once, and is not stored."""
    reference: str = field(default="", repr=_length)
    """A word of yours, which comes back in the submission and goes nowhere else."""


@frozen(kw_only=True)
class Submission:
    """What became of handing one message over."""

    message: Message
    """What was given; a row that was no message at all has an empty one."""
    outcome: Outcome
    provider: str = ""
    """Who was asked; empty for a message that no provider saw."""
    id: str | None = None
    """What the provider calls the message, where it was accepted."""
    reason: Reason | None = None
    """What stood in the way, where it was not."""
    code: str | None = None
    """The provider's own code for it."""
    detail: str = field(default="", repr=False)
    """The same in words, the provider's or ours."""
    segments: Segments | None = field(default=None, repr=False)
    scheduled: bool = False
    """Whether the provider keeps it until its time comes."""
    raw: object = field(default=None, repr=False, eq=False)
    """What the provider said, decoded."""
    error: Exception | None = field(default=None, repr=False, eq=False)
    """What ``raise_for_outcome`` raises."""

    def raise_for_outcome(self) -> None:
        """Raise NotSent, Rejected, OutcomeUnknown, InvalidMessage or Unsupported, unless the message was accepted."""
        if self.outcome is not Outcome.ACCEPTED:
            raise self.error or _undetailed(self.outcome)


def _undetailed(outcome: Outcome) -> CallError:
    """The error of a submission that has none of its own, such as one that somebody built for a test."""
    match outcome:
        case Outcome.NOT_SENT:
            return NotSent("send", Phase.WAITING, Cause.BUSY)
        case Outcome.REJECTED:
            return Rejected("send", Phase.ANSWERED, Cause.REFUSAL)
        case _:
            return OutcomeUnknown("send", Phase.AWAITING, Cause.RESET)


@frozen(kw_only=True)
class Status:
    """What a provider knows of one message."""

    id: str
    state: State
    reason: Reason | None = None
    code: str | None = None
    detail: str = field(default="", repr=False)
    at: datetime | None = None
    """When that became known, with a zone."""
    raw: object = field(default=None, repr=False, eq=False)


@frozen(kw_only=True)
class Balance:
    """What an account still has, in the provider's own credits."""

    amount: Decimal


@frozen(kw_only=True)
class Receipt:
    """News of a message that was sent, as a provider brought it."""

    provider: str
    id: str
    state: State
    reason: Reason | None = None
    code: str | None = None
    detail: str = field(default="", repr=False)
    to: str = field(default="", repr=_masked)
    at: datetime | None = None
    raw: object = field(default=None, repr=False, eq=False)


@frozen(kw_only=True)
class Reply:
    """What somebody answered, as a provider brought it."""

    provider: str
    id: str
    """The message that is answered."""
    sender: str = field(repr=_masked)
    text: str = field(repr=_length)
    original: str = field(default="", repr=_length)
    """The text that is answered, where the provider repeats it."""
    at: datetime | None = None
    raw: object = field(default=None, repr=False, eq=False)


@frozen(kw_only=True)
class Capabilities:
    """What a provider can do."""

    batch: int
    """Recipients that one request can have."""
    schedule: bool
    flash: bool
    sender: bool
    """Whether a message may choose its sender."""
    status: bool = False
    cancel: bool = False
    balance: bool = False
    normalize: bool = False
    check: bool = False
    receipts: bool = False
    """Whether the provider reports deliveries by callback."""
    replies: bool = False
    parts: int | None = None
    """The most segments that one message may have, where the provider says so."""
