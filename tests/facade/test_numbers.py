"""Numbers: one way to write each, and nothing that may be two."""

from __future__ import annotations

import pickle
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from smswire._errors import InvalidMessage, InvalidNumber
from smswire._numbers import ZERO_KEPT, e164, from_digits, national, to_digits
from smswire._outcome import Reason
from smswire_runtime._outcomes import ConfigurationError

MISSING = "phonenumbers is an extra"

E164 = st.from_regex(r"\A\+[1-9][0-9]{6,14}\Z")
PUNCTUATION = st.text(" \u00a0-.\u2011", max_size=2)
NEARLY = st.text("+0123456789 ()/-.\u00a0٣²x\n\u202d", max_size=24) | st.text("+0123456789 ()", min_size=7, max_size=24)
CALM = settings(deadline=None)  # a busy machine must not fail a test


def problem_of(number: str, region: str | None = None) -> str:
    """Why a text is no number."""
    with pytest.raises(InvalidNumber) as caught:
        e164(number, region)
    return str(caught.value)


@pytest.mark.parametrize(
    "number",
    [
        "+41792223344",
        "0041792223344",
        "+41 79 222 33 44",
        "0041 79 222 33 44",
        "+41 79 222-33-44",
        "+41.79.222.33.44",
        "+41 (79) 222 33 44",
        "(+41) 79 222 33 44",
        "(0041) 79 222 33 44",
        "+41 79/222 33 44",
        "+41/79/222 33 44",
        "+41 (0)79 222 33 44",
        "+41(0) 79 222 33 44",
        "(+41) (0) 79 222 33 44",
        "0041 (0)79 222 33 44",
        " +41 79 222 33 44 ",
        "+41\u00a079\u202f222\u200933\u00a044",
        "+41\u201179\u2010222\u201333-44",
    ],
)
def test_ways_of_writing(number: str) -> None:
    """All these are one number, and no library is needed to see it."""
    assert "+41792223344" == e164(number)


@pytest.mark.parametrize(
    "number, problem",
    [
        ("", "no digits"),
        ("+", "no digits"),
        ("()", "a parenthesis without its other half"),
        ("+41792", "5 digits, where a number has 7 to 15"),
        ("+683400", "6 digits, where a number has 7 to 15"),
        ("+4179222334455667", "16 digits, where a number has 7 to 15"),
        ("+41 79 222 33 44 079 222 33 45", "21 digits, where a number has 7 to 15"),
        ("+0792223344", "no country code begins with 0"),
        ("000792223344", "no country code begins with 0"),
        ("0792223344", "neither + nor 00 before a country code, and no region in which it is dialled"),
        ("41792223344", "neither + nor 00 before a country code, and no region in which it is dialled"),
        ("++41792223344", "a + that does not come first"),
        ("+41792223344+41792223345", "a + that does not come first"),
        ("00+41792223344", "a + that does not come first"),
        ("+41 79 FLOWERS", "a letter at character 8"),
        ("tel:+41792223344", "a letter at character 1"),
        ("+41792223344,+41792223345", "something that no number has at character 13"),
        ("\uff0b41792223344", "something that no number has at character 1"),
        ("+4179222334\u0664", "a digit of another script at character 12"),
        ("+\uff14\uff11792223344", "a digit of another script at character 2"),
        ("+41792223344\n", "a control character, or an invisible one, at character 13"),
        ("+41\t792223344", "a control character, or an invisible one, at character 4"),
        ("\u202d+41792223344\u202c", "a control character, or an invisible one, at character 1"),
        ("+4179\x00", "a control character, or an invisible one, at character 6"),
        ("+41 (79 222 33 44", "a parenthesis without its other half"),
        ("+41 79) 222 33 44", "a parenthesis without its other half"),
        ("+41 (0 79 222 33 44", "a parenthesis without its other half"),
        ("+41 79 (0) 222 33 44", "(0) that does not follow a country code"),
        ("+(0)41 79 222 33 44", "(0) that does not follow a country code"),
        ("+39 (0)6 1234567", "numbers of +39 may begin with 0, so that (0) may belong to it or not"),
        ("+41 22 364 80 00/01", "a slash before the last digits, as before an extension or the end of a second number"),
        ("+41792223344/", "a slash before the last digits, as before an extension or the end of a second number"),
    ],
)
def test_refused(number: str, problem: str) -> None:
    """What is no number, and what may be two, is refused with the place or the reason."""
    assert problem == problem_of(number)


@CALM
@given(E164, st.lists(PUNCTUATION, min_size=16, max_size=16))
def test_e164_is_itself(number: str, between: list[str]) -> None:
    """A clean number comes back as it is; spaces and hyphens between its digits change nothing."""
    written = "".join(character + space for character, space in zip(number, between, strict=False))

    assert number == e164(number)
    assert number == e164(written)
    assert number == e164("00" + written[1:])


@CALM
@given(NEARLY)
def test_anything(text: str) -> None:
    """Whatever comes is a number in E.164 or refused; once normalised, a number stays."""
    try:
        number = e164(text)
    except InvalidNumber:
        return

    assert number == e164(number)
    assert number[0] == "+"
    assert number[1:].isascii()
    assert number[1:].isdigit()
    assert [digit for digit in text if digit in "123456789"] == [digit for digit in number if digit in "123456789"]


