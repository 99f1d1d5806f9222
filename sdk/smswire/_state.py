"""How far a message came, in the same words for every gateway."""

from __future__ import annotations

import enum


class State(enum.StrEnum):
    """What is known of a message that a gateway took."""

    UNKNOWN = "unknown"
    """Nothing that can be told: the gateway does not know the message, or says what is not documented."""
    SCHEDULED = "scheduled"
    """The gateway keeps it until its time comes."""
    QUEUED = "queued"
    """The gateway is handling it."""
    SUBMITTED = "submitted"
    """The network has it, and the phone has not."""
    FAILED = "failed"
    EXPIRED = "expired"
    """The phone could not be reached for as long as the network tried."""
    CANCELLED = "cancelled"
    """The gateway let go of it before its time came."""
    DELIVERED = "delivered"

    @property
    def is_final(self) -> bool:
        """Whether no more news is due."""
        return _RANK[self] >= _RANK[State.FAILED]


# A state later in the enumeration is better knowledge. The first four follow the way of a message. Of two final states,
# which only a gateway that contradicts itself reports, the one that says more is believed: "failed" is what a gateway
# says of everything that went wrong, "expired" and "cancelled" say what it was, a cancellation being the gateway's own
# doing; and a phone that has a message has it, even after its network gave up or a cancellation came too late.
_RANK = {state: rank for rank, state in enumerate(State)}


def merge(old: State, new: State) -> State:
    """What is known once both have been reported, whichever came first and however often.

    A late or repeated report never takes anything back, and the same reports end in the same state in any order, so
    that two receivers agree.
    """
    return old if _RANK[old] >= _RANK[new] else new
