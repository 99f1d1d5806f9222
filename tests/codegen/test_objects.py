"""Objects: what is required, absent, null or unknown, and how classes refer to each other."""

from __future__ import annotations

import pytest

from smswire_runtime import NO_EXTRAS, UNSET, DecodeError, EncodeError
from tests.codegen.conftest import Generator
from tests.codegen.specs import things
from tests.codegen.workshop import Workshop


def test_object(generated: Generator) -> None:
    """An object becomes a class whose functions read and write it by its wire names."""
    acme = generated(
        things("""
            Thing:
              type: object
              description: A thing that somebody has.
              required: [ThingId, from]
              properties:
                ThingId: {type: integer, description: Its number.}
                from: {type: string}
        """)
    )
    thing = acme.models.Thing(thing_id=1, from_="me")

    assert {"ThingId": 1, "from": "me"} == acme.codecs.encode_thing(thing)
    assert thing == acme.codecs.decode_thing({"ThingId": 1, "from": "me"})
    assert b'{"ThingId":1,"from":"me"}' == acme.codecs.dumps_thing(thing)
    assert "A thing that somebody has." == acme.models.Thing.__doc__


def test_type_is_implied(generated: Generator) -> None:
    """A schema without a type has the one that its keywords speak about."""
    acme = generated(
        things("""
            Thing:
              properties:
                list: {items: {type: string}}
                map: {additionalProperties: {type: integer}}
                constant: {const: yes}
        """)
    )

    with pytest.raises(DecodeError, match=r"\$: expected an object, got null"):
        acme.codecs.decode_thing(None)
    with pytest.raises(DecodeError, match=r"\$\.list\[0\]: expected a string, got an integer"):
        acme.codecs.decode_thing({"list": [1]})
    with pytest.raises(DecodeError, match=r"\$\.map\.a: expected an integer, got a string"):
        acme.codecs.decode_thing({"map": {"a": "b"}})
    with pytest.raises(EncodeError, match=r"\$\.constant: none of 'yes'"):
        acme.codecs.encode_thing(acme.models.Thing(constant="no"))


OPTIONAL = """
    Thing:
      type: object
      required: [a, b]
      properties:
        a: {type: string}
        b: {type: [string, "null"]}
        c: {type: string}
        d: {type: [string, "null"]}
"""


def test_absent_and_null(generated: Generator) -> None:
    """What is absent is UNSET, what is null is None, and both come out again as they came in."""
    acme = generated(things(OPTIONAL))
    wire = {"a": "x", "b": None, "d": None}
    bare = acme.codecs.decode_thing({"a": "x", "b": "y"})
    thing = acme.codecs.decode_thing(wire)

    assert (None, UNSET, None) == (thing.b, thing.c, thing.d)
    assert (UNSET, UNSET) == (bare.c, bare.d)
    assert wire == acme.codecs.encode_thing(thing)
    assert {"a": "x", "b": "y"} == acme.codecs.encode_thing(bare)


@pytest.mark.parametrize(
    "wire, problem",
    [
        ({"b": None}, r"\$\.a: missing"),
        ({"a": "x"}, r"\$\.b: missing"),
        ({"a": None, "b": None}, r"\$\.a: expected a string, got null"),
        ({"a": "x", "b": 1}, r"\$\.b: expected a string or null, got an integer"),
        ({"a": "x", "b": None, "c": None}, r"\$\.c: expected a string, got null"),
        ([], r"\$: expected an object, got an array"),
    ],
)
def test_misfits(generated: Generator, wire: object, problem: str) -> None:
    """What is missing or of another type is refused with its path."""
    acme = generated(things(OPTIONAL))

    with pytest.raises(DecodeError, match=problem):
        acme.codecs.decode_thing(wire)


def test_unwritable(generated: Generator) -> None:
    """A required field cannot be left out of a constructor, nor a null written where none may stand."""
    acme = generated(things(OPTIONAL))

    with pytest.raises(TypeError, match="missing 2 required keyword-only arguments"):
        acme.models.Thing()
    with pytest.raises(EncodeError, match=r"\$\.a: missing"):
        acme.codecs.encode_thing(acme.models.Thing(a=UNSET, b=None))
    with pytest.raises(EncodeError, match=r"\$\.c: expected a string, got null"):
        acme.codecs.encode_thing(acme.models.Thing(a="x", b=None, c=None))


def test_null_alone(generated: Generator) -> None:
    """A property may be nothing but null."""
    acme = generated(things("Thing: {type: object, required: [a], properties: {a: {type: 'null'}}}"))

    assert {"a": None} == acme.codecs.encode_thing(acme.codecs.decode_thing({"a": None}))
    with pytest.raises(DecodeError, match=r"\$\.a: expected null, got a string"):
        acme.codecs.decode_thing({"a": "x"})


def test_defaults(generated: Generator) -> None:
    """A default is the constructor's, required or not; a decoded object shows only what was there."""
    acme = generated(
        things("""
            Thing:
              type: object
              required: [a]
              properties:
                a: {type: string, default: "it's"}
                b: {type: integer, default: -3}
                c: {type: number, default: 1.5}
                d: {type: boolean, default: true}
                e: {type: [string, "null"], default: null}
        """)
    )
    thing = acme.models.Thing()

    assert {"a": "it's", "b": -3, "c": 1.5, "d": True, "e": None} == acme.codecs.encode_thing(thing)
    assert UNSET is acme.codecs.decode_thing({"a": "x"}).b


