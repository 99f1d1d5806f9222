"""Read XML-RPC.

expat proves that a document is XML; then one regular expression takes it apart, which spares a Python call for every
tag. A document that is not spelled as plainly as the expression wants it (entities, CDATA, comments, attributes,
``<data/>``, another encoding) is first spelled out by expat's own events, so that there is only one grammar.
"""

from __future__ import annotations

import binascii
import pyexpat
import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from math import isfinite
from typing import Any, Final, NoReturn, TypeAlias, TypeVar, cast

from smswire_runtime._errors import DecodeError
from smswire_runtime._json import HIGHEST, LOWEST
from smswire_runtime._values import UNSET, Json
from smswire_runtime._xmlrpc_values import (
    BAD_INTEGER,
    BAD_METHOD,
    DEPTH,
    INTEGER,
    METHOD,
    TOO_DEEP,
    Base64Text,
    DateTimeText,
    Fault,
    IntText,
    MisfitError,
    unlike,
)

TAGS: Final = 200_000
"""Tags in a document. 500 rows that hold a struct of nine members each have 43,000."""

SIZE: Final = 16 * 2**20
"""Bytes of a document: four times the largest answer that a transport lets through for a documented operation."""

DIGITS: Final = 40
"""Characters of an integer: 64 bits need 20, the rest is room for leading zeros."""

ENCODINGS: Final = frozenset({"utf-8", "utf-16", "utf-16le", "utf-16be", "iso-8859-1", "us-ascii"})
"""What expat reads by itself; for any other name it would call on Python's codecs."""

_W: Final = r"[ \t\n]*+"
_TYPES: Final = r"string|int|boolean|i4|i8|double|dateTime\.iso8601|base64|nil|ex:nil"
_TOKEN: Final = re.compile(
    rf"<value>(?:{_W}<({_TYPES})>)?+([^<]*+)(?(1)</\1>{_W})</value>{_W}|("
    rf"<(?:value>{_W}<(?:array>{_W}<data|struct)|/(?:data>{_W}</array|struct)>{_W}</value)>"
    r"|</?(?:params?|fault|method(?:Call|Response))>|</member>"
    rf"|<value>{_W}<(?:{_TYPES})/>{_W}</value>"
    rf"|<(?:member>{_W}<name|methodName)>[^<]*+</(?:name|methodName)>"
    rf"|[^<]++|<){_W}"
)
"""A scalar with its type and its text; or what opens, closes or names something, or may not stand where it stands."""

_PROLOG: Final = re.compile(
    rb"(?:\xef\xbb\xbf)?+(?:<\?xml version=['\"]1\.0['\"](?: encoding=['\"]utf-8['\"])?+ ?\?>)?+[ \t\n]*+(?=<)",
    re.IGNORECASE,
)
_ANGLE: Final = "\x01"
"""Stands for ``<`` inside text while a document is taken apart; XML knows no such character."""

_ARRAY: Final = "<value><array><data>"
_STRUCT: Final = "<value><struct>"
_DOUBLE: Final = re.compile(r"[+-]?(?:[0-9]++(?:\.[0-9]*+)?|\.[0-9]++)(?:[eE][+-]?[0-9]{1,3})?")
_WHITE: Final = str.maketrans("", "", " \t\r\n")
_STRAY: Final = "an element or text that may not stand here"

_Token: TypeAlias = tuple[str, str, str]
_Read = TypeVar("_Read")


class _Readings(dict[str, Any]):
    """What the texts of one type mean, each read once."""

    def __init__(self, read: Callable[[str], Any]) -> None:
        super().__init__()
        self._read = read

    def __missing__(self, text: str) -> Any:
        value = self[text] = self._read(text)
        return value


def _read_integer(text: str) -> int:
    if INTEGER.fullmatch(text) is None:
        raise MisfitError(BAD_INTEGER)
    if len(text) > DIGITS or not LOWEST <= (value := int(text)) <= HIGHEST:
        raise MisfitError("a number beyond 64 bits")
    return value


def _read_spelling(text: str) -> IntText:
    _read_integer(text)
    return IntText(text)


def _read_boolean(text: str) -> bool:
    if text not in {"0", "1"}:
        raise MisfitError("expected 0 or 1 for a boolean")
    return text == "1"


