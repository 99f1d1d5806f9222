"""References, recursion and joined objects."""

from __future__ import annotations

from typing import Any

import pytest

from smswire_runtime import UNSET, DecodeError, EncodeError
from tests.codegen.conftest import Generator
from tests.codegen.specs import reference, things


def test_reference_chain(generated: Generator) -> None:
    """A reference to a reference leads to the class at its end."""
    acme = generated(
        things("""
            Thing:
              type: object
              properties: {a: {$ref: "#/components/schemas/One"}}
            One: {$ref: "#/components/schemas/Two"}
            Two: {$ref: "#/components/schemas/Three"}
            Three: {type: object, required: [x], properties: {x: {type: integer}}}
        """)
    )

    assert acme.models.Three(x=1) == acme.codecs.decode_thing({"a": {"x": 1}}).a


def test_keywords_beside_a_reference(generated: Generator) -> None:
    """What stands beside a reference belongs to the property: its description, its default, its limits."""
    acme = generated(
        things("""
            Thing:
              type: object
              properties:
                short: {$ref: "#/components/schemas/Name", maxLength: 3, description: A short one., default: ab}
                long: {$ref: "#/components/schemas/Name"}
            Name: {type: string, maxLength: 5}
        """)
    )

    assert {"short": "ab"} == acme.codecs.encode_thing(acme.models.Thing())
    assert {"short": "abc", "long": "abcde"} == acme.codecs.encode_thing(acme.models.Thing(short="abc", long="abcde"))
    with pytest.raises(EncodeError, match=r"\$\.short: longer than 3"):
        acme.codecs.encode_thing(acme.models.Thing(short="abcd"))
    with pytest.raises(EncodeError, match=r"\$\.long: longer than 5"):
        acme.codecs.encode_thing(acme.models.Thing(long="abcdef"))


def test_reference_to_an_inline_schema(generated: Generator) -> None:
    """A reference may lead to a schema in the middle of another one; both are one class."""
    acme = generated(
        things("""
            Thing:
              type: object
              properties:
                a: {type: object, properties: {x: {type: integer}}}
                b: {$ref: "#/components/schemas/Thing/properties/a"}
        """)
    )
    thing = acme.codecs.decode_thing({"a": {"x": 1}, "b": {"x": 2}})

    assert (1, 2) == (thing.a.x, thing.b.x)
    assert type(thing.a) is type(thing.b)


def test_escaped_pointer(generated: Generator) -> None:
    """Slashes and tildes of a name are escaped in a reference."""
    acme = generated(
        things("""
            Thing:
              type: object
              properties:
                a/b~c: {type: object, properties: {x: {type: integer}}}
                d: {$ref: "#/components/schemas/Thing/properties/a~1b~0c"}
        """)
    )

    assert {"d": {"x": 2}} == acme.codecs.encode_thing(acme.codecs.decode_thing({"d": {"x": 2}}))


def test_recursive_class(generated: Generator) -> None:
    """A class may hold itself: directly, in a list, in a map."""
    acme = generated(
        things("""
            Thing:
              type: object
              required: [name]
              properties:
                name: {type: string}
                parent: {$ref: "#/components/schemas/Thing"}
                children: {type: array, items: {$ref: "#/components/schemas/Thing"}}
                named: {type: object, additionalProperties: {$ref: "#/components/schemas/Thing"}}
        """)
    )
    wire = {"name": "a", "parent": {"name": "b"}, "children": [{"name": "c"}], "named": {"x": {"name": "d"}}}
    thing = acme.codecs.decode_thing(wire)

    assert ("b", "c", "d") == (thing.parent.name, thing.children[0].name, thing.named["x"].name)
    assert wire == acme.codecs.encode_thing(thing)
    with pytest.raises(DecodeError, match=r"\$\.children\[0\]\.parent\.name: missing"):
        acme.codecs.decode_thing({"name": "a", "children": [{"name": "c", "parent": {}}]})


def test_classes_in_a_circle(generated: Generator) -> None:
    """Classes that hold each other are read and written."""
    acme = generated(
        things("""
            Thing: {type: object, properties: {other: {$ref: "#/components/schemas/Other"}}}
            Other: {type: object, properties: {thing: {$ref: "#/components/schemas/Thing"}}}
        """)
    )
    wire: object = {"other": {"thing": {"other": {}}}}

    assert wire == acme.codecs.encode_thing(acme.codecs.decode_thing(wire))


