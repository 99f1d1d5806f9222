"""XML-RPC: read through expat with every guard on, written by hand.

expat proves a document well-formed; one regular expression then takes it apart, which spares a Python call for
every tag. Where the text is not literally what it means (entities, CDATA, comments, attributes, ``<data/>``,
encodings other than UTF-8), expat's events first spell the same document out, so that there is one grammar only.
"""

from __future__ import annotations

import binascii
import pyexpat
import re
from collections.abc import Iterable
from math import isfinite
from typing import Any, Final, NoReturn, TypeAlias, cast

from smswire_runtime._errors import DecodeError, EncodeError
from smswire_runtime._json import member
from smswire_runtime._values import Json
from smswire_runtime._xmlrpc_values import (
    DEPTH,
    INT,
    INTEGER,
    METHOD,
    READERS,
    SPELLED_READERS,
    Base64Text,
    DateTimeText,
    Fault,
    IntText,
    MisfitError,
)

__all__ = [
    "Base64Text",
    "DateTimeText",
    "Fault",
    "IntText",
    "dumps_answer",
    "dumps_call",
    "dumps_fault",
    "encode_document",
    "escape",
    "loads_answer",
    "loads_call",
]

TAGS: Final = 200_000
"""Tags in a document. 500 rows that hold a struct of nine members each have 42,000."""

ENCODINGS: Final = frozenset({"utf-8", "utf-16", "utf-16le", "utf-16be", "iso-8859-1", "us-ascii"})
"""What expat reads by itself; for any other name it would call on Python's codecs."""

_Token: TypeAlias = tuple[str, str, str]
_Frame: TypeAlias = tuple[str, str, list[Any]]
"""An open element: its kind, its name if it has one, and what it holds so far."""

_W: Final = r"[ \t\n]*+"
_TOKEN: Final = re.compile(
    rf"<value>(?:{_W}<(string|int|i4|boolean|double|i8|nil|base64|dateTime\.iso8601)>)?+([^<]*+)"
    rf"(?(1)</\1>{_W})</value>{_W}|("
    rf"<(?:value>{_W}<(?:array>{_W}<data|struct)|/(?:data>{_W}</array|struct)>{_W}</value)>"
    r"|</?(?:params?+|fault|methodResponse|methodCall)>|</member>"
    rf"|<(?:member>{_W}<name|methodName)>[^<]*+</(?:name|methodName)>"
    rf"|[^<]++|<){_W}"
)
"""Either a scalar's type and text, or what opens, closes or names something, or what does not belong here."""

_OPENERS: Final = {
    "<value><array><data>": ("data", ""),
    "<value><struct>": ("struct", ""),
    "<params>": ("params", ""),
    "<param>": ("param", ""),
    "<fault>": ("fault", ""),
    "<methodResponse>": ("methodResponse", ""),
    "<methodCall>": ("methodCall", ""),
}

_DECLARATION: Final = '<?xml version="1.0" encoding="UTF-8"?>'
_PROLOG: Final = re.compile(
    rb"(?:\xef\xbb\xbf)?+(?:<\?xml version=['\"]1\.0['\"](?: encoding=['\"]utf-8['\"])?+ ?\?>)?+\s*+(?=<method)",
    re.IGNORECASE,
)
_ANGLE: Final = "\x01"
"""Stands for ``<`` inside text while a document is taken apart; XML knows no such character."""

_REFUSED: Final = re.compile("[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]")
_REFUSED_OCTETS: Final = bytes(octet for octet in range(32) if octet not in b"\t\n")
"""What XML cannot carry: control characters, halves of surrogate pairs, carriage returns (they become line feeds)."""

_HOLD_VALUES: Final = frozenset({"data", "member", "param", "fault"})
_NESTED: Final = frozenset({"data", "struct"})
_WITHIN: Final = {
    "data": _HOLD_VALUES,
    "struct": _HOLD_VALUES,
    "member": {"struct"},
    "param": {"params"},
    "params": {"methodCall", "methodResponse"},
    "fault": {"methodResponse"},
    "methodCall": {""},
    "methodResponse": {""},
}
"""Where each kind of element may stand."""


