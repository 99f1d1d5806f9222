"""JSV: what is read, what is refused and where, what is written, and what survives both ways."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smswire_runtime._errors import DecodeError, EncodeError
from smswire_runtime._jsv import DEPTH, dumps, loads, loads_bytes, typed
from smswire_runtime._values import UNSET, OpenIntEnum, OpenStrEnum

HOSTILE_SIZE = 100_000
BOUND = 2.0
"""Seconds for HOSTILE_SIZE characters: ten times what linear work takes, a fraction of what quadratic work takes."""

SPECIAL = '":,{}[]\r\n'

GUID = "0" * 32

SAMPLE = f"""{{
	SMSModel:\x20
	{{
		From:\x20
		{{
			Name: String,
			PhoneNumber: String,
			ContactId: {GUID}
		}},
		To:\x20
		[
			{{
				Name: String,
				PhoneNumber: String,
				ContactId: {GUID}
			}}
		],
		MessageBody: String,
		ReplyIsAllowed: False,
		ReplyIsRequired: False,
		Notes: String,
		LinkedObjectId: {GUID},
		SuiteId: {GUID},
		LicenseeId: {GUID}
	}},
	CreateCommunicationReferencesImmediately: False
}}
"""
"""The request of the gateway's own documentation, laid out for the eye."""

CONTACT = {"Name": "string", "PhoneNumber": "string", "ContactId": "string"}
MODEL = {
    "From": CONTACT,
    "To": ["list", CONTACT],
    "MessageBody": "string",
    "ReplyIsAllowed": "boolean",
    "ReplyIsRequired": "boolean",
    "Notes": "string",
    "LinkedObjectId": "string",
    "SuiteId": "string",
    "LicenseeId": "string",
}
SEND = {"SMSModel": MODEL, "CreateCommunicationReferencesImmediately": "boolean"}


class Word(OpenStrEnum):
    """A word of a wire."""

    HELLO = "hello"


class Code(OpenIntEnum):
    """A number of a wire."""

    ONE = 1


def nested(levels: int) -> Any:
    """A list in a list, and so on."""
    value: Any = "x"
    for _ in range(levels):
        value = [value]
    return value


def attempt(read: Callable[[], Any]) -> tuple[Any, DecodeError | None]:
    """What is read, or why it is refused; any other error is the test's."""
    try:
        return read(), None
    except DecodeError as error:
        return None, error


def refused(text: str, *, lenient: bool = False) -> str:
    """Why a text is refused; always about the whole document, since positions say where."""
    with pytest.raises(DecodeError) as caught:
        loads(text, lenient=lenient)

    assert "$" == caught.value.path

    return caught.value.problem


GRAMMAR: list[tuple[str, Any]] = [
    ("a", "a"),
    ("{a:b}", {"a": "b"}),
    ("[a]", ["a"]),
    ("{}", {}),
    ("{a:1,b:2,c:3}", {"a": "1", "b": "2", "c": "3"}),
    ("{a:{b:{}},c:[{d:e}]}", {"a": {"b": {}}, "c": [{"d": "e"}]}),
    ("[]", []),
    ("[a,b]", ["a", "b"]),
    ("[[],[[a]],{}]", [[], [["a"]], {}]),
    ('""', ""),
    ('{a:"",b:[""]}', {"a": "", "b": [""]}),
    ("{a:+27 (83) 123.é\t;'\\/}", {"a": "+27 (83) 123.é\t;'\\/"}),
    ('"a"', "a"),
    ('""""', '"'),
    ('"say ""x"""', 'say "x"'),
    ('"\\n"', "\\n"),
    ('{a:":,{}[]\r\n"}', {"a": ":,{}[]\r\n"}),
]


@pytest.mark.parametrize("text, tree", GRAMMAR)
def test_every_line_of_the_grammar_is_read(text: str, tree: Any) -> None:
    """Objects, lists and the three kinds of scalar, nested at will."""
    assert tree == loads(text)


