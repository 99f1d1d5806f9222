"""Every place in a value with the type that the specification gives it, and what must not stand there."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, TypeAlias

from codegen._model import (
    Anything,
    EnumRef,
    Field,
    ListOf,
    MapOf,
    Model,
    ModelRef,
    OneOf,
    Scalar,
    Type,
)
from codegen._regex import to_python
from tests.providers._specs import Json, Spec, is_array, is_object

Steps: TypeAlias = tuple[str | int, ...]

KINDS: dict[str, Json] = {
    "null": None,
    "boolean": True,
    "integer": 7,
    "number": 7.5,
    "string": "seven",
    "array": [],
    "object": {},
}
"""One value of each JSON type."""


@dataclass(frozen=True)
class Place:
    """Where a value stands, as our errors say it and as keys that lead there."""

    path: str
    steps: Steps
    names: Steps
    """The attributes and indices that lead there once the value is decoded."""
    type: Type
    required: bool
    sent: bool
    """Whether it is part of something we send, so that constraints count when it is written."""
    field: Field | None = None
    derived: bool = False
    """Whether it counts numbered items, and is derived when a request is written."""


def places(spec: Spec, said: Type, value: Json, *, sent: bool = False) -> list[Place]:
    """The value itself and all that is in it, as far as the specification speaks of it."""
    return list(_below(spec, Place("$", (), (), said, required=True, sent=sent), value))


def _below(spec: Spec, place: Place, value: Json) -> Iterator[Place]:
    yield place
    for option in options(place.type):
        if not accepts(spec, option, value):
            continue
        match option:
            case ModelRef():
                yield from _members(spec, place, spec.model(option), value)
            case ListOf(item=item):
                for index, one in enumerate(value):
                    yield from _below(spec, _step(place, index, item), one)
            case MapOf(value=item):
                for key, one in value.items():
                    yield from _below(spec, _step(place, key, item), one)
            case _:
                pass
        return


def _step(place: Place, step: str | int, said: Type) -> Place:
    text = f".{step}" if isinstance(step, str) and step.isidentifier() else _bracketed(step)
    return Place(place.path + text, (*place.steps, step), (*place.names, step), said, required=True, sent=place.sent)


def _bracketed(step: str | int) -> str:
    return f'["{step}"]' if isinstance(step, str) else f"[{step}]"


def _members(spec: Spec, place: Place, model: Model, value: Json) -> Iterator[Place]:
    for index, field in enumerate(model.fields):
        step: str | int = index if model.kind == "row" else field.wire
        if (index < len(value)) if model.kind == "row" else (field.wire in value):
            path = f"{place.path}[{index}]" if model.kind == "row" else f"{place.path}.{field.wire}"
            names = (*place.names, field.name)
            derived = model.sent and model.numbered is not None and model.numbered.count == field.wire
            inner = Place(path, (*place.steps, step), names, field.type, field.required, model.sent, field, derived)
            yield from _below(spec, inner, value[step])
    for index, key in enumerate(numbers(model, value)):
        assert model.numbered is not None
        path = f'{place.path}["{key}"]'
        names = (*place.names, model.numbered.items, index)
        said = model.numbered.value
        inner = Place(path, (*place.steps, key), names, said, required=False, sent=model.sent)
        yield from _below(spec, inner, value[key])


def numbers(model: Model, value: Json) -> list[str]:
    """The numbered keys of an object in their order."""
    if model.numbered is None:
        return []
    declared = {field.wire for field in model.fields}
    pattern = re.compile(to_python(model.numbered.pattern), re.ASCII)
    return [key for key in value if key not in declared and pattern.search(key)]


def accepts(spec: Spec, said: Type, value: Json) -> bool:
    """Whether a JSON value has the right type to be read; what stands in it is another matter."""
    match said:
        case Scalar(kind=kind) | EnumRef(kind=kind):
            return kind in kinds_of(value)
        case ModelRef():
            return ("array" if spec.model(said).kind == "row" else "object") in kinds_of(value)
        case ListOf():
            return "array" in kinds_of(value)
        case MapOf():
            return "object" in kinds_of(value)
        case OneOf(options=options):
            return any(accepts(spec, option, value) for option in options)
        case Anything():
            return True


def kinds_of(value: Json) -> set[str]:
    """The JSON types of a value; a whole number is two of them."""
    if value is None:
        return {"null"}
    if isinstance(value, bool):
        return {"boolean"}
    if isinstance(value, int):
        return {"integer", "number"}
    known = {float: "number", str: "string", list: "array", dict: "object"}
    return {known[type(value)]}


def misfits(spec: Spec, place: Place) -> list[Json]:
    """One value of each JSON type that must not stand in a place."""
    return [value for value in KINDS.values() if not accepts(spec, place.type, value)]


def absences(found: list[Place]) -> list[Place]:
    """The places that must not be empty: required members, and of a row the last position only."""
    last = {place.steps[:-1]: place for place in found if place.steps and isinstance(place.steps[-1], int)}
    return [
        place
        for place in found
        if place.field is not None and place.required and last.get(place.steps[:-1], place) is place
    ]


# -- breaking a constraint -----------------------------------------------------

STRANGE = ("", "x", "\x00", "two\nlines", "!", "seven seven")
"""Strings of which each pattern refuses at least one."""


def breaches(spec: Spec, place: Place, value: Json) -> list[Json]:
    """Values of the right type that break one constraint of a place; ``value`` is the whole that is valid."""
    found: list[Json] = []
    for option in options(place.type):
        found += _breaches(option, get(value, place.steps))
    return [wrong for wrong in found if not keeps(spec, place.type, wrong)]


def keeps(spec: Spec, said: Type, value: Json) -> bool:
    """Whether a value breaks neither the type nor a constraint of a place; what stands in it is another matter."""
    return any(_fits(spec, option, value) for option in options(said))


def options(said: Type) -> tuple[Type, ...]:
    """The alternatives of a type; itself where there is one only."""
    return said.options if isinstance(said, OneOf) else (said,)


def _breaches(said: Type, valid: Json) -> list[Json]:
    match said:
        case Scalar(kind="string"):
            over = ["x" * (said.max_length + 1)] if said.max_length is not None else []
            return [*over, *STRANGE]
        case Scalar(kind="integer" | "number"):
            limits = (said.minimum, said.maximum, said.exclusive_minimum, said.exclusive_maximum)
            return [int(limit) + step for limit in limits if limit is not None for step in (-1, 0, 1)]
        case Scalar(kind="boolean", values=None):
            return [True, False]
        case EnumRef(kind=kind):
            return ["no such word" if kind == "string" else 987654]
        case ListOf(min_items=low, max_items=high) if is_array(valid) and valid:
            fewer = [valid[: low - 1]] if low else []
            return [*fewer, *([valid * (high // len(valid) + 1)] if high is not None else [])]
        case _:
            return []


def _fits(spec: Spec, said: Type, value: Json) -> bool:
    """Whether a value keeps the constraints of one alternative."""
    if not accepts(spec, said, value):
        return False
    match said:
        case Scalar(kind="string"):
            pattern = to_python(said.pattern or "")
            short, long = said.min_length or 0, said.max_length
            fits = short <= len(value) and (long is None or len(value) <= long)
            return fits and bool(re.search(pattern, value, re.ASCII)) and _is_one_of(said.values, value)
        case Scalar(kind="integer" | "number"):
            return (
                (said.minimum is None or value >= said.minimum)
                and (said.maximum is None or value <= said.maximum)
                and (said.exclusive_minimum is None or value > said.exclusive_minimum)
                and (said.exclusive_maximum is None or value < said.exclusive_maximum)
                and _is_one_of(said.values, value)
            )
        case Scalar(values=values):
            return _is_one_of(values, value)
        case EnumRef(key=key):
            return value in spec.provider.enums[key].values
        case ListOf(min_items=low, max_items=high):
            return (low or 0) <= len(value) and (high is None or len(value) <= high)
        case _:
            return True


def _is_one_of(values: tuple[Json, ...] | None, value: Json) -> bool:
    return values is None or value in values


# -- changing a value ---------------------------------------------------------


def put(value: Json, steps: Steps, new: Json) -> Json:
    """A copy of a JSON value with something else in one place."""
    if not steps:
        return new
    found = copy.deepcopy(value)
    inner: Any = found
    for step in steps[:-1]:
        inner = inner[step]
    inner[steps[-1]] = new
    return found


def drop(value: Json, steps: Steps) -> Json:
    """A copy of a JSON value without one of its members."""
    found = copy.deepcopy(value)
    inner: Any = found
    for step in steps[:-1]:
        inner = inner[step]
    del inner[steps[-1]]
    return found


def get(value: Json, steps: Steps) -> Json:
    """What stands in a place of a JSON value."""
    for step in steps:
        value = value[step]
    return value


def pick(value: Any, names: Steps) -> Any:
    """What stands in a place of a decoded value."""
    for name in names:
        value = value[name] if is_array(value) or is_object(value) else getattr(value, str(name))
    return value


def assign(value: Any, names: Steps, new: Any) -> None:
    """Put something else into a place of a decoded value."""
    owner = pick(value, names[:-1])
    if is_array(owner) or is_object(owner):
        owner[names[-1]] = new
    else:
        setattr(owner, str(names[-1]), new)