def _refuse_doctype(*_: object) -> NoReturn:
    raise DecodeError("$", "a document type declaration, which is never read")


def _check_declaration(_: str, encoding: str | None, __: int) -> None:
    if encoding is not None and encoding.lower() not in ENCODINGS:
        raise DecodeError("$", "an encoding that is not read")


def _parse(body: bytes, *, spell_out: bool) -> str:
    """Prove a document well-formed; if asked, return the same with nothing but plain elements and their text.

    Every document type is refused, and with it every entity that is not XML's own.
    """
    parts: list[str] = []
    parser = pyexpat.ParserCreate()
    parser.StartDoctypeDeclHandler = _refuse_doctype
    parser.XmlDeclHandler = _check_declaration
    if spell_out:
        parser.buffer_text = True
        parser.StartElementHandler = lambda name, _: parts.append(f"<{name}>")
        parser.EndElementHandler = lambda name: parts.append(f"</{name}>")
        parser.CharacterDataHandler = lambda text: parts.append(text.replace("<", _ANGLE))
    try:
        parser.Parse(body, True)  # noqa: FBT003, the parser takes its arguments by position
    except pyexpat.ExpatError as error:
        raise DecodeError("$", f"not XML at line {error.lineno}, column {error.offset + 1}") from None
    return "".join(parts)


def _read(body: bytes, *, lexical: bool) -> _Frame:
    if len(body) > 3 * TAGS and body.count(b"<") > TAGS:  # a tag has three characters at least
        raise DecodeError("$", f"more than {TAGS} tags")
    prolog = _PROLOG.match(body)
    if prolog is not None and b"&" not in body and b"\r" not in body:
        _parse(body, spell_out=False)
        try:
            return _assemble(_TOKEN.findall(body[prolog.end() :].decode()), lexical=lexical)
        except ValueError:
            pass  # a comment, an attribute, an empty-element tag, or a real misfit: the slower way tells
    text = _parse(body, spell_out=True)
    tokens: list[_Token] = _TOKEN.findall(text)
    if _ANGLE in text:
        tokens = [(a, b.replace(_ANGLE, "<"), c.replace(_ANGLE, "<") if c[:1] == "<" else c) for a, b, c in tokens]
    return _assemble(tokens, lexical=lexical)


def _assemble(tokens: list[_Token], *, lexical: bool) -> _Frame:
    """Build the values. The document is well-formed, so that a closing tag always closes what is open."""
    readers = READERS | SPELLED_READERS if lexical else READERS
    seen: dict[str, dict[str, Any]] = {scalar: {} for scalar in readers}
    outer: list[_Frame] = []
    kind, label = "", ""
    held: list[Any] = []
    try:
        for scalar, text, mark in tokens:
            if scalar == "string":
                held.append(text)
            elif scalar:
                known = seen[scalar]
                if text not in known:
                    known[text] = readers[scalar](text)
                held.append(known[text])
            elif not mark:
                held.append(text)
            elif mark[:2] == "</":
                value = held if kind == "data" else _close(kind, label, held)
                kind, label, held = outer.pop()
                held.append(value)
            else:
                opened, named = _OPENERS.get(mark) or _open(mark)
                if opened == "methodName":
                    label = _method(named, kind, label, held)
                    continue
                if opened != "data" or kind != "data" or len(outer) >= DEPTH:
                    _check_place(opened, kind, outer)
                outer.append((kind, label, held))
                kind, label, held = opened, named, []
        _close(kind, label, held)
    except MisfitError as misfit:
        raise DecodeError(_path([*outer, (kind, label, held)]), misfit.problem) from None
    return cast("_Frame", held[0])


def _open(mark: str) -> tuple[str, str]:
    """What opens with a name, or with white space inside."""
    if mark.startswith("<member"):
        return "member", mark.partition("<name>")[2].removesuffix("</name>")
    if mark.startswith("<methodName"):
        return "methodName", mark.removeprefix("<methodName>").removesuffix("</methodName>")
    opener = _OPENERS.get("".join(mark.split()))
    if opener is None:
        raise MisfitError("an element or text that does not belong here")
    return opener


