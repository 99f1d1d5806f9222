"""Values: constraints, lists, maps, alternatives, enumerations, secrets."""

from __future__ import annotations

import copy
import pickle
from typing import Any

import pytest

from smswire_runtime import DecodeError, EncodeError, Secret
from tests.codegen.conftest import Generator
from tests.codegen.specs import answer_of, operation, reference, things

LIMITED = r"""
    Thing:
      type: object
      properties:
        text: {type: string, minLength: 2, maxLength: 4}
        plain: {type: string, pattern: '^[^\u0000-\u001f\u007f]*$'}
        digits: {type: string, pattern: '^[0-9]+$'}
        some: {type: string, minLength: 1}
        whole: {type: integer, minimum: 1, maximum: 5}
        open: {type: number, exclusiveMinimum: 1, exclusiveMaximum: 2}
        even: {type: integer, multipleOf: 2}
        many: {type: array, items: {type: integer}, minItems: 1, maxItems: 2, uniqueItems: true}
        map: {type: object, additionalProperties: {type: integer}, minProperties: 1, maxProperties: 2}
"""


@pytest.mark.parametrize(
    "name, value, problem",
    [
        ("text", "a", "shorter than 2"),
        ("text", "abcde", "longer than 4"),
        ("text", 1, "expected a string, got an integer"),
        ("plain", "a\x00", "does not match"),
        ("plain", "a\x7f", "does not match"),
        ("digits", "1a", "does not match"),
        ("digits", "1\n", "does not match"),
        ("digits", "१", "does not match"),
        ("some", "", "empty"),
        ("whole", 0, "below 1"),
        ("whole", 6, "above 5"),
        ("whole", True, "expected an integer, got a boolean"),
        ("whole", 1.5, "expected an integer, got a number"),
        ("open", 1, "not above 1"),
        ("open", 2.0, "not below 2"),
        ("open", float("nan"), "number"),
        ("even", 3, "no multiple of 2"),
        ("many", [], "fewer than 1 items"),
        ("many", [1, 2, 3], "more than 2 items"),
        ("many", [1, 1], "an item stands twice"),
        ("many", ["a"], r"\[0\]: expected an integer, got a string"),
        ("map", {}, "0 entries"),
        ("map", {"a": 1, "b": 2, "c": 3}, "3 entries"),
        ("map", {"a": "b"}, r"\.a: expected an integer, got a string"),
        ("map", {1: 1}, "expected strings as names"),
    ],
)
def test_constraints_hold_for_what_is_sent(generated: Generator, name: str, value: object, problem: str) -> None:
    """A value that breaks a constraint is refused with its path before it is written, as a value and as text."""
    acme = generated(things(LIMITED))
    thing = acme.models.Thing(**{name: value})

    with pytest.raises(EncodeError, match=rf"^\$\.{name}.*{problem}"):
        acme.codecs.encode_thing(thing)
    with pytest.raises(EncodeError, match=rf"^\$\.{name}.*{problem}"):
        acme.codecs.dumps_thing(thing)


def test_constraints_are_not_checked_in_answers(generated: Generator) -> None:
    """Servers drift: what is read need only have the right types."""
    acme = generated(things(LIMITED))
    wire: dict[str, Any] = {
        "text": "abcdef",
        "plain": "\x00",
        "digits": "x",
        "whole": 9,
        "open": 3,
        "many": [1, 1, 1],
        "map": {},
    }
    thing = acme.codecs.decode_thing(wire)

    assert ("abcdef", [1, 1, 1], {}) == (thing.text, thing.many, thing.map)


def test_constraints_are_not_checked_on_the_servers_side(generated: Generator) -> None:
    """A class that is only ever answered is written without its constraints, since its server may drift."""
    acme = generated(
        operation(
            answer_of(reference("A")),
            "A: {type: object, properties: {a: {type: string, maxLength: 1}}}",
        )
    )

    assert {"a": "long"} == acme.codecs.encode_a(acme.models.A(a="long"))


def test_valid_values_are_written(generated: Generator) -> None:
    """What keeps all constraints is written as it is."""
    acme = generated(things(LIMITED))
    wire = {"text": "äöü", "plain": "é 😀", "digits": "01", "some": " ", "whole": 5, "open": 1.5, "even": 4}
    wire |= {"many": [1, 2], "map": {"a b": 1}}

    assert wire == acme.codecs.encode_thing(acme.models.Thing(**wire))


def test_numbers(generated: Generator) -> None:
    """A number may be written without a fraction; an integer may come with an empty one."""
    acme = generated(
        things("Thing: {type: object, properties: {a: {type: number}, b: {type: integer}}}"),
    )
    thing = acme.codecs.decode_thing({"a": 1, "b": 2.0})

    assert (1, 2, int) == (thing.a, thing.b, type(thing.b))
    for number in (2**64, -(2**63) - 1, 10**400):
        with pytest.raises(EncodeError, match="a number beyond 64 bits"):
            acme.codecs.dumps_thing(acme.models.Thing(b=number))