@pytest.mark.parametrize(
    "text, tree",
    [
        ("", None),
        ("{X:,Y:1}", {"X": None, "Y": "1"}),
        ("{X:}", {"X": None}),
        ('{X:"",Y:1}', {"X": "", "Y": "1"}),
        ("[a,]", ["a", None]),
        ("[,a]", [None, "a"]),
        ("[,]", [None, None]),
        ("{Notes:null}", {"Notes": "null"}),
    ],
)
def test_zero_characters_are_null(text: str, tree: Any) -> None:
    """Null and the empty string differ, and the word null is a text."""
    assert tree == loads(text)


@pytest.mark.parametrize(
    "moment",
    ["2024-09-20T04:39:13.8190000Z", "2024-09-20T04:39:13+02:00", "2024-09-20T04:39:13", "2024-09-20"],
)
def test_dates_are_read_bare(moment: str) -> None:
    """A date and time is the one bare value with colons, since servers write it so."""
    assert {"At": moment, "x": [moment]} == loads(f"{{At:{moment},x:[{moment}]}}")


def test_white_space_inside_a_value_belongs_to_it() -> None:
    """Keys could be trimmed, values never are."""
    assert {"a": " x ", "b c": [" ", "y "]} == loads("{a: x ,b c:[ ,y ]}")


@pytest.mark.parametrize(
    "text, position, problem",
    [
        (" {a:1}", 0, "white space outside a value"),
        ("{a:1} ", 5, "white space outside a value"),
        ("{a:1}\n", 5, "white space outside a value"),
        ("{ a:1}", 1, "white space outside a value"),
        ("{\na:1}", 1, "white space outside a value"),
        ("{a :1}", 2, "white space outside a value"),
        ("{a\n:1}", 2, "white space outside a value"),
        ("{a:1, b:2}", 5, "white space outside a value"),
        ("{a: {b:1}}", 3, "white space outside a value"),
        ('{a: "b"}', 3, "white space outside a value"),
        ("{a: \nb}", 3, "white space outside a value"),
        ("{a:b\n}", 4, "white space outside a value"),
        ("{a:b\r\n}", 4, "white space outside a value"),
        ("[{a:1} ]", 6, "white space outside a value"),
        ("{}}", 2, "expected the end"),
        ("a,b", 1, "expected the end"),
        ("a:b", 1, "expected the end"),
        ('"a"b', 3, "expected the end"),
        ("]", 0, "expected the end"),
        ("{", 1, "expected a key"),
        ("{,}", 1, "expected a key"),
        ("{:1}", 1, "expected a key"),
        ("{a:1,}", 5, "expected a key"),
        ("{[]:1}", 1, "expected a key"),
        ("{a}", 2, 'expected ":" after a key'),
        ("{a,b:1}", 2, 'expected ":" after a key'),
        ("{a:1", 4, 'expected "," or "}"'),
        ("{a:]", 3, 'expected "," or "}"'),
        ("{a:b:c}", 4, 'expected "," or "}"'),
        ("{a:[b]c}", 6, 'expected "," or "}"'),
        ('{a:b"c"}', 4, 'expected "," or "}"'),
        ("{a:2024-09-20T04:39:13 or so}", 22, "white space outside a value"),
        ("[", 1, 'expected "," or "]"'),
        ("[a}", 2, 'expected "," or "]"'),
        ("[{a:1}{b:1}]", 6, 'expected "," or "]"'),
        ('["a]', 1, "a quote that nothing closes"),
        ('{a:"""}', 3, "a quote that nothing closes"),
        ('{"a:1}', 1, "a quote that nothing closes"),
        ("{a:1,b:2,a:3}", 9, "a key that stands twice"),
        ("\ud800", 0, "half of a surrogate pair"),
        ("{a:\udfff}", 3, "half of a surrogate pair"),
    ],
)
def test_strict_reading_refuses_and_says_where(text: str, position: int, problem: str) -> None:
    """Whatever is outside the grammar has a position and a reason, and nothing of it is quoted."""
    assert f"not JSV at character {position}: {problem}" == refused(text)


def test_a_value_of_another_type_is_refused_where_a_server_would_skip_it() -> None:
    """True with a space and 1 are texts to the grammar, and no booleans to the schema."""
    for text in ("{ReplyIsAllowed:True }", "{ReplyIsAllowed:1}"):
        with pytest.raises(DecodeError) as caught:
            typed(loads(text), MODEL, "$.SMSModel")

        assert ("$.SMSModel.ReplyIsAllowed", "expected a boolean") == (caught.value.path, caught.value.problem)


