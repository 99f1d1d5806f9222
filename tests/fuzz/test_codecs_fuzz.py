"""Whatever arrives, a decoder gives a value or our error, and the error gives nothing of what arrived away."""

from __future__ import annotations

import json
import re
import xmlrpc.client
from collections.abc import Callable, Iterator
from functools import partial
from typing import Final, Literal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from smswire_runtime import TextRule, _form, _json, _jsv, _text, _xmlrpc
from smswire_runtime._errors import DecodeError

EXAMPLES: Final = 100
"""For each decoder and property: the whole file stays within twenty seconds."""

MESSAGE: Final = 2000
"""Characters that a message needs at most: a path through every level of nesting, and a sentence."""

SECRET: Final = "hunter2hunter2"

RULES: Final = (
    TextRule(pattern=r"(?i)^\s*success\s*:\s*(?P<amount>[0-9]+)$", template="Success: {amount}", whole="text"),
    TextRule(pattern=r"(?i)^\s*error\s*:(?P<message>[\s\S]*)$", template="Error:{message}", refusal=True),
)
SHAPE: Final = {"a": "string", "b": "boolean", "c": ["list", "integer"], "d": {"e": "number"}, "f": "any"}


def read_jsv(body: bytes) -> object:
    """JSV, given its types."""
    return _jsv.typed(_jsv.loads_bytes(body), SHAPE, "$", fold=True)


def read_json(library: Literal["orjson", "stdlib"], read: Callable[[bytes], object], body: bytes) -> object:
    """JSON on one of its libraries."""
    before: Literal["orjson", "stdlib"] = "orjson" if _json.backend == "orjson" else "stdlib"
    _json.use_backend(library)
    try:
        return read(body)
    finally:
        _json.use_backend(before)


DECODERS: Final[dict[str, Callable[[bytes], object]]] = {
    "json on orjson": partial(read_json, "orjson", _json.loads),
    "json on stdlib": partial(read_json, "stdlib", _json.loads),
    "json on orjson for decoders": partial(read_json, "orjson", _json.loads_unchecked),
    "json on stdlib for decoders": partial(read_json, "stdlib", _json.loads_unchecked),
    "xmlrpc answer": _xmlrpc.loads_answer,
    "xmlrpc call": _xmlrpc.loads_call,
    "xmlrpc call in its spelling": lambda body: _xmlrpc.loads_call(body, lexical=True),
    "jsv": _jsv.loads_bytes,
    "jsv, lenient": lambda body: _jsv.loads_bytes(body, lenient=True),
    "jsv, typed": read_jsv,
    "form": _form.loads,
    "form in Latin-1": lambda body: _form.loads(body, encoding="latin-1"),
    "text": lambda body: _text.match(RULES, body),
}

ALPHABETS: Final = {
    "json": rb'[]{}:,"\ud8dE.-+0123trufalsenNIx \n',
    "xmlrpc": b"<>/&;!?-[]#x01 \r\nvaluestringmemberdp",
    "jsv": b'{}[]:,"ab1 \r\nTrue',
    "form": b"&=+%0aFf;a",
    "text": b"success: error123\n",
}


def kind_of(decoder: str) -> str:
    """The wire that a decoder reads."""
    return re.split(r"[ ,]", decoder)[0]


JSON: Final = {"Name": SECRET, "Messages": {"1": [SECRET, 1, -2.5, None, True, "é\n😀"]}, SECRET: {}}
ROWS: Final = [[SECRET, 1, "é & <b>"], {"a": SECRET, "b": [True, 2.5]}]
DOCUMENTS: Final = {
    "json": [json.dumps(JSON).encode(), json.dumps(JSON, ensure_ascii=False, indent=1).encode()],
    "xmlrpc": [
        xmlrpc.client.dumps((ROWS,), methodresponse=True).encode(),
        xmlrpc.client.dumps((ROWS, SECRET), "send_message").encode("utf-16"),
        _xmlrpc.dumps_answer(ROWS),
        _xmlrpc.dumps_fault(4, SECRET),
        _xmlrpc.dumps_call("auth", [SECRET, _xmlrpc.Base64Text(SECRET)]),
    ],
    "jsv": [
        f'{{a:"{SECRET}",b:True,c:[1,2,],d:{{e:-1.5}},f:{{{SECRET}:{SECRET},x:"{SECRET}"}}}}'.encode(),
        f"{{\n\ta: {SECRET},\n\tc: [\n\t\t1\n\t]\n}}".encode(),
    ],
    "form": [f"messageid=1&text=%C3%A9+{SECRET}&{SECRET}&%41={SECRET}%20".encode()],
    "text": [b"Success: 12", f"Error:{SECRET}".encode()],
}


def refusal(name: str, body: bytes) -> DecodeError | None:
    """The error for a body, if it is one; anything else that is raised fails the test."""
    try:
        DECODERS[name](body)
    except DecodeError as error:
        return error
    return None


def check(name: str, body: bytes) -> None:
    """Our error or none; it says where and what, briefly, and quotes no value."""
    error = refusal(name, body)

    assert error is None or error.path.startswith("$")
    assert error is None or error.problem
    assert len(str(error)) < MESSAGE
    assert error is None or SECRET not in error.problem


def held_by(error: BaseException | None) -> Iterator[str]:
    """All that an error and whatever led to it hold, besides the path."""
    while error is not None:
        yield from (repr(held) for held in (*error.args[1:], getattr(error, "object", ""), getattr(error, "doc", "")))
        error = error.__context__


@pytest.mark.parametrize("name", DECODERS)
@settings(max_examples=EXAMPLES, deadline=None)
@given(data=st.data())
def test_any_bytes(name: str, data: st.DataObject) -> None:
    """Any bytes, and those above all that mean something to the decoder."""
    known = st.sampled_from(ALPHABETS[kind_of(name)]).map(lambda byte: bytes([byte]))
    parts = st.lists(st.binary(max_size=4) | known, max_size=30)

    check(name, b"".join(data.draw(parts)))


@pytest.mark.parametrize("name", DECODERS)
@settings(max_examples=EXAMPLES, deadline=None)
@given(data=st.data())
def test_damaged_documents(name: str, data: st.DataObject) -> None:
    """Valid documents with pieces cut out, doubled, moved and changed."""
    kind = kind_of(name)
    body = data.draw(st.sampled_from(DOCUMENTS[kind]))
    for _ in range(data.draw(st.integers(0, 3))):
        start = data.draw(st.integers(0, len(body)))
        stop = data.draw(st.integers(start, min(len(body), start + 12)))
        piece = data.draw(st.just(b"") | st.just(body[start:stop] * 2) | st.binary(max_size=3) | pieces(body))
        body = body[:start] + piece + body[stop:]

    check(name, body)


def pieces(body: bytes) -> st.SearchStrategy[bytes]:
    """Pieces of the same document."""
    return st.integers(0, len(body)).flatmap(lambda at: st.integers(1, 20).map(lambda size: body[at : at + size]))


@pytest.mark.parametrize("name", [name for name in DECODERS if name.startswith(("json", "xmlrpc"))])
@settings(max_examples=EXAMPLES, deadline=None)
@given(data=st.data())
def test_errors_hold_nothing_of_the_document(name: str, data: st.DataObject) -> None:
    """Not even the library's errors that led to ours hold the document, since tools show those too."""
    body = data.draw(st.sampled_from(DOCUMENTS[kind_of(name)]))
    at = data.draw(st.integers(0, len(body)))
    error = refusal(name, body[:at] + data.draw(st.binary(min_size=1, max_size=3)) + body[at:])

    assert not any(SECRET in held for held in held_by(error))
