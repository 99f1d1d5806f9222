"""The sandbox calls listeners as the providers do."""

from __future__ import annotations

import socket
import threading
import time
from urllib.parse import parse_qs, urlsplit

import pytest

from smswire.sandbox import SandboxRefused, Served, _caller, serve
from tests.sandbox.clients import ask, redoxygen_request, send_redoxygen, send_smsoffice
from tests.sandbox.listeners import Call, Listener, Reply, acknowledge

HERE = "27831234567"


def kinds(sandbox: Served) -> list[str]:
    """The kinds of the warnings."""
    return [warning["kind"] for warning in sandbox.warnings()]


def eventually_kinds(sandbox: Served, wanted: list[str]) -> None:
    """The kinds of the warnings are these, once what is under way has ended."""
    until = time.monotonic() + 10
    while kinds(sandbox) != wanted and time.monotonic() < until:
        time.sleep(0.01)

    assert wanted == kinds(sandbox)


def test_receipt(sandbox: Served, listener: Listener) -> None:
    """A receipt goes to the address of its request, once somebody says what became of the message."""
    [row] = send_redoxygen(sandbox.url, "+61407555001", receipts=f"{listener.url}/receipt?key=1")
    assert [] == listener.calls
    sandbox.receipt(row["SMSId"], "delivered")

    [call] = listener.wait(1)
    assert ("POST", "/receipt?key=1") == (call.method, call.target)
    receipt = call.json["Messages"]["Receipt"]
    assert (row["SMSId"], "+61407555001", "0000") == (receipt["SMSId"], receipt["DestTn"], receipt["Result"])
    eventually_kinds(sandbox, [])


def test_reply(sandbox: Served, listener: Listener) -> None:
    """A reply goes to the address of its request."""
    [row] = send_redoxygen(sandbox.url, "+61407555001", replies=f"{listener.url}/reply")
    sandbox.reply(row["SMSId"], "Thanks, no problem 👍")

    [call] = listener.wait(1)
    assert "Thanks, no problem 👍" == call.json["Messages"]["Reply"]["ReplyText"]
    assert row["SMSId"] == call.json["Messages"]["Reply"]["SMSId"]


def test_wrong_acknowledgement(sandbox: Served, listener: Listener) -> None:
    """An answer that is not the documented acknowledgement is shown, with the message that it is about."""
    listener.script = lambda _: Reply(body=b"OK")
    [row] = send_redoxygen(sandbox.url, "+61407555001", receipts=listener.url)
    sandbox.receipt(row["SMSId"], "delivered")
    listener.wait(1)

    eventually_kinds(sandbox, ["acknowledgement"])
    assert sandbox.messages()[0]["warnings"]


def test_report(sandbox: Served, listener: Listener) -> None:
    """A delivery report goes to the address that is configured when there is news, not when the message was sent."""
    number = send_smsoffice(sandbox.url, HERE)
    sandbox.receipt(number, "submitted")
    sandbox.report_to(f"{listener.url}/reports.asp")
    sandbox.receipt(number, "delivered")

    [call] = listener.wait(1)
    parts = urlsplit(call.target)
    assert ("GET", "/reports.asp") == (call.method, parts.path)
    report = {name.lower(): values for name, values in parse_qs(parts.query).items()}
    assert {"messageid": [number], "to": [HERE], "from": ["Acme"], "statusid": ["200"]}.items() <= report.items()
    sandbox.report_to(None)
    sandbox.receipt(number, "failed")
    sandbox.advance("1d")
    assert 1 == len(listener.calls)


def test_resends(sandbox: Served, listener: Listener) -> None:
    """A report is sent again after 60 minutes, 3 hours and 12 hours on a 500, and then no more."""
    listener.script = lambda _: Reply(500)
    sandbox.report_to(listener.url)
    number = send_smsoffice(sandbox.url, HERE)
    sandbox.receipt(number, "delivered")
    listener.wait(1)
    counts: list[int] = []
    for step in ("59m50s", "20s", "2h59m", "2m", "11h57m", "3m", "48h"):
        sandbox.advance(step)
        counts.append(len(listener.calls))

    assert [1, 2, 2, 3, 3, 4, 4] == counts


