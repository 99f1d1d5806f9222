"""Small pieces of Python source that several emitters write."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from codegen._model import Anything, EnumRef, ListOf, MapOf, ModelRef, OneOf, Scalar, Type
from codegen._node import untyped

if TYPE_CHECKING:
    from codegen._model import Field, Provider

SCALARS = {"string": "str", "integer": "int", "number": "float", "boolean": "bool", "null": "None"}
WIDTH = 100
_NO_NAME = re.compile(r'''"""[\s\S]*?"""|'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"|\.[A-Za-z_]\w*''')
"""Docstrings, texts and attributes: what is spelt there is no name that a module needs."""


def annotation(provider: Provider, said: Type) -> str:
    """The Python type of a value."""
    match said:
        case Scalar(secret=True):
            return "Secret"
        case Scalar(kind="boolean", values=(constant,)):
            return f"Literal[{constant}]"
        case Scalar(kind=kind):
            return SCALARS[kind]
        case EnumRef(key=key):
            return provider.enums[key].name
        case ModelRef(key=key):
            return provider.models[key].name
        case ListOf(item=item):
            return f"list[{annotation(provider, item)}]"
        case MapOf(value=value):
            return f"dict[str, {annotation(provider, value)}]"
        case OneOf(options=options):
            return " | ".join(annotation(provider, option) for option in options)
        case Anything():
            return "Any"


def hint(field: Field, *, unset: bool | None = None) -> str:
    """The Python type of a field, with null and absence."""
    words = field.hint
    if field.nullable and words != "None":
        words += " | None"
    absent = not field.required if unset is None else unset
    return f"{words} | Unset" if absent and words != "Any" else words


def inside_docstring(text: str) -> str:
    """One line of text that neither ends a docstring nor means anything else in it."""
    clean = " ".join(text.split()).replace("\\", "\\\\").replace('"""', "'''")
    return f"{clean} " if clean.endswith('"') else clean


def docstring(text: str, indent: str = "") -> str:
    """A docstring that cannot end early, whatever the specification says."""
    lines = wrap(inside_docstring(text), WIDTH - len(indent))
    if len(lines) == 1:
        return f'{indent}"""{lines[0]}"""'
    body = f"\n{indent}".join(lines)
    return f'{indent}"""{body}\n{indent}"""'


def wrap(text: str, width: int) -> list[str]:
    """Lines of whole words; a word longer than a line stays whole."""
    lines: list[str] = []
    line = ""
    for word in text.split(" "):
        if line and len(line) + 1 + len(word) > width:
            lines.append(line)
            line = word
        else:
            line = f"{line} {word}" if line else word
    return [*lines, line]


def default_of(provider: Provider, field: Field) -> str:
    """The source text of a field's default."""
    value: Any = field.default
    options = field.type.options if isinstance(field.type, OneOf) else (field.type,)
    enums = [option for option in options if isinstance(option, EnumRef) and _is_value(option, value)]
    if enums:
        enum = provider.enums[enums[0].key]
        if value in enum.values:
            return f"{enum.name}.{enum.members[enum.values.index(value)]}"
        return f"{enum.name}({value!r})"
    if isinstance(field.type, Scalar) and field.type.secret:
        return f"Secret({value!r})"
    return repr(value)


def _is_value(option: EnumRef, value: Any) -> bool:
    return isinstance(value, str) if option.kind == "string" else type(value) is int


def default_argument(provider: Provider, field: Field) -> str:
    """The argument by which attrs learns a field's default; lists and objects are made anew for each instance."""
    name = type(untyped(field.default)).__name__
    if name in {"list", "dict"}:
        empty = field.hint if field.hint.startswith(("list[", "dict[")) else name
        return f"factory=lambda: {field.default!r}" if field.default else f"factory={empty}"
    return f"default={default_of(provider, field)}"


def imports(body: str, modules: dict[str, str]) -> str:
    """Import statements for the names that occur in the body; ``modules`` says where each name lives."""
    found: dict[str, list[str]] = {}
    words = set(re.findall(r"[A-Za-z_][A-Za-z_0-9]*", _NO_NAME.sub(" ", body)))
    for name, module in modules.items():
        if name in words:
            found.setdefault(module, []).append(name)
    return "\n".join(f"from {module} import {', '.join(sorted(names))}" for module, names in sorted(found.items()))
