"""Bodies of this service: JSON, JSV or a form, in any casing of the names."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from smswire.sandbox._wire import Violation
from smswire.sandbox._wires._bodies import encoding_of, in_utf8, items, media_of, members, repeated
from smswire.sandbox._wires._eros_jsv import read_jsv
from smswire.sandbox._wires._eros_refusals import Refusal, unreadable
from smswire.sandbox._wires._schemas import schema_of
from smswire_runtime import DecodeError, Json, Request, _form, _json
from smswire_runtime._bodies import FORM, JSON, JSV
from smswire_runtime._json import BYTE_ORDER_MARK, member
from smswire_runtime._members import fold
from smswire_runtime._values import untyped

JSVS: Final = frozenset({JSV, "application/jsv", "text/x-jsv"})
"""Media types that mean JSV, as the generated server side has them."""

OCTETS: Final = 512 * 1024
"""Octets of a body that this sandbox reads: as many recipients as it takes, each with a name and an id. No document
names a limit."""

JSONS: Final = frozenset({JSON, "text/json", ""})
"""Media types that mean JSON; so does none at all."""


def read_body(
    request: Request, model: str, shape: Mapping[str, Json]
) -> tuple[dict[str, Json] | Refusal, tuple[Violation, ...]]:
    """What the body says by its media type, or why it cannot be read; and what is wrong with it.

    The names are the declared ones, and what is null is left out.
    """
    media, encoding = media_of(request), encoding_of(request)
    if len(request.body) > OCTETS:
        problem = f"{len(request.body)} octets where this sandbox reads {OCTETS}"
        return unreadable(media or JSON, model, problem), (Violation(path="$", problem=problem),)
    request, found = in_utf8(request)
    try:
        value, more = _read(request.body, media, shape, encoding or "utf-8")
    except DecodeError as error:
        found += (Violation(path=error.path, problem=error.problem),)
        return unreadable(media or JSON, model, str(error)), found
    if not isinstance(value, dict | None):
        problem = "expected an object"
        return unreadable(media or JSON, model, problem), (*found, Violation(path="$", problem=problem))
    found += more
    known = {one.path for one in found}
    told = schema_of("eros", model, fold=True).violations({} if value is None else value)
    found += tuple(one for one in told if one.path not in known)
    return _declared(members(value), shape), found


def _read(body: bytes, media: str, shape: Mapping[str, Json], encoding: str) -> tuple[Json, tuple[Violation, ...]]:
    if media in JSVS:
        try:
            text = body.removeprefix(BYTE_ORDER_MARK).decode()
        except UnicodeDecodeError as error:
            raise DecodeError("$", f"not UTF-8 at byte {error.start}") from None
        return read_jsv(text, shape)
    if media == FORM:
        return _read_form(body, shape, encoding)
    if media in JSONS:
        return (_json.loads_unchecked(body), repeated(body)) if body else (None, ())
    raise DecodeError("headers.Content-Type", f"neither {JSON} nor {JSV} nor {FORM}")


def _read_form(body: bytes, shape: Mapping[str, Json], encoding: str) -> tuple[Json, tuple[Violation, ...]]:
    """Top-level texts stand as they are; anything else is JSV."""
    found: tuple[Violation, ...] = ()
    if body.lstrip().startswith(b"{"):
        found = (Violation(path="headers.Content-Type", problem=f"says that it is a form, and it begins like {JSON}"),)
    names = {name.lower(): name for name in shape}
    texts: dict[str, str] = {}
    for written, text in _form.loads(body, encoding=encoding):
        name = names.get(written.lower(), written)
        if name in texts:
            found += (Violation(path=member("$", name), problem="given twice; the last one counts"),)
        texts[name] = text
    value: dict[str, Json] = {}
    for name, text in texts.items():
        if shape.get(name, "string") == "string":
            value[name] = text
        else:
            value[name], more = read_jsv(text, shape[name], f"$.{name}")
            found += more
    return value, found


def _declared(value: Json, shape: Mapping[str, Json]) -> dict[str, Json]:
    """The members in declared names and without nulls."""
    named = fold(members(value), {name.lower(): name for name in shape})
    return {name: _item(item, shape.get(name)) for name, item in named.items() if item is not None}


def _item(item: Json, shape: Any) -> Json:
    """One member; a single object stands for a list of one, as the framework reads it."""
    if isinstance(shape, list):
        return _listed(item, items(untyped(shape))[1])
    return (
        _declared(untyped(item), untyped(shape))
        if isinstance(item, dict) and isinstance(shape, dict)
        else untyped(item)
    )


def _listed(item: Json, shape: Json) -> Json:
    if isinstance(item, dict):
        return [_item(untyped(item), shape)]
    return [_item(one, shape) for one in items(untyped(item))] if isinstance(item, list) else item