def _read_double(text: str) -> float:
    if _DOUBLE.fullmatch(text) is None or not isfinite(value := float(text)):
        raise MisfitError("expected a finite decimal number")
    return value


def _read_base64(text: str) -> Base64Text | bytes:
    try:
        octets = binascii.a2b_base64(text.translate(_WHITE), strict_mode=True)
    except ValueError:
        raise MisfitError("expected base64") from None
    try:
        return Base64Text(octets.decode())
    except UnicodeDecodeError:
        return octets


def _read_nil(text: str) -> None:
    if text:
        raise MisfitError("expected nothing inside nil")


_READERS: Final[dict[str, Callable[[str], Any]]] = {
    "string": str,
    "int": _read_integer,
    "i4": _read_integer,
    "i8": _read_integer,
    "boolean": _read_boolean,
    "double": _read_double,
    "dateTime.iso8601": DateTimeText,
    "base64": _read_base64,
    "nil": _read_nil,
    "ex:nil": _read_nil,
}
_LEXICAL_READERS: Final = _READERS | dict.fromkeys(("int", "i4", "i8"), _read_spelling)


def _with_angles(token: _Token) -> _Token:
    kind, text, mark = token
    return kind, text.replace(_ANGLE, "<"), mark.replace(_ANGLE, "<") if mark.startswith("<") else mark


class _Reader:
    """Puts a document together from its tokens. It is well-formed, so a closing tag always closes what is open."""

    def __init__(self, text: str, *, lexical: bool) -> None:
        tokens: Iterator[_Token] = iter(_TOKEN.findall(text))
        if _ANGLE in text:
            tokens = map(_with_angles, tokens)
        self._tokens = tokens
        self._depth = 0
        readers = _LEXICAL_READERS if lexical else _READERS
        self._readings = {kind: _Readings(read) for kind, read in readers.items()}

    def call(self) -> tuple[str, list[Json]]:
        """A method's name and its parameters, which may be left out."""
        self._expect("<methodCall>")
        name = self._mark()
        method = name.removeprefix("<methodName>").removesuffix("</methodName>")
        if not name.startswith("<methodName>") or METHOD.fullmatch(method) is None:
            raise MisfitError(BAD_METHOD, "methodName")
        mark = self._mark()
        parameters: list[Json] = []
        if mark == "<params>":
            parameters = self._parameters()
            mark = self._mark()
        if mark != "</methodCall>":
            raise MisfitError(_STRAY)
        return method, parameters

    def answer(self) -> Json | Fault:
        """The one value of an answer, or its fault."""
        self._expect("<methodResponse>")
        mark = self._mark()
        if mark == "<fault>":
            found: Json | Fault = _fault(self._one("fault"))
        elif mark == "<params>":
            parameters = self._parameters()
            if len(parameters) != 1:
                raise MisfitError("more than one value" if parameters else "no value", "params")
            found = parameters[0]
        else:
            raise MisfitError("expected params or a fault")
        self._expect("</methodResponse>")
        return found

    def _mark(self) -> str:
        return next(self._tokens)[2]

    def _expect(self, mark: str) -> None:
        if self._mark() != mark:
            raise MisfitError(f"expected {mark}")

    def _parameters(self) -> list[Json]:
        found: list[Json] = []
        while (mark := self._mark()) != "</params>":
            if mark != "<param>":
                raise MisfitError(_STRAY, len(found), "params")
            found.append(self._one(len(found), "params"))
        return found

    def _one(self, *steps: int | str) -> Json:
        """What stands in an element that holds one value."""
        found: list[Json] = []
        try:
            self._fill(found)
        except MisfitError as misfit:
            raise misfit.under(*steps) from None
        if len(found) != 1:
            raise MisfitError("more than one value" if found else "no value", *steps)
        return found[0]

    def _fill(self, found: list[Json]) -> None:
        """Values up to the tag that closes what is open."""
        readings = self._readings
        for kind, text, mark in self._tokens:
            if kind == "string":
                found.append(text)
            elif kind:
                found.append(readings[kind][text])
            elif not mark:
                found.append(text)
            elif mark == _ARRAY:
                found.append(self._array())
            elif mark.startswith("</"):
                return
            else:
                found.append(self._opened("".join(mark.split())))

    def _opened(self, mark: str) -> Json:
        """A value that is no plain scalar; its mark comes without white space."""
        if mark == _ARRAY:
            return self._array()
        if mark == _STRUCT:
            return self._struct()
        if not mark.endswith("/></value>"):
            raise MisfitError(_STRAY)
        return self._readings[mark[len("<value><") : -len("/></value>")]][""]

    def _array(self) -> list[Json]:
        found: list[Json] = []
        self._descend()
        try:
            self._fill(found)
        except MisfitError as misfit:
            raise misfit.under(len(found)) from None
        self._depth -= 1
        return found

    def _struct(self) -> dict[str, Json]:
        found: dict[str, Json] = {}
        self._descend()
        for _, _, mark in self._tokens:
            if mark.startswith("</"):
                break
            if not mark.startswith("<member>"):
                raise MisfitError(_STRAY)
            name = mark[mark.index("<name>") + len("<name>") : -len("</name>")]
            if name in found:
                raise MisfitError("stands twice", name)
            found[name] = self._one(name)
        self._depth -= 1
        return found

    def _descend(self) -> None:
        self._depth += 1
        if self._depth > DEPTH:
            raise MisfitError(TOO_DEEP)


