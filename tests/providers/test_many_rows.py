"""A request with many rows is joined from pieces of text; it must be the document that its values are."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, Final

import pytest

from smswire_providers.redoxygen import OutgoingMessage, OutgoingMessages, ReceiptFlag, ReplyType, Sender, SendRequest
from smswire_providers.redoxygen.codecs import decode_send_request, dumps_send_request, encode_send_request
from smswire_runtime import EncodeError
from smswire_runtime._json_rows import MANY
from tests.providers._backends import BACKENDS, Backend, use

ROWS: Final = 500

each_backend = pytest.mark.parametrize("backend", BACKENDS)

each_count = pytest.mark.parametrize("count", [1, MANY - 1, MANY, ROWS])


def row(index: int, **members: Any) -> OutgoingMessage:
    """A recipient with everything that can be said about one, and members in the place of others."""
    known: dict[str, Any] = {
        "dest_tn": f"+6140700{index:04}",
        "dest_name": f"Name {index}",
        "dest_email": f"{index}@example.com",
        "sms_text": f"Text {index}",
    }
    return OutgoingMessage(**{**known, **members})


def sparse(index: int) -> OutgoingMessage:
    """Now this field is missing, now that one, now all that may."""
    named: dict[str, Any] = {"dest_name": "Name", "dest_email": "a@example.com", "sms_text": "Text"}
    return OutgoingMessage(
        dest_tn="+1", **{key: text for bit, (key, text) in enumerate(named.items()) if index >> bit & 1}
    )


def request(rows: list[OutgoingMessage], **members: Any) -> SendRequest:
    """A request to send to them."""
    messages = OutgoingMessages(
        receipt_flag=ReceiptFlag.NEVER, reply_type=ReplyType.EMAIL, time_zone_offset=0, recipients=rows, **members
    )
    return SendRequest(product="p", sender=Sender(account_id="a", username="u", password="s"), messages=messages)


def outcome(act: Callable[[], Any]) -> tuple[str, Any]:
    """What an act returns, or where and what its error is."""
    try:
        return "", act()
    except EncodeError as error:
        return error.path, error.problem


@each_backend
@each_count
@pytest.mark.parametrize("make", [row, sparse])
def test_many_rows_are_what_their_values_are(
    backend: Backend, count: int, make: Callable[[int], OutgoingMessage]
) -> None:
    """Whatever the rows leave out, the text is that of the values, and it is read as the same request."""
    asked = request([make(index) for index in range(count)])
    with use(backend):
        body = dumps_send_request(asked)

        assert json.dumps(encode_send_request(asked), separators=(",", ":")).encode() == body
        assert asked.messages.recipients == decode_send_request(json.loads(body)).messages.recipients


STRANGE: Final[dict[str, dict[str, Any]]] = {
    "quotation mark": {"sms_text": 'say "yes"'},
    "quotation marks that look like a member": {"sms_text": '","DestTn":"+1'},
    "backslash": {"sms_text": "a\\b"},
    "line": {"sms_text": "two\nlines"},
    "tab": {"dest_name": "a\tb"},
    "delete": {"dest_name": "a\x7fb"},
    "accent": {"sms_text": "Grüezi"},
    "beyond the first plane": {"sms_text": "😀"},
    "line separator": {"sms_text": "a\u2028b"},
    "half of a pair": {"sms_text": "\ud800"},
    "empty number": {"dest_tn": ""},
    "long number": {"dest_tn": "1" * 33},
    "long text": {"sms_text": "x" * 4001},
    "number that is no text": {"dest_tn": 61407},
    "list of texts": {"dest_name": ["a"]},
    "bytes": {"dest_email": b"a@example.com"},
    "nothing": {"sms_text": None},
    "more members": {"additional_properties": {"Priority": 1}},
    "more members of the same name": {"additional_properties": {"DestTn": "+1"}},
}


@each_backend
@pytest.mark.parametrize("position", [0, 1, ROWS - 1])
@pytest.mark.parametrize("strange", STRANGE)
def test_one_strange_row_among_many(backend: Backend, position: int, strange: str) -> None:
    """What needs an escape gets it, and what cannot be sent is refused with its own path, wherever it stands."""
    rows = [row(index) for index in range(ROWS)]
    rows[position] = row(position, **STRANGE[strange])
    asked = request(rows)
    with use(backend):
        path, expected = outcome(lambda: json.loads(json.dumps(encode_send_request(asked))))
        told, actual = outcome(lambda: json.loads(dumps_send_request(asked)))

    if strange == "half of a pair":  # a value like any other until it is written
        path, expected = f"$.Messages[{str(position + 1)!r}].SMSText".replace("'", '"'), "half of a surrogate pair"
    assert (path, expected) == (told, actual)


@each_backend
def test_numbers_of_many_rows(backend: Backend) -> None:
    """Rows keep the numbers that they were given."""
    numbers = tuple(map(str, range(MANY, 0, -1)))
    asked = request([row(index) for index in range(MANY)], numbers=numbers)
    with use(backend):
        messages = json.loads(dumps_send_request(asked))["Messages"]

    assert list(numbers) == [key for key in messages if key.isdigit()]
    assert row(0).dest_tn == messages[str(MANY)]["DestTn"]


@each_backend
@pytest.mark.parametrize("foreign", [None, "row", {"DestTn": "+1"}, Sender(account_id="a", username="u", password="s")])
def test_what_is_no_row_among_many(backend: Backend, foreign: Any) -> None:
    """Anything else in the list is refused with its place, and none of it is shown."""
    asked = request([*(row(index) for index in range(MANY)), foreign])
    with use(backend):
        path, problem = outcome(lambda: dumps_send_request(asked))

    assert f'$.Messages["{MANY + 1}"]' == path
    assert problem.startswith("expected")
