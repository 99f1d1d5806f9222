"""Wire formats: the text stays as it came, and a property gives the value that Python has for it."""

from __future__ import annotations

import datetime as dt
import decimal
import uuid
from collections.abc import Iterator
from typing import Any

import attrs

from codegen._model import Field, Model, ModelRef, WireFormat
from smswire_runtime import UNSET
from tests.providers._documents import documents
from tests.providers._places import get, places
from tests.providers._specs import MODELS, Json, Spec, spelled

PYTHON: dict[str, type] = {
    "date-time": dt.datetime,
    "guid": uuid.UUID,
    "decimal": decimal.Decimal,
    "code": str,
    "text": str,
    "flag": bool,
    "integer": int,
}
WRITTEN = {"date-time", "guid", "decimal"}
"""Formats whose Python value a constructor takes."""


def formatted() -> Iterator[tuple[Spec, Model, Field, WireFormat, Json]]:
    """Every documented value of a field that has a wire format, inside the object where it stands."""
    for spec, model, document in documents():
        for place in places(spec, ModelRef(model.key), document):
            if place.field is None or place.field.wire_format is None:
                continue
            owner = spec.provider.models[_owner(spec, place.field)]
            yield spec, owner, place.field, place.field.wire_format, get(document, place.steps[:-1])


def _owner(spec: Spec, field: Field) -> str:
    return next(model.key for model in spec.provider.models.values() if any(one is field for one in model.fields))


def value_of(found: Any, field: Field) -> Any:
    """The normalised value of a field."""
    return getattr(found, f"{field.name.rstrip('_')}_value")


def test_documented_texts_have_values() -> None:
    """Each text of an example gives a value of the promised Python type, or nothing where it says nothing."""
    kinds: set[str] = set()
    for spec, owner, field, said, document in formatted():
        found = spec.decode(owner, document)
        value = value_of(found, field)
        text = getattr(found, field.name)

        kinds.add(said.kind)
        if isinstance(text, str | int | None) and value is None:
            assert not str(text or "").strip("0-"), f"{owner.name}.{field.wire} is {text!r}"
        elif value is not None:
            assert isinstance(value, PYTHON[said.kind])
        assert spelled(document) == spelled(spec.encode(owner, found))
    assert kinds == {
        field.wire_format.kind for _, model in MODELS for field in model.fields if field.wire_format is not None
    }


def test_values_can_be_given_in_place_of_texts() -> None:
    """A constructor takes Python's value, and writes a text that means the same."""
    written: set[str] = set()
    for spec, owner, field, said, document in formatted():
        found = spec.decode(owner, document)
        value = value_of(found, field)
        if said.kind not in WRITTEN or value is None:
            continue

        changed = attrs.evolve(found, **{field.name: value})

        written.add(said.kind)
        assert isinstance(getattr(changed, field.name), str)
        assert value == value_of(changed, field)
        assert spec.fits(owner, spec.encode(owner, changed))
    assert written


def test_what_is_absent_has_no_value() -> None:
    """Where nothing came, the property gives nothing."""
    for spec, model in MODELS:
        for field in model.fields:
            if field.wire_format is None:
                continue
            bare = object.__new__(getattr(spec.models, model.name))
            setattr(bare, field.name, UNSET)

            assert value_of(bare, field) is None


def test_constants_and_defaults_are_filled_in() -> None:
    """A model that is built with what has no default is valid, and holds the documented defaults."""
    seen = 0
    for spec, model, document in documents():
        value = spec.decode(model, document)
        kind = getattr(spec.models, model.name)
        given = {
            field.name: getattr(value, field.name)
            for field in model.fields
            if not field.has_default and getattr(value, field.name) is not UNSET
        }
        if model.numbered is not None:
            given[model.numbered.items] = getattr(value, model.numbered.items)
        written = spec.encode(model, kind(**given))
        for index, field in enumerate(model.fields):
            if field.has_default:
                seen += 1
                assert field.default == written[index if model.kind == "row" else field.wire]
        assert spec.fits(model, written)
    assert seen