@pytest.mark.parametrize(
    "text, position, problem",
    [
        ("{To:[{Name:a}, {Name:b}]}", 14, "white space outside a value"),
        ("{MessageBody:[urgent] call,Notes:x}", 21, "white space outside a value"),
        ('{"MessageBody":"x"}', 1, "a quoted key, which a server would not know"),
    ],
)
def test_what_a_server_would_lose_is_refused(text: str, position: int, problem: str) -> None:
    """A skipped list, a message cut short and an unknown key: a server answers as if all were well."""
    assert f"not JSV at character {position}: {problem}" == refused(text)


def test_quoted_text_is_read_right() -> None:
    """The one form of awkward text that servers agree on."""
    tree = loads('{SMSModel:{From:{Name:A},To:[{Name:"B, Jr"}],MessageBody:"Hi: ""x"" {a}"}}')

    assert {"SMSModel": {"From": {"Name": "A"}, "To": [{"Name": "B, Jr"}], "MessageBody": 'Hi: "x" {a}'}} == tree


def test_a_key_is_quoted_only_where_it_must_be() -> None:
    """Such a key is read and written alike."""
    tree = {"": "1", "a:b": "2", ' "c" ': "3", "d e": "4", "é": "5"}
    text = '{"":"1","a:b":"2"," ""c"" ":"3",d e:"4",é:"5"}'

    assert text == dumps(tree)
    assert tree == loads(text)


def test_the_sample_of_the_documentation() -> None:
    """Strict reading refuses its layout at once; lenient reading sees what is meant."""
    contact = {"Name": "String", "PhoneNumber": "String", "ContactId": GUID}
    meant = {
        "SMSModel": {
            "From": contact,
            "To": [contact],
            "MessageBody": "String",
            "ReplyIsAllowed": False,
            "ReplyIsRequired": False,
            "Notes": "String",
            "LinkedObjectId": GUID,
            "SuiteId": GUID,
            "LicenseeId": GUID,
        },
        "CreateCommunicationReferencesImmediately": False,
    }

    assert "not JSV at character 1: white space outside a value" == refused(SAMPLE)
    assert meant == typed(loads(SAMPLE, lenient=True), SEND, "$")
    assert meant == typed(loads_bytes(SAMPLE.replace("\n", "\r\n").encode(), lenient=True), SEND, "$")


@pytest.mark.parametrize(
    "text, tree",
    [
        (" ", None),
        ("[ ]", []),
        ("{ }", {}),
        (" { a : b c , d : [ e , ] , f : } ", {"a": "b c", "d": ["e", None], "f": None}),
        ('{ a : " b " }', {"a": " b "}),
    ],
)
def test_lenient_reading_ignores_white_space_around_parts(text: str, tree: Any) -> None:
    """Quoted text keeps its white space, and bare text keeps what stands inside."""
    assert tree == loads(text, lenient=True)


@pytest.mark.parametrize(
    "text", ['{"a": 1}', "{a: 1, a: 2}", "{a: 1,}", "{a: [b] c}", "{a: b} c", "{a: b\nc}", '{a: "b}', "{a b"]
)
def test_lenient_reading_is_lenient_about_nothing_else(text: str) -> None:
    """What would be lost stays refused."""
    assert refused(text, lenient=True).startswith("not JSV at character ")


@pytest.mark.parametrize("lenient", [False, True])
def test_bytes_are_utf_8(lenient: bool) -> None:  # noqa: FBT001, a parameter of the test
    """One byte order mark is dropped, and a byte that is not UTF-8 is told by its position in the body."""
    assert {"a": "é😀"} == loads_bytes(b"\xef\xbb\xbf" + "{a:é😀}".encode(), lenient=lenient)
    assert loads_bytes(b"", lenient=lenient) is None

    for body, problem in (
        (b"{a:\xff}", "not UTF-8 at byte 3"),
        (b"\xef\xbb\xbf{a:\xff}", "not UTF-8 at byte 6"),
        (b"\xed\xa0\x80", "not UTF-8 at byte 0"),
        (b"\xef\xbb\xbf\xef\xbb\xbf{}", "not JSV at character 1: expected the end"),
    ):
        with pytest.raises(DecodeError) as caught:
            loads_bytes(body, lenient=lenient)

        assert ("$", problem) == (caught.value.path, caught.value.problem)


