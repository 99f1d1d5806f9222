"""Queries and forms: what is read, what is written, and what an independent reader makes of it."""

from __future__ import annotations

import time
from urllib.parse import parse_qsl, quote, quote_plus, urlencode
from urllib.parse import unquote as urllib_unquote

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from smswire_runtime._errors import DecodeError, EncodeError
from smswire_runtime._form import FIELDS, dumps, loads, unquote

CALM = settings(deadline=None)  # a busy machine must not fail a test; what has to be quick is timed as a whole
TEXTS = st.text(st.characters(exclude_categories=["Cs"]))
PAIRS = st.lists(st.tuples(TEXTS, TEXTS), max_size=8)
NEARLY = st.text(alphabet="ab %+=&;\u00e9\ud83d\x00\n0123456789ABCDEFef", max_size=60)


def refusal(text: str | bytes, encoding: str = "utf-8") -> str:
    """The path and the problem of what is not read."""
    with pytest.raises(DecodeError) as caught:
        loads(text, encoding=encoding)
    return str(caught.value)


@pytest.mark.parametrize(
    "text, expected",
    [
        ("", []),
        ("a=1&b=2", [("a", "1"), ("b", "2")]),
        ("a=1&a=2", [("a", "1"), ("a", "2")]),
        ("a", [("a", "")]),
        ("a=", [("a", "")]),
        ("=a", [("", "a")]),
        ("=", [("", "")]),
        ("&a=1&&b=2&", [("a", "1"), ("b", "2")]),
        ("a=b=c", [("a", "b=c")]),
        ("a=1;b=2", [("a", "1;b=2")]),
        ("a=x+y%20z%2B", [("a", "x y z+")]),
        ("a%26b+c=%3D", [("a&b c", "=")]),
        ("a=%2520", [("a", "%20")]),
        ("a=%e2%82%AC", [("a", "€")]),
        ("a=%00", [("a", "\0")]),
        (
            "StatusID=200&statusMessage=Delivered%20to+Mobile",
            [("StatusID", "200"), ("statusMessage", "Delivered to Mobile")],
        ),
        ("message=Hello world", [("message", "Hello world")]),
        ("SMSModel={To:[{Name:a}]}&Now=True", [("SMSModel", "{To:[{Name:a}]}"), ("Now", "True")]),
    ],
)
def test_reading(text: str, expected: list[tuple[str, str]]) -> None:
    """Fields come in their order with their repetitions, from text and from bytes alike."""
    assert expected == loads(text)
    assert expected == loads(text.encode())


@pytest.mark.parametrize(
    "pairs, expected",
    [
        ([], ""),
        ([("a", "")], "a="),
        ([("message", "Hello world")], "message=Hello%20world"),
        ([("a b", "c+d&e=f%20")], "a%20b=c%2Bd%26e%3Df%2520"),
        ([("a", "AZaz09-._~")], "a=AZaz09-._~"),
        (
            [("a", "!*'()/:?#@$,;[]\"<>\\^`{|}")],
            "a=%21%2A%27%28%29%2F%3A%3F%23%40%24%2C%3B%5B%5D%22%3C%3E%5C%5E%60%7B%7C%7D",
        ),
        ([("a", "€ñ\n\0\x7f")], "a=%E2%82%AC%C3%B1%0A%00%7F"),
        ([("a", "1"), ("b", "2"), ("a", "3")], "a=1&b=2&a=3"),
    ],
)
def test_writing(pairs: list[tuple[str, str]], expected: str) -> None:
    """Unreserved characters stand as they are, all others as upper-case percent sequences, a space too."""
    assert expected == dumps(pairs)
    assert expected == dumps(iter(pairs))


@pytest.mark.parametrize(
    "text, expected",
    [
        ("a=1&to=%zz", "$.to: a percent sign without two hexadecimal digits"),
        ("to=%", "$.to: a percent sign without two hexadecimal digits"),
        ("to=%2", "$.to: a percent sign without two hexadecimal digits"),
        ("to=%%2020", "$.to: a percent sign without two hexadecimal digits"),
        ("to=%2%200", "$.to: a percent sign without two hexadecimal digits"),
        ("to=%+1", "$.to: a percent sign without two hexadecimal digits"),
        ("to=%-1", "$.to: a percent sign without two hexadecimal digits"),
        ("to=%ff", "$.to: not UTF-8"),
        ("to=%c0%80", "$.to: not UTF-8"),
        ("to=%ed%a0%80", "$.to: not UTF-8"),
        ("to=%e2%82", "$.to: not UTF-8"),
        ("to=\u00e9", "$.to: a character beyond ASCII that is not percent-encoded"),
        (b"to=\xc3\xa9", "$.to: a character beyond ASCII that is not percent-encoded"),
        ("to=\u0662", "$.to: a character beyond ASCII that is not percent-encoded"),
        ("to-list[0]=%", '$["to-list[0]"]: a percent sign without two hexadecimal digits'),
        ("a=1&pass%zz=secret", "$[1]: a percent sign without two hexadecimal digits"),
        ("a=1&&%ff=secret", "$[1]: not UTF-8"),
        ('{"secret":"a=b%"}', "$[0]: a percent sign without two hexadecimal digits"),
    ],
)
def test_what_is_not_read(text: str | bytes, expected: str) -> None:
    """An error names the parameter, or its position where its name may hold anything; never a value."""
    assert expected == refusal(text)