def _fault(value: Json) -> Fault:
    if not isinstance(value, dict):
        raise unlike("a struct", value, "fault")
    members = cast("dict[str, Json]", value)
    code, text = members.get("faultCode", UNSET), members.get("faultString", UNSET)
    if type(code) is not int:
        raise unlike("an integer", code, "faultCode", "fault")
    if not isinstance(text, str):
        raise unlike("a string", text, "faultString", "fault")
    return Fault(code, str(text))


def _parser() -> pyexpat.XMLParserType:
    """expat, which here refuses every document type, and with it all entities of a document's own."""
    parser = pyexpat.ParserCreate()
    parser.StartDoctypeDeclHandler = _refuse_doctype
    parser.XmlDeclHandler = _check_declaration
    return parser


def _refuse_doctype(*_: object) -> NoReturn:
    raise MisfitError("a document type declaration, which is never read")


def _check_declaration(_version: str, encoding: str | None, _standalone: int) -> None:
    if encoding is not None and encoding.lower() not in ENCODINGS:
        raise MisfitError("an encoding that is not read")


def _parse(parser: pyexpat.XMLParserType, body: bytes) -> None:
    try:
        parser.Parse(body, True)  # noqa: FBT003, the parser takes its arguments by position
    except pyexpat.ExpatError as error:
        raise MisfitError(f"not XML at line {error.lineno}, column {error.offset + 1}") from None


def _spell_out(body: bytes) -> str:
    """The same document without declarations, comments, attributes, entities, CDATA and empty-element tags."""
    parts: list[str] = []
    parser = _parser()
    parser.buffer_text = True
    parser.StartElementHandler = lambda name, _: parts.append(f"<{name}>")
    parser.EndElementHandler = lambda name: parts.append(f"</{name}>")
    parser.CharacterDataHandler = lambda text: parts.append(text.replace("<", _ANGLE))
    _parse(parser, body)
    return "".join(parts)


def _read(body: bytes, read: Callable[[_Reader], _Read], *, lexical: bool = False) -> _Read:
    if len(body) > SIZE:
        raise DecodeError("$", f"more than {SIZE} bytes")
    if body.count(b"<") > TAGS:
        raise DecodeError("$", f"more than {TAGS} tags")
    try:
        prolog = _PROLOG.match(body)
        if prolog is not None and b"&" not in body and b"\r" not in body:
            _parse(_parser(), body)
            with suppress(MisfitError, UnicodeDecodeError):  # spelled less plainly, or a real misfit
                return read(_Reader(body[prolog.end() :].decode(), lexical=lexical))
        return read(_Reader(_spell_out(body), lexical=lexical))
    except MisfitError as misfit:
        raise DecodeError(misfit.path, misfit.problem) from None


def loads_call(body: bytes, *, lexical: bool = False) -> tuple[str, list[Json]]:
    """Read a call: the method and its parameters. With ``lexical``, integers keep their spelling as IntText."""
    return _read(body, _Reader.call, lexical=lexical)


def loads_answer(body: bytes) -> Json | Fault:
    """Read an answer: its value or its fault."""
    return _read(body, _Reader.answer)
