"""Answers that are complete, within their limit, and meant to hurt whoever reads them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

LARGE: Final = 4 << 20
"""The limit of answers that hold many recipients."""

SMALL: Final = 256 << 10
"""The limit of all others."""

LEVELS: Final = 100_000
DIGITS: Final = 5_000
NUMBER: Final = b"9" * DIGITS

_PIECES: Final = 512
"""Bytes for whatever stands around the bomb."""


def _filled(limit: int, piece: bytes, separator: bytes = b",") -> bytes:
    return separator.join([piece] * ((limit - _PIECES) // (len(piece) + len(separator))))


def _unlike(limit: int, width: int, template: bytes) -> bytes:
    """As many different pieces as there is room for, each as short as a name of this width makes it."""
    length = len(template % (width, 0))
    return b"".join(template % (width, number) for number in range((limit - _PIECES) // length))


# -- JSON ---------------------------------------------------------------------


def _nested(levels: int) -> bytes:
    return b"[" * levels + b"]" * levels


def json_that_is_wrong(around: Callable[[bytes], bytes], limit: int) -> dict[str, bytes]:
    """Documents that no reader may take for an answer; ``around`` puts a value beside what is documented."""
    return {
        "nested arrays": around(_nested(LEVELS)),
        "nested arrays without an end": b"[" * LEVELS,
        "nested objects": around(b'{"":' * LEVELS + b"0" + b"}" * LEVELS),
        "nests that few enough brackets make": around(_nested(LEVELS // 12)),
        "the documented fields in a nest": b'{"Result":%b,"Status":%b}' % (_nested(500), _nested(500)),
        "a long integer": around(NUMBER),
        "a long integer below zero": around(b"-" + NUMBER),
        "a long fraction without an end": around(b"1e" + NUMBER),
        "not a number": around(b"NaN"),
        "infinity": around(b"-Infinity"),
        "bytes that are no text": around(b'"\xff\xfe"'),
        "half of a pair": around(b'"\\ud800"'),
        "half of a pair in UTF-8": around(b'"\xed\xa0\x80"'),
        "a string without an end": around(b'"' + b"\\" * 1000),
        "UTF-16": around(b"0").decode().encode("utf-16"),
        "NUL": around(b"0") + b"\x00",
        "two documents": around(b"0") * 2,
        **{name: around(b"[" + piece + b"]") for name, piece in _swollen(limit).items()},
    }


def _swollen(limit: int) -> dict[str, bytes]:
    return {
        "empty arrays": _filled(limit, b"[]"),
        "empty objects": _filled(limit, b"{}"),
        "arrays in arrays": _filled(limit, b"[[]]"),
        "nests": _filled(limit, _nested(60)),
        "deep nests": _filled(limit, _nested(900)),
        "nests of objects": _filled(limit, b'{"":' * 60 + b"0" + b"}" * 60),
    }


def json_that_is_large(around: Callable[[bytes], bytes], limit: int) -> dict[str, bytes]:
    """Documents whose unknown parts take much room, though nothing is wrong with them."""
    return {
        "zeros": around(b"[" + _filled(limit, b"0") + b"]"),
        "fractions": around(b"[" + _filled(limit, b"1.5") + b"]"),
        "strings": around(b"[" + _filled(limit, b'"\xc3\xa9"') + b"]"),
        "members": around(b"{" + _unlike(limit, 6, b'"%0*x":0,') + b'"":0}'),
        "a wide string": around(b'"' + b"x" * (limit - _PIECES) + "😜".encode() + b'"'),
        "escapes": around(b'"' + b"\\n" * ((limit - _PIECES) // 2) + b'"'),
    }


# -- XML ----------------------------------------------------------------------

_LAUGHS: Final = b"".join(b'<!ENTITY %c "%b">' % (98 + level, b"&%c;" % (97 + level) * 10) for level in range(8))


def _answer(value: bytes, prolog: bytes = b"") -> bytes:
    return b"<?xml version='1.0'?>%b<methodResponse><params><param>%b</param></params></methodResponse>" % (
        prolog,
        value,
    )


def _text(text: bytes, prolog: bytes = b"") -> bytes:
    return _answer(b"<value><string>%b</string></value>" % text, prolog)


def _array(items: bytes) -> bytes:
    return b"<value><array><data>%b</data></array></value>" % items


def xml_that_is_wrong() -> dict[str, bytes]:
    """Documents that no reader may take for an answer."""
    declared = b"<?xml version='1.0' encoding='%b'?><methodResponse/>"
    return {
        "an entity": _text(b"&a;", b"<!DOCTYPE z [<!ENTITY a 'x'>]>"),
        "an empty document type": _text(b"x", b"<!DOCTYPE methodResponse>"),
        "a file": _text(b"&a;", b"<!DOCTYPE z [<!ENTITY a SYSTEM 'file:///etc/hostname'>]>"),
        "a parameter entity": _text(b"x", b"<!DOCTYPE z [<!ENTITY % a SYSTEM 'file:///etc/hostname'> %a;]>"),
        "a billion laughs": _text(b"&i;", b"<!DOCTYPE z [<!ENTITY a 'lololololo'>%b]>" % _LAUGHS),
        "a quadratic blow-up": _text(b"&a;" * 400, b"<!DOCTYPE z [<!ENTITY a '%b'>]>" % (b"A" * 50_000)),
        "nested arrays without an end": _answer(b"<value><array><data>" * LEVELS),
        "nested arrays": _answer(b"<value><array><data>" * 20_000 + b"</data></array></value>" * 20_000),
        "unknown elements": _answer(b"<a>" * LEVELS + b"</a>" * LEVELS),
        "a long integer": _answer(_array(_array(b"<value><int>%b</int></value>" % NUMBER))),
        "not a number": _answer(_array(_array(b"<value><double>NaN</double></value>"))),
        "bytes that are no text": _text(b"\xff\xfe"),
        "NUL": _text(b"\x00"),
        "a control character": _text(b"&#1;"),
        "an encoding of long ago": declared % b"utf-7",
        "an encoding that unpacks": declared % b"zlib_codec",
        "attributes": _answer(_array(b"<value" + _unlike(LARGE, 5, b' a%0*x=""') + b"/>")),
        "too many tags": _answer(_array(_array(b"") * 60_000)),
    }


def xml_that_is_large() -> dict[str, bytes]:
    """Documents that expat reads to their end, and that are no answer either."""
    return {
        "names": _answer(_array(_unlike(LARGE // 4, 4, b"<a%0*x/>"))),
        "comments": _answer(_array(b"<value>" + b"<!---->" * 150_000 + b"</value>")),
        "a wide text": _text(b"x" * (LARGE - _PIECES) + "😜".encode()),
        "character references": _text(b"&#128540;" * ((LARGE - _PIECES) // 9)),
        "structs": _answer(_array(b"<value><struct></struct></value>" * 45_000)),
    }


# -- JSV ----------------------------------------------------------------------


def jsv_that_is_wrong() -> dict[str, bytes]:
    """The same for ServiceStack's own notation."""
    return {
        "nested arrays": b"{Status:True,X:" + _nested(LEVELS) + b"}",
        "nested arrays without an end": b"[" * LEVELS,
        "nested objects": b"{a:" * LEVELS,
        "a string without an end": b'{Status:True,Message:"' + b'""' * LEVELS,
        "bytes that are no text": b'{Status:True,Message:"\xff\xfe"}',
        **{name: b"{Status:True,X:[" + piece + b"]}" for name, piece in _swollen(SMALL).items()},
    }


