"""The results that this provider answers.

The documents give ranges only: 2001 to 2010 for credentials, 2011 to 2100 for the rest. All but 0000 are made up within
them.
"""

from __future__ import annotations

from typing import Final

from smswire._state import State
from smswire.sandbox._magic import Fate

SUCCESS: Final = "0000"
WRONG_CREDENTIALS: Final = "2001"
MISSING_CREDENTIALS: Final = "2002"
NOT_QUEUED: Final = "2011"
INVALID_NUMBER: Final = "2012"
NO_TEXT: Final = "2013"
LONG_TEXT: Final = "2014"
NO_ROUTE: Final = "2015"
NO_CREDIT: Final = "2016"
WRONG_COUNT: Final = "2017"
TOO_MANY: Final = "2018"
BAD_TIME: Final = "2019"
EXPIRED: Final = "2020"
CANCELLED: Final = "2021"
UNKNOWN: Final = "2100"

REFUSALS: Final = {
    Fate.INVALID_RECIPIENT: (INVALID_NUMBER, "The destination number is not valid"),
    Fate.NO_ROUTE: (NO_ROUTE, "There is no route to this destination"),
    Fate.NO_CREDIT: (NO_CREDIT, "There are not enough credits"),
}

RECEIPTS: Final = {
    State.DELIVERED: (SUCCESS, "Delivered"),
    State.FAILED: (NOT_QUEUED, "The message could not be delivered"),
    State.EXPIRED: (EXPIRED, "The message expired before it could be delivered"),
    State.CANCELLED: (CANCELLED, "The message was cancelled"),
    State.UNKNOWN: (UNKNOWN, "What became of the message is not known"),
}
"""Result and words of the receipt for a state. There is none on the way: a receipt says that it arrived, or not."""
