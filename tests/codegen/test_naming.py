"""Names: from whatever a wire says to what Python allows, never the same twice, never one of ours."""

from __future__ import annotations

import json
import keyword
from textwrap import dedent
from typing import Any

import pytest

from codegen import _emit_codecs, _emit_converters, _emit_models, _emit_operations, _emit_server
from codegen._words import RESERVED_CLASSES
from smswire_runtime import UNSET, Response
from tests.codegen.conftest import Generator
from tests.codegen.specs import ANSWER, answer_of, document, operation, reference, things

MODULES = ("models", "codecs", "operations", "server", "converters")

KEYWORDS = ["class", "from", "import", "None", "True", "match", "async", "def", "lambda"]
BUILTINS = [
    "list",
    "dict",
    "str",
    "int",
    "bool",
    "float",
    "tuple",
    "type",
    "id",
    "object",
    "map",
    "range",
    "zip",
    "len",
]
OURS = [
    "self",
    "cls",
    "additional_properties",
    "additional_items",
    "numbers",
    "field",
    "property",
    "secret",
    "datetime",
]
LOCALS = ["value", "data", "path", "drift", "members", "get", "model", "out", "item", "UNSET", "keys", "rows", "parts"]
STRANGE = [
    "1st",
    "2-b",
    "a.b",
    "@type",
    "$ref",
    "$id",
    "_private",
    "__init__",
    "-",
    "+",
    "_",
    "__",
    "",
    " ",
    "日本",
    "ÜB",
]
QUOTED = ["it's", 'say "x"', "back\\slash", "new\nline", "{brace}", "{{x}}", "\x7f", "\u2028", "a b"]
ALIKE = ["x-y", "x_y", "xY", "X_Y", "Name", "name", "NAME", "ﬁ", "fi"]
NAMES = [*KEYWORDS, *BUILTINS, *OURS, *LOCALS, *STRANGE, *QUOTED, *ALIKE]


def _all_imports() -> set[str]:
    tables = [
        _emit_codecs.RUNTIME,
        _emit_models.HEAD,
        _emit_models.CHECKED,
        _emit_operations.RUNTIME,
        _emit_server.MORE,
    ]
    return {name for table in tables for name in table} | {"Converter", "Event", "Client", "AsyncClient"}


def test_our_names_are_reserved() -> None:
    """Whatever a generated module imports, no generated class has its name."""
    assert _emit_converters.source.__module__
    assert set() == {name for name in _all_imports() if name[0].isupper()} - RESERVED_CLASSES


def test_properties_of_any_name(generated: Generator) -> None:
    """Properties may be called anything, and come out as they came in."""
    properties = ", ".join(f"{json.dumps(name)}: {{type: string}}" for name in NAMES)
    acme = generated(things(f"Thing: {{type: object, properties: {{{properties}}}}}"))
    wire = {name: f"value of {name}" for name in NAMES}
    thing = acme.codecs.decode_thing(wire)
    attributes = [attribute.name for attribute in acme.models.Thing.__attrs_attrs__]

    assert {} == thing.additional_properties
    assert wire == acme.codecs.encode_thing(thing)
    assert wire == json.loads(acme.codecs.dumps_thing(thing))
    assert [] == [name for name in attributes if not name.isidentifier() or keyword.iskeyword(name)]
    assert len(NAMES) + 1 == len(attributes)


def test_rows_of_any_name(generated: Generator) -> None:
    """The text of long lists has the right names, too, whatever quotation marks are in them."""
    properties = ", ".join(f"{json.dumps(name)}: {{type: string}}" for name in NAMES)
    rows = ", ".join(f"{json.dumps(name)}: {{type: array, items: {reference('Row')}}}" for name in NAMES)
    acme = generated(
        things(f"Thing: {{type: object, properties: {{{rows}}}}}\nRow: {{type: object, properties: {{{properties}}}}}")
    )
    row = {name: name for name in NAMES}
    wire = {name: [row] for name in NAMES}
    thing = acme.codecs.decode_thing(wire)

    assert wire == json.loads(acme.codecs.dumps_thing(thing))
    assert wire == acme.codecs.encode_thing(thing)


