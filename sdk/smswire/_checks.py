"""What every message has to be, whichever provider it is for."""

from __future__ import annotations

import re
from typing import Final

from attrs import evolve

from smswire._errors import InvalidMessage
from smswire._outcome import Reason
from smswire._segments import Segments, segments
from smswire._values import Message
from smswire_runtime import ConfigurationError, Secret

LONGEST: Final = 100_000
"""Characters of a text. No provider takes a hundredth of it, and counting segments should not take long."""

_CONTROL: Final = re.compile(r"[\x00-\x09\x0b-\x1f\x7f]")
UNFIT: Final = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff]")
"""What neither a sender nor a user nor a password holds, on no wire."""


def login(user: str, password: str | Secret) -> tuple[str, Secret]:
    """A user and a password that a wire can carry; ConfigurationError for others, which says nothing of them."""
    for name, given in (("user", user), ("password", password)):
        text: object = given.reveal() if isinstance(given, Secret) else given
        if not isinstance(text, str):  # pyright: ignore[reportUnnecessaryIsInstance], untyped callers
            raise ConfigurationError(f"the {name} is no text")
        if UNFIT.search(text):
            raise ConfigurationError(f"the {name} holds a control character or half of a surrogate pair")
    return user, password if isinstance(password, Secret) else Secret(password)


def plain(message: Message) -> Message:
    """A message of plain strings: templates give kinds of their own, which no codec takes for a string."""
    to, text, sender = message.to, message.text, message.sender
    if message.flash is not True and message.flash is not False:
        raise InvalidMessage("flash is True or False")
    if type(to) is str and type(text) is str and (sender is None or type(sender) is str):
        return message
    if not _are_strings(to, text, "" if sender is None else sender):
        raise InvalidMessage("a number, a text and a sender are strings")
    return evolve(
        message, to=str.__str__(to), text=str.__str__(text), sender=None if sender is None else str.__str__(sender)
    )


def _are_strings(*given: object) -> bool:
    return all(isinstance(one, str) for one in given)


def counted_of(text: str) -> Segments:
    if not text:
        raise InvalidMessage("an empty text", Reason.TEXT)
    if len(text) > LONGEST:
        raise InvalidMessage(f"more than {LONGEST} characters", Reason.TOO_LONG)
    counted = segments(text)
    # The alphabet of most texts has two control characters besides the line feed, and any other one forces UCS-2.
    odd = counted.forcing or "\r" in text or "\f" in text
    if odd and (found := _CONTROL.search(text)) is not None:
        raise InvalidMessage(f"a control character at character {found.start() + 1}", Reason.TEXT)
    return counted


def unfit(sender: str) -> str | None:
    """What is wrong with a sender on every wire, if anything is."""
    if not sender:
        return "an empty sender"
    return "a sender with a control character or half of a surrogate pair" if UNFIT.search(sender) else None