# -- writing ------------------------------------------------------------------


@pytest.mark.parametrize(
    "value, text",
    [
        (None, ""),
        ("", '""'),
        ("a", '"a"'),
        ("https://example.com", '"https://example.com"'),
        ('say "x"', '"say ""x"""'),
        (Word.HELLO, '"hello"'),
        (Code.ONE, "1"),
        (True, "True"),
        (False, "False"),
        (-12, "-12"),
        (2**64 - 1, "18446744073709551615"),
        (1.5, "1.5"),
        (1.0, "1"),
        (1e-7, "1e-07"),
        (1e16, "10000000000000000"),
        ([], "[]"),
        (["a", None], '["a",]'),
        ([None, None], "[,]"),
        (("a", "b"), '["a","b"]'),
        ({}, "{}"),
        ({"a": None}, "{}"),
        ({"a": None, "b": "c", "d": None, "e": []}, '{b:"c",e:[]}'),
        ({"To": [{"Name": "B, Jr"}], "Ok": True}, '{To:[{Name:"B, Jr"}],Ok:True}'),
        ({Word.HELLO: 1}, "{hello:1}"),
    ],
)
def test_writing(value: Any, text: str) -> None:
    """Compact, every string quoted, null left out or of zero characters."""
    assert text == dumps(value)


@pytest.mark.parametrize(
    "value, path, problem",
    [
        ({"a": [1, float("nan")]}, "$.a[1]", "not a number"),
        (float("inf"), "$", "a number beyond 64 bits"),
        ({"a": float("-inf")}, "$.a", "a number beyond 64 bits"),
        ([2**64], "$[0]", "a number beyond 64 bits"),
        ([1, 10**5000], "$[1]", "a number beyond 64 bits"),
        ({"To": [{"Name": "\ud800"}]}, "$.To[0].Name", "half of a surrogate pair"),
        ({"To": [None]}, "$.To[0]", "a null alone in a list reads as an empty list"),
        ({"a": {"b-c": b"x"}}, '$.a["b-c"]', "expected a JSON value, got bytes"),
        ({"a": {"b": [1]}, "c": [[2], b""]}, "$.c[1]", "expected a JSON value, got bytes"),
        ({"a": UNSET}, "$.a", "expected a JSON value, got nothing"),
        ({"a": {1: "x"}}, "$.a", "expected strings as keys, got an integer"),
        ({1: None}, "$", "expected strings as keys, got an integer"),
        (nested(DEPTH + 1), "$" + "[0]" * DEPTH, f"nested deeper than {DEPTH} levels"),
    ],
)
def test_what_cannot_be_written_is_refused(value: Any, path: str, problem: str) -> None:
    """The path says where, and the problem does not quote the value."""
    with pytest.raises(EncodeError) as caught:
        dumps(value)

    assert (path, problem) == (caught.value.path, caught.value.problem)


def test_a_key_that_cannot_be_written_is_refused() -> None:
    """Half of a surrogate pair in a key is told like one in a value."""
    with pytest.raises(EncodeError, match="half of a surrogate pair") as caught:
        dumps({"a": {"\ud800": 1}})

    assert caught.value.path.startswith("$.a[")


def test_paths_start_where_the_caller_says() -> None:
    """A part of a message that is written by itself is found by its own path."""
    with pytest.raises(EncodeError) as caught:
        dumps({"To": [b""]}, "$.SMSModel")

    assert "$.SMSModel.To[0]" == caught.value.path


def test_cycles_are_refused() -> None:
    """A value that holds itself is too deep, and not a crash."""
    knot: dict[str, Any] = {}
    knot["knot"] = [knot]

    with pytest.raises(EncodeError, match="nested deeper than 64 levels"):
        dumps(knot)