def test_secrets_and_formats_of_any_name(generated: Generator) -> None:
    """What a class needs while it is built is not hidden by its own properties."""
    acme = generated(
        things("""
            Thing:
              type: object
              required: [secret]
              x-numbered: {items: rows, max: 2}
              properties:
                secret: {type: string, format: password}
                optional_secret: {type: string, format: password}
                field: {type: array, items: {type: string}, default: []}
                datetime: {type: string, x-wire-format: {kind: date-time, patterns: [iso], zone: UTC}}
                property: {type: string, x-wire-format: {kind: flag}}
                list: {type: string}
                numbered: {type: string}
                rows: {type: string}
              patternProperties: {'^[0-9]$': {type: object, properties: {a: {type: string}}}}
        """)
    )
    wire: dict[str, Any] = {
        "secret": "x",
        "optional_secret": "y",
        "field": [],
        "property": "1",
        "numbered": "n",
        "rows": "r",
    }
    thing = acme.codecs.decode_thing({**wire, "1": {"a": "b"}})

    assert {**wire, "1": {"a": "b"}} == acme.codecs.encode_thing(thing)
    assert True is thing.property_value
    assert [acme.models.ThingItem(a="b")] == thing.rows
    assert {1: acme.models.ThingItem(a="b")} == thing.numbered


def test_classes_of_any_name(generated: Generator) -> None:
    """Schemas may be called anything, also like what generated modules use themselves."""
    names = sorted(
        {*filter(str.isidentifier, _all_imports()), *KEYWORDS, "KeyError", "TypeError", "ValueError", "list", "List"}
        | {"1st", "a.b", "a-b", "a_b", "AB", "Über", "日本", "Thing2", "PUT_THING", "Putthing", "isinstance", "ROUTES"}
    )
    members = ", ".join(f"{json.dumps(name)}: {reference(name)}" for name in names)
    schemas = [f"Thing: {{type: object, properties: {{{members}}}}}"] + [
        f"{json.dumps(name)}: {{type: object, required: [a], properties: {{a: {{type: string}}, "
        f"b: {{type: array, items: {reference(names[index - 1])}}}}}}}"
        for index, name in enumerate(names)
    ]
    acme = generated(things("\n".join(schemas)))
    wire = {name: {"a": name, "b": [{"a": "x"}]} for name in names}
    classes = acme.models.__all__
    for module in MODULES:
        assert getattr(acme, module)

    assert wire == acme.codecs.encode_thing(acme.codecs.decode_thing(wire))
    assert wire == json.loads(acme.codecs.dumps_thing(acme.codecs.decode_thing(wire)))
    assert len(names) + 1 == len({name.lower() for name in classes}) == len(classes)


@pytest.mark.parametrize("name", ["Client", "Secret", "Any", "Request", "Items", "Event"])
def test_one_class_of_ours(generated: Generator, name: str) -> None:
    """A schema that is called like one of our classes gets a number."""
    acme = generated(things(f"Thing: {{type: object, properties: {{a: {{$ref: '#/components/schemas/{name}'}}}}}}\n"
                            f"{name}: {{type: object, properties: {{b: {{type: string}}}}}}"))  # fmt: skip

    assert getattr(acme.models, f"{name}2")(b="x") == acme.codecs.decode_thing({"a": {"b": "x"}}).a


def test_inline_class_beside_a_named_one(generated: Generator) -> None:
    """A class that is made from where it stands gives way to the schema of that name."""
    acme = generated(
        things("""
            Thing: {type: object, properties: {row: {type: object, properties: {a: {type: string}}}}}
            ThingRow: {type: object, properties: {b: {type: string}}}
        """)
    )

    assert acme.models.ThingRow(b="x") == acme.codecs.decode_thing_row({"b": "x"})
    assert acme.models.ThingRow2(a="x") == acme.codecs.decode_thing({"row": {"a": "x"}}).row


def test_constants_of_alike_classes(generated: Generator) -> None:
    """A class and a field may together be called like another class and its field."""
    acme = generated(
        things("""
            Thing:
              type: object
              properties:
                item_id: {type: boolean}
                known: {type: integer}
                result: {type: integer}
                row: {$ref: "#/components/schemas/ThingItem"}
            ThingItem: {type: object, properties: {id: {type: [string, "null"]}}}
        """)
    )
    wire = {"item_id": True, "known": 2.0, "result": 3, "row": {"id": None}, "other": 1}

    assert wire == acme.codecs.encode_thing(acme.codecs.decode_thing(wire))


OPERATIONS = ["import", "send", "text", "answer", "request", "parameters", "body", "unset", "call", "call_2", "get/x.y"]


