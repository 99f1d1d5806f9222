"""The control API says what came in, and moves it."""

from __future__ import annotations

import concurrent.futures
import threading
from typing import Any
from urllib.parse import quote

import pytest

from smswire.sandbox import Served
from smswire.sandbox._wires import all_wires
from tests.sandbox.clients import Line, ask, head, netoxygen, send_redoxygen, send_smsoffice

HERE = "27831234567"


def test_message(sandbox: Served) -> None:
    """A message is shown with everything that the issue names, and its raw request without the password."""
    number = send_smsoffice(sandbox.url, HERE, "Grüezi €", password="Tr0ub4dor&3")

    [found] = ask(f"{sandbox.url}/_sandbox/messages").json
    wanted = {
        "provider": "smsoffice",
        "id": number,
        "to": HERE,
        "from": "Acme",
        "text": "Grüezi €",
        "state": "submitted",
        "encoding": "GSM-7",
        "segments": 1,
        "cost": 1,
        "scheduled_at": None,
    }
    assert wanted == {name: found[name] for name in wanted}
    assert found["received_at"].endswith("Z")
    assert found["request"].startswith("GET /sms/api/sendsms.asp?username=me&")
    assert f"Success:message tracking number:{number}" in found["answer"]
    assert "Tr0ub4dor" not in str(found)


@pytest.mark.parametrize("to", [HERE, "+27 83 123-45.67", "%2B27831234567"])
def test_filter_by_digits(sandbox: Served, to: str) -> None:
    """A filter on the recipient compares digits, however the number is written."""
    send_smsoffice(sandbox.url, HERE)
    send_smsoffice(sandbox.url, "27831234568")
    send_redoxygen(sandbox.url, f"+{HERE}", text="Hi")

    found = ask(f"{sandbox.url}/_sandbox/messages?provider=&to={quote(to, safe='%')}&text=").json
    assert [HERE, f"+{HERE}"] == [message["to"] for message in found]


def test_filter_by_provider_and_text(sandbox: Served) -> None:
    """Filters narrow down together; a text is found by a part of it."""
    send_smsoffice(sandbox.url, HERE, "code 123")
    send_redoxygen(sandbox.url, "+27831234567", text="code 124")

    def texts(query: str) -> list[str]:
        return [message["text"] for message in ask(f"{sandbox.url}/_sandbox/messages?{query}").json]

    assert ["code 123", "code 124"] == texts("text=code")
    assert ["code 124"] == texts("text=code&provider=redoxygen")
    assert [] == texts("text=Code")
    assert ["code 124"] == texts("limit=1")


def test_one_message(sandbox: Served) -> None:
    """A message is found by its id, and an unknown id is a 404 that says so."""
    number = send_smsoffice(sandbox.url, HERE)

    assert HERE == ask(f"{sandbox.url}/_sandbox/messages/{number}").json["to"]
    assert 404 == ask(f"{sandbox.url}/_sandbox/messages/{number}?provider=eros").status
    unknown = ask(f"{sandbox.url}/_sandbox/messages/{number}0")
    assert (404, {"where": "path", "what": "no message of this id is kept"}) == (unknown.status, unknown.json)


@pytest.mark.parametrize("what", ["receipt", "reply"])
def test_unknown_message(sandbox: Served, what: str) -> None:
    """Nothing can be said of a message that is not there."""
    body = {"state": "delivered"} if what == "receipt" else {"text": "yes"}

    assert 404 == ask(f"{sandbox.url}/_sandbox/messages/no%2Fsuch/{what}", "POST", body).status


def test_ambiguous_id(sandbox: Served) -> None:
    """An id that stands for several recipients is a conflict until the recipient is named."""
    contacts = [{"PhoneNumber": "+41792223344"}, {"PhoneNumber": "+41792223345"}]
    model = {"From": {"PhoneNumber": "+41790000000"}, "To": contacts, "MessageBody": "Hello"}
    answer = ask(
        f"{sandbox.url}/api/sendmessage",
        "POST",
        {"SMSModel": model, "CreateCommunicationReferencesImmediately": True},
        Content_Type="application/json",
        Accept="application/json",
        Authorization="Basic bWU6c2VjcmV0",
    ).json
    number = next(message["id"] for message in ask(f"{sandbox.url}/_sandbox/messages").json)
    path = f"{sandbox.url}/_sandbox/messages/{number}"

    assert number in answer.values()
    assert 409 == ask(path).status
    assert "41792223345" == ask(f"{path}?to=%2B41792223345").json["to"].lstrip("+")
    assert 409 == ask(f"{path}/receipt?provider=eros", "POST", {"state": "delivered"}).status
    told = ask(f"{path}/receipt?to=41792223345", "POST", {"state": "delivered"}).json
    assert "delivered" == told["state"]
    assert ["submitted", "delivered"] == [message["state"] for message in sandbox.messages()]


