"""Lists of many flat objects, whose text is joined from pieces where that is quicker."""

from __future__ import annotations

import json
from typing import Any, Final, Literal

import pytest

from smswire_runtime import _json
from smswire_runtime._json_rows import MANY
from tests.codegen.conftest import Generator
from tests.codegen.specs import things

LISTS: Final = """
    Thing:
      type: object
      required: [rows]
      properties:
        rows: {type: array, items: {$ref: "#/components/schemas/Item"}}
        more: {type: array, items: {$ref: "#/components/schemas/Item"}}
        inner: {$ref: "#/components/schemas/Inner"}
        note: {type: string}
    Inner:
      type: object
      properties:
        rows: {type: array, items: {$ref: "#/components/schemas/Item"}}
"""

ITEMS: Final[dict[str, tuple[str, dict[str, Any]]]] = {
    "texts": ("properties: {a: {type: string}, b: {type: string}}", {"a": "x", "b": "y"}),
    "one of them required": (
        "required: [a], properties: {a: {type: string, minLength: 1}, b: {type: string}, c: {type: string}}",
        {"a": "x", "b": "y", "c": "z"},
    ),
    "the last required": (
        "required: [b], properties: {a: {type: string}, b: {type: string, maxLength: 9}}",
        {"a": "x", "b": "y"},
    ),
    "a number": ("properties: {a: {type: string}, b: {type: integer}}", {"a": "x", "b": 7}),
    "a pattern": ("properties: {a: {type: string, pattern: '^[a-z]*$'}}", {"a": "x"}),
    "a password": ("properties: {a: {type: string, format: password}, b: {type: string}}", {"a": "x", "b": "y"}),
    "a quoted name": ("""properties: {a: {type: string}, 'say "b"': {type: string}}""", {"a": "x", 'say "b"': "y"}),
    "braces and a backslash": (r"properties: {'a{}\': {type: string}, b: {type: string}}", {"a{}\\": "x", "b": "y"}),
    "a name beyond ASCII": ("properties: {ä: {type: string}, b: {type: string}}", {"ä": "x", "b": "y"}),
}


@pytest.fixture(params=["orjson", "stdlib"], autouse=True)
def library(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each of the JSON libraries."""
    name: Literal["orjson", "stdlib"] = request.param
    for attribute in ("_read", "_dump", "backend"):
        monkeypatch.setattr(_json, attribute, getattr(_json, attribute))
    _json.use_backend(name)


@pytest.mark.parametrize("item", ITEMS)
def test_text_says_what_the_values_say(generated: Generator, item: str) -> None:
    """Short lists and long ones, full rows, sparse ones, and such that need an escape."""
    fields, whole = ITEMS[item]
    acme = generated(things(f"{LISTS}    Item: {{type: object, {fields}}}\n"))
    full = [acme.codecs.decode_item(whole)] * MANY
    required = acme.codecs.decode_item({key: whole[key] for key in whole if f"required: [{key}]" in fields})
    pattern = "pattern" in fields
    escaped = acme.codecs.decode_item(
        {key: value if pattern or value == 7 else '"\n\\' for key, value in whole.items()}
    )

    for rows in ([], full[:2], full, [*full, required], [required] * MANY, [*full, escaped], [escaped] * MANY):
        inner = acme.models.Inner(rows=rows)
        for thing in (
            acme.models.Thing(rows=rows),
            acme.models.Thing(rows=rows, more=full, inner=inner, note='"\n'),
            acme.models.Thing(rows=[], inner=inner),
        ):
            assert acme.codecs.encode_thing(thing) == json.loads(acme.codecs.dumps_thing(thing))