def test_lists_and_maps_of_classes(generated: Generator) -> None:
    """Lists and maps hold classes, lists and maps, and errors name the place inside."""
    acme = generated(
        things("""
            Thing:
              type: object
              properties:
                rows: {type: array, items: {$ref: "#/components/schemas/Row"}}
                named: {type: object, additionalProperties: {$ref: "#/components/schemas/Row"}}
                grid: {type: array, items: {type: array, items: {type: integer}}}
                free: {}
            Row: {type: object, required: [x], properties: {x: {type: integer}, y: {type: string}}}
        """)
    )
    wire = {
        "rows": [{"x": 1, "y": "a"}, {"x": 2}],
        "named": {"a b": {"x": 3}},
        "grid": [[1], []],
        "free": {"a": [None]},
    }
    thing = acme.codecs.decode_thing(wire)

    assert (1, 2, 3) == (thing.rows[0].x, thing.rows[1].x, thing.named["a b"].x)
    assert wire == acme.codecs.encode_thing(thing)
    for broken, path in (
        ({"rows": [{"x": 1, "y": "a"}, {"y": "b"}]}, r"\$\.rows\[1\]\.x: missing"),
        ({"rows": [{"x": 1, "y": "a"}, 5]}, r"\$\.rows\[1\]: expected an object, got an integer"),
        ({"named": {"a b": {"x": "1"}}}, r'\$\.named\["a b"\]\.x: expected an integer, got a string'),
        ({"grid": [[1], ["a"]]}, r"\$\.grid\[1\]\[0\]: expected an integer"),
    ):
        with pytest.raises(DecodeError, match=path):
            acme.codecs.decode_thing(broken)


def test_alternatives(generated: Generator) -> None:
    """Alternatives of different JSON types are told apart by the type that comes."""
    acme = generated(
        things("""
            Thing:
              type: object
              properties:
                value:
                  oneOf:
                    - {type: string, maxLength: 3}
                    - {type: integer, minimum: 0}
                    - {type: boolean}
                    - {type: array, items: {type: integer}}
                    - {$ref: "#/components/schemas/Other"}
                    - {type: "null"}
                several: {type: [string, integer], maxLength: 2, maximum: 9}
            Other: {type: object, required: [x], properties: {x: {type: integer}}}
        """)
    )
    for value in ("abc", 1, True, [1, 2], None):
        wire = {"value": value}

        assert wire == acme.codecs.encode_thing(acme.codecs.decode_thing(wire))
    assert acme.models.Other(x=1) == acme.codecs.decode_thing({"value": {"x": 1}}).value
    with pytest.raises(DecodeError, match=r"\$\.value: expected a string or an integer or .* or null, got a number"):
        acme.codecs.decode_thing({"value": 1.5})
    with pytest.raises(EncodeError, match=r"\$\.value: longer than 3"):
        acme.codecs.encode_thing(acme.models.Thing(value="abcd"))
    with pytest.raises(EncodeError, match=r"\$\.several: above 9"):
        acme.codecs.encode_thing(acme.models.Thing(several=10))
    with pytest.raises(EncodeError, match=r"\$\.several: longer than 2"):
        acme.codecs.encode_thing(acme.models.Thing(several="abc"))


def test_enumerations(generated: Generator) -> None:
    """Enumerations are named, open when they are read, and closed when they are written."""
    acme = generated(
        things("""
            Thing:
              type: object
              properties:
                Color: {type: string, enum: [red, dark blue]}
                size: {$ref: "#/components/schemas/Size"}
            Size: {type: integer, enum: [1, 2], description: How large it is.}
        """)
    )
    thing = acme.codecs.decode_thing({"Color": "dark blue", "size": 2})
    strange = acme.codecs.decode_thing({"Color": "green", "size": 7})

    assert thing.color is acme.models.ThingColor.DARK_BLUE
    assert thing.size == 2
    assert "green" == strange.color
    assert not strange.color.is_known
    assert 7 == strange.size
    with pytest.raises(EncodeError, match=r"\$\.Color: none of red, dark blue"):
        acme.codecs.encode_thing(strange)
    with pytest.raises(EncodeError, match=r"\$\.size: none of 1, 2"):
        acme.codecs.encode_thing(acme.models.Thing(size=7))


def test_unknown_enumeration_values_survive(generated: Generator) -> None:
    """A value that an answer's enumeration does not name comes out as it came in."""
    acme = generated(
        operation(
            answer_of(reference("A")),
            "A: {type: object, properties: {a: {type: string, enum: [x]}, b: {type: integer, enum: [1]}}}",
        )
    )
    wire = {"a": "new", "b": 99}

    assert wire == acme.codecs.encode_a(acme.codecs.decode_a(wire))