def test_receipt_is_monotonic(sandbox: Served) -> None:
    """Late news takes nothing back."""
    number = send_smsoffice(sandbox.url, HERE)
    path = f"{sandbox.url}/_sandbox/messages/{number}/receipt"

    assert "delivered" == ask(path, "POST", {"state": "delivered"}).json["state"]
    assert "delivered" == ask(path, "POST", {"state": "submitted"}).json["state"]
    assert ["submitted", "delivered"] == [step["state"] for step in sandbox.messages()[0]["history"]]


def test_reply_is_kept(sandbox: Served) -> None:
    """A reply is shown with its message, whether or not the provider brings replies."""
    number = send_smsoffice(sandbox.url, HERE)

    ask(f"{sandbox.url}/_sandbox/messages/{number}/reply", "POST", {"text": "Ja, gerne ü"})
    assert ["Ja, gerne ü"] == [reply["text"] for reply in sandbox.messages()[0]["replies"]]


BAD: list[tuple[str, str, Any, int, str]] = [
    ("GET", "messages?provider=twilio", None, 422, "query.provider"),
    ("GET", "messages?to=abc", None, 422, "query.to"),
    ("GET", "messages?recipient=1", None, 422, "query.recipient"),
    ("GET", "messages?to=1&to=2", None, 422, "query.to"),
    ("GET", "messages?to=%ff", None, 400, "query"),
    ("GET", "messages?limit=0", None, 422, "query.limit"),
    ("GET", "messages?limit=ten", None, 422, "query.limit"),
    ("GET", "messages/%ff", None, 400, "path"),
    ("GET", "wait?timeout=-1", None, 422, "query.timeout"),
    ("GET", "wait?timeout=nan", None, 422, "query.timeout"),
    ("GET", "wait?timeout=61", None, 422, "query.timeout"),
    ("GET", "requests/x", None, 422, "path"),
    ("GET", "requests/999999", None, 404, "path"),
    ("POST", "messages/ID/receipt", b"{", 400, "$"),
    ("POST", "messages/ID/receipt", b"\xff", 400, "$"),
    ("POST", "messages/ID/receipt", b"[" * 60_000, 400, "$"),
    ("POST", "messages/ID/receipt", b"", 400, "$"),
    ("POST", "messages/ID/receipt", [], 422, "$"),
    ("POST", "messages/ID/receipt", {}, 422, "$.state"),
    ("POST", "messages/ID/receipt", {"state": "done"}, 422, "$.state"),
    ("POST", "messages/ID/receipt", {"state": None}, 422, "$.state"),
    ("POST", "messages/ID/receipt", {"state": "delivered", "text": "x"}, 422, "$.text"),
    ("POST", "messages/ID/reply", {"text": ""}, 422, "$.text"),
    ("POST", "messages/ID/reply", {"text": "x" * 4_001}, 422, "$.text"),
    ("POST", "messages/ID/reply", {"text": 1}, 422, "$.text"),
    ("POST", "messages/ID/reply", b'{"text": "\\ud800"}', 400, "$"),
    ("POST", "messages/ID/reply", b"x" * 70_000, 413, "body"),
    ("POST", "chaos", {"wire": "twilio", "fault": "drop"}, 422, "$.wire"),
    ("POST", "chaos", {"wire": "eros", "fault": "explode"}, 422, "$.fault"),
    ("POST", "chaos", {"wire": "eros"}, 422, "$.fault"),
    ("POST", "chaos", {"wire": "eros", "fault": "drop", "probability": 1.5}, 422, "$.probability"),
    ("POST", "chaos", {"wire": "eros", "fault": "drop", "probability": True}, 422, "$.probability"),
    ("POST", "chaos", {"wire": "eros", "fault": "drop", "count": 0}, 422, "$.count"),
    ("POST", "chaos", {"wire": "eros", "fault": "drop", "count": 1.5}, 422, "$.count"),
    ("POST", "clock", {"advance": "soon"}, 422, "$.advance"),
    ("POST", "clock", {"advance": "3h\n"}, 422, "$.advance"),
    ("POST", "clock", {"advance": "-3h"}, 422, "$.advance"),
    ("POST", "clock", {"advance": 3}, 422, "$.advance"),
    ("PUT", "smsoffice", {"report_url": "ftp://127.0.0.1/"}, 422, "$.report_url"),
    ("PUT", "smsoffice", {"report_url": "http://127.0.0.1:65536/"}, 422, "$.report_url"),
    ("PUT", "smsoffice", {"report_url": "http://example.com/"}, 403, "$.report_url"),
    ("PUT", "smsoffice", {}, 422, "$.report_url"),
    ("GET", "nothing", None, 404, "path"),
    ("GET", "", None, 404, "path"),
    ("GET", "messages/", None, 404, "path"),
    ("PATCH", "messages", None, 405, "method"),
]