def _check_place(opened: str, kind: str, outer: list[_Frame]) -> None:
    if kind not in _WITHIN[opened]:
        raise MisfitError("an element that does not belong here")
    if opened in _NESTED and sum(frame[0] in _NESTED for frame in outer) + (kind in _NESTED) >= DEPTH:
        raise MisfitError(f"nested deeper than {DEPTH} levels")


def _method(method: str, kind: str, label: str, held: list[Any]) -> str:
    if kind != "methodCall" or label or held or METHOD.fullmatch(method) is None:
        raise MisfitError("a method name that does not belong here, or is none")
    return method


def _close(kind: str, label: str, held: list[Any]) -> Any:
    """What an element other than an array comes to: a tuple unless it is a value, so that it cannot pass for one."""
    if kind in _HOLD_VALUES:
        if len(held) != 1:
            raise MisfitError(f"expected one value, got {len(held)}")
        return (label, held[0])
    if not all(type(item) is tuple for item in held):
        raise MisfitError("a value that does not belong here")
    if kind == "params":
        return (kind, [value for _, value in held])
    if kind != "struct":
        return (kind, label, held)
    members = dict(held)
    if len(members) != len(held):
        raise MisfitError("a member that stands twice")
    return members


def _path(frames: list[_Frame]) -> str:
    path = "$"
    for kind, label, held in frames:
        if kind == "member":
            path = member(path, label)
        elif kind == "fault":
            path += ".fault"
        elif kind == "data":
            path += f"[{len(held)}]"
        elif kind == "params" and frames[1][0] == "methodCall":
            path += f".params[{len(held)}]"
    return path


def loads_call(body: bytes, *, lexical: bool = False) -> tuple[str, list[Json]]:
    """The method and the parameters of a call; with ``lexical``, integers keep their spelling as IntText."""
    kind, method, held = _read(body, lexical=lexical)
    if kind != "methodCall" or not method or len(held) > 1:
        raise DecodeError("$", "expected a call of one method with one list of parameters")
    return method, held[0][1] if held else []


def loads_answer(body: bytes) -> Json | Fault:
    """The value of an answer, or its fault."""
    kind, _, held = _read(body, lexical=False)
    if kind != "methodResponse" or len(held) != 1:
        raise DecodeError("$", "expected an answer with either a result or a fault")
    what, value = held[0]
    if what == "params":
        if len(value) != 1:
            raise DecodeError("$", f"expected one result, got {len(value)}")
        return value[0]
    members = cast("dict[str, Json]", value if isinstance(value, dict) else {})
    code, text = members.get("faultCode"), members.get("faultString")
    if type(code) is not int or not isinstance(text, str):
        raise DecodeError("$.fault", "expected a struct of an integer faultCode and a string faultString")
    return Fault(code, str(text))


def escape(text: str) -> str:
    """Text for the inside of an element; the very same string when there is nothing to escape."""
    if "&" in text:
        text = text.replace("&", "&amp;")
    if "<" in text:
        text = text.replace("<", "&lt;")
    return text.replace(">", "&gt;") if ">" in text else text


def encode_document(document: str) -> bytes | None:
    """A written document in UTF-8, or None when it holds what XML cannot carry."""
    try:
        body = document.encode()
    except UnicodeEncodeError:
        return None
    if len(body.translate(None, _REFUSED_OCTETS)) != len(body):
        return None
    return body if document.isascii() or not ("\ufffe" in document or "\uffff" in document) else None


def dumps_call(method: str, params: Iterable[Json]) -> bytes:
    """A call. The paths of errors begin with ``$.params``."""
    if METHOD.fullmatch(method) is None:
        raise EncodeError("$.method", "not a method name")
    values = {f"$.params[{index}]": value for index, value in enumerate(params)}
    return _document(f"<methodCall><methodName>{method}</methodName><params>", values, "</params></methodCall>")


def dumps_answer(value: Json) -> bytes:
    """An answer with a result."""
    return _document("<methodResponse><params>", {"$": value}, "</params></methodResponse>")