def test_depth_is_the_same_both_ways() -> None:
    """What may be written may be read, and one level more may not."""
    assert nested(DEPTH) == loads(dumps(nested(DEPTH)))
    assert f"not JSV at character {DEPTH}: nested deeper than {DEPTH} levels" == refused("[" * (DEPTH + 1))
    assert "nested deeper" in refused("{a:" * (DEPTH + 1), lenient=True)


# -- types --------------------------------------------------------------------


@pytest.mark.parametrize(
    "tree, shape, value",
    [
        ("x", "string", "x"),
        ("", "string", ""),
        ("null", "string", "null"),
        ("True", "boolean", True),
        ("true", "boolean", True),
        ("TRUE", "boolean", True),
        ("False", "boolean", False),
        ("fAlse", "boolean", False),
        ("12", "integer", 12),
        ("-012", "integer", -12),
        (str(2**64 - 1), "integer", 2**64 - 1),
        ("12", "number", 12),
        ("-1.5", "number", -1.5),
        ("1E-07", "number", 1e-07),
        (["x", {"y": None}], "any", ["x", {"y": None}]),
        (["1", None], ["list", "integer"], [1, None]),
        ([], ["list", "integer"], []),
        ([["1"], []], ["list", ["list", "integer"]], [[1], []]),
        ({"A": "1"}, {"A": "integer", "B": "integer"}, {"A": 1}),
        ({"A": "1", "Z": ["True"]}, {"A": "integer"}, {"A": 1, "Z": ["True"]}),
        ({"a": "1"}, {"A": "integer"}, {"a": "1"}),
    ],
)
def test_typed(tree: Any, shape: Any, value: Any) -> None:
    """Texts become what the shape says; what it does not name stays as it came."""
    found = typed(tree, shape, "$")

    assert value == found
    assert type(value) is type(found)


@pytest.mark.parametrize(
    "shape", ["string", "boolean", "integer", "number", "any", ["list", "string"], {"A": "string"}]
)
def test_null_stays_null(shape: Any) -> None:
    """Whether a value may be absent is for the codec of its model to say."""
    assert typed(None, shape, "$") is None
    assert {"A": None} == typed({"A": None}, {"A": shape}, "$")


MISFITS: list[tuple[Any, Any, str, str]] = [
    (["x"], "string", "$", "expected a string, got an array"),
    ({"A": "yes"}, {"A": "boolean"}, "$.A", "expected a boolean"),
    ({"A": ""}, {"A": "boolean"}, "$.A", "expected a boolean"),
    ({"A": {}}, {"A": "boolean"}, "$.A", "expected a boolean, got an object"),
    (["1", "x"], ["list", "integer"], "$[1]", "expected an integer of 64 bits"),
    (["1.0"], ["list", "integer"], "$[0]", "expected an integer of 64 bits"),
    ([" 1"], ["list", "integer"], "$[0]", "expected an integer of 64 bits"),
    (["٣"], ["list", "integer"], "$[0]", "expected an integer of 64 bits"),
    (["1_0"], ["list", "integer"], "$[0]", "expected an integer of 64 bits"),
    (["1\n"], ["list", "integer"], "$[0]", "expected an integer of 64 bits"),
    ([str(2**64)], ["list", "integer"], "$[0]", "expected an integer of 64 bits"),
    ({"A": "NaN"}, {"A": "number"}, "$.A", "expected a number of 64 bits"),
    ({"A": "Infinity"}, {"A": "number"}, "$.A", "expected a number of 64 bits"),
    ({"A": "1e999"}, {"A": "number"}, "$.A", "expected a number of 64 bits"),
    ({"A": str(2**64)}, {"A": "number"}, "$.A", "expected a number of 64 bits"),
    ({"A": "1,5"}, {"A": "number"}, "$.A", "expected a number of 64 bits"),
    ({"A": "x"}, {"A": ["list", "any"]}, "$.A", "expected an array"),
    ({"A": {}}, {"A": ["list", "any"]}, "$.A", "expected an array"),
    ({"A": ["x"]}, {"A": ["list", {}]}, "$.A[0]", "expected an object"),
    ([], {}, "$", "expected an object"),
    ("", {}, "$", "expected an object"),
]


