"""Wire formats: the text stays as it came, a property gives Python's value, a constructor takes it."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from smswire_runtime import EncodeError
from tests.codegen.conftest import Generator
from tests.codegen.specs import things

ZURICH = ZoneInfo("Europe/Zurich")
GUID = UUID("6f9619ff-8b86-d011-b42d-00c04fc964ff")


def _thing(form: str, *, kind: str = "string", more: str = "") -> str:
    return things(
        f"Thing: {{type: object, properties: {{At: {{type: {kind}, x-wire-format: {{kind: {form}}}{more}}}}}}}"
    )


def test_date_time(generated: Generator) -> None:
    """A date is read in each of its notations, and a datetime is written in the first, on the zone's clock."""
    acme = generated(_thing('date-time, patterns: ["dd-Mon-yyyy HH:mm:ss", iso], zone: Europe/Zurich'))
    read = acme.codecs.decode_thing
    noon = datetime(2030, 7, 1, 12, 0, 1, tzinfo=ZURICH)

    assert noon == read({"At": "01-Jul-2030 12:00:01"}).at_value
    assert noon == read({"At": "2030-07-01T10:00:01Z"}).at_value
    assert {"At": "2030-07-01T10:00:01Z"} == acme.codecs.encode_thing(read({"At": "2030-07-01T10:00:01Z"}))
    assert "01-Jul-2030 12:00:01" == acme.models.Thing(at=noon).at
    assert "01-Jul-2030 12:00:01" == acme.models.Thing(at=noon.astimezone(UTC)).at
    assert "whatever" == acme.models.Thing(at="whatever").at


def test_date_time_without_zone(generated: Generator) -> None:
    """Without a zone the value is naive, and an aware one is refused."""
    acme = generated(_thing('date-time, patterns: ["yyyy-MM-dd HH:mm:ss"]'))

    assert datetime(2030, 1, 2, 3, 4, 5) == acme.codecs.decode_thing({"At": "2030-01-02 03:04:05"}).at_value  # noqa: DTZ001
    with pytest.raises(EncodeError):
        acme.models.Thing(at=datetime(2030, 1, 2, tzinfo=UTC))


def test_text_that_fits_no_form(generated: Generator) -> None:
    """What is written in no known way stays as it came and has no value; it is never sent, since servers guess."""
    acme = generated(_thing('date-time, patterns: ["yyyy-MM-dd"], zone: UTC'))
    for text in ("", "tomorrow", "2030-02-30", "30-01-01"):
        thing = acme.codecs.decode_thing({"At": text})

        assert None is thing.at_value
        assert text == thing.at
        if text:
            with pytest.raises(EncodeError, match=r"\$\.At: no date and time that can be told for certain"):
                acme.codecs.encode_thing(thing)
        else:
            assert {"At": ""} == acme.codecs.encode_thing(thing)


def test_absent_and_null_have_no_value(generated: Generator) -> None:
    """The property gives None where the field is absent or null."""
    acme = generated(_thing("guid, form: N", kind='[string, "null"]'))

    assert None is acme.models.Thing().at_value
    assert None is acme.models.Thing(at=None).at_value
    assert {"At": None} == acme.codecs.encode_thing(acme.models.Thing(at=None))


@pytest.mark.parametrize(
    "form, text",
    [
        ("N", "6f9619ff8b86d011b42d00c04fc964ff"),
        ("D", "6f9619ff-8b86-d011-b42d-00c04fc964ff"),
        ("B", "{6f9619ff-8b86-d011-b42d-00c04fc964ff}"),
        ("P", "(6f9619ff-8b86-d011-b42d-00c04fc964ff)"),
    ],
)
def test_guid(generated: Generator, form: str, text: str) -> None:
    """A GUID is written in its form and read in any; zeros mean none."""
    acme = generated(_thing(f"guid, form: {form}"))

    assert text == acme.models.Thing(at=GUID).at
    assert GUID == acme.codecs.decode_thing({"At": text}).at_value
    assert GUID == acme.codecs.decode_thing({"At": GUID.hex}).at_value
    assert None is acme.codecs.decode_thing({"At": "0" * 32}).at_value


def test_decimal(generated: Generator) -> None:
    """A decimal number keeps its places in both directions."""
    acme = generated(_thing("decimal, places: 2"))

    assert Decimal("1234.50") == acme.codecs.decode_thing({"At": "1234.50"}).at_value
    assert "1234.50" == acme.models.Thing(at=Decimal("1234.5")).at
    with pytest.raises(EncodeError, match="decimal places"):
        acme.models.Thing(at=Decimal("1.234"))


