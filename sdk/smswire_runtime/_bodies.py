"""Between messages and values: what generated operations, servers and callbacks share; still no I/O.

Who speaks JSON waits for no other notation: the others are loaded by the first message that has them.
"""

# ruff: noqa: PLC0415, for the reason above
from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final

from smswire_runtime import _form, _json
from smswire_runtime._errors import DecodeError, EncodeError
from smswire_runtime._members import fold as fold_names
from smswire_runtime._messages import Headers, Request, Response
from smswire_runtime._misfits import kind_of
from smswire_runtime._values import Json, untyped

if TYPE_CHECKING:
    from smswire_runtime._text import TextRule

JSON: Final = "application/json"
JSV: Final = "text/jsv"
FORM: Final = "application/x-www-form-urlencoded"

OK: Final = 200

UNRESERVED: Final = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
"""Characters that a path segment holds as they are (RFC 3986)."""


def undocumented(response: Response) -> DecodeError:
    """The error for an answer that its specification does not describe."""
    return DecodeError(
        "$", f"an undocumented answer: HTTP {response.status}, {response.media_type[:80] or 'no media type'}"
    )


def unlike(names: Sequence[str], problems: Sequence[DecodeError]) -> DecodeError:
    """The error for an event that is none of the documented ones."""
    told = "; ".join(f"no {name}: {problem}" for name, problem in zip(names, problems, strict=True))
    return DecodeError("$", told)


def _is_jsv(media: str) -> bool:
    return media in {JSV, "application/jsv", "text/x-jsv"}


def read_body(response: Response, shape: Json, *, fold: bool = False) -> Json:
    """The value of an answer's body; JSON unless the answer says that it is JSV."""
    try:
        if shape is not None and _is_jsv(response.media_type):
            from smswire_runtime import _jsv

            return _jsv.typed(_jsv.loads_bytes(response.body), shape, "$", fold=fold)
        return _json.loads_unchecked(response.body)
    except DecodeError:
        if response.status == OK:
            raise
    raise undocumented(response)


def read_request(request: Request, shape: Json, *, fold: bool = False) -> Json:
    """The value of a request's body, by its content type; JSON where there is none."""
    if shape is not None:  # there is another way to write it
        media = (request.header("content-type") or "").partition(";")[0].strip().lower()
        if _is_jsv(media):
            from smswire_runtime import _jsv

            return _jsv.typed(_jsv.loads_bytes(request.body), shape, "$", fold=fold)
        if media == FORM:
            return _read_form(request.body, shape, fold=fold)
    return _json.loads_unchecked(request.body)


def _read_form(body: bytes, shape: Mapping[str, Json], *, fold: bool) -> Json:
    """Top-level texts stand as they are; anything else is JSV."""
    from smswire_runtime import _jsv

    found: dict[str, Json] = dict(_form.loads(body))
    if fold:
        found = fold_names(found, {name.lower(): name for name in shape})
    return {
        name: text
        if shape.get(name, "string") == "string"
        else _jsv.typed(_jsv.loads(text), shape[name], f"$.{name}", fold=fold)
        for name, text in found.items()
    }


def write_body(media: str, value: Mapping[str, Json]) -> bytes:
    """A request's body in another media type than JSON."""
    from smswire_runtime import _jsv

    if media == JSV:
        return _jsv.dumps(value).encode()
    pairs = [
        (name, item if isinstance(item, str) else _jsv.dumps(item, f"$.{name}"))
        for name, item in value.items()
        if item is not None
    ]
    return _form.dumps(pairs).encode("ascii")


def write_answer(status: int, media: str, value: Json) -> Response:
    """An answer with a body of JSON or JSV."""
    if media == JSV:
        from smswire_runtime import _jsv

        return Response(status=status, headers=(("Content-Type", JSV),), body=_jsv.dumps(value).encode())
    return Response(
        status=status, headers=(("Content-Type", f"{JSON}; charset=utf-8"),), body=_json.dumps_checked(value)
    )


def write_text(rule: TextRule, parts: Mapping[str, Json], status: int) -> Response:
    """An answer in plain text."""
    from smswire_runtime import _text

    texts = {name: part for name, part in parts.items() if isinstance(part, str)}
    return Response(
        status=status,
        headers=(("Content-Type", "text/plain; charset=utf-8"),),
        body=_text.render(rule, texts),
    )


def json_request(method: str, path: str, value: Json) -> Request:
    """A request whose body is JSON."""
    return Request(method=method, path=path, headers=(("Content-Type", JSON),), body=_json.dumps_checked(value))


