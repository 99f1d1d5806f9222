"""What became of sending a message, and why, in the same words for every gateway."""

from __future__ import annotations

import enum


class Outcome(enum.StrEnum):
    """What is certain after an attempt to send."""

    ACCEPTED = "accepted"
    """The gateway took it; that says nothing of its delivery."""
    REJECTED = "rejected"
    """The gateway refused it in a way that leaves no doubt."""
    NOT_SENT = "not_sent"
    """No byte of it left: sending it again is safe."""
    UNKNOWN = "unknown"
    """The gateway may have taken it or not: sending it again may send it twice."""


class Reason(enum.StrEnum):
    """What stood in the way of a message."""

    AUTHENTICATION = "authentication"
    CREDIT = "credit"
    RECIPIENT = "recipient"
    SENDER = "sender"
    TEXT = "text"
    TOO_LONG = "too_long"
    ROUTE = "route"
    """The gateway does not reach the recipient's network."""
    GATEWAY = "gateway"
    """The gateway, or the way to it, is in trouble."""
    THROTTLED = "throttled"
    """Too much at once."""
    OTHER = "other"