def test_code(generated: Generator) -> None:
    """A code that lost its leading zeros gets them back, and stays what it was on the wire."""
    acme = generated(_thing("code, width: 4", kind="[string, integer]"))
    thing = acme.codecs.decode_thing({"At": 12})

    assert "0012" == thing.at_value
    assert {"At": 12} == acme.codecs.encode_thing(thing)
    assert "2001" == acme.codecs.decode_thing({"At": "2001"}).at_value
    assert None is acme.codecs.decode_thing({"At": "20011"}).at_value


def test_text(generated: Generator) -> None:
    """A text that may come as a number is read as text."""
    acme = generated(_thing("text", kind="[string, integer, number]"))

    assert "1.1" == acme.codecs.decode_thing({"At": 1.1}).at_value
    assert "123" == acme.codecs.decode_thing({"At": 123}).at_value
    assert "abc" == acme.codecs.decode_thing({"At": "abc"}).at_value
    assert {"At": 1.1} == acme.codecs.encode_thing(acme.codecs.decode_thing({"At": 1.1}))


@pytest.mark.parametrize("wire, value", [(True, True), (0, False), (9, True), ("0", False), ("1", True), ("x", None)])
def test_flag(generated: Generator, wire: object, value: bool | None) -> None:  # noqa: FBT001
    """Yes or no comes in several types."""
    acme = generated(_thing("flag", kind="[string, integer, boolean]"))
    thing = acme.codecs.decode_thing({"At": wire})

    assert value is thing.at_value
    assert {"At": wire} == acme.codecs.encode_thing(thing)


def test_integer(generated: Generator) -> None:
    """A whole number that comes as text is an integer in Python."""
    acme = generated(_thing("integer", kind="[string, integer]"))

    assert 200 == acme.codecs.decode_thing({"At": "200"}).at_value
    assert 200 == acme.codecs.decode_thing({"At": 200}).at_value
    assert None is acme.codecs.decode_thing({"At": "2e2"}).at_value


def test_format_on_an_alternative(generated: Generator) -> None:
    """The format of one alternative counts for the whole."""
    acme = generated(
        things("""
            Thing:
              type: object
              properties:
                at: {oneOf: [{$ref: "#/components/schemas/Code"}, {type: "null"}]}
            Code: {type: [string, integer], x-wire-format: {kind: code, width: 2}}
        """)
    )

    assert "07" == acme.codecs.decode_thing({"at": 7}).at_value


def test_default_of_a_formatted_field(generated: Generator) -> None:
    """A default is the text of the wire."""
    acme = generated(_thing("guid, form: N", more=f", default: {GUID.hex}"))

    assert GUID == acme.models.Thing().at_value
    assert {"At": GUID.hex} == acme.codecs.encode_thing(acme.models.Thing())


def test_two_formats_of_one_kind(generated: Generator) -> None:
    """Fields with different patterns, required and optional ones, do not get into each other's way."""
    acme = generated(
        things("""
            Thing:
              type: object
              required: [a]
              properties:
                a: {type: string, x-wire-format: {kind: date-time, patterns: ["yyyy-MM-dd"], zone: UTC}}
                b: {type: string, x-wire-format: {kind: date-time, patterns: ["dd.MM.yyyy"], zone: UTC}}
                c: {type: string, x-wire-format: {kind: date-time, patterns: ["yyyy-MM-dd"], zone: UTC}}
                d: {type: [string, "null"], x-wire-format: {kind: date-time, patterns: ["yyyy-MM-dd"], zone: UTC}}
        """)
    )
    day = datetime(2030, 1, 2, tzinfo=UTC)
    thing = acme.models.Thing(a=day, b=day, c=day, d=day)

    assert ("2030-01-02", "02.01.2030", "2030-01-02", "2030-01-02") == (thing.a, thing.b, thing.c, thing.d)
    assert acme.models.Thing(a=day, d=None).d is None


def test_field_beside_its_value(generated: Generator) -> None:
    """A declared property that is called like the value of another one keeps its name."""
    acme = generated(
        things("""
            Thing:
              type: object
              properties:
                at: {type: string, x-wire-format: {kind: guid, form: N}}
                at_value: {type: string}
        """)
    )
    thing = acme.codecs.decode_thing({"at": GUID.hex, "at_value": "own"})

    assert ("own", GUID) == (thing.at_value, thing.at_value2)


def test_two_fields_with_one_value_name(generated: Generator) -> None:
    """Two fields that differ in an underscore at the end have a value each."""
    acme = generated(
        things("""
            Thing:
              type: object
              properties:
                from: {type: string, x-wire-format: {kind: integer}}
                from_: {type: string, x-wire-format: {kind: integer}}
        """)
    )
    thing = acme.codecs.decode_thing({"from": "1", "from_": "2"})
    names = [name for name in dir(thing) if "_value" in name]

    assert [1, 2] == sorted(getattr(thing, name) for name in names)