def test_resends_in_one_step(sandbox: Served, listener: Listener) -> None:
    """One step over all resends makes each of them at its own time, and none after one that was kept."""

    def script(_: Call) -> Reply:
        time.sleep(0.1)  # the first call is still under way when time leaps
        return Reply(500 if len(listener.calls) < 2 else 200)

    listener.script = script
    sandbox.report_to(listener.url)
    sandbox.receipt(send_smsoffice(sandbox.url, HERE), "delivered")
    sandbox.advance("48h")

    assert 3 == len(listener.calls)


def test_resend_to_unreachable(sandbox: Served) -> None:
    """A report that reached nobody is sent again too."""
    with socket.create_server(("127.0.0.1", 0)) as unheard:
        port = unheard.getsockname()[1]
    sandbox.report_to(f"http://127.0.0.1:{port}/")
    sandbox.receipt(send_smsoffice(sandbox.url, HERE), "delivered")
    eventually_kinds(sandbox, ["callback"])
    sandbox.advance("1h")

    assert ["callback", "callback"] == kinds(sandbox)


@pytest.mark.parametrize("status", [200, 302, 404, 503])
def test_no_resend_of_what_was_heard(sandbox: Served, listener: Listener, status: int) -> None:
    """Any answer but a 500 counts as heard, and a redirect is not followed."""
    listener.script = lambda _: Reply(status, headers=(("Location", "/elsewhere"),))
    sandbox.report_to(f"{listener.url}/reports")
    sandbox.receipt(send_smsoffice(sandbox.url, HERE), "delivered")
    listener.wait(1)
    sandbox.advance("48h")

    assert ["/reports"] == [urlsplit(call.target).path for call in listener.calls]


@pytest.mark.parametrize(
    "url",
    [
        "http://example.com/receipt",
        "http://192.0.2.1/receipt",
        "http://2130706433/receipt",
        "http://127.0.0.1.example.com/receipt",
        "http://localhost@example.com/receipt",
    ],
)
def test_callbacks_stay_here(sandbox: Served, url: str) -> None:
    """No request makes the sandbox call another machine; that it did not is shown."""
    [row] = send_redoxygen(sandbox.url, "+61407555001", receipts=url)
    sandbox.receipt(row["SMSId"], "delivered")

    assert "callback" in kinds(sandbox)


def test_listener_that_hangs(listener: Listener, monkeypatch: pytest.MonkeyPatch) -> None:
    """A listener that does not answer is given up, and shown."""
    monkeypatch.setattr(_caller, "PATIENCE", 0.2)
    ended = threading.Event()

    def script(_: Call) -> Reply:
        ended.wait(10)
        return Reply()

    listener.script = script
    with serve() as sandbox:
        sandbox.report_to(listener.url)
        sandbox.receipt(send_smsoffice(sandbox.url, HERE), "delivered")
        eventually_kinds(sandbox, ["callback"])
        ended.set()

        assert "no answer within 0.2 s" in sandbox.warnings()[0]["text"]


def test_no_call_to_itself(sandbox: Served) -> None:
    """No message makes the sandbox call itself."""
    [row] = send_redoxygen(sandbox.url, "+61407555001", receipts=f"{sandbox.url}/_sandbox/clock")
    sandbox.receipt(row["SMSId"], "delivered")

    assert ["callback"] == kinds(sandbox)
    with pytest.raises(SandboxRefused, match="itself"):
        sandbox.report_to(f"{sandbox.url}/")


def test_allowed_host() -> None:
    """A host that was allowed by name may be called."""
    with serve(allow_callbacks=["Reports.example"]) as sandbox:
        sandbox.report_to("http://reports.example/")
        with pytest.raises(SandboxRefused, match="another machine"):
            sandbox.report_to("http://other.example/")


MAGIC = {
    "99900": ["0000"],
    "99907": ["0000", "0000"],
}


@pytest.mark.parametrize("ending", MAGIC)
def test_magic_receipts(sandbox: Served, listener: Listener, ending: str) -> None:
    """The last digits of a recipient say which receipts come by themselves."""
    send_redoxygen(sandbox.url, f"+614070{ending}", receipts=listener.url)
    sandbox.advance("10s")

    assert MAGIC[ending] == [call.json["Messages"]["Receipt"]["Result"] for call in listener.calls]