@pytest.mark.parametrize("tree, shape, path, problem", MISFITS)
def test_what_does_not_convert_is_refused(tree: Any, shape: Any, path: str, problem: str) -> None:
    """With its wire path, never skipped, never quoted."""
    with pytest.raises(DecodeError) as caught:
        typed(tree, shape, path="$")

    assert (path, problem) == (caught.value.path, caught.value.problem)


def test_folding_finds_properties_in_any_casing() -> None:
    """They come back as declared, at every level; the declared casing goes first, and nothing is lost."""
    tree = {"status": "true", "ITEMS": [{"commid": "1"}], "Other": "x"}
    shape = {"Status": "boolean", "Items": ["list", {"CommId": "integer"}]}

    assert {"Status": True, "Items": [{"CommId": 1}], "Other": "x"} == typed(tree, shape, "$", fold=True)
    assert tree == typed(tree, shape, "$")
    assert {"Status": True, "status": "x"} == typed(
        {"status": "x", "Status": "True"}, {"Status": "boolean"}, "$", fold=True
    )


def test_folded_errors_name_the_declared_property() -> None:
    """The path is one that the specification knows."""
    with pytest.raises(DecodeError) as caught:
        typed({"status": "x"}, {"Status": "boolean"}, "$.Answer", fold=True)

    assert "$.Answer.Status" == caught.value.path


# -- properties ---------------------------------------------------------------

TEXTS = st.text() | st.text(alphabet=SPECIAL + " \tab")


def _lists_of(items: st.SearchStrategy[Any]) -> st.SearchStrategy[list[Any]]:
    return st.lists(st.none() | items, max_size=4).filter(lambda found: found != [None])


TREES: st.SearchStrategy[Any] = st.recursive(
    TEXTS,
    lambda inner: _lists_of(inner) | st.dictionaries(TEXTS, inner, max_size=4),
    max_leaves=12,
)
SCALARS: dict[str, st.SearchStrategy[Any]] = {
    "string": TEXTS,
    "boolean": st.booleans(),
    "integer": st.integers(-(2**63), 2**64 - 1),
    "number": st.floats(-(2.0**63), 2.0**63) | st.integers(-(2**63), 2**64 - 1),
    "any": TREES,
}
SHAPES: st.SearchStrategy[Any] = st.recursive(
    st.sampled_from(sorted(SCALARS)),
    lambda inner: inner.map(lambda item: ["list", item]) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=8,
)


def values_of(shape: Any) -> st.SearchStrategy[Any]:
    """Values that fit a shape, with some properties absent."""
    if isinstance(shape, str):
        return SCALARS[shape]
    if isinstance(shape, list):
        return _lists_of(values_of(cast("Sequence[Any]", shape)[1]))
    return st.fixed_dictionaries({}, optional={key: values_of(item) for key, item in shape.items()})


def without_nulls(tree: Any) -> Any:
    """A tree as it is after null properties were left out."""
    if isinstance(tree, dict):
        members = cast("dict[str, Any]", tree).items()
        return {key: without_nulls(item) for key, item in members if item is not None}
    return list(map(without_nulls, cast("Iterable[Any]", tree))) if isinstance(tree, list) else tree


def as_servers_write(tree: Any) -> str:
    """JSV as real servers write it: quotes only around what needs them."""
    if isinstance(tree, dict):
        members = cast("dict[str, Any]", tree).items()
        return "{" + ",".join(f"{_key(key)}:{as_servers_write(item)}" for key, item in members) + "}"
    if isinstance(tree, list):
        return "[" + ",".join(map(as_servers_write, cast("Iterable[Any]", tree))) + "]"
    return "" if tree is None else _quoted(tree, need=not tree)


def _quoted(text: str, *, need: bool) -> str:
    doubled = text.replace('"', '""')
    return f'"{doubled}"' if need or any(character in SPECIAL for character in text) else text


def _key(text: str) -> str:
    return _quoted(text, need=text != text.strip() or not text)


@given(TREES)
def test_trees_survive_writing_and_reading(tree: Any) -> None:
    """Whatever the texts hold, strict, lenient and in bytes."""
    text = dumps(tree)

    assert tree == loads(text)
    assert tree == loads(text, lenient=True)
    assert tree == loads_bytes(b"\xef\xbb\xbf" + text.encode())


