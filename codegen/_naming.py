"""Python names and types for every shape: datamodel-code-generator decides, our reserved words are kept apart here.

The shapes are handed over as a bare OpenAPI document without constraints and texts; what comes back are class names,
field names, member names and type hints, joined with the intermediate model by JSON pointer.
"""

from __future__ import annotations

import json
import keyword
import unicodedata
from typing import TYPE_CHECKING, Any

from datamodel_code_generator.enums import DataModelType, OpenAPIScope
from datamodel_code_generator.format import Formatter, PythonVersion
from datamodel_code_generator.model import get_data_model_types
from datamodel_code_generator.parser.openapi import OpenAPIParser

from codegen._model import Anything, EnumRef, ListOf, MapOf, ModelRef, OneOf, Scalar, Type
from codegen._words import RESERVED_CLASSES, RESERVED_FIELDS, RESERVED_FUNCTIONS, member, snake

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from codegen._model import Callback, Enumeration, Field, Model, Operation, Provider
    from codegen._schema import Shapes

COMPONENTS = "/components/schemas/"
_SCALARS = {"string": "str", "integer": "int", "number": "float", "boolean": "bool", "null": "None"}
PREFIX = f"#{COMPONENTS}"


def unique(wishes: Iterable[tuple[str, str]], reserved: Iterable[str]) -> dict[str, str]:
    """A name for each key, as near to its wish as collisions (in any casing) and reserved names allow."""
    apart = frozenset(reserved)
    used: set[str] = set()
    found: dict[str, str] = {}
    for key, wish in wishes:
        name, number = wish, 2
        while name.lower() in used or name in apart:
            name, number = f"{wish}{number}", number + 1
        used.add(name.lower())
        found[key] = name
    return found


class _Naming:
    """One provider's shapes on their way through datamodel-code-generator."""

    def __init__(self, provider: Provider, titles: dict[str, str]) -> None:
        self.provider = provider
        keys = [*provider.models, *provider.enums]
        components = {key for key in keys if key.startswith(COMPONENTS) and "/" not in key.removeprefix(COMPONENTS)}
        ordered = sorted(keys, key=lambda key: key not in components)
        self.titles = unique(((key, titles[key]) for key in ordered), RESERVED_CLASSES)

    def plain(self, said: Type) -> dict[str, Any]:
        """The bare JSON Schema of a type."""
        match said:
            case Scalar(kind="boolean", values=(constant,)):
                return {"const": constant}
            case Scalar(kind=kind):
                return {"type": kind}
            case EnumRef(key=key) | ModelRef(key=key):
                return {"$ref": f"{PREFIX}{self.titles[key]}"}
            case ListOf(item=item):
                return {"type": "array", "items": self.plain(item)}
            case MapOf(value=value):
                return {"type": "object", "additionalProperties": self.plain(value)}
            case OneOf(options=options):
                return {"anyOf": [self.plain(option) for option in options if option != Scalar("null")]}
            case Anything():
                return {}

    def _object(self, model: Model) -> dict[str, Any]:
        properties = {field.wire: self.plain(field.type) for field in model.fields}
        if model.numbered is not None:
            properties[model.numbered.items] = {"type": "array", "items": self.plain(model.numbered.value)}
        return {"type": "object", "properties": properties, "required": list(properties)}

    def _enumeration(self, enum: Enumeration) -> dict[str, Any]:
        return {"type": enum.kind, "enum": enum.values, "x-enum-varnames": _members(enum)}

    def document(self) -> dict[str, Any]:
        schemas = {self.titles[key]: self._object(model) for key, model in self.provider.models.items()}
        schemas |= {self.titles[key]: self._enumeration(enum) for key, enum in self.provider.enums.items()}
        return {
            "openapi": "3.1.0",
            "info": {"title": "shapes", "version": "1"},
            "paths": {},
            "components": {"schemas": schemas},
        }


