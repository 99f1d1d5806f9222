"""Magic numbers: what becomes of a message, told by the last digits of its recipient; one table for all wires."""

from __future__ import annotations

import enum
import re
from typing import Final


class Fate(enum.StrEnum):
    """What becomes of a message."""

    WAITING = "waiting"
    """Nothing by itself: it stays submitted until somebody delivers, fails or expires it."""
    DELIVERED = "delivered"
    FAILED = "failed"
    EXPIRED = "expired"
    NO_ROUTE = "no_route"
    """Refused where the provider knows such a refusal, otherwise failed."""
    NO_CREDIT = "no_credit"
    """Refused as if the account had nothing left."""
    INVALID_RECIPIENT = "invalid_recipient"
    """Refused as if the number did not exist."""
    DELAYED = "delayed"
    """Delivered; the receipt comes an hour later."""
    DUPLICATE = "duplicate"
    """Delivered; the receipt comes twice."""
    OUT_OF_ORDER = "out_of_order"
    """Delivered, of which it hears first, and only then that it was submitted; later messages overtake it."""
    EARLY = "early"
    """Delivered; the receipt comes before the answer to the sending request."""


# Five digits, so that numbers which tests count up from 0 do not become magic by accident.
MAGIC: Final = {
    "99900": Fate.DELIVERED,
    "99901": Fate.FAILED,
    "99902": Fate.EXPIRED,
    "99903": Fate.NO_ROUTE,
    "99904": Fate.NO_CREDIT,
    "99905": Fate.INVALID_RECIPIENT,
    "99906": Fate.DELAYED,
    "99907": Fate.DUPLICATE,
    "99908": Fate.OUT_OF_ORDER,
    "99909": Fate.EARLY,
}
"""The table: the last digits of a recipient, and what becomes of messages to it."""

_LENGTH: Final = 5
_NO_DIGIT: Final = re.compile("[^0-9]+")


def digits_of(number: str) -> str:
    """The ASCII digits of a number as anybody writes it: ``+41 79/222-33-44`` is 41792223344."""
    return _NO_DIGIT.sub("", number)


def fate_of(to: str) -> Fate:
    """What becomes of a message to this recipient, in whatever form the number is written."""
    end = to[-_LENGTH:]
    if not (end.isdecimal() and end.isascii()):
        end = digits_of(to)[-_LENGTH:]
    return MAGIC.get(end, Fate.WAITING)