def dumps_fault(code: int, text: str) -> bytes:
    """An answer with a fault."""
    value = {"faultCode": code, "faultString": text}
    return _document("<methodResponse>", {"$.fault": value}, "</methodResponse>", element="fault")


def _document(before: str, values: dict[str, Json], after: str, *, element: str = "param") -> bytes:
    """Write everything, then look once whether XML can carry it, and only if not, for the place."""
    parts = [_DECLARATION, before]
    for path, value in values.items():
        try:
            parts.append(f"<{element}>{_spell(value, 1)}</{element}>")
        except MisfitError as misfit:
            raise EncodeError(path + misfit.place, misfit.problem) from None
    parts.append(after)
    body = encode_document("".join(parts))
    if body is None:
        place = next(filter(None, (_find_refused(value, path) for path, value in values.items())), "$")
        raise EncodeError(place, "a control character, a carriage return or another that XML cannot carry")
    return body


def _find_refused(value: Any, path: str) -> str | None:
    """The path of the first text that XML cannot carry."""
    if isinstance(value, str):
        return path if _REFUSED.search(value) is not None else None
    inside: list[tuple[str, Any]] = []
    if isinstance(value, dict):
        for name, item in cast("dict[str, Any]", value).items():
            inside += [(member(path, name), name), (member(path, name), item)]
    elif isinstance(value, list | tuple):
        inside += [(f"{path}[{index}]", item) for index, item in enumerate(cast("list[Any]", value))]
    return next(filter(None, (_find_refused(item, place) for place, item in inside)), None)


def _spell(value: Any, depth: int) -> str:
    if type(value) is str:
        return f"<value><string>{escape(value)}</string></value>"
    if isinstance(value, list | tuple | dict):
        if depth > DEPTH:
            raise MisfitError(f"nested deeper than {DEPTH} levels")
        spell = _spell_members if isinstance(value, dict) else _spell_items
        return spell(cast("Any", value), depth + 1)
    if isinstance(value, bool):
        return f"<value><boolean>{value:d}</boolean></value>"
    if isinstance(value, int):
        if value not in INT:
            raise MisfitError("a number beyond 32 bits")
        return f"<value><int>{value:d}</int></value>"
    if isinstance(value, float) and isfinite(value):
        from decimal import Decimal  # noqa: PLC0415, seldom needed and slow to import

        return f"<value><double>{Decimal(repr(value)):f}</double></value>"  # the specification knows no exponent
    return _spell_text(value)


def _spell_items(items: Iterable[Any], depth: int) -> str:
    parts: list[str] = []
    try:
        for item in items:
            parts.append(_spell(item, depth))  # noqa: PERF401, their number tells the place of an error
    except MisfitError as misfit:
        misfit.place = f"[{len(parts)}]{misfit.place}"
        raise
    return f"<value><array><data>{''.join(parts)}</data></array></value>"


def _spell_members(members: dict[Any, Any], depth: int) -> str:
    parts: list[str] = []
    for name, item in members.items():
        if not isinstance(name, str):
            raise MisfitError(f"expected strings as names, got {type(name).__name__}")
        try:
            parts.append(f"<member><name>{escape(name)}</name>{_spell(item, depth)}</member>")
        except MisfitError as misfit:
            misfit.place = member("", name) + misfit.place
            raise
    return f"<value><struct>{''.join(parts)}</struct></value>"


def _spell_text(value: Any) -> str:
    if isinstance(value, IntText):
        if INTEGER.fullmatch(value) is None:
            raise MisfitError("expected the digits of an integer")
        return f"<value><int>{value}</int></value>"
    if isinstance(value, Base64Text | bytes | bytearray):
        try:
            octets = value.encode() if isinstance(value, str) else value
        except UnicodeEncodeError:
            raise MisfitError("half of a surrogate pair") from None
        return f"<value><base64>{binascii.b2a_base64(octets, newline=False).decode()}</base64></value>"
    if isinstance(value, str):
        name = "dateTime.iso8601" if isinstance(value, DateTimeText) else "string"
        return f"<value><{name}>{escape(value)}</{name}></value>"
    raise MisfitError(f"expected a finite value of XML-RPC, got {'null' if value is None else type(value).__name__}")