# -- parameters ---------------------------------------------------------------


def positional(values: Mapping[str, Json], wires: Sequence[str]) -> list[Json]:
    """Parameters in their order; those left out may stand only at the end."""
    arguments: list[Json] = []
    for index, wire in enumerate(wires):
        if wire not in values:
            continue
        if len(arguments) < index:
            raise EncodeError(f"$.{wires[len(arguments)]}", f"missing before {wire}")
        arguments.append(values[wire])
    return arguments


def arguments_of(arguments: list[Json], wires: Sequence[str]) -> dict[str, Json]:
    """Positional arguments by their names."""
    if len(arguments) > len(wires):
        raise DecodeError("$", f"{len(arguments)} arguments where at most {len(wires)} may stand")
    return dict(zip(wires, arguments, strict=False))


def _texts(name: str, value: Json) -> list[tuple[str, str]]:
    if isinstance(value, list):
        return [pair for item in untyped(value) for pair in _texts(name, item)]
    if isinstance(value, bool):
        return [(name, "true" if value else "false")]
    if isinstance(value, str | int | float):
        return [(name, str(value))]
    if value is None:
        return []
    raise EncodeError(f"$.{name}", f"{kind_of(value)} cannot stand in a URL")


def renamed(values: Mapping[str, Json], labels: Mapping[str, str]) -> dict[str, Json]:
    """Parameters of one place under their names there, where another place has some of the same names."""
    others = {name: value for name, value in values.items() if name not in labels.values()}
    return others | {label: values[name] for name, label in labels.items() if name in values}


def query_of(values: Mapping[str, Json], wires: Sequence[str]) -> str:
    """The query part of a URL."""
    return _form.dumps([pair for wire in wires if wire in values for pair in _texts(wire, values[wire])])


def headers_of(values: Mapping[str, Json], wires: Sequence[str]) -> Headers:
    """Parameters that travel as headers."""
    found = tuple(pair for wire in wires if wire in values for pair in _texts(wire, values[wire]))
    for name, text in found:
        if not text.isascii() or not text.isprintable():
            raise EncodeError(f"$.{name}", "a header holds printable ASCII only")
    return found


def path_with(template: str, values: Mapping[str, Json], wires: Sequence[str]) -> str:
    """The path with its placeholders filled in."""
    for wire in wires:
        text = ",".join(text for _, text in _texts(wire, values[wire]))
        if text in {"", ".", ".."}:
            raise EncodeError(f"$.{wire}", "cannot stand as a path segment")
        template = template.replace(f"{{{wire}}}", _escaped(text))
    return template


def _escaped(text: str) -> str:
    try:
        raw = text.encode()
    except UnicodeEncodeError:
        raise EncodeError("$", "half of a surrogate pair") from None
    return "".join(chr(byte) if chr(byte) in UNRESERVED else f"%{byte:02X}" for byte in raw)


def read_parameters(  # noqa: PLR0913 - generated calls only
    request: Request,
    route: str,
    places: Sequence[tuple[str, str]],
    shape: Mapping[str, Json],
    *,
    fold: bool = False,
    labels: Mapping[str, str] | None = None,
) -> dict[str, Json]:
    """Parameters from where they travel, as values of their types; ``labels`` as for ``renamed``."""
    query: dict[str, list[str]] = {}
    for name, text in _form.loads(request.query):
        query.setdefault(name.lower() if fold else name, []).append(text)
    segments = _segments(request.path, route)
    found: dict[str, Json] = {}
    for place, name in places:
        label = (labels or {}).get(name, name)
        if place == "query":
            texts = query.get(label.lower() if fold else label, [])
        else:
            single = segments.get(label) if place == "path" else request.header(label)
            texts = [] if single is None else [single]
        if texts:
            found[name] = _parameter(texts, shape[name], f"$.{name}")
    return found


def _segments(path: str, route: str) -> dict[str, str]:
    pairs = zip(route.split("/"), path.split("/"), strict=False)
    return {name[1:-1]: _form.unquote(text) for name, text in pairs if name.startswith("{") and name.endswith("}")}


def _parameter(texts: list[str], shape: Json, path: str) -> Json:
    if isinstance(shape, list):
        return [_parameter([text], shape[1], path) for text in texts]
    if len(texts) > 1:
        raise DecodeError(path, f"given {len(texts)} times")
    if shape in {"string", "any"}:
        return texts[0]
    from smswire_runtime import _jsv

    return _jsv.typed(texts[0], shape, path)
