"""The exported schemas: self-contained, as strict as the specification, and as strict as the generated code."""

from __future__ import annotations

from collections.abc import Iterator

from jsonschema import Draft202012Validator

from codegen._model import Enumeration, Model, ModelRef
from tests.providers._instances import sample
from tests.providers._places import KINDS, absences, breaches, drop, misfits, places, put
from tests.providers._specs import Json, Spec, each_enum, each_model, each_spec, is_object

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def keywords(schema: Json) -> Iterator[tuple[str, Json]]:
    """All keywords of a schema with their values; names of properties are none."""
    if not is_object(schema):
        return
    for key, value in schema.items():
        yield key, value
        if key in {"properties", "patternProperties", "$defs"}:
            for inner in value.values():
                yield from keywords(inner)
        elif key in {"oneOf", "anyOf", "allOf", "prefixItems"}:
            for inner in value:
                yield from keywords(inner)
        elif key in {"items", "additionalProperties", "not", "contains", "propertyNames"}:
            yield from keywords(value)


@each_spec
def test_every_shape_has_a_schema(spec: Spec) -> None:
    """One file for each model and enumeration, and no other."""
    models, enums = spec.provider.models.values(), spec.provider.enums.values()
    names = [*(model.name for model in models), *(enum.name for enum in enums)]

    assert {f"{name}.schema.json" for name in names} == {path.name for path in spec.folder.iterdir()}


@each_spec
def test_every_shape_is_part_of_something(spec: Spec) -> None:
    """Whatever a specification names is sent or answered somewhere, or a reference to it was lost."""
    unused = [model.name for model in spec.provider.models.values() if not (model.sent or model.answered)]

    assert [] == unused


def is_self_contained(spec: Spec, shape: Model | Enumeration) -> None:
    """Identifier, dialect, and nothing that another tool would not understand or not find."""
    schema = spec.schema(shape)

    Draft202012Validator.check_schema(schema)
    assert DIALECT == schema["$schema"]
    assert f"urn:smswire:{spec.key}:{shape.name}" == schema["$id"]
    for key, value in keywords(schema):
        assert not key.startswith("x-")
        assert key not in {"nullable", "discriminator", "example"}
        if key == "$ref":
            assert value.removeprefix("#/$defs/") in schema["$defs"]


@each_model
def test_a_model_s_schema_is_self_contained(spec: Spec, model: Model) -> None:
    """Any tool can use the file alone."""
    is_self_contained(spec, model)


@each_enum
def test_an_enumeration_s_schema_is_self_contained(spec: Spec, enum: Enumeration) -> None:
    """Any tool can use the file alone."""
    is_self_contained(spec, enum)


@each_enum
def test_an_enumeration_s_schema_takes_its_values_only(spec: Spec, enum: Enumeration) -> None:
    """Other tools learn which values may be sent."""
    assert all(spec.fits_export(enum, value) for value in enum.values)
    assert not any(spec.fits_export(enum, value) for value in KINDS.values())


@each_model
def test_what_our_code_refuses_is_invalid(spec: Spec, model: Model) -> None:
    """A wrong type, a missing member, a breach of a constraint: each fails in the schema and in the specification."""
    value = sample(spec, model)
    found = places(spec, ModelRef(model.key), value)
    wrong = [put(value, place.steps, other) for place in found for other in misfits(spec, place)]
    wrong += [drop(value, place.steps) for place in absences(found)]
    wrong += [
        put(value, place.steps, other)
        for place in found
        if place.steps or model.kind != "parameters"
        for other in breaches(spec, place, value)
    ]

    assert wrong
    assert spec.fits(model, value)
    assert [] == [other for other in wrong if spec.fits(model, other)]