def test_mutable_default(generated: Generator) -> None:
    """A list or an object as a default is not shared by two instances."""
    acme = generated(
        things("""
            Thing:
              type: object
              properties:
                list: {type: array, items: {type: integer}, default: [1]}
                map: {type: object, default: {a: 1}}
        """)
    )
    one, other = acme.models.Thing(), acme.models.Thing()
    one.list_.append(2)
    one.map["b"] = 2

    assert {"list": [1], "map": {"a": 1}} == acme.codecs.encode_thing(other)


def test_default_of_classes_is_reported(workshop: Workshop) -> None:
    """A default that would have to hold classes is not generated, and that is said."""
    workshop.write(
        things("""
            Thing:
              type: object
              properties:
                a: {$ref: "#/components/schemas/Other", default: {x: 1}}
                b: {type: array, items: {$ref: "#/components/schemas/Other"}, default: [{x: 1}]}
                c: {type: array, items: {$ref: "#/components/schemas/Other"}, default: []}
            Other: {type: object, properties: {x: {type: integer}}}
        """)
    )

    assert [
        "/components/schemas/Thing/properties/a/default",
        "/components/schemas/Thing/properties/b/default",
    ] == list(workshop.losses())


def test_constant(generated: Generator) -> None:
    """A constant need not be given, is refused when another is written, and is not checked when it is read."""
    acme = generated(
        things("""
            Thing:
              type: object
              required: [Name, Version, Strict]
              properties:
                Name: {type: string, const: THING}
                Version: {type: string, const: "1.1", default: "1.1"}
                Strict: {const: false}
        """)
    )
    thing = acme.models.Thing()

    assert {"Name": "THING", "Version": "1.1", "Strict": False} == acme.codecs.encode_thing(thing)
    assert "OTHER" == acme.codecs.decode_thing({"Name": "OTHER", "Version": "2", "Strict": False}).name
    with pytest.raises(EncodeError, match=r"\$\.Name: none of 'THING'"):
        acme.codecs.encode_thing(acme.models.Thing(name="OTHER"))
    with pytest.raises(EncodeError, match=r"\$\.Strict: expected false, got a boolean"):
        acme.codecs.encode_thing(acme.models.Thing(strict=True))


def test_unknown_properties(generated: Generator) -> None:
    """Properties that nobody declared survive a round trip."""
    acme = generated(things("Thing: {type: object, properties: {a: {type: string}}}"))
    wire = {"a": "x", "new": [1, {"deep": None}]}
    thing = acme.codecs.decode_thing(wire)

    assert {"new": [1, {"deep": None}]} == thing.additional_properties
    assert wire == acme.codecs.encode_thing(thing)
    assert NO_EXTRAS is acme.codecs.decode_thing({"a": "x"}).additional_properties
    with pytest.raises(EncodeError, match=r"\$\.a: a declared field among the additional properties"):
        acme.codecs.encode_thing(acme.models.Thing(additional_properties={"a": "y"}))


def test_closed_object(generated: Generator) -> None:
    """Where additional properties are forbidden they are refused when sent, and kept when read."""
    acme = generated(things("Thing: {type: object, additionalProperties: false, properties: {a: {type: string}}}"))
    thing = acme.codecs.decode_thing({"a": "x", "b": "y"})

    assert {"b": "y"} == thing.additional_properties
    with pytest.raises(EncodeError, match=r"\$: has members that its specification forbids"):
        acme.codecs.encode_thing(thing)


def test_object_that_may_hold_nothing(generated: Generator) -> None:
    """An object without properties that forbids others is empty when it is sent."""
    acme = generated(things("Thing: {type: object, properties: {a: {type: object, additionalProperties: false}}}"))

    assert {"a": {}} == acme.codecs.encode_thing(acme.models.Thing(a={}))
    with pytest.raises(EncodeError, match=r"^\$\.a: 1 entries"):
        acme.codecs.encode_thing(acme.models.Thing(a={"b": 1}))


def test_empty_object(generated: Generator) -> None:
    """An object without properties is a map of anything."""
    acme = generated(things("Thing: {type: object, properties: {a: {type: object}}}"))
    wire = {"a": {"b": [1, None]}}

    assert wire == acme.codecs.encode_thing(acme.codecs.decode_thing(wire))


CASELESS = "x-property-names: case-insensitive"


def test_property_names_in_any_casing(generated: Generator) -> None:
    """Names are read in any casing at every depth, and written as they are declared."""
    acme = generated(
        things(
            """
            Thing:
              type: object
              required: [ThingId]
              properties:
                ThingId: {type: integer}
                Inner: {$ref: "#/components/schemas/Inner"}
            Inner:
              type: object
              properties: {SomeName: {type: string}}
            """,
            more=CASELESS,
        )
    )
    thing = acme.codecs.decode_thing({"thingid": 1, "INNER": {"someName": "x"}, "Other": 1})

    assert (1, "x", {"Other": 1}) == (thing.thing_id, thing.inner.some_name, thing.additional_properties)
    assert {"ThingId": 1, "Inner": {"SomeName": "x"}, "Other": 1} == acme.codecs.encode_thing(thing)


def test_exact_casing_goes_first(generated: Generator) -> None:
    """Of two casings of a name the declared one counts, and the other is kept."""
    acme = generated(
        things("Thing: {type: object, properties: {Name: {type: string}}}", more=CASELESS),
    )
    thing = acme.codecs.decode_thing({"name": "other", "Name": "own"})

    assert ("own", {"name": "other"}) == (thing.name, thing.additional_properties)


def test_casing_counts_otherwise(generated: Generator) -> None:
    """Without the keyword another casing is another property."""
    acme = generated(things("Thing: {type: object, properties: {Name: {type: string}}}"))

    assert UNSET is acme.codecs.decode_thing({"name": "x"}).name
