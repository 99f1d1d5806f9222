"""What each shape is used for: sent, answered, on which codec; follows from the operations, never from a keyword."""

from __future__ import annotations

from typing import TYPE_CHECKING

from codegen._model import EnumRef, ListOf, MapOf, ModelRef, OneOf, Type

if TYPE_CHECKING:
    from collections.abc import Iterator

    from codegen._model import Body, Model, Provider


def parts(said: Type) -> Iterator[Type]:
    """A type and all types in it, down to named classes."""
    yield said
    match said:
        case ListOf(item=item):
            yield from parts(item)
        case MapOf(value=value):
            yield from parts(value)
        case OneOf(options=options):
            for option in options:
                yield from parts(option)
        case _:
            pass


def types_of(model: Model) -> list[Type]:
    """The types of a model's fields, numbered items included."""
    types = [field.type for field in model.fields]
    return [*types, model.numbered.value] if model.numbered is not None else types


def reach(provider: Provider, roots: list[Type]) -> set[str]:
    """The keys of all models that the roots lead to."""
    found: set[str] = set()
    todo = list(roots)
    while todo:
        for part in parts(todo.pop()):
            if isinstance(part, ModelRef) and part.key not in found:
                found.add(part.key)
                todo += types_of(provider.models[part.key])
    return found


def enums_of(said: Type) -> Iterator[str]:
    """The keys of the enumerations in a type."""
    for part in parts(said):
        if isinstance(part, EnumRef):
            yield part.key


def _body(body: Body | None) -> list[Type]:
    if body is None:
        return []
    return ([body.type] if body.type is not None else []) + [rule.model for rule in body.rules]


def assign(provider: Provider) -> None:
    """Mark every model with what it is used for, in place."""
    sent: list[Type] = []
    answered: list[Type] = []
    json: list[Type] = []
    xmlrpc: list[Type] = []
    for operation in provider.operations:
        own = [ModelRef(operation.parameters.key)] if operation.parameters is not None else []
        request = [*own, *_body(operation.body)]
        answers = [one for answer in operation.answers for one in _body(answer.body)]
        sent += request
        answered += answers
        if operation.codec == "xmlrpc":
            xmlrpc += [*own, *answers]
        elif operation.body is not None and "application/json" in operation.body.media:
            json += _body(operation.body)
    for callback in provider.callbacks:
        answered.append(callback.event)
        acknowledgements = [one for answer in callback.answers for one in _body(answer.body)]
        sent += acknowledgements
        json += acknowledgements
    for roots, role in ((sent, "sent"), (answered, "answered"), (json, "as_json"), (xmlrpc, "as_xmlrpc")):
        for key in reach(provider, roots):
            setattr(provider.models[key], role, True)