def _parse(document: dict[str, Any]) -> dict[str, Any]:
    types = get_data_model_types(DataModelType.DataclassesDataclass, PythonVersion.PY_311)
    parser = OpenAPIParser(
        json.dumps(document),
        data_model_type=types.data_model,
        data_model_root_type=types.root_model,
        data_model_field_type=types.field_model,
        data_type_manager_type=types.data_type_manager,
        dump_resolve_reference_action=types.dump_resolve_reference_action,
        target_python_version=PythonVersion.PY_311,
        openapi_scopes=[OpenAPIScope.Schemas],
        snake_case_field=True,
        strict_nullable=True,
        use_standard_collections=True,
        use_union_operator=True,
        capitalise_enum_members=True,
        use_specialized_enum=True,
        formatters=[Formatter.BUILTIN],
    )
    parser.parse()
    return {result.path: result for result in parser.results}


def decide(provider: Provider, shapes: Shapes) -> None:
    """Fill in the names and type hints of one provider, in place."""
    naming = _Naming(provider, shapes.titles)
    results = _parse(naming.document()) if naming.titles else {}
    for key, model in provider.models.items():
        result = results[PREFIX + naming.titles[key]]
        model.name = result.class_name
        fields = {found.name if found.original_name is None else found.original_name: found for found in result.fields}
        _fields(model, fields)
    provider.stems = frozenset(snake(model.name) for model in provider.models.values())
    for key, enum in provider.enums.items():
        result = results[PREFIX + naming.titles[key]]
        enum.name = result.class_name
        enum.members = _members(enum)
    tables = unique(((key, snake(shapes.titles[key]).upper()) for key in provider.tables), ())
    for key, table in provider.tables.items():
        table.name = tables[key]
    called: list[Operation | Callback] = [*provider.operations, *provider.callbacks]
    constants = {model.name.lower() for model in provider.models.values() if model.name.isupper()}
    constants |= {enum.name.lower() for enum in provider.enums.values() if enum.name.isupper()}
    names = unique(((one.key, _function(one.key, constants)) for one in called), ())
    for one in called:
        one.name = names[one.key]


def _members(enum: Enumeration) -> list[str]:
    labels = [label or str(value) for label, value in zip(enum.labels, enum.values, strict=True)]
    return list(unique(((str(index), member(label)) for index, label in enumerate(labels)), ()).values())


def _function(key: str, constants: set[str]) -> str:
    """The name of an operation; in capitals it is a constant, which is not to hide a class."""
    name = snake(key)
    return f"{name}_" if keyword.iskeyword(name) or name in RESERVED_FUNCTIONS | constants else name


def _fields(model: Model, found: dict[str, Any]) -> None:
    own = {*RESERVED_FIELDS, "numbered", model.numbered.items} if model.numbered is not None else RESERVED_FIELDS
    names = unique(((field.wire, _field_name(found[field.wire].name, own)) for field in model.fields), own)
    for field in model.fields:
        field.name = names[field.wire]
        field.hint = _hint(field, found[field.wire].data_type.type_hint)
    formatted = [field for field in model.fields if field.wire_format is not None]
    wishes = ((field.wire, f"{field.name.rstrip('_')}_value") for field in formatted)
    values = unique(wishes, [*own, *names.values()])
    for field in formatted:
        field.value_name = values[field.wire]


def _field_name(name: str, reserved: Collection[str]) -> str:
    name = unicodedata.normalize("NFKC", name)  # as Python itself reads it
    return f"{name}_" if name in reserved else name


def _hint(field: Field, hint: str) -> str:
    options = field.type.options if isinstance(field.type, OneOf) else (field.type,)
    if any(isinstance(option, Scalar) and option.secret for option in options):
        others = [_SCALARS[option.kind] for option in options if isinstance(option, Scalar) and not option.secret]
        return " | ".join(["Secret", *(other for other in others if other != "None")])
    return hint.removesuffix(" | None") if hint != "None" else hint
