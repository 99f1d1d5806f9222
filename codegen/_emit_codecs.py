"""Write codecs.py: straight-line functions that read and write each model.

The shape of every function is the same: what nearly every value is gets checked in line; anything else goes to a
shape of the runtime, which converts it or says what is wrong with its wire path.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from codegen._code import annotation, imports
from codegen._codec_names import Codecs
from codegen._codec_read import Reader
from codegen._codec_rows import Rows, rows_of
from codegen._codec_write import Writer
from codegen._codec_xmlrpc import ready_rows, write_ready
from codegen._emit_models import format_source
from codegen._guards import is_moment
from codegen._lines import Lines
from codegen._model import EnumRef, ListOf, Model, ModelRef, OneOf, Scalar, Type
from codegen._order import ordered
from codegen._regex import to_python
from codegen._results import body_stem, result_types, stem
from codegen._roles import reach
from codegen._templates import render

if TYPE_CHECKING:
    from codegen._model import Provider

FORM = "application/x-www-form-urlencoded"
SHAPES = "Boolean Choice Either Free Integer Items Moment Nested Null Number Password String Table"
MISFITS = "Drift check_items misfit_of unwritable"
MEMBERS = "check_count clean extras fold number_keys place put_extras put_position put_rest read_rest without"
RUNTIME = {
    **dict.fromkeys(SHAPES.split(), "smswire_runtime._shapes"),
    **dict.fromkeys(MISFITS.split(), "smswire_runtime._misfits"),
    **dict.fromkeys(MEMBERS.split(), "smswire_runtime._members"),
    **dict.fromkeys(("Json", "NO_EXTRAS", "UNSET", "untyped"), "smswire_runtime._values"),
    **dict.fromkeys(("DecodeError", "EncodeError"), "smswire_runtime._errors"),
    **dict.fromkeys(("_json", "_json_rows", "_xmlrpc", "DateTimeFormat"), "smswire_runtime"),
    **dict.fromkeys(("HIGHEST", "LOWEST", "member"), "smswire_runtime._json"),
    **dict.fromkeys(("Iterable", "Sequence"), "collections.abc"),
    "repeat": "itertools",
    **dict.fromkeys(("Any", "Final", "Literal"), "typing"),
}


@dataclass(frozen=True, slots=True)
class Loose:
    """A body or an answer that has no class of its own, such as a list, or a value or false."""

    stem: str
    what: str
    type: Type
    sent: bool
    xmlrpc: bool


def _loose(provider: Provider) -> list[Loose]:
    found: list[Loose] = []
    for operation in provider.operations:
        body = operation.body.type if operation.body is not None else None
        if body is not None and not isinstance(body, ModelRef):
            found.append(
                Loose(body_stem(provider, operation), f"the body of {operation.name}", body, sent=True, xmlrpc=False)
            )
        what = f"the result of {operation.name}"
        xmlrpc = operation.codec == "xmlrpc"
        found += [
            Loose(stem(provider, operation, said), what, said, sent=False, xmlrpc=xmlrpc)
            for said in result_types(operation)
        ]
    return found


def source(provider: Provider, package: str) -> str:
    """The text of codecs.py."""
    codecs = Codecs(provider)
    lines = Lines()
    reader, writer, rows = Reader(codecs, lines), Writer(codecs, lines), Rows(codecs, lines)
    listed, written = _listed(codecs), _written(codecs)
    for key in ordered(provider):
        reader.model(provider.models[key])
        writer.model(provider.models[key])
        if key in listed:
            rows.read(provider.models[key])
        if key in written:
            rows.write(provider.models[key])
    loose = _loose(provider)
    for one in loose:
        _functions(codecs, reader, one)
    lines("", "")
    for model in provider.models.values():
        _constants(codecs, lines, model)
    for one in loose:
        lines(f"{codecs.result(one.stem)}: Final = {codecs.guards.shape(one.type, sent=one.sent)}")
    _jsv_constants(codecs, lines)
    body = lines.text()
    named = [model.name for model in provider.models.values()] + [enum.name for enum in provider.enums.values()]
    head = imports(f"{body} Final", {**RUNTIME, **dict.fromkeys(named, f"{package}.models")})
    return render(
        "codecs.jinja", title=f"Read and write the values of {provider.title}.",
        imports=f"import re\n\n{head}" if "re.compile" in body else head, body=body,
    )  # fmt: skip


def _functions(codecs: Codecs, reader: Reader, one: Loose) -> None:
    """Functions for what has no class of its own."""
    w = reader.w
    words = annotation(codecs.provider, one.type)
    shape = codecs.result(one.stem)
    w("", "")
    with w.block(f'def decode_{one.stem}(data: Json, path: str = "$", drift: Drift | None = None) -> {words}:'):
        w(f'"""Read {one.what}; a DecodeError names the wire path of what does not fit."""')
        rows = rows_of(codecs.provider, one.type)
        if rows is not None:
            with w.block("if type(data) is list:"):
                w(f"return _read_{codecs.name(rows)}_rows(untyped(data), None, path, drift)")
        w(f"result: {words} = {shape}.decode(data, path, drift)", "return result")
    w("", "")
    with w.block(f'def encode_{one.stem}(value: {words}, path: str = "$") -> Json:'):
        promise = "an EncodeError names the wire path of what does not fit" if one.sent else "as its server does"
        w(f'"""Write {one.what}{"; " if one.sent else " "}{promise}."""')
        if rows is not None and not one.sent:
            with w.block("if type(value) is list:"):
                w(f"return _write_{codecs.name(rows)}_rows(value, None, path)")
        w(f"return {shape}.encode(value, path)")
    ready = ready_rows(codecs.provider, one.type) if one.xmlrpc else None
    if ready is not None:
        write_ready(codecs, w, one.stem, ready, words)


def _listed(codecs: Codecs) -> set[str]:
    """Flat classes that stand in lists, and so have functions for many at once."""
    found = {one.key for one in codecs.provider.models.values() if one.numbered and codecs.numbered_rows(one)}
    keys = {one.numbered.value.key for one in codecs.provider.models.values() if one.key in found and one.numbered}
    fields = [field.type for model in codecs.provider.models.values() for field in model.fields]
    rows = [codecs.rows(said) for said in fields] + [
        rows_of(codecs.provider, one.type) for one in _loose(codecs.provider)
    ]
    return keys | {model.key for model in rows if model is not None}


def _written(codecs: Codecs) -> set[str]:
    """Those of them whose lists are written at once: in JSON requests, under numbers, and as a whole answer."""
    models = codecs.provider.models.values()
    rows = [codecs.rows(field.type) for model in models for field in codecs.spliced(model)]
    rows += [codecs.numbered_rows(model) for model in models]
    rows += [rows_of(codecs.provider, one.type) for one in _loose(codecs.provider) if not one.sent]
    return {model.key for model in rows if model is not None}


def _constants(codecs: Codecs, lines: Lines, model: Model) -> None:
    wires = [field.wire for field in model.fields]
    if model.kind != "row":
        known = f"frozenset({{{', '.join(map(repr, wires))}}})" if wires else "frozenset[str]()"
        lines(f"{codecs.constant(model, 'KNOWN')}: Final = {known}")
        if codecs.provider.fold_names and wires:
            lines(f"{codecs.constant(model, 'FOLDED')}: Final = { ({wire.lower(): wire for wire in wires})!r}")
    for field in model.fields:
        shape = codecs.guards.shape(field.type, sent=model.sent)
        if model.sent and is_moment(field):
            assert field.wire_format is not None
            shape = f"Moment({shape}, {format_source(field.wire_format)}.read)"
        lines(f"{codecs.shape(model, field)}: Final = {shape}")
    if model.numbered is not None:
        pattern = to_python(model.numbered.pattern)
        lines(f"{codecs.constant(model, 'IS_NUMBER')}: Final = re.compile({pattern!r}, re.ASCII).search")
        numbers = codecs.constant(model, "NUMBERS")
        lines(f"{numbers}: Final = tuple(map(str, range(1, {model.numbered.maximum} + 1)))")
        if codecs.has_text(model) and codecs.numbered_rows(model) is not None:
            lines(f"{codecs.constant(model, 'LABELS')}: Final = tuple(f'\"{{key}}\":' for key in {numbers})")


def _texts(provider: Provider) -> set[str]:
    """Models that are read from texts without types: JSV, form posts, and parameters that travel in a URL."""
    found = {
        model.key
        for model in provider.models.values()
        if model.kind == "parameters" and model.fields[0:1] and model.fields[0].location != "position"
    }
    bodies = [operation.body for operation in provider.operations]
    bodies += [answer.body for operation in provider.operations for answer in operation.answers]
    for body in bodies:
        if body is not None and isinstance(body.type, ModelRef) and {"text/jsv", FORM} & set(body.media):
            found.add(body.type.key)
    return found


def _jsv_constants(codecs: Codecs, lines: Lines) -> None:
    """Which JSON type each text stands for, class by class; a class that is read later is put in afterwards."""
    provider = codecs.provider
    needed = reach(provider, [ModelRef(key) for key in _texts(provider)])
    done: set[str] = set()
    later: list[str] = []
    for key in [key for key in ordered(provider) if key in needed]:
        model = provider.models[key]
        name = f"JSV_{codecs.name(model).upper()}"
        entries: list[str] = []
        for field in model.fields:
            entries.append(f"{field.wire!r}: {_jsv(codecs, field.type, done)}")
            if _jsv(codecs, field.type, needed) != _jsv(codecs, field.type, done):
                later.append(f"{name}[{field.wire!r}] = {_jsv(codecs, field.type, needed)}")
        lines(f"{name}: Final[dict[str, Json]] = {{{', '.join(entries)}}}")
        done.add(key)
    lines(*later)


def _jsv(codecs: Codecs, said: Type, known: set[str]) -> str:
    match said:
        case Scalar(kind="null"):
            return '"any"'
        case Scalar(kind=kind) | EnumRef(kind=kind):
            return f'"{kind}"'
        case ListOf(item=item):
            return f'["list", {_jsv(codecs, item, known)}]'
        case ModelRef(key=key) if key in known:
            return f"JSV_{codecs.name(codecs.provider.models[key]).upper()}"
        case OneOf(options=options):
            kinds = [option for option in options if option != Scalar("null")]
            return _jsv(codecs, kinds[0], known) if len(kinds) == 1 else '"any"'
        case _:
            return '"any"'
