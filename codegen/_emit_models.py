"""Write models.py: attrs classes and open enumerations, and codes.py: the documented code tables."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from codegen._code import default_argument, docstring, hint, imports
from codegen._order import ordered
from codegen._templates import render

if TYPE_CHECKING:
    from codegen._model import Field, Model, Numbered, Provider, WireFormat

FORMATS = {
    "date-time": ("DateTimeFormat", "datetime | None"),
    "guid": ("GuidFormat", "UUID | None"),
    "decimal": ("DecimalFormat", "Decimal | None"),
    "code": ("CodeFormat", "str | None"),
    "text": ("TextFormat", "str | None"),
    "flag": ("FlagFormat", "bool | None"),
    "integer": ("IntegerFormat", "int | None"),
}
WRITTEN = {"date-time": "datetime", "guid": "UUID", "decimal": "Decimal"}
"""Formats whose Python value a constructor takes in place of the text."""

RUNTIME = dict.fromkeys(
    [
        "NO_EXTRAS",
        "UNSET",
        "Unset",
        "Secret",
        "secret",
        "masked",
        "nullable_secret",
        "optional_secret",
        "OpenStrEnum",
        "OpenIntEnum",
        "Code",
        "CodeTable",
        "DateTimeFormat",
        "GuidFormat",
        "DecimalFormat",
        "CodeFormat",
        "TextFormat",
        "FlagFormat",
        "IntegerFormat",
    ],
    "smswire_runtime",
)
HEAD = {
    **RUNTIME,
    **dict.fromkeys(("define", "field", "setters"), "attrs"),
    **dict.fromkeys(("Any", "Final", "Literal", "TYPE_CHECKING"), "typing"),
}
CHECKED = {"datetime": "datetime", "UUID": "uuid", "Decimal": "decimal"}
"""Imported for type checkers only: loading them costs more than a provider's models."""


def member(path: str, wire: str) -> str:
    """The wire path of a member, as the runtime words it."""
    return f"{path}.{wire}" if wire.isascii() and wire.isidentifier() else f"{path}[{json.dumps(wire)}]"


@dataclass(frozen=True, slots=True)
class FieldText:
    """One attribute as the template needs it."""

    name: str
    hint: str
    arguments: str
    documentation: str


@dataclass(frozen=True, slots=True)
class ValueText:
    """The property that gives a field's normalised value."""

    name: str
    field: str
    hint: str
    constant: str
    documentation: str


def format_source(said: WireFormat) -> str:
    """The constructor call of a wire format."""
    name = FORMATS[said.kind][0]
    arguments = {
        "date-time": f"{said.patterns!r}, zone={said.zone!r}",
        "guid": repr(said.form),
        "decimal": repr(said.places),
        "code": repr(said.width),
    }
    return f"{name}({arguments.get(said.kind, '')})"


