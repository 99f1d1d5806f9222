"""JSON: strict, bounded, and the same on both libraries."""

from __future__ import annotations

import json
import math
import os
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator
from enum import Enum, IntEnum
from json.encoder import encode_basestring, py_encode_basestring
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from smswire_runtime import _json
from smswire_runtime._errors import CodecError, DecodeError, EncodeError
from smswire_runtime._json import DEPTH, HIGHEST, LOWEST, NESTING
from smswire_runtime._values import Json

SCALARS: st.SearchStrategy[Json] = (
    st.none() | st.booleans() | st.integers(LOWEST, HIGHEST) | st.text() | st.floats(-1e18, 1e18)
)
VALUES: st.SearchStrategy[Json] = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=5) | st.dictionaries(st.text(), inner, max_size=5), max_leaves=12
)

ACCEPTED: list[tuple[bytes, Json]] = [
    (b"null", None),
    (b" \t\r\n[ ] ", []),
    (b"\xef\xbb\xbf{}", {}),
    (b"18446744073709551615", 2**64 - 1),
    (b"-9223372036854775808", -(2**63)),
    (b"[1234567890123456789, 9223372036854775808]", [1234567890123456789, 2**63]),
    (b'"123456789012345678901234567890"', "123456789012345678901234567890"),
    (b'"see: 123456789012345678901234567890"', "see: 123456789012345678901234567890"),
    (b"-0", 0),
    (b"1E5", 100000.0),
    (b"1e-400", 0.0),
    (b'{"a":1,"b":2,"a":3}', {"a": 3, "b": 2}),
    (rb'"\ud83d\ude00 \u00e9\/\n"', "😀 é/\n"),
    (rb'"\\ud800"', r"\ud800"),
    (rb'"\\\ud83d\ude00\\udc00"', "\\😀\\udc00"),
    ('"\x7f\x85\u2028"'.encode(), "\x7f\x85\u2028"),
    (b"[" * DEPTH + b"]" * DEPTH, json.loads("[" * DEPTH + "]" * DEPTH)),
]

REFUSED = [
    (b"", "empty"),
    (b"\xef\xbb\xbf", "empty"),
    (b"\xef\xbb\xbf\xef\xbb\xbf1", "not JSON at character 0"),
    (b'{"a": 1', "not JSON at character 7"),
    (b"[1,]", None),
    (b"01", "not JSON at character 1"),
    (b"1 2", "not JSON at character 2"),
    (b"1\x00", "not JSON at character 1"),
    (b"\xff\xfe1\x00", "not UTF-8 at byte 0"),
    (b'"\t"', "not JSON at character 1"),
    (b'"\xff"', "not UTF-8 at byte 1"),
    (b'"\xed\xa0\x80"', "not UTF-8 at byte 1"),
    (b"NaN", "NaN and Infinity are not JSON"),
    (b'{"a": [-Infinity]}', "NaN and Infinity are not JSON"),
    (b"18446744073709551616", "a number beyond 64 bits"),
    (b"[1.5, -9223372036854775809]", "a number beyond 64 bits"),
    (b'{"SMSId": 123456789012345678901234567890}', "a number beyond 64 bits"),
    (b"9" * 5000, "a number beyond 64 bits"),
    (b"1e999", "a number beyond 64 bits"),
    (rb'"\ud800"', "half of a surrogate pair"),
    (rb'"\uDE00"', "half of a surrogate pair"),
    (rb'"\ud83d\u0041"', "half of a surrogate pair"),
    (rb'["\ud83d", "\ude00"]', "half of a surrogate pair"),
    (rb'{"\\\ud800":1}', "half of a surrogate pair"),
    (b"[" * 100_000 + b"]" * 100_000, f"nested deeper than {NESTING} levels"),
    (b"[" * (NESTING + 1) + b"]" * (NESTING + 1), f"nested deeper than {NESTING} levels"),
    (b'{"":' * 100_000, f"nested deeper than {NESTING} levels"),
]


@pytest.fixture(params=["orjson", "stdlib"])
def library(request: pytest.FixtureRequest) -> Iterator[str]:
    """Each library in turn."""
    before = _json.backend
    _json.use_backend(request.param)
    yield request.param
    _json.use_backend("orjson" if before == "orjson" else "stdlib")


