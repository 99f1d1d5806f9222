"""curl sends the examples of Red Oxygen's documents, and what comes back and calls back is what they print."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import pytest

from smswire.sandbox import Served
from tests.sandbox.foreign.conftest import Program
from tests.sandbox.listeners import PATIENCE, Listener, Reply

HERE = Path(__file__).parent
MANUAL = HERE / "redoxygen_manual.json"
CALLBACKS = HERE / "redoxygen_callbacks.json"
PATH = "/smsapi/send"
JSON = ("--header", "Content-Type: application/json")


def violations(sandbox: Served) -> list[Any]:
    """What the sandbox found wrong with all requests."""
    return [found for request in sandbox.requests() for found in request["violations"]]


def changed(example: Path, folder: Path, **messages: Any) -> Path:
    """An example with some of its messages' fields changed, and those that are None left out."""
    value = json.loads(example.read_text("utf-8"))
    value["Messages"] |= messages
    value["Messages"] = {name: item for name, item in value["Messages"].items() if item is not None}
    file = folder / "request.json"
    file.write_text(json.dumps(value), "utf-8")
    return file


@pytest.mark.parametrize("version", ["--http1.0", "--http1.1"])
def test_the_example_of_the_manual(curl: Program, sandbox: Served, version: str) -> None:
    """Two messages, one text each, scheduled for 2030 on the clock of UTC+10; the answer has the manual's members."""
    answer = json.loads(curl(version, *JSON, "--data-binary", f"@{MANUAL}", f"{sandbox.url}{PATH}"))

    first, second = sandbox.messages(provider="redoxygen")
    assert ("+61111222333", "The first example message") == (first["to"], first["text"])
    assert ("+61111222334", "The second example message") == (second["to"], second["text"])
    assert "2029-12-31T14:00:01" == (first["scheduled_at"] or "")[:19]
    assert [] == violations(sandbox)
    assert ("ROX_API_Response", "1.1", "0000", "Success", 2) == (
        *(answer[name] for name in ("Name", "Version", "Result", "ResultText")),
        answer["Messages"]["Count"],
    )
    assert {"SMSId", "DestTn", "Result", "ResultText", "Timestamp"} == answer["Messages"]["1"].keys()
    assert [first["id"], second["id"]] == [str(answer["Messages"][number]["SMSId"]) for number in "12"]


def test_the_example_of_the_callbacks(curl: Program, sandbox: Served) -> None:
    """The version as a number, a text for all, and messages 1, 2 and 500, which the answer numbers in the same way."""
    answer = json.loads(curl(*JSON, "--data-binary", f"@{CALLBACKS}", f"{sandbox.url}{PATH}"))

    texts = {message["text"] for message in sandbox.messages(provider="redoxygen")}
    assert {"When the same message text is to be sent to all recipients"} == texts
    assert {"Count", "RequestId", "1", "2", "500"} == answer["Messages"].keys()
    assert 1.1 == answer["Version"]
    assert "(UTC)" in answer["Messages"]["500"]["Timestamp"]
    assert [] == violations(sandbox)


@pytest.mark.parametrize("example", [MANUAL, CALLBACKS])
def test_receipts_and_replies_come_back(
    curl: Program, sandbox: Served, listener: Listener, tmp_path: Path, example: Path
) -> None:
    """Both are called at the addresses of the request, with the ids of the answer, each in the type that it had."""
    urls = {"ReceiptCallbackURL": f"{listener.url}/Receipt?key=1", "ReplyCallbackURL": f"{listener.url}/Reply"}
    body = changed(example, tmp_path, SendLater=None, **urls)
    answer = json.loads(curl(*JSON, "--data-binary", f"@{body}", f"{sandbox.url}{PATH}"))
    row = answer["Messages"]["1"]

    sandbox.receipt(str(row["SMSId"]), "delivered")
    listener.wait(1)
    sandbox.reply(str(row["SMSId"]), "Thanks No Problem")
    receipt, reply = listener.wait(2)

    assert ("POST", "/Receipt?key=1", "/Reply") == (receipt.method, receipt.target, reply.target)
    told, said = receipt.json["Messages"]["Receipt"], reply.json["Messages"]["Reply"]
    assert (row["SMSId"], row["DestTn"], "0000", "Delivered") == (
        *(told[name] for name in ("SMSId", "DestTn", "Result", "ResultText")),
    )
    assert (row["SMSId"], row["DestTn"], "Thanks No Problem") == (
        *(said[name] for name in ("SMSId", "ReplyFrom", "ReplyText")),
    )
    assert {answer["Messages"]["RequestId"]} == {call.json["Messages"]["RequestId"] for call in (receipt, reply)}
    assert [answer["Version"]] * 2 == [call.json["Version"] for call in (receipt, reply)]
    assert {"AccountId": "CI00000001", "Username": "user@your_domain.com"} == receipt.json["Sender"]
    assert [] == sandbox.warnings()


