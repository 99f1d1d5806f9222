"""Numbers of every region, as people there write them, against the library that everybody has."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from smswire._numbers import e164

phonenumbers: Any = pytest.importorskip("phonenumbers", reason="phonenumbers is an extra")

REGIONS: list[str] = sorted(phonenumbers.SUPPORTED_REGIONS)
FORMS: Any = phonenumbers.PhoneNumberFormat
KINDS: list[int] = [phonenumbers.PhoneNumberType.FIXED_LINE, phonenumbers.PhoneNumberType.MOBILE]


@st.composite
def numbers(draw: st.DrawFn) -> tuple[str, Any]:
    """A region, and a number that can be dialled there."""
    region = draw(st.sampled_from(REGIONS))
    number = phonenumbers.example_number_for_type(region, draw(st.sampled_from(KINDS)))
    assume(number is not None)
    number.national_number -= draw(st.integers(0, 99))
    assume(phonenumbers.is_possible_number(number))
    return region, number


@given(numbers())
def test_international(example: tuple[str, Any]) -> None:
    """What everybody can dial is that number, with + or 00, with the library's help and without it."""
    region, number = example
    expected = phonenumbers.format_number(number, FORMS.E164)
    written = phonenumbers.format_number(number, FORMS.INTERNATIONAL)

    assert expected == e164(written)
    assert expected == e164(written, region)
    assert expected == e164("00" + written[1:])


@given(numbers())
def test_national(example: tuple[str, Any]) -> None:
    """What people in a region dial is that number."""
    region, number = example
    written = phonenumbers.format_number(number, FORMS.NATIONAL)
    assume(set(written) <= set("0123456789 ()-./"))  # some dial letters and signs

    assert phonenumbers.format_number(number, FORMS.E164) == e164(written, region)