def both(call: Any, *arguments: Any) -> list[Any]:
    """What a call gives or raises, library by library."""
    before = _json.backend
    results: list[Any] = []
    for name in ("orjson", "stdlib"):
        _json.use_backend(name)
        try:
            results.append(repr(call(*arguments)))
        except CodecError as error:
            results.append(repr(error))
    _json.use_backend("orjson" if before == "orjson" else "stdlib")
    return results


@pytest.mark.parametrize("read", [_json.loads, _json.loads_unchecked])
@pytest.mark.parametrize("body,value", ACCEPTED)
@pytest.mark.usefixtures("library")
def test_accepted(read: Any, body: bytes, value: Json) -> None:
    """What is JSON is read, whatever the library, and a bytearray like bytes."""
    assert repr(value) == repr(read(body))
    assert repr(value) == repr(read(bytearray(body)))


@pytest.mark.parametrize("body,problem", REFUSED)
@pytest.mark.usefixtures("library")
def test_refused(body: bytes, problem: str | None) -> None:
    """What is not JSON, or too much of it, is our error at the root, in the same words whatever the library."""
    with pytest.raises(DecodeError) as caught:
        _json.loads(body)

    assert "$" == caught.value.path
    assert problem is None or problem == caught.value.problem
    assert caught.value.__context__ is None  # the libraries' errors hold the document, and with it secrets


@given(VALUES)
def test_round_trip(value: Json) -> None:
    """Whatever is written is read as it was, and both libraries write the same bytes."""
    before = both(_json.dumps, value)
    body = _json.dumps(value)

    assert before[0] == before[1]
    assert repr(value) == repr(_json.loads(body))
    assert both(_json.loads, body) == [repr(value)] * 2


@given(st.binary(max_size=40) | st.text('[]{}:,"\\u0123d8e.-+ntrfN \ufeffé', max_size=30).map(str.encode))
def test_same_on_any_bytes(body: bytes) -> None:
    """Both libraries give the same value or the same error for any bytes."""
    for read in (_json.loads, _json.loads_unchecked):
        results = both(read, body)

        assert results[0] == results[1]


@given(VALUES, st.integers(0, 2**32), st.binary(max_size=3))
def test_same_on_damaged_documents(value: Json, where: int, what: bytes) -> None:
    """Both libraries give the same value or the same error for a document with a fault."""
    body = json.dumps(value).encode()
    at = where % (len(body) + 1)
    results = both(_json.loads, body[:at] + what + body[at + len(what) :])

    assert results[0] == results[1]


@pytest.mark.parametrize("number", [2**64, -(2**63) - 1, 10**30])
@pytest.mark.parametrize("before", [b"", b" ", b"[", b'{"a":', b"[1,\n", b'["' + b"1234567890123456, " * 9 + b'",'])
@pytest.mark.usefixtures("library")
def test_long_numbers_are_found_anywhere(number: int, before: bytes) -> None:
    """An integer beyond 64 bits is found wherever it stands; a decoder's reading makes a float of it."""
    after = {b"": b"", b" ": b"", b'{"a":': b"}"}.get(before, b"]")
    for shift in range(8):
        body = b" " * shift + before + str(number).encode() + after
        with pytest.raises(DecodeError, match="beyond 64 bits"):
            _json.loads(body)

        assert repr(json.loads(body, parse_int=lambda text: float(text) if len(text) > 3 else int(text))) == repr(
            _json.loads_unchecked(body)
        )


