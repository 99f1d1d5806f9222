"""Models inside attrs classes of the user's, through cattrs, in whatever format cattrs has a converter for."""

from __future__ import annotations

import importlib
from typing import Any

import attrs
import cattrs
import pytest

from codegen._model import Model
from smswire_runtime import DecodeError
from tests.providers._instances import sample
from tests.providers._specs import Spec, each_model, spelled

PRECONF = ("json", "orjson", "msgpack", "msgspec", "ujson", "cbor2")
"""The converters of cattrs that carry JSON values; each is tested where its library happens to be installed."""


def preconfigured() -> dict[str, Any]:
    """The converters that can be imported."""
    found: dict[str, Any] = {}
    for name in PRECONF:
        try:
            found[name] = importlib.import_module(f"cattrs.preconf.{name}")
        except ImportError:
            continue
    return found


FORMATS = preconfigured()


def holder(spec: Spec, model: Model) -> Any:
    """A class of the user's that holds a model in every way that attrs classes hold things."""
    kind = getattr(spec.models, model.name)
    return attrs.make_class(
        "Holder",
        {
            "name": attrs.field(type=str),
            "one": attrs.field(type=kind),
            "several": attrs.field(type=list[kind]),  # type: ignore[valid-type]
            "by_name": attrs.field(type=dict[str, kind]),  # type: ignore[valid-type]
        },
    )


def document(spec: Spec, model: Model) -> dict[str, Any]:
    """What the user's class is as JSON."""
    value = sample(spec, model)
    return {"name": "x", "one": value, "several": [value, value], "by_name": {"a": value}}


@each_model
def test_a_class_of_the_user_s_holds_models(spec: Spec, model: Model) -> None:
    """Wire names, checks and wire forms are those of the codecs, also in lists and dicts."""
    converter = spec.module("converters").make_converter()
    given = document(spec, model)

    found = converter.structure(given, holder(spec, model))

    assert spec.decode(model, sample(spec, model)) == found.one == found.several[1] == found.by_name["a"]
    assert spelled(given) == spelled(converter.unstructure(found))


@pytest.mark.parametrize("name", FORMATS)
@each_model
def test_any_converter_of_cattrs_learns_the_models(spec: Spec, model: Model, name: str) -> None:
    """register() adds them to a converter that reads and writes some format."""
    converter = FORMATS[name].make_converter()
    given = document(spec, model)
    kind = holder(spec, model)

    assert spec.module("converters").register(converter) is converter
    found = converter.structure(given, kind)
    text = converter.dumps(found, kind)
    assert found == converter.loads(text, kind)
    assert spelled(given) == spelled(converter.unstructure(converter.loads(text, kind)))


@each_model
def test_a_fault_inside_a_class_of_the_user_s_is_ours(spec: Spec, model: Model) -> None:
    """The error says what the codec says, whatever cattrs wraps around it."""
    given = document(spec, model) | {"one": "no such thing"}
    detailed, plain = (
        spec.module("converters").register(cattrs.Converter(detailed_validation=one)) for one in (True, False)
    )

    with pytest.raises(DecodeError):
        plain.structure(given, holder(spec, model))
    with pytest.raises(cattrs.ClassValidationError) as caught:
        detailed.structure(given, holder(spec, model))
    assert any(isinstance(error, DecodeError) for error in caught.value.exceptions)


def test_some_format_of_cattrs_is_tested() -> None:
    """The standard library's JSON always is."""
    assert "json" in FORMATS
