"""What the specification calls an answer: an acceptance, a refusal, or something after which nobody knows."""

from __future__ import annotations

import re
from typing import Final, Literal, TypeAlias

from codegen._model import Model, ModelRef, OneOf, Scalar
from codegen._regex import to_python
from tests.providers._specs import Json
from tests.providers._wires import TEXT, Told, document, parse

Verdict: TypeAlias = Literal["accepted", "rejected", "unknown"]

TIMED_OUT: Final = 408
"""A request that timed out for the server may have been acted on."""


def is_refusal(told: Told) -> bool | None:
    """Whether the specification calls an example a refusal; nothing where the status leaves it open."""
    if told.media == TEXT:
        assert told.answer.body is not None
        rules = told.answer.body.rules
        return next(one.refusal for one in rules if re.search(to_python(one.pattern), told.value, re.ASCII))
    if told.answer.refusal or told.status >= 500:
        return True if told.answer.refusal else None
    if isinstance(told.type, OneOf):
        pairs = zip(told.type.options, told.type.refusals, strict=True)
        return any(flag and isinstance(one, Scalar) and told.value in (one.values or ()) for one, flag in pairs
                   if isinstance(told.value, bool))  # fmt: skip
    return by_code(told) or False


def by_code(told: Told) -> bool | None:
    """Whether a value in the body refuses, where the specification says which values accept."""
    if not isinstance(told.type, ModelRef) or not told.spec.model(told.type).accepted:
        return None
    model, value = told.spec.model(told.type), document(told, parse(told.spec, told.operation, told.response()))
    return any(not _accepted(model, value, wire, wanted) for wire, wanted in model.accepted.items())


def _accepted(model: Model, value: Json, wire: str, wanted: list[Json]) -> bool:
    field = next(field for field in model.fields if field.wire == wire)
    width = field.wire_format.width if field.wire_format is not None else 0
    return value.get(wire) in wanted or (width > 0 and str(value.get(wire)).zfill(width) in wanted)


def verdict(told: Told) -> Verdict:
    """What a call comes to that is answered like this: the body decides where it can, and else the status."""
    decided = is_refusal(told) if told.media in {TEXT, "text/xml"} else by_code(told)
    if decided is not None:
        return "rejected" if decided else "accepted"
    if told.status // 100 == 2:
        return "accepted"
    return "rejected" if told.status // 100 == 4 and told.status != TIMED_OUT else "unknown"