def test_too_many_fields() -> None:
    """A form has at most so many fields, empty ones included."""
    assert FIELDS == len(loads("a=1&" * (FIELDS - 1) + "a=1"))
    assert f"$: more than {FIELDS} fields" == refusal("a=1&" * FIELDS)
    assert f"$: more than {FIELDS} fields" == refusal("&" * 10**6)


@pytest.mark.parametrize(
    "pairs, encoding, expected",
    [
        ([("a", "1"), ("to", "\ud83d")], "utf-8", "$.to: half of a surrogate pair"),
        ([("a", "1"), ("\udc00", "1")], "utf-8", "$[1]: half of a surrogate pair"),
        ([("to", "\u20ac")], "latin-1", "$.to: a character that LATIN-1 lacks"),
        ([("to", "1")], "no-such", "$[0]: an unknown character encoding"),
    ],
)
def test_what_is_not_written(pairs: list[tuple[str, str]], encoding: str, expected: str) -> None:
    """Half of a surrogate pair, and what an encoding lacks, is refused at the parameter's name."""
    with pytest.raises(EncodeError) as caught:
        dumps(pairs, encoding=encoding)

    assert expected == str(caught.value)


@pytest.mark.parametrize("encoding", ["utf-8", "latin-1", "cp1252", "utf-16-le", "shift_jis"])
def test_encodings(encoding: str) -> None:
    """Another encoding is used in both directions, whatever its bytes look like as ASCII."""
    text = "表ソ能" if encoding == "shift_jis" else "Grüezi & ça va?"
    written = dumps([("text", text)], encoding=encoding)

    assert written.isascii()
    assert "=" + quote(text, safe="", encoding=encoding) == "=" + written.partition("=")[2]
    if encoding != "utf-16-le":  # not ASCII-compatible, so the standard library would not read the name
        assert [("text", text)] == parse_qsl(written, encoding=encoding)
    assert [("text", text)] == loads(written, encoding=encoding)


def test_an_unknown_encoding() -> None:
    """An encoding that Python does not know is our error as well."""
    assert "$[0]: an unknown character encoding" == refusal("a=1", "no-such")
    assert "$[0]: an unknown character encoding" == refusal("a=1", "rot13")


@CALM
@given(PAIRS)
@example([("", ""), ("a", ""), ("", "b")])
def test_round_trip(pairs: list[tuple[str, str]]) -> None:
    """Whatever is written is read back as it was."""
    assert pairs == loads(dumps(pairs))
    assert pairs == loads(dumps(pairs).encode("ascii"))


@CALM
@given(PAIRS)
def test_against_the_standard_library(pairs: list[tuple[str, str]]) -> None:
    """The standard library reads what we write, writes the same, and we read both of its spellings."""
    assert pairs == parse_qsl(dumps(pairs), keep_blank_values=True, strict_parsing=bool(pairs), errors="strict")
    assert urlencode(pairs, quote_via=quote, safe="") == dumps(pairs)
    assert pairs == loads(urlencode(pairs, quote_via=quote_plus))


@CALM
@given(NEARLY)
def test_reading_against_the_standard_library(text: str) -> None:
    """What we read, the standard library reads alike; what we do not read is our error and nothing else."""
    try:
        found = loads(text)
    except DecodeError:
        return
    assert parse_qsl(text, keep_blank_values=True, errors="strict") == found


@CALM
@given(st.binary(max_size=60) | NEARLY.map(lambda text: text.encode("utf-8", "replace")))
def test_only_our_errors(body: bytes) -> None:
    """Whatever arrives is read or a DecodeError."""
    try:
        found = loads(body)
    except DecodeError as error:
        assert error.path.startswith("$")  # noqa: PT017, either is right
    else:
        assert found == loads(dumps(found))


@CALM
@given(st.lists(st.tuples(st.text(), st.text())))
def test_only_our_errors_in_writing(pairs: list[tuple[str, str]]) -> None:
    """Whatever is to be written is written or an EncodeError."""
    try:
        text = dumps(pairs)
    except EncodeError as error:
        assert "half of a surrogate pair" == error.problem  # noqa: PT017, either is right
    else:
        assert pairs == loads(text)


@CALM
@given(TEXTS)
def test_segments(text: str) -> None:
    """A segment of a path is read as the standard library wrote it."""
    assert text == unquote(quote(text, safe=""))
    assert text == urllib_unquote(quote(text, safe=""))


@pytest.mark.parametrize("text", ["%", "%zz", "%ff", "\u00e9", "a%2"])
def test_segments_that_are_not_read(text: str) -> None:
    """A segment is as strict as a form; a plus in it is a plus."""
    with pytest.raises(DecodeError):
        unquote(text)
    assert "a+b c" == unquote("a+b%20c")


def test_hostile_sizes() -> None:
    """A megabyte of anything is read or refused in a fraction of a second."""
    size = 10**6
    begin = time.thread_time()
    for text in (
        "%" * size,
        "%41" * size,
        "%ff" * size,
        "=" * size,
        "a" * size,
        "+" * size,
        "%4" * size,
        "\x00" * size,
    ):
        try:
            found = loads(f"a={text}")
        except DecodeError:
            continue
        assert found == loads(dumps(found))

    assert time.thread_time() - begin < 5.0  # of its own, whatever else the machine does
