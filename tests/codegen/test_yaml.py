"""Texts: YAML 1.2 as its core schema reads it, JSON, and what neither of them may do."""

from __future__ import annotations

import json
from typing import Any

import pytest

from codegen._errors import SpecError
from codegen._load import parse
from tests.codegen.conftest import Generator
from tests.codegen.specs import things

WORDS = (
    "NO no yes Yes on off y n tRue 1_000 0b11 0o8 1:30 190:20:30 2020-01-01 1e e1 . + -- nil none 0x 1.2.3 = << inf nan"
)


@pytest.mark.parametrize("text", [*WORDS.split(), "2001-12-14t21:59:43.10-05:00"])
def test_texts_stay_texts(text: str) -> None:
    """What only YAML 1.1 took for something else is text."""
    assert {"a": text} == parse("a.yaml", f"a: {text}")


@pytest.mark.parametrize(
    "text, value",
    [
        ("true", True), ("TRUE", True), ("False", False), ("null", None), ("~", None), ("", None), ("Null", None),
        ("012", 12), ("-7", -7), ("+7", 7), ("0o17", 15), ("0x1F", 31), ("007", 7), ("1.5", 1.5), ("1.", 1.0),
        (".5", 0.5), ("1e3", 1000.0), ("-1.5E-2", -0.015), ('"012"', "012"), ("'true'", "true"), ("'~'", "~"),
    ],
)  # fmt: skip
def test_core_schema(text: str, value: object) -> None:
    """Booleans, numbers and null are those of the core schema."""
    found: Any = parse("a.yaml", f"a: {text}")

    assert (value, type(value)) == (found["a"], type(found["a"]))


def test_merge_key_is_a_key() -> None:
    """YAML 1.2 has no merge keys."""
    assert {"<<": {"a": 1}, "b": 2} == parse("a.yaml", "<<: {a: 1}\nb: 2")


def test_aliases_are_copies() -> None:
    """Two places that share an anchor are two places."""
    found: Any = parse("a.yaml", "a: &x {b: [1]}\nc: *x")

    assert {"a": {"b": [1]}, "c": {"b": [1]}} == found
    assert found["a"] is not found["c"]
    assert found["a"]["b"] is not found["c"]["b"]


@pytest.mark.parametrize(
    "text, problem",
    [
        ("a: [1", "line 2, column 1"),
        ("a: 1\n\tb: 2", "line 2, column 1"),
        ("a: b: c", "line 1, column 5"),
        ("a: 1\nb: 2\na: 3", "the key 'a' stands twice at line 3, column 1"),
        ("{x: {1: a, '1': b}}", "the key '1' stands twice at line 1, column 12"),
        ("? [a]\n: b", "a key that is no text at line 1, column 3"),
        ("? {a: b}\n: c", "a key that is no text at line 1, column 3"),
        ("a: &x [*x]", "nested deeper than 100 levels"),
        ("a: *x", "found undefined alias at line 1, column 4"),
        ("a: 1\n---\nb: 2", "but found another document at line 2, column 1"),
        ("a: !!python/object:os.system x", "line 1, column 4"),
        ("a: !!binary aGk=", "line 1, column 4"),
        ("a: !!timestamp 2020-01-01", "line 1, column 4"),
        ("a: !!set {b}", "line 1, column 4"),
        ("a: !mine b", "line 1, column 4"),
        ("a: !!bool maybe", "'maybe' is no bool at line 1, column 4"),
        ("a: !!int x", "'x' is no int at line 1, column 4"),
        ("a: !!float ''", "'' is no float at line 1, column 4"),
        ("a: \x00", "control characters are not allowed"),
        ('a: "\\ud800"', "line 1"),
        ("a: " + "9" * 5000, "Exceeds the limit"),
        ("a: .nan", "a.yaml#/a: nan is no JSON number"),
        ("a: [0, -.inf]", "a.yaml#/a/1: -inf is no JSON number"),
        ("a: 1e999", "a.yaml#/a: inf is no JSON number"),
        ("a: {b: {1: c}}", "a.yaml#/a/b: the key 1 is not a string"),
        ("a: {null: c}", "a.yaml#/a: the key None is not a string"),
        ("a: " + "[" * 50_000, "a.yaml#"),
        ("a: " + "{b: " * 50_000, "a.yaml#"),
        ("a:\n" + "".join(f"{' ' * depth}- \n" for depth in range(2_000)), "a.yaml#"),
    ],
)
def test_unreadable_yaml(text: str, problem: str) -> None:
    """Whatever is wrong with a text is said in a line, with its place."""
    with pytest.raises(SpecError) as caught:
        parse("a.yaml", text)

    assert problem in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    "text, problem",
    [
        ("{", "line 1, column 2"),
        ('{"a": 1,\n "a": 2}', "the key 'a' stands twice"),
        ('{"a": NaN}', "a.json#/a: nan is no JSON number"),
        ('{"a": -Infinity}', "a.json#/a: -inf is no JSON number"),
        ('{"a": "\\ud800"}', "a.json#/a: half of a surrogate pair"),
        ('{"\\ud800": 1}', "half of a surrogate pair"),
        ("[" * 100_000, "nested too deeply"),
        ("[" * 200 + "]" * 200, "nested deeper than 100 levels"),
        ('{"a": ' + "9" * 5000 + "}", "Exceeds the limit"),
        ("a: 1", "line 1, column 1"),
    ],
)
def test_unreadable_json(text: str, problem: str) -> None:
    """JSON is read as strictly."""
    with pytest.raises(SpecError) as caught:
        parse("a.json", text)

    assert problem in str(caught.value)
    assert "\n" not in str(caught.value)