@pytest.mark.usefixtures("library")
def test_deep_but_bearable() -> None:
    """What lies within the reader's limit is read even where the standard library's recursion gives up."""
    body = b'[{"a\\n": ' * (NESTING // 2) + b"-1.5}]" + b', "b": [ ] }, "c", true ]' * (NESTING // 2 - 1)
    value: Any = _json.loads(body)
    for _ in range(NESTING // 2):
        value = value[0]["a\n"]

    assert -1.5 == value


@pytest.mark.usefixtures("library")
def test_nesting_is_refused_whatever_the_recursion_limit() -> None:
    """An interpreter that would bear deeper nesting does not change what is read."""
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(20_000)
    try:
        with pytest.raises(DecodeError, match=f"deeper than {NESTING} levels"):
            _json.loads(b"[" * (NESTING + 1) + b"]" * (NESTING + 1))
    finally:
        sys.setrecursionlimit(limit)


@pytest.mark.parametrize("end", [b"", b"]", b"1", b",]", b"x]", b'"a":1]', b"]]", b'"]', b"] 1", b"\x01]"])
def test_deep_and_wrong(end: bytes) -> None:
    """A fault at the bottom of deep nesting is found."""
    results = both(_json.loads, b"[" * 1000 + end + b"]" * (999 if end != b"]" else 998))

    assert results[0] == results[1]
    assert "DecodeError" in results[0]


def test_deep_objects_and_wrong() -> None:
    """Names, colons and commas are held to their places at any depth."""
    deep = '{"a":' * 1000 + "%s" + "}" * 1000
    for text in (
        '{"a" 1}',
        '{"a":1,}',
        "{1:1}",
        '{"a":1 "b":2}',
        '{"a":}',
        "{]",
        "[}",
        '{"a":1]',
        "[1:2]",
        "tru",
        '"\t"',
    ):
        results = both(_json.loads, (deep % text).encode())

        assert results[0] == results[1]
        assert "DecodeError" in results[0]


@pytest.mark.usefixtures("library")
def test_brackets_in_strings_are_no_nesting() -> None:
    """Brackets inside strings, escaped quotes and all, neither count nor hide."""
    text = '[[[{"\\' * 3000
    body = json.dumps([text] * 2).encode()

    assert [text] * 2 == _json.loads(body)
    assert 2000 == len(_json.loads(b"[" + b"[]," * 1999 + b"[]]"))

    hidden = b'["]",' * 3000 + b"1" + b',"["]' * 3000
    with pytest.raises(DecodeError, match="nested deeper"):
        _json.loads(hidden)


class Colour(Enum):
    """An enumeration that is neither text nor number."""

    RED = 1


FOREIGN = [
    (object(), "$", "got object"),
    (b"x", "$", "got bytes"),
    ({"a": {1, 2}}, "$.a", "got set"),
    (uuid.UUID(int=1), "$", "got UUID"),
    (Colour.RED, "$", "got Colour"),
    ({"a": [0, {1: 2}]}, "$.a[1]", "strings as names, got int"),
    ({"a": {"b c": math.nan}}, '$.a["b c"]', "not a number"),
    ([math.inf], "$[0]", "beyond 64 bits"),
    ([2**64], "$[0]", "beyond 64 bits"),
    ([-(2**63) - 1], "$[0]", "beyond 64 bits"),
    (10**400, "$", "beyond 64 bits"),
    (2.0**64, "$", "beyond 64 bits"),
    (["a", "\ud800"], "$[1]", "half of a surrogate pair"),
    ({"\udfff": 1}, r'$["\udfff"]', "half of a surrogate pair"),
]


@pytest.mark.parametrize("value,path,problem", FOREIGN)
@pytest.mark.usefixtures("library")
def test_unwritable(value: object, path: str, problem: str) -> None:
    """What is no JSON is refused with its path, whatever the library."""
    with pytest.raises(EncodeError, match=problem) as caught:
        _json.dumps(value)

    assert path == caught.value.path


@pytest.mark.usefixtures("library")
def test_too_deep_to_write() -> None:
    """Nesting is written up to the limit and refused beyond, a cycle included."""
    value: list[Any] = []
    for _ in range(DEPTH - 1):
        value = [value]
    cycle: list[Any] = []
    cycle.append(cycle)

    assert b"[" * DEPTH + b"]" * DEPTH == _json.dumps(value)
    for deep in ([value], cycle):
        with pytest.raises(EncodeError, match=f"deeper than {DEPTH} levels"):
            _json.dumps(deep)
        with pytest.raises(DecodeError, match=f"deeper than {DEPTH} levels"):
            _json.check_free(deep, "$")


class Level(IntEnum):
    """An integer of its own."""

    ONE = 1


class Word(str):
    """A string of its own."""

    __slots__ = ()


@pytest.mark.usefixtures("library")
def test_subclasses_and_tuples_are_written_plainly() -> None:
    """What counts as a string, an integer or a list is written as such; a path may start anywhere."""
    assert b'[1,"w",[],{},{"w":null}]' == _json.dumps((Level.ONE, Word("w"), (), {}, {Word("w"): None}))
    assert '{"a":[true,false,1e-07]}' == _json.text({"a": [True, False, 1e-07]})
    assert '["é\\"\\u0000"]'.encode() == _json.joined(["[", _json.quote('é"\0'), "]"])
    with pytest.raises(EncodeError) as caught:
        _json.text({"a": None, "b": set[int]()}, "$.Messages")
    with pytest.raises(EncodeError) as joined:
        _json.joined(["a", "\ud800"], "$.b")

    assert "$.Messages.b" == caught.value.path
    assert ("$.b", "half of a surrogate pair") == (joined.value.path, joined.value.problem)


@given(VALUES)
def test_checked_values_are_written_the_same(value: Json) -> None:
    """The writer for checked values writes what the careful one writes, but for exponents."""
    careful, fast = _json.dumps(value), both(_json.dumps_checked, value)
    if b"e-" not in careful and b"e+" not in careful:
        assert [repr(careful)] * 2 == fast

    assert repr(value) == repr(_json.loads(_json.dumps_checked(value)))


@pytest.mark.parametrize("value", ["\ud800", {"a": ["\udc00"]}, {1, 2}, 10**30])
def test_checked_writer_never_raises_anything_else(value: object) -> None:
    """Even a broken promise ends in our error."""
    _json.use_backend("orjson")
    with pytest.raises(EncodeError):
        _json.dumps_checked(value)


@given(st.text())
def test_quote(text: str) -> None:
    """A quoted text is what orjson writes, and what Python writes without its C functions."""
    assert _json.quote(text).encode() == orjson.dumps(text)
    assert _json.quote(text) == py_encode_basestring(text) == encode_basestring(text)


@pytest.mark.parametrize("number", [0, LOWEST, HIGHEST, -0.0, 1.5e-300, float(LOWEST), 1.8e19])
def test_numbers_that_fit(number: float) -> None:
    """What 64 bits hold passes, as an integer or as a float."""
    _json.check_number(number, "$")

    assert _json.number_fits(number)


@pytest.mark.parametrize("number", [LOWEST - 1, HIGHEST + 1, 10**400, 2.0**64, -1e19, math.inf, -math.inf, math.nan])
def test_numbers_that_do_not_fit(number: float) -> None:
    """What 64 bits do not hold is refused, whether a library has made it a float or not."""
    with pytest.raises(DecodeError) as caught:
        _json.check_number(number, "$.Count")
    with pytest.raises(EncodeError):
        _json.check_number(number, "$.Count", EncodeError)
    with pytest.raises(DecodeError):
        _json.check_free({"a": [{"b": number}]}, "$.x")

    assert "$.Count" == caught.value.path
    assert not _json.number_fits(number)


@given(VALUES)
def test_free_values_pass(value: Json) -> None:
    """Whatever is JSON passes as free JSON."""
    _json.check_free(value, "$")


@pytest.mark.parametrize("value", [{1: 2}, [b"x"], object()])
def test_free_values_are_json(value: object) -> None:
    """What only Python knows does not pass as free JSON."""
    with pytest.raises(EncodeError, match="got"):
        _json.check_free(value, "$.extra", EncodeError)


@pytest.mark.parametrize(
    "key,path",
    [("a", "$.a"), ("1", '$["1"]'), ("é", '$["\\u00e9"]'), ('"\n', '$["\\"\\n"]'), ("a" * 500, f'$["{"a" * 40}"]')],
)
def test_member_paths(key: str, path: str) -> None:
    """A path stays short and printable whatever a member is called."""
    assert path == _json.member("$", key)


@pytest.mark.parametrize("body", [b'"\\' * 50_000, b'["' + b'\\"' * 50_000, b'"' * 100_001])
def test_string_that_nobody_ends(body: bytes) -> None:
    """The time that a broken body takes grows with its length, not with its square (which was minutes here)."""
    began = time.monotonic()
    with pytest.raises(DecodeError):
        _json.loads(body)

    assert time.monotonic() - began < 5


def choice(**environment: str) -> str:
    """What a fresh interpreter chooses."""
    code = "from smswire_runtime import _json; print(_json.backend)"
    run = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    return run.stdout.strip() or run.stderr.strip().splitlines()[-1]


def test_choice_of_library() -> None:
    """The faster library when it is there, unless the environment says otherwise; a name that is none is refused."""
    assert "orjson" == choice(SMSWIRE_JSON="")
    assert "stdlib" == choice(SMSWIRE_JSON="stdlib")
    assert "orjson" == choice(SMSWIRE_JSON="orjson")
    assert "ValueError: no JSON library 'simplejson': choose orjson or stdlib" == choice(SMSWIRE_JSON="simplejson")