def jsv_that_is_large() -> dict[str, bytes]:
    """Documents whose unknown parts take much room."""
    return {
        "commas": b"{Status:True,X:[" + b"," * (SMALL - _PIECES) + b"]}",
        "members": b"{Status:True" + _unlike(SMALL, 5, b",%0*x:") + b"}",
        "a wide string": b'{Status:True,Message:"' + b"x" * (SMALL - _PIECES) + "😜".encode() + b'"}',
    }


# -- text ---------------------------------------------------------------------


def text_that_is_wrong() -> dict[str, bytes]:
    """Lines on which an expression may look for an end for ever."""
    room = SMALL - _PIECES
    return {
        "white space": b" " * room + b"x",
        "white space before the word": b" " * room + b"success",
        "white space after the word": b"success" + b" " * room,
        "words": b"success success " * (room // 16),
        "labels": b"message tracking number " * (room // 24),
        "bytes that are no text": b"Success:\xff\xfe",
        "long": b"Success:" + b" :" * (room // 2) + b"x",
        "long, and a label": b"Success:message" + b" " * room + b"tracking",
        "pieces": b"Error:" + b"a :" * (room // 3),
        "digits": b"Success:" + NUMBER * 50,
        "a wide text": b"Success:" + b"x" * room + "😜".encode(),
    }