@given(TREES)
def test_what_servers_write_is_read(tree: Any) -> None:
    """A writer that quotes as little as it can is understood too."""
    assert tree == loads(as_servers_write(tree))


@given(SHAPES.flatmap(lambda shape: st.tuples(st.just(shape), values_of(shape))))
def test_values_survive_writing_reading_and_typing(pair: tuple[Any, Any]) -> None:
    """Types are lost on the wire and come back by the shape."""
    shape, value = pair

    assert value == typed(loads(dumps(value)), shape, "$")


@given(SHAPES.flatmap(lambda shape: st.tuples(st.just(shape), TREES)))
def test_typing_only_raises_its_own_error(pair: tuple[Any, Any]) -> None:
    """Any tree against any shape: a value, or a refusal with a path below the one given."""
    shape, tree = pair
    for fold in (False, True):
        _, error = attempt(partial(typed, tree, shape, "$.Part", fold=fold))

        assert error is None or error.path.startswith("$.Part")
        assert error is None or error.problem.startswith("expected ")


@given(st.text(alphabet=SPECIAL + " \tab\ufeff\ud800é") | st.text(), st.booleans())
def test_reading_any_text_only_raises_its_own_error(text: str, lenient: bool) -> None:  # noqa: FBT001, drawn
    """And what it reads is written and read again the same, apart from null properties."""
    tree, error = attempt(lambda: loads(text, lenient=lenient))

    assert error is None or str(error).startswith("$: not JSV at character ")
    assert without_nulls(tree) == loads(dumps(tree))


@given(st.binary(), st.booleans())
def test_reading_any_bytes_only_raises_its_own_error(body: bytes, lenient: bool) -> None:  # noqa: FBT001, drawn
    """Every refusal says where."""
    _, error = attempt(lambda: loads_bytes(body, lenient=lenient))

    assert error is None or str(error).startswith(("$: not JSV at character ", "$: not UTF-8 at byte "))


def _repeated(part: str) -> str:
    return part * (HOSTILE_SIZE // len(part))


@pytest.mark.parametrize("lenient", [False, True])
@pytest.mark.parametrize(
    "text",
    [
        *map(_repeated, ["[", "{", '"', "{a:", "[,", "{a:1,", ":", ",", "]", " ", "\n", "a", '"" ', '{"":']),
        "[" + _repeated(","),
        "[" + _repeated(",") + "]",
        "[" + _repeated('"",'),
        "[" + _repeated("[],") + "]",
        "[" + _repeated(" ,") + "]",
        '"' + _repeated('""') + "x",
        '["' + _repeated('""') + '"x]',
        "{" + _repeated(" ") + "a:1}",
        "{a" + _repeated(" ") + ":1}",
        "{a:" + _repeated(" ") + "{}}",
        "{" + ",".join(f"k{index}:" for index in range(HOSTILE_SIZE // 6)) + "}",
        "[" + _repeated("2024-09-20T04:39,") + "]",
    ],
    ids=lambda text: repr(text[:12]),
)
def test_hostile_texts_take_linear_time(text: str, lenient: bool) -> None:  # noqa: FBT001, a parameter of the test
    """Long runs and deep nesting are read or refused at once."""
    begin = time.thread_time()
    tree, error = attempt(lambda: loads(text, lenient=lenient))
    dumps(tree)

    assert error is None or str(error).startswith("$: not JSV at character ")
    assert time.thread_time() - begin < BOUND


@pytest.mark.parametrize("text", [_repeated("9"), "-" + _repeated("0"), "0." + _repeated("1"), "1e" + _repeated("9")])
@pytest.mark.parametrize("shape", ["integer", "number"])
def test_hostile_numbers_are_refused(text: str, shape: str) -> None:
    """No arithmetic with numbers of any length that somebody sends."""
    begin = time.thread_time()
    with pytest.raises(DecodeError, match=f"{shape} of 64 bits"):
        typed(text, shape, "$")

    assert time.thread_time() - begin < BOUND


def test_long_keys_cost_no_paths() -> None:
    """A path is built for an error only, however many values stand below a long key."""
    begin = time.thread_time()
    dumps({"k" * HOSTILE_SIZE: ["x"] * HOSTILE_SIZE})

    assert time.thread_time() - begin < BOUND
