"""The standard library's XML-RPC client cannot tell the sandbox from the provider."""

from __future__ import annotations

import xmlrpc.client
from collections.abc import Generator
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from smswire.sandbox import Served

USER = ("user", "pass")


@pytest.fixture
def server(sandbox: Served) -> Generator[Any]:
    """The standard library's client."""
    with xmlrpc.client.ServerProxy(f"{sandbox.url}/api2/") as proxy:
        yield proxy


def test_all_methods(server: Any, sandbox: Served) -> None:
    """Every method does its work, and nothing is said against it."""
    before = server.get_credits(*USER)
    sent = server.send_message(*USER, ["0792223344", "+41792223355"], "Grüezi 😀 " * 10, "Acme", "", "text")
    later = server.send_message(*USER, "0792223344", "later", "", "2099-07-01 08:30:00", "flash")
    ids = [sent[0][2], sent[1][2], later[0][2]]

    assert server.auth(*USER) is True
    assert [["41792223344", True, ids[0]], ["41792223355", True, ids[1]]] == sent
    assert [["41792223344", 9, ids[2]]] == later
    assert before - 5 == server.get_credits(*USER)
    assert [[ids[2], True]] == server.cancel_message(*USER, ids[2])
    assert before - 4 == server.get_credits(*USER)
    states = server.get_status(*USER, ids)
    assert ids == [row[0] for row in states]
    assert {"from": "Acme", "to": "41792223344", "length": 90}.items() <= states[0][1].items()
    assert "2099-07-01 08:30:00" == states[2][1]["sent_date"]
    assert "regular" == server.account_status(*USER)
    assert server.get_guid(*USER) == server.get_guid(*USER)
    assert "41223648000" == server.clean_number(*USER, "022/364 8000")
    assert [] == [found for request in sandbox.requests() for found in request["violations"]]


@pytest.mark.parametrize("method", ["auth", "get_credits", "account_status", "get_guid"])
@pytest.mark.parametrize("credentials", [("user", "wrong"), ("user",), ("", ""), ()])
def test_bad_credentials(server: Any, method: str, credentials: tuple[str, ...]) -> None:
    """FALSE, which is no zero."""
    assert getattr(server, method)(*credentials) is False


def binary(text: str) -> xmlrpc.client.Binary:
    """Base64 of UTF-8."""
    return xmlrpc.client.Binary(text.encode())


@pytest.mark.parametrize(
    "text",
    ["a <b> & c]]>", "zwei\nZeilen", "\U0001f469\u200d\U0001f52c 你好", "اَلسَّلَامُ", "\u202eabc", "\U0001f600" * 70],
)
@pytest.mark.parametrize("spelling", [str, binary], ids=["string", "base64"])
def test_unicode(server: Any, sandbox: Served, text: str, spelling: Any) -> None:
    """Any text arrives as it was written, as a string and as base64."""
    ((_, accepted, id_),) = server.send_message(*USER, [spelling("+41792223344")], spelling(text), spelling("Züri"))

    assert accepted is True
    assert (text, "Züri") == (sandbox.messages()[0]["text"], sandbox.messages()[0]["from"])
    assert len(text) == server.get_status(*USER, spelling(id_))[0][1]["length"]


def test_a_scheduled_message_goes_at_its_time(server: Any, sandbox: Served) -> None:
    """The clock of the sandbox decides, and a message that has gone cannot be cancelled."""
    date = f"{datetime.now(ZoneInfo('Europe/Zurich')) + timedelta(days=2):%Y-%m-%d} 12:30:00"
    ((_, pending, id_),) = server.send_message(*USER, "0792223344", "later", "", date)
    ((_, waiting),) = server.get_status(*USER, id_)

    sandbox.advance("4d")

    ((_, gone),) = server.get_status(*USER, id_)
    assert [9, 9, 3] == [pending, waiting["last_status"], gone["last_status"]]
    assert [date, "", date, date] == [
        waiting["sent_date"],
        waiting["last_date"],
        gone["sent_date"],
        gone["last_date"],
    ]
    assert [[id_, False]] == server.cancel_message(*USER, id_)


def test_news_of_a_message(server: Any, sandbox: Served) -> None:
    """What becomes of a message is told when it is asked for."""
    ((_, _, id_),) = server.send_message(*USER, "0792223344", "text")
    sandbox.receipt(id_, "expired")

    ((_, found),) = server.get_status(*USER, id_)

    assert (3, "Message submitted") == (found["sent_status"], found["sent_status_text"])
    assert (6, "Message expired, delivery cancelled") == (found["last_status"], found["last_status_text"])


def test_faults(server: Any) -> None:
    """What is no call of this provider is a fault, and the connection goes on."""
    with pytest.raises(xmlrpc.client.Fault, match="method not found"):
        server.system.listMethods()
    with pytest.raises(xmlrpc.client.Fault, match=r"params\[3\]: message: missing"):
        server.send_message(*USER, "0792223344")

    assert server.auth(*USER) is True


def test_the_date_as_a_date(server: Any, sandbox: Served) -> None:
    """A date that is typed as one is not in the documented form, so it sends at once."""
    date = xmlrpc.client.DateTime("20990701T08:30:00")

    ((_, accepted, _),) = server.send_message(*USER, "0792223344", "text", "", date)

    assert accepted is True
    assert {"$.params[5]"} == {found["path"] for request in sandbox.requests() for found in request["violations"]}


def test_many_recipients(server: Any, sandbox: Served) -> None:
    """A thousand rows come back in the order of the request."""
    numbers = [f"+4179{number:07d}" for number in range(1000)]

    rows = server.send_message(*USER, numbers, "text")

    assert [number[1:] for number in numbers] == [row[0] for row in rows]
    assert [row[2] for row in rows] == [message["id"] for message in sandbox.messages()]