def test_a_wrong_acknowledgement_stands_out(curl: Program, sandbox: Served, listener: Listener, tmp_path: Path) -> None:
    """A listener that answers something else is shown to whoever looks."""
    listener.script = lambda _: Reply(body=b"thanks")
    body = changed(MANUAL, tmp_path, SendLater=None, ReceiptCallbackURL=f"{listener.url}/Receipt")
    answer = json.loads(curl(*JSON, "--data-binary", f"@{body}", f"{sandbox.url}{PATH}"))

    sandbox.receipt(str(answer["Messages"]["1"]["SMSId"]), "delivered")
    listener.wait(1)
    until = time.monotonic() + PATIENCE
    while not sandbox.warnings() and time.monotonic() < until:  # it is judged after it has come
        time.sleep(0.01)

    assert "not JSON" in json.dumps(sandbox.warnings())


AUTHENTICATION, SENDING = range(2001, 2011), range(2011, 2101)


@pytest.mark.parametrize(
    "change, codes",
    [
        (('"myPassword"', '"wrong"'), AUTHENTICATION),
        (('"myPassword"', "null"), AUTHENTICATION),
        (('"AccountId"', '"Account"'), AUTHENTICATION),
        (('"Count": 2', '"Count": 3'), SENDING),
        (('"ReceiptCallbackURL"', '"Receipts"'), SENDING),
        (("01-Jan-2030", "01-Jän-2030"), SENDING),
        (("}\n}", "}"), SENDING),
    ],
)
def test_refusals_store_nothing(
    curl: Program, sandbox: Served, tmp_path: Path, change: tuple[str, str], codes: range
) -> None:
    """Each has a code of its documented range, with HTTP 200, there is no message, and no password shows."""
    body = tmp_path / "request.json"
    body.write_text(MANUAL.read_text("utf-8").replace(*change, 1), "utf-8")

    answer = json.loads(curl("--fail", *JSON, "--data-binary", f"@{body}", f"{sandbox.url}{PATH}"))

    assert int(answer["Result"]) in codes
    assert "Messages" not in answer
    assert [] == sandbox.messages()
    assert "myPassword" not in json.dumps(sandbox.requests())


@pytest.mark.parametrize(
    "options",
    [
        [],
        ["--header", "Content-Type:"],
        ["--header", "Content-Type: text/json; charset=utf-8"],
        ["--header", "Host: api.completesms.net"],
        ["--header", "Expect: 100-continue"],
        ["--header", "Transfer-Encoding: chunked"],
        ["--http1.0", "--header", "Host:"],
    ],
)
def test_odd_requests_are_served(curl: Program, sandbox: Served, options: list[str]) -> None:
    """Without a media type, with another one, for another host or none, in pieces, from another age."""
    answer = json.loads(curl(*options, "--data-binary", f"@{MANUAL}", f"{sandbox.url}{PATH}"))

    assert "0000" == answer["Result"]
    assert 2 == len(sandbox.messages(provider="redoxygen"))


def test_a_full_batch(curl: Program, sandbox: Served, tmp_path: Path) -> None:
    """500 messages are queued in one request, 501 are refused as a whole."""
    rows = {str(number): {"DestTn": f"+6140755{number:04d}", "SMSText": "x"} for number in range(3, 501)}
    full = changed(MANUAL, tmp_path, Count=500, **rows)
    answer = json.loads(curl(*JSON, "--data-binary", f"@{full}", f"{sandbox.url}{PATH}"))

    assert ["0000"] * 500 == [answer["Messages"][str(number)]["Result"] for number in range(1, 501)]
    assert 500 == len(sandbox.messages(provider="redoxygen"))
    more = changed(MANUAL, tmp_path, Count=501, **rows, **{"501": rows["3"]})
    answer = json.loads(curl(*JSON, "--data-binary", f"@{more}", f"{sandbox.url}{PATH}"))
    assert 2011 <= int(answer["Result"]) <= 2100
    assert 500 == len(sandbox.messages(provider="redoxygen"))


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "DELETE"])
def test_other_methods_are_refused(curl: Program, sandbox: Served, method: str) -> None:
    """With a 405, and without a hang."""
    option = ["--head"] if method == "HEAD" else ["--request", method]

    assert "405" == curl(*option, "--output", "-", "--write-out", "%{http_code}", f"{sandbox.url}{PATH}")[-3:]