@pytest.mark.parametrize("method, path, body, status, where", BAD, ids=range(len(BAD)))
def test_bad_input(sandbox: Served, method: str, path: str, body: object, status: int, where: str) -> None:  # noqa: PLR0917, PLR0913
    """Nonsense gets an answer that says where and what, and changes nothing."""
    number = send_smsoffice(sandbox.url, HERE)

    answer = ask(f"{sandbox.url}/_sandbox/{path.replace('ID', number)}", method, body)
    assert (status, where) == (answer.status, answer.json["where"])
    assert answer.json["what"]
    assert ["submitted"] == [message["state"] for message in sandbox.messages()]
    assert [] == ask(f"{sandbox.url}/_sandbox/chaos").json


def test_wait_finds_what_is_there(sandbox: Served) -> None:
    """Waiting ends at once when the message is there, with the newest of several."""
    send_smsoffice(sandbox.url, HERE, "one")
    send_smsoffice(sandbox.url, HERE, "two")

    assert "two" == ask(f"{sandbox.url}/_sandbox/wait?to={HERE}&timeout=0").json["text"]
    assert "one" == ask(f"{sandbox.url}/_sandbox/wait?to={HERE}&text=one").json["text"]


def test_wait_for_what_comes(sandbox: Served) -> None:
    """Waiting ends when the message comes, and others do not end it."""
    with concurrent.futures.ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(ask, f"{sandbox.url}/_sandbox/wait?to=%2B{HERE}&text=mine&timeout=10")
        send_smsoffice(sandbox.url, HERE, "another")
        send_smsoffice(sandbox.url, "27831234568", "mine")
        assert not waiting.done()
        send_smsoffice(sandbox.url, HERE, "this is mine")

        assert "this is mine" == waiting.result(10).json["text"]


def test_wait_in_vain(sandbox: Served) -> None:
    """When nothing comes, the answer is a 408."""
    assert 408 == ask(f"{sandbox.url}/_sandbox/wait?timeout=0.05").status


def test_clear(sandbox: Served) -> None:
    """Clearing forgets messages, requests and warnings, and a second send is no double one."""
    send_smsoffice(sandbox.url, HERE)

    assert 204 == ask(f"{sandbox.url}/_sandbox/messages", "DELETE").status
    assert [] == ask(f"{sandbox.url}/_sandbox/messages").json
    assert [] == ask(f"{sandbox.url}/_sandbox/requests").json
    send_smsoffice(sandbox.url, HERE)
    assert [] == ask(f"{sandbox.url}/_sandbox/warnings").json


def test_double_send(sandbox: Served) -> None:
    """The same text to the same number twice is a warning, on whichever wires; to another number it is none."""
    send_smsoffice(sandbox.url, HERE, "once")
    send_smsoffice(sandbox.url, "27831234568", "once")
    assert [] == sandbox.warnings()
    send_redoxygen(sandbox.url, f"+{HERE}", text="once")

    [warning] = sandbox.warnings()
    assert "repeated" == warning["kind"]
    assert [[], [], [warning["text"]]] == [message["warnings"] for message in sandbox.messages()]


def test_cancelled_message_is_no_double_send(sandbox: Served) -> None:
    """What was cancelled was not sent, so that sending it again is no double send."""
    with netoxygen(sandbox.url) as client:
        rows: Any = client.send_message("me", "secret", "41792223344", "Hello", "", "2090-01-01 00:00:00", "text")
        client.cancel_message("me", "secret", rows[0][2])
        client.send_message("me", "secret", "41792223344", "Hello")

    assert ["cancelled", "submitted"] == [message["state"] for message in sandbox.messages()]
    assert [] == sandbox.warnings()
    assert ask(f"{sandbox.url}/_sandbox/clock").json["next"] is None


def test_schedule(sandbox: Served) -> None:
    """A scheduled message is submitted when its time has come on the virtual clock, and magic begins then."""
    with netoxygen(sandbox.url) as client:
        client.send_message("me", "secret", "41791199900", "Hello", "", "2090-01-01 00:00:00", "text")
    [message] = sandbox.messages()
    assert ("scheduled", "2089-12-31T23:00:00.000Z") == (message["state"], message["scheduled_at"])

    for _ in range(5):
        ask(f"{sandbox.url}/_sandbox/clock", "POST", {"advance": "5000d"})
    assert [
        ("scheduled", None),
        ("submitted", "2089-12-31T23:00:00.000Z"),
        ("delivered", "2089-12-31T23:00:00.500Z"),
    ] == [(step["state"], step["at"] if at else None) for at, step in enumerate(sandbox.messages()[0]["history"])]