def test_alias_bomb() -> None:
    """A few lines that stand for billions of values are refused at once."""
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 30)]

    with pytest.raises(SpecError, match="aliases that stand for more than 50000 objects and arrays"):
        parse("a.yaml", "\n".join(lines))


def test_enumeration_of_yaml_words(generated: Generator) -> None:
    """A code ``NO`` in a specification is the text NO in Python."""
    acme = generated(
        things("Thing: {type: object, properties: {a: {type: string, enum: [NO, on, 1_000, 2020-01-01]}}}")
    )

    assert ["NO", "on", "1_000", "2020-01-01"] == [member.value for member in acme.models.ThingA]


def test_json_document(generated: Generator) -> None:
    """A document may be JSON."""
    spec: Any = parse("openapi.yaml", things("Thing: {type: object, properties: {a: {type: string}}}"))
    acme = generated(json.dumps(spec), suffix="json")

    assert {"a": "x"} == acme.codecs.encode_thing(acme.models.Thing(a="x"))


def test_byte_order_mark(generated: Generator) -> None:
    """A byte order mark in front does no harm."""
    acme = generated("\ufeff" + things("Thing: {type: object, properties: {b: {type: string}}}"))

    assert "x" == acme.models.Thing(b="x").b


OLD = """
openapi: 3.0.3
info: {title: Acme, version: "1"}
paths:
  /things:
    post:
      operationId: put_thing
      x-effect: send
      requestBody: {content: {application/json: {schema: {$ref: "#/components/schemas/Thing"}}}}
      responses: {"204": {description: A.}}
components:
  schemas:
    Thing:
      type: object
      required: [a, other]
      properties:
        a: {type: string, nullable: true, maxLength: 3, example: x}
        b: {type: number, minimum: 1, exclusiveMinimum: true, maximum: 5, exclusiveMaximum: false}
        other: {nullable: true, allOf: [{$ref: "#/components/schemas/Other"}]}
        next: {$ref: "#/components/schemas/Next"}
        either: {nullable: true, oneOf: [{type: string}, {type: integer}]}
    Other: {type: object, properties: {x: {type: integer}}}
    Next: {type: object, nullable: true, properties: {next: {$ref: "#/components/schemas/Next"}}}
"""


def test_old_document(generated: Generator) -> None:
    """A document of OpenAPI 3.0 says null and exclusive limits in its own way."""
    acme = generated(OLD)
    wire = {"a": None, "b": 1.5, "other": None, "next": {"next": {"next": None}}, "either": None}
    thing = acme.models.Thing

    assert wire == acme.codecs.encode_thing(acme.codecs.decode_thing(wire))
    assert {"a": "x", "b": 5, "other": {"x": 1}} == acme.codecs.encode_thing(
        thing(a="x", b=5, other=acme.models.Other(x=1))
    )
    with pytest.raises(ValueError, match=r"^\$\.b: not above 1$"):
        acme.codecs.encode_thing(thing(a="x", b=1, other=None))
    with pytest.raises(ValueError, match=r"^\$\.a: longer than 3"):
        acme.codecs.encode_thing(thing(a="abcd", other=None))


def test_schemas_of_an_old_document(generated: Generator) -> None:
    """The exported schemas say the same in the words of JSON Schema 2020-12."""
    acme = generated(OLD)
    exported = json.loads((acme.folder / "schemas/Thing.schema.json").read_text("utf-8"))

    assert ["string", "null"] == exported["properties"]["a"]["type"]
    assert {"type": "number", "exclusiveMinimum": 1, "maximum": 5} == exported["properties"]["b"]
    assert {"type": "null"} == exported["properties"]["other"]["anyOf"][1]