class ModelsEmitter:
    """Collects what models.py needs, class by class."""

    def __init__(self, provider: Provider) -> None:
        self.provider = provider
        self.formats: dict[str, str] = {}
        self.converters: dict[str, tuple[str, str, str, str, str]] = {}

    def _constant(self, said: WireFormat) -> str:
        source = format_source(said)
        if source not in self.formats:
            self.formats[source] = f"_{said.kind.replace('-', '_').upper()}_{len(self.formats) + 1}"
        return self.formats[source]

    def _converter(self, field: Field) -> str | None:
        if field.hint == "Secret":
            wide = hint(field)
            return {"Secret": "secret", "Secret | Unset": "optional_secret"}.get(wide, "nullable_secret")
        said = field.wire_format
        if said is None or said.kind not in WRITTEN:
            return None
        constant = self._constant(said)
        wide = hint(field)
        key = f"{field.wire} {constant} {wide}"
        if key not in self.converters:
            name = f"_write_{len(self.converters) + 1}"
            path = repr(member("$", field.wire))
            self.converters[key] = (name, f"{wide} | {WRITTEN[said.kind]}", wide, constant, path)
        return self.converters[key][0]

    def _field(self, model: Model, field: Field) -> FieldText:
        counted = model.numbered is not None and model.numbered.count == field.wire
        words = hint(field, unset=True if counted else None)
        arguments: list[str] = []
        if field.has_default:
            arguments.append(default_argument(self.provider, field))
        elif not field.required or counted:
            arguments.append("default=UNSET")
        if (converter := self._converter(field)) is not None:
            arguments.append(f"converter={converter}")
        if "Secret" in field.hint:
            arguments.append("repr=masked")
        arguments.append(f"metadata={{'wire': {field.wire!r}}}")
        documentation = docstring(field.description, "    ") if field.description.strip() else ""
        return FieldText(field.name, words, ", ".join(arguments), documentation)

    def _value(self, field: Field) -> ValueText | None:
        if field.wire_format is None:
            return None
        kind = field.wire_format.kind
        text = f"The value of {field.name} as Python has it; None when it is absent, or written in no known way."
        constant = self._constant(field.wire_format)
        return ValueText(field.value_name, field.name, FORMATS[kind][1], constant, docstring(text, "        "))

    def _numbered(self, said: Numbered) -> dict[str, str]:
        return {"items": said.items, "model": self.provider.models[said.value.key].name}

    def _class(self, model: Model) -> str:
        values = [value for field in model.fields if (value := self._value(field)) is not None]
        return render(
            "class.jinja",
            name=model.name,
            documentation=docstring(model.description or f"{model.name}, as the wire has it.", "    "),
            fields=[self._field(model, field) for field in model.fields],
            values=values,
            numbered=self._numbered(model.numbered) if model.numbered is not None else None,
            row=model.kind == "row",
            parameters=model.kind == "parameters",
        )

    def _enums(self) -> list[str]:
        return [
            render(
                "enum.jinja",
                name=enum.name,
                base="OpenStrEnum" if enum.kind == "string" else "OpenIntEnum",
                documentation=docstring(enum.description or f"{enum.name}, as the wire has it.", "    "),
                members=[
                    (member, repr(value), docstring(note, "    ") if note else "")
                    for member, value, note in zip(enum.members, enum.values, enum.descriptions, strict=True)
                ],
            )
            for enum in self.provider.enums.values()
        ]

    def source(self) -> str:
        """The text of models.py."""
        classes = [self._class(self.provider.models[key]) for key in ordered(self.provider)]
        lines = [f"{name}: Final = {source}" for source, name in self.formats.items()]
        converters = [
            render("converter.jinja", name=name, accepts=accepts, gives=gives, constant=constant, path=path)
            for name, accepts, gives, constant, path in self.converters.values()
        ]
        body = "\n".join([*lines, "", *converters, *self._enums(), *classes])
        checked = imports(body, CHECKED)
        names = [enum.name for enum in self.provider.enums.values()] + [
            model.name for model in self.provider.models.values()
        ]
        return render(
            "module.jinja",
            title=f"The values of {self.provider.title}.",
            imports=imports(body + (" TYPE_CHECKING" if checked else ""), HEAD),
            checked=checked,
            body=body,
            names=sorted(names),
        )


def codes_source(provider: Provider) -> str:
    """The text of codes.py."""
    body = "\n".join(
        render(
            "codes.jinja",
            name=table.name,
            rows=[
                ", ".join(
                    f"{key}={value!r}"
                    for key, value in (
                        ("name", code.name), ("description", " ".join(code.description.split())), ("code", code.code),
                        ("first", code.first), ("last", code.last), ("prefix", code.prefix),
                    )
                    if value is not None
                )
                for code in table.codes
            ],
            documentation=docstring(table.description),
        )
        for table in provider.tables.values()
    )  # fmt: skip
    return render(
        "module.jinja",
        title=f"The documented codes of {provider.title}.",
        imports=imports(body, {**RUNTIME, "Final": "typing"}),
        checked="",
        body=body,
        names=sorted(table.name for table in provider.tables.values()),
    )