def test_told_before_its_time(sandbox: Served) -> None:
    """What somebody said of a scheduled message stands when its time comes."""
    with netoxygen(sandbox.url) as client:
        client.send_message("me", "secret", "41791199900", "Hello", "", "2040-01-01 00:00:00", "text")
    sandbox.receipt(sandbox.messages()[0], "expired")
    sandbox.advance("9000d")

    assert "expired" == sandbox.messages()[0]["state"]


def test_clock(sandbox: Served) -> None:
    """The clock says what time it is, how far it is ahead and what is due next."""
    send_smsoffice(sandbox.url, "27831299906")

    before = ask(f"{sandbox.url}/_sandbox/clock").json
    assert 0 == before["ahead"]
    assert before["next"] > before["now"]
    after = ask(f"{sandbox.url}/_sandbox/clock", "POST", {"advance": "1h1s"}).json
    assert 3601 == round(after["ahead"])
    assert after["next"] is None
    assert "delivered" == sandbox.messages()[0]["state"]


def test_requests(sandbox: Served) -> None:
    """Every request on a wire is shown, the refused ones and those to wrong paths too, without secrets."""
    send_smsoffice(sandbox.url, HERE, password="wrong")
    ask(f"{sandbox.url}/sms/api/send.asp?username=me&password=hunter2hunter2&to={HERE}")
    ask(f"{sandbox.url}/smsapi/sent", "POST", b'{"Password": "hunter2hunter2"}', Authorization="Basic aHVudGVyMg==")

    found = ask(f"{sandbox.url}/_sandbox/requests").json
    assert [("smsoffice", 200), (None, 404), (None, 404)] == [(one["provider"], one["status"]) for one in found]
    assert [] == found[0]["messages"]
    assert "Login Failed" in found[0]["answer"]
    assert "hunter2" not in str(found)
    assert "aHVudGVy" not in str(found)
    assert ["path", "path"] == [warning["kind"] for warning in sandbox.warnings()]
    assert found[0] == ask(f"{sandbox.url}/_sandbox/requests/{found[0]['number']}").json
    assert found[:1] == ask(f"{sandbox.url}/_sandbox/requests?provider=smsoffice").json


def test_wrong_method_on_a_wire(sandbox: Served) -> None:
    """A wire's path with another method is a 405 that says which."""
    answer = ask(f"{sandbox.url}/smsapi/send")

    assert (405, "POST") == (answer.status, answer.headers["Allow"])


def test_violation(sandbox: Served) -> None:
    """A request that is not as specified shows where, with itself, its message and as a warning."""
    ask(f"{sandbox.url}/smsapi/send", "POST", {"Name": "ROX_API_Request"}, Content_Type="application/json")

    [exchange] = sandbox.requests()
    assert "$.Sender" in [violation["path"] for violation in exchange["violations"]]
    assert "violation" in [warning["kind"] for warning in sandbox.warnings()]


def test_health(sandbox: Served) -> None:
    """The sandbox says how it is and which wires it has."""
    found = ask(f"{sandbox.url}/_sandbox/health").json

    assert ("ok", [wire.provider for wire in all_wires()]) == (found["status"], found["wires"])


def test_two_connections(sandbox: Served) -> None:
    """Two connections at once on SMS Office's wire are a warning; one after the other, and others' wires, are none."""
    together = threading.Barrier(2)

    def send(wire: str) -> None:
        with Line(sandbox.url) as line:
            together.wait(10)
            line.say(head("GET" if wire.startswith("/sms/") else "POST", wire, "Host: x", "Content-Length: 0"))
            line.answer()
            together.wait(10)

    for _ in range(3):
        send_smsoffice(sandbox.url, HERE)
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        list(pool.map(send, ["/api2/", "/sms/api/balance.asp?username=u&password=p"]))
    assert [] == [warning for warning in sandbox.warnings() if warning["kind"] == "connections"]
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        list(pool.map(send, ["/sms/api/balance.asp?username=u&password=p"] * 2))

    found = [warning["text"] for warning in sandbox.warnings() if warning["kind"] == "connections"]
    assert ["2 connections at once, where the provider allows 1"] == found


def test_connections_one_after_the_other(sandbox: Served) -> None:
    """A client that closes its connection before it opens the next one is not warned, however quick it is."""
    for _ in range(100):
        with Line(sandbox.url) as line:
            line.say(head("GET", "/sms/api/balance.asp?username=u&password=p", "Host: x"))
            line.answer()

    assert [] == sandbox.warnings()


def test_end_of_time(sandbox: Served) -> None:
    """The clock goes far, and then says that it goes no further."""
    statuses = {ask(f"{sandbox.url}/_sandbox/clock", "POST", {"advance": "9999d"}).status for _ in range(300)}
    now = ask(f"{sandbox.url}/_sandbox/clock").json["now"]

    assert {200, 409} == statuses
    assert "8900" < now < "9000"