def test_codes_name_the_members(generated: Generator) -> None:
    """The documented table of codes gives an enumeration its names, and can be asked."""
    acme = generated(
        things("""
            Thing:
              type: object
              properties:
                flag: {$ref: "#/components/schemas/Flag"}
                result: {$ref: "#/components/schemas/Result"}
            Flag:
              type: integer
              enum: [0, 1]
              x-codes:
                - {code: 0, name: never, description: Not at all.}
                - {code: 1, name: always, description: "Every time."}
            Result:
              type: string
              description: The judgement.
              x-codes:
                - {code: "0000", name: success, description: Fine.}
                - {from: "2001", to: "2010", name: authentication, description: Wrong password.}
                - {prefix: "Login Failed", name: login_failed, description: Wrong name.}
        """)
    )

    assert ["NEVER", "ALWAYS"] == [member.name for member in acme.models.Flag]
    assert "success" == acme.codes.RESULT.find("0000").name
    assert "authentication" == acme.codes.RESULT.find("2005").name
    assert "login_failed" == acme.codes.RESULT.find("LoginFailed: again").name
    assert acme.codes.RESULT.find("9999") is None


def test_enumeration_default(generated: Generator) -> None:
    """A default of an enumeration is its member."""
    acme = generated(
        things("""
            Thing:
              type: object
              properties: {a: {$ref: "#/components/schemas/Flag", default: 1}}
            Flag: {type: integer, enum: [0, 1], x-codes: [{code: 1, name: yes, description: Yes.}]}
        """)
    )

    assert acme.models.Flag.YES is acme.models.Thing().a


@pytest.mark.parametrize(
    "keywords", ['type: [string, "null"], enum: [a, null]', "type: string, nullable: true, enum: [a]"]
)
def test_nullable_enumeration(generated: Generator, keywords: str) -> None:
    """An enumeration beside null keeps its names."""
    acme = generated(things(f"Thing: {{type: object, properties: {{a: {{{keywords}, default: a}}}}}}"))
    thing = acme.codecs.decode_thing({"a": "a"})

    assert acme.models.ThingA.A is thing.a is acme.models.Thing().a
    assert None is acme.codecs.decode_thing({"a": None}).a
    assert {"a": None} == acme.codecs.encode_thing(acme.models.Thing(a=None))
    with pytest.raises(EncodeError, match=r"^\$\.a: none of a$"):
        acme.codecs.encode_thing(acme.models.Thing(a="b"))


def test_mixed_enumeration(generated: Generator) -> None:
    """Values of several types, or null among them, are constants of a union."""
    acme = generated(
        things("""
            Thing:
              type: object
              properties:
                a: {enum: [x, 1]}
                b: {type: [string, "null"], enum: [y, null]}
        """)
    )
    for wire in ({"a": "x", "b": None}, {"a": 1, "b": "y"}):
        assert wire == acme.codecs.encode_thing(acme.codecs.decode_thing(wire))
    with pytest.raises(EncodeError, match=r"\$\.a: none of"):
        acme.codecs.encode_thing(acme.models.Thing(a="z"))
    with pytest.raises(EncodeError, match=r"\$\.b: none of"):
        acme.codecs.encode_thing(acme.models.Thing(b="z"))


SECRET = """
    Thing:
      type: object
      required: [Password]
      properties:
        Password: {type: string, format: password, writeOnly: true, minLength: 1}
        Token: {type: string, format: password}
"""


def test_secrets(generated: Generator) -> None:
    """A secret is accepted as text, shows itself nowhere, and travels on the wire."""
    acme = generated(things(SECRET))
    thing = acme.models.Thing(password="hush", token=Secret("quiet"))
    shown = f"{thing!r} {thing} {thing.password} {thing.token!r}"

    assert "hush" not in shown
    assert "quiet" not in shown
    assert {"Password": "hush", "Token": "quiet"} == acme.codecs.encode_thing(thing)
    assert Secret("hush") == acme.codecs.decode_thing({"Password": "hush"}).password
    with pytest.raises(EncodeError, match=r"^\$\.Password: empty$"):
        acme.codecs.encode_thing(acme.models.Thing(password=""))
    with pytest.raises(TypeError, match="pickle"):
        pickle.dumps(thing)


def test_instances_are_plain_values(generated: Generator) -> None:
    """Instances compare, copy and show themselves without what was absent being made up."""
    acme = generated(things("Thing: {type: object, properties: {a: {type: string}, b: {type: string}}}"))
    thing = acme.models.Thing(a="x")

    assert thing == copy.deepcopy(thing)
    assert thing != acme.models.Thing(a="y")
    assert "Thing(a='x', b=UNSET)" == repr(thing)
