"""What the provider knows of numbers, senders, dates and codes."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Final
from zoneinfo import ZoneInfo

from smswire._clocks import ZURICH as CLOCK
from smswire._errors import InvalidNumber
from smswire._numbers import MOST, national
from smswire._segments import Encoding, segments
from smswire._state import State
from smswire.sandbox._world import Stored
from smswire_providers.netoxygen.codes import ERROR_CODE, STATUS_CODE
from smswire_providers.netoxygen.models import MessageStatus
from smswire_runtime import CodeTable, DateTimeFormat

DEFAULT_SENDER: Final = "textobox.ch"

PARTS: Final = 255
"""Parts of a message: the header that joins them counts them in an octet (3GPP TS 23.040); no limit is documented."""

SENDER: Final = 11
"""Characters of a sender that is not a number: what fits into the address of a message (3GPP TS 23.040)."""

ZURICH: Final = ZoneInfo(CLOCK.zone)

_COUNTRY: Final = "41"
_is_number: Final = re.compile(rf"\+?[0-9]{{1,{MOST}}}").fullmatch
_CLOCK: Final = "%Y-%m-%d %H:%M:%S"
_DATE: Final = DateTimeFormat(("yyyy-MM-dd HH:mm:ss",))


def _numbers(table: CodeTable) -> dict[str, int]:
    return {row.name: int(str(row.code)) for row in table}


ERRORS: Final = _numbers(ERROR_CODE)
_STATUS: Final = _numbers(STATUS_CODE)

STATUSES: Final = {
    State.SCHEDULED: (_STATUS["scheduled"], "Message scheduled"),
    State.QUEUED: (_STATUS["queued"], "Message in queue"),
    State.SUBMITTED: (_STATUS["submitted"], "Message submitted"),
    State.DELIVERED: (_STATUS["delivered_to_device"], "Delivered to the recipient device"),
    State.FAILED: (_STATUS["message_error"], "Message error, delivery failed"),
    State.EXPIRED: (_STATUS["expired"], "Message expired, delivery cancelled"),
    State.CANCELLED: (ERRORS["cancelled"], "Message canceled"),  # no status code says so, only this error code
    State.UNKNOWN: (_STATUS["gateway_error"], "Gateway error"),
}
"""Code and text of each state, in the words of the document."""


def clean_number(number: str) -> str | None:
    """Digits with the country code: the provider is Swiss. Nothing for what is no number."""
    try:
        return national(number, _COUNTRY)
    except InvalidNumber:
        return None


def is_sender(sender: str) -> bool:
    """Whether a message can carry this sender."""
    if _is_number(sender):
        return True
    counted = segments(sender)
    return counted.encoding is Encoding.GSM_7 and counted.units <= SENDER


def planned(text: str) -> datetime | None:
    """The moment that a date means, in UTC; nothing for one that the clocks in Zurich never show.

    Of an hour that they show twice, the first one counts.
    """
    naive = _DATE.read(text)
    if naive is None:
        return None
    try:
        moment = naive.replace(tzinfo=ZURICH).astimezone(UTC)
    except OverflowError:  # the first hours of the year 1
        return None
    return moment if moment.astimezone(ZURICH).replace(tzinfo=None) == naive else None


def status_of(stored: Stored) -> MessageStatus:
    """What is told of a message: when it was sent, and what was heard of it last."""
    news = [item for item in stored.history if item[1] is not State.SCHEDULED and item[1] is not State.CANCELLED]
    sent_at, sent = news[0] if news else (stored.scheduled_at, State.SCHEDULED)
    last_at, last = stored.history[-1] if len(stored.history) > 1 else (None, stored.state)
    sent_status, sent_text = STATUSES[sent]
    last_status, last_text = STATUSES[last]
    return MessageStatus(
        from_=stored.sender,
        to=stored.to,
        length=len(stored.text),
        sent_date=_clock(sent_at),
        sent_status=sent_status,
        sent_status_text=sent_text,
        last_date=_clock(last_at),
        last_status=last_status,
        last_status_text=last_text,
    )


def _clock(moment: datetime | None) -> str:
    """As the clocks in Zurich show it; generated formats refuse the hour that comes twice, which a server cannot."""
    return "" if moment is None else moment.astimezone(ZURICH).strftime(_CLOCK)
