"""Answers that are no class: what their functions are called, and how alternatives are told apart in Python."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from codegen._model import EnumRef, ListOf, MapOf, ModelRef, OneOf, Operation, Scalar, Type
from codegen._words import snake

if TYPE_CHECKING:
    from codegen._model import Provider

TESTS = {
    "string": "isinstance({0}, str)",
    "integer": "type({0}) is int",
    "number": "(type({0}) is float or type({0}) is int)",
    "boolean": "isinstance({0}, bool)",
    "null": "{0} is None",
}


def result_types(operation: Operation) -> list[Type]:
    """The types among an operation's answers that have no class of their own, each of them once."""
    bodies = [answer.body for answer in operation.answers if answer.body is not None and answer.body.type is not None]
    found = [body.type for body in bodies if body.type is not None and not isinstance(body.type, ModelRef)]
    return [said for index, said in enumerate(found) if said not in found[:index]]


def stem(provider: Provider, operation: Operation, said: Type) -> str:
    """What the functions that read and write a type of an answer are called, without ``decode_`` and ``encode_``."""
    if isinstance(said, ModelRef):
        return snake(provider.models[said.key].name)
    index = result_types(operation).index(said)
    return _free(provider, f"{operation.name}_result" + (f"_{index + 1}" if index else ""))


def body_stem(provider: Provider, operation: Operation) -> str:
    """What the functions that read and write the body of a request are called."""
    said = operation.body.type if operation.body is not None else None
    if isinstance(said, ModelRef):
        return snake(provider.models[said.key].name)
    return _free(provider, f"{operation.name}_body")


def _free(provider: Provider, name: str) -> str:
    while name in provider.stems:
        name += "_"
    return name


def test_of(provider: Provider, said: Type, name: str) -> str:
    """An expression that is true when a value is of this alternative; empty where nothing can tell."""
    match said:
        case ModelRef(key=key):
            return f"isinstance({name}, {provider.models[key].name})"
        case EnumRef(key=key):
            return f"isinstance({name}, {provider.enums[key].name})"
        case Scalar(values=tuple() as values) if values:
            return f"{name} {among(values)}"
        case Scalar(secret=True):
            return f"isinstance({name}, Secret)"
        case Scalar(kind=kind):
            return TESTS[kind].format(name)
        case ListOf():
            return f"isinstance({name}, list)"
        case MapOf():
            return f"isinstance({name}, dict)"
        case OneOf(options=options):
            tests = [test_of(provider, option, name) for option in options]
            return f"({' or '.join(tests)})" if all(tests) else ""
        case _:
            return ""


def among(values: tuple[Any, ...]) -> str:
    """The end of an expression that compares with constants; False is not 0 here."""
    first, *more = values
    if more:
        return f"in {values!r}"
    return f"is {first}" if isinstance(first, bool) or first is None else f"== {first!r}"


def beyond(values: tuple[Any, ...]) -> str:
    """The opposite of ``among``."""
    first, *more = values
    if more:
        return f"not in {values!r}"
    return f"is not {first}" if isinstance(first, bool) or first is None else f"!= {first!r}"
