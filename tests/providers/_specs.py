"""The specifications as the generator understands them, and the generated code that they led to.

Every test here walks this: providers, models, operations and examples are never listed by hand, so that the next
provider is covered by its specification alone.
"""

from __future__ import annotations

import importlib
import json
from collections.abc import Iterable
from functools import cached_property
from pathlib import Path
from typing import Any, TypeAlias
from urllib.parse import quote

import pytest
from _pytest.mark import ParameterSet
from jsonschema import Draft202012Validator
from openapi_schema_validator import OAS30Validator
from referencing import Registry
from referencing.jsonschema import DRAFT4, DRAFT202012

from codegen._load import Source, find
from codegen._model import Enumeration, Model, ModelRef, Operation, Provider, Type
from codegen._provider import lower
from codegen._words import snake

Json: TypeAlias = Any
"""What a JSON library reads, and the generated modules and models, which are known by name only."""

ROOT = Path(__file__).parents[2]


class Spec:
    """One provider: its specification, its intermediate model, its generated code."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.provider: Provider = lower(source)
        self.key = self.provider.key
        self._validators: dict[str, Any] = {}

    def __repr__(self) -> str:
        return self.key

    def module(self, name: str) -> Any:
        """A generated module."""
        return importlib.import_module(f"smswire_providers.{self.key}.{name}")

    @cached_property
    def models(self) -> Any:
        return self.module("models")

    @cached_property
    def codecs(self) -> Any:
        return self.module("codecs")

    @cached_property
    def folder(self) -> Path:
        """Where the exported schemas lie."""
        return Path(str(self.module("models").__file__)).parent / "schemas"

    def model(self, said: Type) -> Model:
        """The model that a reference leads to."""
        assert isinstance(said, ModelRef)
        return self.provider.models[said.key]

    def path_of(self, named: Model | Enumeration) -> Path:
        """The file of an exported schema."""
        return self.folder / f"{named.name}.schema.json"

    def schema(self, named: Model | Enumeration) -> Json:
        """An exported schema."""
        return json.loads(self.path_of(named).read_text("utf-8"))

    # -- what a value has to fit ----------------------------------------------

    @cached_property
    def _registry(self) -> Registry[Any]:
        dialect = DRAFT4 if self._is_old else DRAFT202012
        document = dialect.create_resource(self.source.document.value)
        found: Registry[Any] = Registry[Any]().with_resource("urn:specification", document)
        return found

    @property
    def _is_old(self) -> bool:
        """Whether the schemas are those of OpenAPI 3.0, a dialect of its own."""
        return str(self.source.document.value.get("openapi", "")).startswith("3.0")

    def _at(self, pointer: str) -> Any:
        if pointer not in self._validators:
            schema = {"$ref": f"urn:specification#{quote(pointer, safe='/~')}"}
            kind: Any = OAS30Validator if self._is_old else Draft202012Validator
            self._validators[pointer] = kind(schema, registry=self._registry)
        return self._validators[pointer]

    def _exported(self, named: Model | Enumeration) -> Any:
        if named.name not in self._validators:
            self._validators[named.name] = Draft202012Validator(self.schema(named))
        return self._validators[named.name]

    def fits_export(self, named: Model | Enumeration, value: Json) -> bool:
        """Whether a value fits the exported schema."""
        return bool(self._exported(named).is_valid(value))

    def fits_source(self, said: Type | None, pointer: str, value: Json) -> bool:
        """Whether a value fits the schema in the specification; ``pointer`` is for what has no class."""
        if not isinstance(said, ModelRef):
            return bool(self._at(pointer).is_valid(value))
        model = self.provider.models[said.key]
        if model.kind != "parameters":
            return bool(self._at(model.pointer).is_valid(value))
        fields = {field.wire: field for field in model.fields}
        return (
            is_object(value)
            and all(field.wire in value for field in model.fields if field.required)
            and all(self._at(fields[wire].pointer).is_valid(item) for wire, item in value.items() if wire in fields)
        )

    def fits(self, model: Model, value: Json) -> bool:
        """Whether a value fits both; the two must never disagree."""
        exported = self.fits_export(model, value)
        assert exported == self.fits_source(ModelRef(model.key), "", value), f"{model.name}: {value!r}"
        return exported

    # -- generated functions --------------------------------------------------

    def decode(self, model: Model, value: Json, drift: Any = None) -> Any:
        """Read a model with its generated function."""
        return getattr(self.codecs, f"decode_{snake(model.name)}")(value, "$", drift)

    def encode(self, model: Model, value: Any) -> Json:
        """Write a model with its generated function."""
        return getattr(self.codecs, f"encode_{snake(model.name)}")(value)

    def decode_type(self, operation: Operation, said: Type, value: Json, drift: Any = None) -> Any:
        """Read the result of an operation, whether it has a class or not."""
        if isinstance(said, ModelRef):
            return self.decode(self.model(said), value, drift)
        return getattr(self.codecs, f"decode_{operation.name}_result")(value, "$", drift)

    def encode_type(self, operation: Operation, said: Type, value: Any) -> Json:
        """Write the result of an operation, whether it has a class or not."""
        if isinstance(said, ModelRef):
            return self.encode(self.model(said), value)
        return getattr(self.codecs, f"encode_{operation.name}_result")(value)


def is_object(value: Json) -> bool:
    """Whether a JSON value is an object; a plain bool, so that type checkers go on without a type."""
    return isinstance(value, dict)


def is_array(value: Json) -> bool:
    """Whether a JSON value is an array; a plain bool, so that type checkers go on without a type."""
    return isinstance(value, list)


def spelled(value: Json) -> str:
    """A JSON value as text, in which 1, 1.0, "1" and true are four things and the order of members is nothing."""
    return json.dumps(value, sort_keys=True, ensure_ascii=False, indent=1)


SPECS = [Spec(source) for source in find(ROOT / "schemas")]
assert SPECS


def params(found: Iterable[tuple[Any, str]]) -> list[ParameterSet]:
    """Test parameters with readable ids; equal ids are numbered."""
    seen: dict[str, int] = {}
    made: list[ParameterSet] = []
    for value, name in found:
        seen[name] = seen.get(name, 0) + 1
        made.append(pytest.param(value, id=name if seen[name] == 1 else f"{name}-{seen[name]}"))
    return made


MODELS = [(spec, model) for spec in SPECS for model in spec.provider.models.values()]
ENUMS = [(spec, enum) for spec in SPECS for enum in spec.provider.enums.values()]
OPERATIONS = [(spec, operation) for spec in SPECS for operation in spec.provider.operations]
CALLBACKS = [(spec, callback) for spec in SPECS for callback in spec.provider.callbacks]

each_spec = pytest.mark.parametrize("spec", params((spec, spec.key) for spec in SPECS))
each_model = pytest.mark.parametrize(
    "spec, model", [pytest.param(spec, model, id=f"{spec.key}-{model.name}") for spec, model in MODELS]
)
each_enum = pytest.mark.parametrize(
    "spec, enum", [pytest.param(spec, enum, id=f"{spec.key}-{enum.name}") for spec, enum in ENUMS]
)
each_operation = pytest.mark.parametrize(
    "spec, operation", [pytest.param(spec, one, id=f"{spec.key}-{one.name}") for spec, one in OPERATIONS]
)
each_callback = pytest.mark.parametrize(
    "spec, callback", [pytest.param(spec, one, id=f"{spec.key}-{one.name}") for spec, one in CALLBACKS]
)
