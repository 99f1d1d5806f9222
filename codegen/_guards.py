"""Inline checks and shapes: how a type is tested on the straight path, and what catches the rest."""

from __future__ import annotations

from typing import TYPE_CHECKING

from codegen._model import Anything, EnumRef, ListOf, MapOf, Model, ModelRef, OneOf, Scalar, Type
from codegen._order import leading_to
from codegen._regex import only_refuses_controls, to_python
from codegen._words import snake

if TYPE_CHECKING:
    from collections.abc import Mapping

    from codegen._model import Field, Provider


def is_flat(model: Model) -> bool:
    """Whether every field is a scalar that is the same in Python and on the wire."""
    return model.numbered is None and bool(model.fields) and all(read_guard(field.type, "v") for field in model.fields)


def read_guard(said: Type, name: str) -> str:
    """An expression that is true for values which are read as they stand; empty where there is none."""
    match said:
        case Scalar(kind="string", secret=False):
            return f"type({name}) is str"
        case Scalar(kind="integer"):
            return f"type({name}) is int"
        case Scalar(kind="number"):
            return f"(type({name}) is int or (type({name}) is float and LOWEST <= {name} <= HIGHEST))"
        case Scalar(kind="boolean", values=(constant,)):
            return f"{name} is {constant}"
        case Scalar(kind="boolean"):
            return f"type({name}) is bool"
        case Scalar(kind="null"):
            return f"{name} is None"
        case OneOf(options=options):
            guards = [read_guard(option, name) for option in options]
            return f"({' or '.join(guards)})" if all(guards) else ""
        case _:
            return ""


def is_moment(field: Field) -> bool:
    """Whether a field is a text that says a date and time."""
    plain = isinstance(field.type, Scalar) and field.type.kind == "string" and not field.type.secret
    return plain and field.wire_format is not None and field.wire_format.kind == "date-time"


def negated(guard: str) -> str:
    """The opposite of a guard, as a person would write it."""
    return guard.replace(" is ", " is not ") if guard.count(" is ") == 1 and " and " not in guard else f"not ({guard})"


def write_guard(said: Type, name: str, *, sent: bool) -> str:
    """An expression that is true for values which are written as they stand; constraints count for what we send."""
    if not sent:
        return read_guard(said, name)
    match said:
        case Scalar(secret=True):
            return ""
        case Scalar(pattern=str() as pattern) if not only_refuses_controls(pattern):
            return ""
        case Scalar(values=tuple()) | Scalar(multiple_of=int() | float()):
            return ""
        case Scalar(kind="string"):
            return " and ".join([f"type({name}) is str", *_length(said, name)])
        case Scalar(kind="integer" | "number"):
            return " and ".join([read_guard(said, name), *_range(said, name)])
        case OneOf(options=options):
            guards = [write_guard(option, name, sent=True) for option in options]
            return f"({' or '.join(f'({guard})' for guard in guards)})" if all(guards) else ""
        case _:
            return read_guard(said, name)


def _length(said: Scalar, name: str) -> list[str]:
    low, high = said.min_length or 0, said.max_length
    if high is None:
        return [name] if low == 1 else [f"len({name}) >= {low}"] if low else []
    return [f"{low} <= len({name}) <= {high}"] if low else [f"len({name}) <= {high}"]


def _range(said: Scalar, name: str) -> list[str]:
    limits = (
        (said.minimum, ">="),
        (said.maximum, "<="),
        (said.exclusive_minimum, ">"),
        (said.exclusive_maximum, "<"),
    )
    return [f"{name} {sign} {limit!r}" for limit, sign in limits if limit is not None]


class Guards:
    """The shapes of one provider."""

    def __init__(self, provider: Provider) -> None:
        self.provider = provider

    def shape(self, said: Type, *, sent: bool) -> str:
        """The source text of a shape; constraints only where a value is sent."""
        match said:
            case Scalar():
                return self._scalar(said, sent=sent)
            case EnumRef(key=key):
                return f"Choice({self.provider.enums[key].name}, closed={sent})"
            case ModelRef(key=key):
                model = self.provider.models[key]
                words = "an array" if model.kind == "row" else "an object"
                name = snake(model.name)
                return f"Nested({words!r}, {model.name}, decode_{name}, encode_{name})"
            case ListOf(item=item):
                limits = (
                    {"low": said.min_items or None, "high": said.max_items, "unique": said.unique or None}
                    if sent
                    else {}
                )
                return f"Items({self.shape(item, sent=sent)}{_arguments(limits, first=False)})"
            case MapOf(value=value):
                limits = {"low": said.min_properties or None, "high": said.max_properties} if sent else {}
                return f"Table({self.shape(value, sent=sent)}{_arguments(limits, first=False)})"
            case OneOf(options=options):
                return f"Either({', '.join(self.shape(option, sent=sent) for option in options)})"
            case Anything():
                return "Free()"

    def _scalar(self, said: Scalar, *, sent: bool) -> str:
        limits: dict[str, object] = {}
        match said.kind:
            case "string":
                name = "Password" if said.secret else "String"
                pattern = to_python(said.pattern) if said.pattern is not None else None
                limits = {
                    "low": said.min_length or None,
                    "high": said.max_length,
                    "pattern": pattern,
                    "values": said.values,
                    "plain": (said.pattern is not None and only_refuses_controls(said.pattern)) or None,
                }
            case "boolean":
                return f"Boolean({_arguments({'values': said.values}, first=True)})"
            case "null":
                return "Null()"
            case kind:
                name = "Integer" if kind == "integer" else "Number"
                limits = {
                    "low": said.minimum, "high": said.maximum, "above": said.exclusive_minimum,
                    "below": said.exclusive_maximum, "step": said.multiple_of, "values": said.values,
                }  # fmt: skip
        return f"{name}({_arguments(limits if sent else {}, first=True)})"

    # -- control characters ---------------------------------------------------

    def audits(self, field: Field) -> bool:
        """Whether a field is written in line although a pattern forbids control characters in it."""
        said = field.type
        options = said.options if isinstance(said, OneOf) else (said,)
        patterns = [one.pattern for one in options if isinstance(one, Scalar) and one.pattern is not None]
        return bool(patterns) and bool(write_guard(said, "v", sent=True)) and not is_moment(field)

    def audited(self) -> set[str]:
        """The models in which anything is left to the check of whole documents."""
        own = {key for key, model in self.provider.models.items() if model.sent and any(map(self.audits, model.fields))}
        return {key for key in leading_to(self.provider, own) if self.provider.models[key].sent}


def _arguments(limits: Mapping[str, object], *, first: bool) -> str:
    text = ", ".join(f"{key}={value!r}" for key, value in limits.items() if value is not None)
    return text if first or not text else f", {text}"
