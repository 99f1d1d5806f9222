"""Telephone numbers: into E.164 from the ways in which people write them, and into the forms that wires want.

What may mean two numbers is refused, since a message to a stranger cannot be taken back.
"""

from __future__ import annotations

import re
from importlib import import_module
from typing import Any, Final, NoReturn

from smswire._errors import InvalidNumber
from smswire_runtime._outcomes import ConfigurationError

FEWEST: Final = 7
"""Digits of the shortest numbers that are in use, those of Niue; E.164 has no lower bound."""

MOST: Final = 15
"""Digits of a number, country code included: E.164."""

ENDING: Final = 5
"""Digits that at least follow a slash: fewer are an extension, or the end of a second number, as in 364 80 00/01."""

SPACES: Final = " \u00a0\u2009\u202f"
"""The narrow ones and the one that does not break come with numbers that were copied from a document."""

SEPARATORS: Final = "-./\u2010\u2011\u2013"

ZERO_KEPT: Final = frozenset({"39", "225", "226", "229", "241", "242", "250", "378", "379", "881", "992"})
"""Country codes whose numbers may begin with 0, so that a zero in parentheses may belong to them or not. They are those
in whose patterns the metadata of libphonenumber 9.0 has a leading zero."""

_is_e164: Final = re.compile(rf"\+[1-9][0-9]{{{FEWEST - 1},{MOST - 1}}}").fullmatch
_is_written: Final = re.compile(f"[+0-9(){SPACES}{re.escape(SEPARATORS)}]*").fullmatch
_NO_SEPARATORS: Final = str.maketrans("", "", SPACES + SEPARATORS)
_TRUNK_ZERO: Final = re.compile(r"(?P<prefix>\(?(?:\+|00)\(?(?P<code>[1-9][0-9]{0,2})\)?)\(0\)")
_GROUP: Final = re.compile(r"\(([+0-9]+)\)")


def e164(number: str, region: str | None = None) -> str:
    """The number as ``+41792223344``; InvalidNumber for what is none or may be several.

    ``+`` and ``00`` before the country code are understood, spaces, hyphens, dots, slashes and parentheses between the
    digits too, and so is ``+41 (0)79``, where the zero is for callers within the country. Digits of other scripts are
    refused: no wire has them, and what mixes directions of writing does not show its digits in their order.

    With a region, such as ``CH``, everything without ``+`` is read as people there dial it, which takes the library
    phonenumbers (the extra ``numbers``).
    """
    if _is_e164(number):
        return number
    text = _without_separators(number)
    if region is not None and not text.startswith(("+", "(+")):
        return _dialled(number, region)
    return _international(text)


def to_digits(number: str) -> str:
    """An E.164 number without its ``+``, as some wires want it."""
    return number.removeprefix("+")


def from_digits(text: str) -> str:
    """The E.164 number of digits that begin with a country code, as such wires bring them; a ``+`` may be there."""
    number = text if text.startswith("+") else f"+{text}"
    if _is_e164(number):
        return number
    raise InvalidNumber("not the digits of a number that begins with its country code")


def national(number: str, country_code: str) -> str:
    """The digits of a number in E.164, as a server in that country reads it: 41 makes 41223648000 of ``022/364 8000``.

    A single leading zero stands for the country code; a number without any is taken to begin with its country code.
    """
    text = _without_separators(number)
    if text.startswith(("+", "(+", "00", "(00")):
        return to_digits(_international(text))
    text = _GROUP.sub(r"\1", text)
    return to_digits(_checked(f"+{country_code}{text[1:]}" if text.startswith("0") else f"+{text}"))


def _without_separators(number: str) -> str:
    if not _is_written(number):
        _refuse_character(number)
    _, slash, ending = number.rpartition("/")
    if slash and sum(map(str.isdigit, ending)) < ENDING:
        raise InvalidNumber("a slash before the last digits, as before an extension or the end of a second number")
    return number.translate(_NO_SEPARATORS)


def _international(text: str) -> str:
    """A number with ``+`` or ``00``; of its punctuation only parentheses are left."""
    if found := _TRUNK_ZERO.match(text):
        if found["code"] in ZERO_KEPT:
            raise InvalidNumber(f"numbers of +{found['code']} may begin with 0, so that (0) may belong to it or not")
        text = found["prefix"] + text[found.end() :]
    elif "(0)" in text:
        raise InvalidNumber("(0) that does not follow a country code")
    text = _GROUP.sub(r"\1", text)
    return _checked(f"+{text[2:]}" if text.startswith("00") else text)


def require_region(region: str) -> Any:
    """The library that knows the region; ConfigurationError without the one or the other."""
    try:
        phonenumbers: Any = import_module("phonenumbers")
    except ModuleNotFoundError:
        raise ConfigurationError(
            "a number without its country code takes the library phonenumbers: pip install 'smswire[numbers]'"
        ) from None
    if region not in phonenumbers.SUPPORTED_REGIONS:
        raise ConfigurationError("a region is two capital letters of ISO 3166, such as CH")
    return phonenumbers


def _dialled(number: str, region: str) -> str:
    """A number as people in the region dial it."""
    phonenumbers = require_region(region)
    try:
        parsed = phonenumbers.parse(number, region)
    except phonenumbers.NumberParseException:
        raise InvalidNumber(f"not a number that can be dialled in {region}") from None
    if phonenumbers.is_possible_number_with_reason(parsed) != phonenumbers.ValidationResult.IS_POSSIBLE:
        raise InvalidNumber(f"too short or too long for a number that can be dialled in {region}")
    return _checked(phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164))


def _checked(number: str) -> str:
    """An E.164 number, or why it is none."""
    if _is_e164(number):
        return number
    if not number.strip("+"):
        problem = "no digits"
    elif "(" in number or ")" in number:
        problem = "a parenthesis without its other half"
    elif "+" in number[1:]:
        problem = "a + that does not come first"
    elif not number.startswith("+"):
        problem = "neither + nor 00 before a country code, and no region in which it is dialled"
    elif number[1] == "0":
        problem = "no country code begins with 0"
    else:
        problem = f"{len(number) - 1} digits, where a number has {FEWEST} to {MOST}"
    raise InvalidNumber(problem)


def _refuse_character(number: str) -> NoReturn:
    position, character = next((at, each) for at, each in enumerate(number, 1) if not _is_written(each))
    if character.isdigit():
        what = "a digit of another script"
    elif character.isalpha():
        what = "a letter"
    elif not character.isprintable():
        what = "a control character, or an invisible one,"
    else:
        what = "something that no number has"
    raise InvalidNumber(f"{what} at character {position}")