@CALM
@given(E164)
def test_digits_and_back(number: str) -> None:
    """The form without + loses nothing."""
    assert "+" + to_digits(number) == number
    assert number == from_digits(to_digits(number))
    assert number == from_digits(number)


@pytest.mark.parametrize("text", ["", "+", "abc", "0792223344", "41 79 222 33 44", "12345", "4" * 16, "++41792223344"])
def test_no_digits(text: str) -> None:
    """What a wire brings instead of a number is refused."""
    with pytest.raises(InvalidNumber, match="not the digits"):
        from_digits(text)


@pytest.mark.parametrize(
    "number, expected",
    [
        ("022/364 8000", "41223648000"),  # the document's example
        ("0792223344", "41792223344"),
        ("(022) 364 80 00", "41223648000"),
        ("(0)22 364 80 00", "41223648000"),
        ("+41 (0)22 364 80 00", "41223648000"),
        ("0041223648000", "41223648000"),
        ("+33 6 12 34 56 78", "33612345678"),
        ("0033612345678", "33612345678"),
        ("41792223344", "41792223344"),
        ("27831234567", "27831234567"),
    ],
)
def test_national(number: str, expected: str) -> None:
    """A server in a country reads a single leading zero as that country's code, without a library."""
    assert expected == national(number, "41")


@pytest.mark.parametrize(
    "number", ["", "0", "00", "abc", "022/364 8000/01", "0" * 20, "022 364 80 00 022 364 80 01", "(022"]
)
def test_not_national(number: str) -> None:
    """What is no number there either is refused."""
    with pytest.raises(InvalidNumber):
        national(number, "41")


def test_error() -> None:
    """A bad number is a bad message, with the recipient as its reason; it never shows the number."""
    with pytest.raises(InvalidMessage) as caught:
        e164("+41 79 222 33 4x")

    assert Reason.RECIPIENT is caught.value.reason
    assert "222" not in str(caught.value)
    assert isinstance(caught.value, ValueError)
    copy: object = pickle.loads(pickle.dumps(caught.value))  # noqa: S301, our own bytes
    assert isinstance(copy, InvalidNumber)
    assert (str(caught.value), caught.value.reason) == (str(copy), copy.reason)


@pytest.mark.parametrize(
    "number, region, expected",
    [
        ("079 222 33 44", "CH", "+41792223344"),
        ("0041 79 222 33 44", "CH", "+41792223344"),
        ("41792223344", "CH", "+41792223344"),
        ("022/364 8000", "CH", "+41223648000"),
        ("011 41 79 222 33 44", "US", "+41792223344"),  # as it is dialled there
        ("(201) 555-0123", "US", "+12015550123"),
        ("083 123 4567", "ZA", "+27831234567"),
        ("06 698 12345", "IT", "+390669812345"),  # keeps its zero
        ("+27831234567", "CH", "+27831234567"),
        ("+41 (0)79 222 33 44", "US", "+41792223344"),
    ],
)
def test_national_forms(number: str, region: str, expected: str) -> None:
    """With a region a number is read as people there dial it."""
    pytest.importorskip("phonenumbers", reason=MISSING)

    assert expected == e164(number, region)


@pytest.mark.parametrize(
    "number, problem",
    [
        ("12", "too short or too long for a number that can be dialled in CH"),
        ("0792223344556677", "too short or too long for a number that can be dialled in CH"),
        ("0", "not a number that can be dialled in CH"),
        ("079 222 33 4x", "a letter at character 13"),
        ("٠٧٩٢٢٢٣٣٤٤", "a digit of another script at character 1"),
        ("079 222 33 44/45", "a slash before the last digits, as before an extension or the end of a second number"),
    ],
)
def test_national_forms_refused(number: str, problem: str) -> None:
    """What cannot be dialled in the region is refused."""
    pytest.importorskip("phonenumbers", reason=MISSING)

    assert problem == problem_of(number, "CH")


def test_unknown_region() -> None:
    """A region that does not exist is a fault of the configuration, not of the number."""
    pytest.importorskip("phonenumbers", reason=MISSING)

    with pytest.raises(ConfigurationError, match="ISO 3166"):
        e164("079 222 33 44", "XX")


def test_zero_kept() -> None:
    """Countries whose numbers begin with a zero, by the library's own examples, are those in which (0) is refused."""
    phonenumbers = pytest.importorskip("phonenumbers", reason=MISSING)
    examples = [
        phonenumbers.example_number_for_type(region, kind)
        for region in phonenumbers.SUPPORTED_REGIONS
        for kind in (0, 1)
    ]
    zeros = {str(example.country_code) for example in examples if example and example.italian_leading_zero}

    assert zeros
    assert set() == zeros - ZERO_KEPT


def test_without_the_library(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the extra a national form says what is missing, and everything else goes on."""
    monkeypatch.setitem(sys.modules, "phonenumbers", None)

    with pytest.raises(ConfigurationError, match=r"smswire\[numbers\]"):
        e164("079 222 33 44", "CH")
    assert "+41792223344" == e164("+41 79 222 33 44", "CH")