def test_operations_of_any_name(generated: Generator) -> None:
    """Operations may be called like keywords, like classes and like what generated modules import."""
    paths = [
        f"/p{index}: {{post: {{operationId: {json.dumps(name)}, x-effect: send, responses: {{'200': {{description: A., "
        f"content: {{application/json: {{schema: {reference('SEND')}}}}}}}}}}}}}"
        for index, name in enumerate([*OPERATIONS, "日本", "1st"])
    ]
    acme = generated(document(paths="\n".join(paths), schemas="SEND: {type: object, properties: {a: {type: string}}}"))
    builders = [name for name in acme.operations.__all__ if name.startswith("build_")]

    assert len(OPERATIONS) + 2 == len(builders)
    assert "/p0" == acme.operations.build_import_().path
    for name in builders:
        stem = name.removeprefix("build_")
        answer = getattr(acme.server, f"write_{stem}")(acme.models.SEND(a="x"))

        assert acme.models.SEND(a="x") == getattr(acme.operations, f"parse_{stem}")(answer)
        assert getattr(acme.operations, name)().path in getattr(acme.operations, stem.upper()).routes


def test_operation_without_a_name(generated: Generator) -> None:
    """An operation without operationId is called after its method and path."""
    acme = generated(operation(ANSWER).replace("operationId: call", "tags: []"))

    assert "/call" == acme.operations.build_post_call().path
    assert "post_call" == acme.operations.POST_CALL.name


def test_parameters_of_any_name(generated: Generator) -> None:
    """Parameters may be called anything, too."""
    names = [name for name in NAMES if name and name.isprintable() and name.strip()]
    rows = "\n".join(f"  - {{name: {json.dumps(name)}, in: query, schema: {{type: string}}}}" for name in names)
    acme = generated(operation(f"parameters:\n{rows}\n{ANSWER}"))
    params = acme.codecs.decode_call_params({name: name for name in names})

    assert params == acme.server.read_call(acme.operations.build_call(params))


VALUES = [
    "",
    "1",
    "+",
    "NO",
    "no",
    "No",
    "a-b",
    "a_b",
    "mro",
    "name",
    "value",
    "None",
    "日本",
    "class",
    "_x",
    "__init__",
]
MORE_VALUES = ["is_known", "self", " ", "\t", "'", '"', "\\", "{x}", "true", "1.5", "-1", "é", "unknown", "UNKNOWN"]


def test_enumeration_values_of_any_kind(generated: Generator) -> None:
    """Values need not be identifiers: members have names of their own and the values survive."""
    values = [*VALUES, *MORE_VALUES]
    acme = generated(
        things(f"""
            Thing:
              type: object
              properties:
                word: {{type: string, enum: {json.dumps(values)}}}
                number: {{type: integer, enum: [0, 1, -1, 10, -10]}}
        """)
    )
    members = list(acme.models.ThingWord)

    assert values == [member.value for member in members]
    assert [] == [one.name for one in members if not one.name.isidentifier() or one.name.upper() != one.name]
    assert ["VALUE_0", "VALUE_1", "MINUS_1", "VALUE_10", "MINUS_10"] == [one.name for one in acme.models.ThingNumber]
    assert ["EMPTY", "VALUE_1", "VALUE", "NO", "NO2", "NO3", "A_B", "A_B2"] == [one.name for one in members[:8]]
    for member in members:
        thing = acme.codecs.decode_thing({"word": member.value})

        assert thing.word is member
        assert {"word": member.value} == acme.codecs.encode_thing(thing)


def test_code_names_that_repeat(generated: Generator) -> None:
    """Two codes of one meaning are two members."""
    acme = generated(
        things("""
            Thing: {type: object, properties: {a: {$ref: "#/components/schemas/Flag"}}}
            Flag:
              type: string
              enum: [x, y, z]
              x-codes: [{code: x, name: same, description: A.}, {code: y, name: same, description: B.}]
        """)
    )

    assert ["SAME", "SAME2", "Z"] == [member.name for member in acme.models.Flag]


def test_texts_cannot_leave_their_place(generated: Generator) -> None:
    """Descriptions, titles and examples end up in docstrings and pages, and nowhere else."""
    evil = '"""\nimport os\n# \\N{BULLET} {% raise %} {{ 1/0 }} \\" \'\'\' \\x41 |'
    text = json.dumps(evil)
    acme = generated(
        operation(
            f"summary: {text}\ndescription: {text}\n" + dedent(answer_of(reference("Thing"))),
            f"Thing: {{type: object, description: {text}, properties: {{"
            f"a: {{type: string, description: {text}, default: {text}}}, "
            f"b: {{type: string, enum: [x], x-codes: [{{code: x, name: y, description: {text}}}]}}}}}}",
        ).replace("title: Acme", f"title: {text}")
    )
    for module in MODULES:
        assert not hasattr(getattr(acme, module), "os")
    thing = acme.operations.parse_call(Response(status=200, body=b"{}"))

    assert UNSET is thing.a
    assert evil == acme.models.Thing().a
    assert "import os" in acme.models.Thing.__doc__