def test_deep_data_is_refused(generated: Generator) -> None:
    """A recursive class reads what is nested reasonably, and refuses with our error what is not."""
    acme = generated(
        things("Thing: {type: object, properties: {a: {$ref: '#/components/schemas/Thing'}}}"),
    )
    wire: Any = {}
    for _ in range(100_000):
        wire = {"a": wire}

    with pytest.raises(DecodeError, match=r"^\$: nested too deeply$"):
        acme.codecs.decode_thing(wire)


def test_instances_in_a_circle_are_refused(generated: Generator) -> None:
    """An instance that holds itself cannot be written, and the error is ours."""
    acme = generated(
        things("""
            Thing:
              type: object
              properties:
                a: {$ref: "#/components/schemas/Thing"}
                rows: {type: array, items: {$ref: "#/components/schemas/Row"}}
            Row: {type: object, required: [x], properties: {x: {type: string, pattern: '^[^\\u0000-\\u001f]*$'}}}
        """)
    )
    thing = acme.models.Thing(rows=[acme.models.Row(x="1")])
    assert b'{"a":{"rows":[]},"rows":[{"x":"1"}]}' == acme.codecs.dumps_thing(
        acme.models.Thing(a=acme.models.Thing(rows=[]), rows=thing.rows)
    )
    thing.a = thing

    for write in (acme.codecs.encode_thing, acme.codecs.dumps_thing):
        with pytest.raises(EncodeError, match=r"^\$: nested too deeply, or in a circle$"):
            write(thing)


def test_densely_linked_classes(generated: Generator) -> None:
    """The time to generate classes that all hold each other does not explode."""
    names = [f"C{number}" for number in range(25)]
    one = ", ".join(f"{name}: {reference(name)}" for name in names)
    schemas = "\n".join(f"{name}: {{type: object, properties: {{{one}}}}}" for name in ["Thing", *names])
    acme = generated(things(schemas))

    assert {"C3": {"C7": {}}} == acme.codecs.encode_thing(acme.codecs.decode_thing({"C3": {"C7": {}}}))


def test_joined_objects(generated: Generator) -> None:
    """``allOf`` of objects is one class with the properties of all, its own included."""
    acme = generated(
        things("""
            Thing:
              description: Both.
              allOf:
                - $ref: "#/components/schemas/Named"
                - {type: object, required: [b], properties: {b: {type: integer}}}
              required: [c]
              properties: {c: {type: boolean}}
            Named:
              type: object
              required: [a]
              properties: {a: {type: string}}
        """)
    )
    wire = {"a": "x", "b": 1, "c": True, "more": 1}

    assert wire == acme.codecs.encode_thing(acme.codecs.decode_thing(wire))
    for name in "abc":
        with pytest.raises(DecodeError, match=rf"\$\.{name}: missing"):
            acme.codecs.decode_thing({key: value for key, value in wire.items() if key != name})


def test_joined_object_makes_an_inherited_property_required(generated: Generator) -> None:
    """A part of ``allOf`` may require what another part declares."""
    acme = generated(
        things("""
            Thing:
              allOf:
                - {type: object, properties: {a: {type: string}}}
                - {type: object, required: [a], properties: {b: {type: string}}}
        """)
    )

    with pytest.raises(DecodeError, match=r"\$\.a: missing"):
        acme.codecs.decode_thing({})


def test_joined_objects_join_deeply(generated: Generator) -> None:
    """``allOf`` inside ``allOf`` is joined as well."""
    acme = generated(
        things("""
            Thing:
              allOf:
                - $ref: "#/components/schemas/Middle"
                - {type: object, properties: {c: {type: string}}}
            Middle:
              allOf:
                - $ref: "#/components/schemas/Base"
                - {type: object, properties: {b: {type: string}}}
            Base: {type: object, required: [a], properties: {a: {type: string}}}
        """)
    )
    thing = acme.codecs.decode_thing({"a": "x"})

    assert ("x", UNSET, UNSET) == (thing.a, thing.b, thing.c)
    assert "x" == acme.codecs.decode_middle({"a": "x"}).a


def test_all_of_one(generated: Generator) -> None:
    """``allOf`` with one entry, as OpenAPI 3.0 writes a reference with a description, is that entry."""
    acme = generated(
        things("""
            Thing:
              type: object
              properties:
                a: {allOf: [{$ref: "#/components/schemas/Other"}], description: The other.}
            Other: {type: object, required: [x], properties: {x: {type: integer}}}
        """)
    )

    assert acme.models.Other(x=1) == acme.codecs.decode_thing({"a": {"x": 1}}).a