@pytest.mark.parametrize(
    "ending, state", [("99900", "delivered"), ("99901", "failed"), ("99902", "expired"), ("99903", "failed")]
)
def test_magic_states(sandbox: Served, listener: Listener, ending: str, state: str) -> None:
    """Magic numbers come to their state by themselves, and others wait."""
    sandbox.report_to(listener.url)
    send_smsoffice(sandbox.url, f"278312{ending}")
    send_smsoffice(sandbox.url, HERE)
    sandbox.advance("10s")

    assert [state, "submitted"] == [message["state"] for message in sandbox.messages()]
    code = {"99900": "200", "99901": "300", "99902": "300", "99903": "400"}[ending]
    assert [code] == [parse_qs(urlsplit(call.target).query)["StatusID"][0] for call in listener.calls]


def test_magic_delay(sandbox: Served, listener: Listener) -> None:
    """A delayed receipt comes after an hour."""
    send_redoxygen(sandbox.url, "+61407099906", receipts=listener.url)
    sandbox.advance("59m")
    assert [] == listener.calls
    sandbox.advance("2m")

    assert 1 == len(listener.calls)


def test_magic_order(sandbox: Served, listener: Listener) -> None:
    """Out of order: the older news comes last, and receipts of later messages overtake."""
    sandbox.report_to(listener.url)
    send_smsoffice(sandbox.url, "27831299908")
    send_smsoffice(sandbox.url, "27831299900")
    sandbox.advance("10s")

    codes = [
        (values["to"][0][-5:], values["StatusID"][0])
        for values in (parse_qs(urlsplit(call.target).query) for call in listener.calls)
    ]
    assert [("99900", "200"), ("99908", "200"), ("99908", "100")] == codes
    assert "delivered" == sandbox.messages()[0]["state"]


def test_receipt_before_the_answer(sandbox: Served, listener: Listener) -> None:
    """The receipt of such a message is acknowledged before its sender has an answer."""
    answered = threading.Event()
    seen: list[bool] = []

    def script(call: Call) -> Reply:
        seen.append(answered.wait(0.3))
        return acknowledge(call)

    listener.script = script
    send_redoxygen(sandbox.url, "+61407099909", receipts=listener.url)
    answered.set()

    assert [False] == seen
    assert 1 == len(listener.calls)


def test_listener_that_waits_for_the_answer(sandbox: Served, listener: Listener) -> None:
    """A listener that first wants the answer does not keep it from coming."""
    answered = threading.Event()
    seen: list[bool] = []

    def script(call: Call) -> Reply:
        seen.append(answered.wait(8))
        return acknowledge(call)

    listener.script = script
    send_redoxygen(sandbox.url, "+61407099909", receipts=listener.url)
    answered.set()
    listener.wait(1)

    assert [True] == seen


def test_refusing_numbers(sandbox: Served) -> None:
    """Numbers without credit, and invalid ones, are refused in each wire's own words and store nothing."""
    query = "username=me&password=secret&from=Acme&message=Hello&to=278312"
    answers = [ask(f"{sandbox.url}/sms/api/sendsms.asp?{query}{ending}").body for ending in ("99904", "99905")]
    body = redoxygen_request("+61407099904", "+61407099905", "+61407555001")
    messages = ask(f"{sandbox.url}/smsapi/send", "POST", body, Content_Type="application/json").json["Messages"]

    assert [True, True] == [answer.startswith(b"Error:") for answer in answers]
    assert [False, False, True] == [messages[number]["Result"] == "0000" for number in ("1", "2", "3")]
    assert ["+61407555001"] == [message["to"] for message in sandbox.messages()]


def test_cleared_messages_bring_no_news(sandbox: Served, listener: Listener) -> None:
    """What was planned for a message is forgotten with it."""
    send_redoxygen(sandbox.url, "+61407099906", receipts=listener.url)
    ask(f"{sandbox.url}/_sandbox/messages", "DELETE")
    sandbox.advance("2h")

    assert [] == listener.calls


def test_news_of_one_message_stays_in_order(sandbox: Served, listener: Listener) -> None:
    """A listener that is slow with the first news of a message gets the second after it."""
    pauses = iter((0.3, 0.0, 0.0))

    def script(call: Call) -> Reply:
        time.sleep(next(pauses))
        return acknowledge(call)

    listener.script = script
    sandbox.report_to(listener.url)
    number = send_smsoffice(sandbox.url, HERE)
    for state in ("submitted", "failed", "delivered"):
        sandbox.receipt(number, state)

    codes = [parse_qs(urlsplit(call.target).query)["StatusID"][0] for call in listener.wait(3)]
    assert ["100", "300", "200"] == codes
