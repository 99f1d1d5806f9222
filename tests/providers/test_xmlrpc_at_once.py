"""Arrays that XML-RPC writes at once: the same bytes and the same errors as where each value is written singly."""

from __future__ import annotations

import xmlrpc.client
from enum import StrEnum
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from smswire_providers.netoxygen import CancelRow, SendMessageParams, SendRow
from smswire_providers.netoxygen.codecs import encode_cancel_message_result, encode_send_message_result
from smswire_providers.netoxygen.operations import build_send_message
from smswire_providers.netoxygen.server import write_cancel_message, write_send_message
from smswire_runtime import UNSET, EncodeError
from smswire_runtime._xmlrpc import Base64Text, IntText, dumps_answer, of_columns, of_texts

EXAMPLES = settings(max_examples=200, deadline=None)


class Desk(StrEnum):
    """Numbers that somebody gave names to."""

    FRONT = "+41791112233"


USUAL = st.sampled_from(["+41792223344", "0792223344", "a"])
ODD_TEXTS = ("", "é", "a<b", "&", ">", "\n", "\t", "\r", "\x00", "\x7f", "\x85", "\ud800", "\uffff", "😀")
ODD: st.SearchStrategy[Any] = st.sampled_from(
    [*ODD_TEXTS, None, 1, True, 2**31, b"a", ["a"], UNSET, Desk.FRONT, IntText("7"), Base64Text("a")]
)
MOSTLY_USUAL = st.lists(st.one_of(USUAL, USUAL, USUAL, ODD), max_size=8)


def outcome(action: Any, *arguments: Any) -> object:
    """What was written, or where and why it was refused."""
    try:
        return action(*arguments)
    except EncodeError as error:
        return error.path, error.problem


def call(dest: Any, user: str = "user", text: str = "Hello") -> bytes:
    """A call with these recipients."""
    return build_send_message(SendMessageParams(user=user, pass_="secret", dest=dest, message=text)).body


@EXAMPLES
@given(MOSTLY_USUAL, st.sampled_from(["user", "", "u\x7f", "<&>", "é\n"]), st.sampled_from(["Hello", "Grüezi\n", "\r"]))
def test_recipients_are_written_at_once_as_they_are_singly(dest: list[Any], user: str, text: str) -> None:
    """A list may be written at once, a tuple never is."""
    singly = outcome(call, tuple(dest), user, text)

    assert singly == outcome(call, dest, user, text)


@EXAMPLES
@given(st.lists(st.tuples(USUAL | ODD, st.booleans() | ODD, USUAL | USUAL | ODD), max_size=6), st.booleans())
def test_rows_are_written_at_once_as_they_are_singly(cells: list[tuple[Any, ...]], more: bool) -> None:  # noqa: FBT001
    """Whatever stands in them, and whether one of them has more than is documented."""
    rows = [SendRow(dest=dest, ok=ok, id=key) for dest, ok, key in cells]
    if more and rows:
        rows[-1].additional_items = ["more"]
    singly = outcome(lambda: dumps_answer(encode_send_message_result(rows)))

    assert singly == outcome(lambda: write_send_message(rows).body)


@EXAMPLES
@given(st.lists(st.tuples(USUAL, st.booleans() | st.sampled_from([0, 1, "0"])), max_size=6))
def test_columns_of_several_types_keep_them(cells: list[tuple[Any, ...]]) -> None:
    """True is not 1, neither in a column where both stand nor in one that holds the same in every row."""
    rows = [CancelRow(id=key, cancelled=ok) for key, ok in cells]
    singly = outcome(lambda: dumps_answer(encode_cancel_message_result(rows)))

    assert singly == outcome(lambda: write_cancel_message(rows).body)


def test_what_is_usual_is_written_at_once() -> None:
    """The quick way is taken: it is what makes large batches cheap."""
    texts = of_texts(["+41792223344", "+41792223345"])
    rows = of_columns([["a", "b"], [True, False], ["1", 2]], [frozenset({str, bool, int})] * 3)

    assert texts is not None
    assert 2 == texts.count
    assert rows is not None
    assert 2 * 4 == rows.count
    (read,), _ = xmlrpc.client.loads(dumps_answer(rows))
    assert [["a", True, "1"], ["b", False, 2]] == read


@pytest.mark.parametrize("odd", ["", "é", "<", "\n", "\x7f", 1, None])
def test_what_is_not_usual_is_looked_at_singly(odd: object) -> None:
    """Nothing is written at once where care is needed."""
    assert of_texts(["a", odd]) is None
    assert of_texts([odd, "a"]) is None


def test_what_is_a_string_by_inheritance_is_written_as_the_string_that_it_is() -> None:
    """In a field of strings an enumeration's member, or a text with an element of its own, is a string like others."""
    for dest in (Desk.FRONT, [Desk.FRONT, IntText("7")], (Desk.FRONT, IntText("7"))):
        (_, _, found, *_), _ = xmlrpc.client.loads(call(dest))
        assert found == (["+41791112233", "7"] if dest != Desk.FRONT else "+41791112233")


def test_more_values_than_a_document_may_have_are_refused_at_once_too() -> None:
    """The limit of a document holds for what is ready as well."""
    with pytest.raises(EncodeError, match="more than 100000 values"):
        call(["a"] * 100_001)
