"""curl cannot tell the sandbox from the providers, with the examples of their documents and with bodies of its own."""

from __future__ import annotations

from pathlib import Path

import pytest

from smswire.sandbox import Served
from tests.sandbox.foreign.conftest import Program
from tests.sandbox.listeners import Listener

SENT = "Success:message tracking number:"


def test_the_balance_of_the_document(curl: Program, sandbox: Served) -> None:
    """The address is the document's."""
    assert "Success: 10000000.00" == curl(f"{sandbox.url}/sms/api/balance.asp?username=xxxxx&password=xxxxx")


@pytest.mark.parametrize("space", ["%20", "+"])
def test_the_message_of_the_document(curl: Program, sandbox: Served, space: str) -> None:
    """The address is the document's, with its space escaped, which curl insists on."""
    query = f"username=xxxx&password=xxxx&from=senderID&to=27831234567&message=Hello{space}world"

    printed = curl(f"{sandbox.url}/sms/api/sendsms.asp?{query}")

    (message,) = sandbox.messages(provider="smsoffice")
    assert f"{SENT}{message['id']}" == printed
    assert ("27831234567", "Hello world", "senderID") == (message["to"], message["text"], message["from"])
    assert [] == [found for request in sandbox.requests() for found in request["violations"]]


@pytest.mark.parametrize("version", ["--http1.0", "--http1.1"])
@pytest.mark.parametrize(
    "changes, text",
    [
        ({"password": "wrong"}, "Error: Login Failed"),
        ({"password": None}, "Error: Login Failed"),
        ({"from": "TwelveLetter"}, "Error:Invalid [from] parameter"),
        ({"to": "27"}, "Error:Invalid [to] parameter"),
        ({"to": "0831234567"}, "Error:Number must start with international prefix, 0 not allowed."),
        ({"message": ""}, "Error:Invalid [message] parameter"),
        ({"message": "x" * 613}, "Error:Max of 4 parts per message exceeded"),
        ({"to": "27831299904"}, "Error: Not enough credits"),
    ],
)
def test_the_errors_of_the_document(
    curl: Program, sandbox: Served, changes: dict[str, str | None], text: str, version: str
) -> None:
    """Each refusal is the text of the document, with HTTP 200."""
    sound = {"username": "x", "password": "y", "from": "senderID", "to": "27831234567", "message": "Hello world"}
    fields = [f"{name}={value}" for name, value in (sound | changes).items() if value is not None]
    given = [part for field in fields for part in ("--data-urlencode", field)]

    printed = curl(version, "--get", *given, "--fail", f"{sandbox.url}/sms/api/sendsms.asp")

    assert text == printed
    assert [] == sandbox.messages()


def test_a_raw_space(curl: Program, sandbox: Served) -> None:
    """The document's address with its space as it is printed is no request line, and is refused like any other."""
    query = "username=x&password=y&from=a&to=27831234567&message=Hello world"

    printed = curl("--request-target", f"/sms/api/sendsms.asp?{query}", "--write-out", "%{http_code}", sandbox.url)

    assert printed.endswith("400")
    assert [] == sandbox.messages()


def test_reports_arrive(curl: Program, sandbox: Served, listener: Listener) -> None:
    """A report of a message that curl sent goes to the configured address, as the document has it."""
    sandbox.report_to(f"{listener.url}/reports.asp")
    query = "username=x&password=y&from=senderID&to=27831234567&message=text"
    number = curl(f"{sandbox.url}/sms/api/sendsms.asp?{query}").removeprefix(SENT)

    sandbox.receipt(number, "delivered")

    (call,) = listener.wait(1)
    words = "StatusID=200&statusMessage=Delivered%20to%20Mobile"
    assert f"/reports.asp?messageid={number}&to=27831234567&from=senderID&{words}" == call.target
    assert ("GET", b"") == (call.method, call.body)


CALL = """<?xml version="1.0" encoding="{encoding}"?>
<!-- by hand -->
<methodCall>
  <methodName>send_message</methodName>
  <params>
    <param><value>user</value></param><param><value><![CDATA[pass]]></value></param>
    <param><value><int>0792223344</int></value></param>
    <param><value>Gr&#252;ezi {text} &amp; <![CDATA[<Ade>]]></value></param>
  </params>
</methodCall>
"""


@pytest.mark.parametrize("encoding", ["utf-8", "iso-8859-1", "utf-16"])
@pytest.mark.parametrize(
    "options", [["--http1.0"], ["--header", "Content-Type:"], ["--header", "Expect: 100-continue"]]
)
def test_xml_by_hand(curl: Program, sandbox: Served, tmp_path: Path, options: list[str], encoding: str) -> None:
    """XML in any of its encodings, with comments and CDATA, is served, whatever stands around it."""
    body = tmp_path / "call.xml"
    body.write_bytes(CALL.format(encoding=encoding, text="à").encode(encoding))

    printed = curl(*options, "--data-binary", f"@{body}", f"{sandbox.url}/api2/")

    (message,) = sandbox.messages(provider="netoxygen")
    assert ("41792223344", "Grüezi à & <Ade>") == (message["to"], message["text"])
    assert message["id"] in printed
    assert "pass" not in (message["request"] or "").partition("<methodCall>")[2].replace("<![CDATA[pass", "pass")


def test_a_forgotten_slash(curl: Program, sandbox: Served, tmp_path: Path) -> None:
    """A client that follows the server's hint, and posts again, gets through."""
    body = tmp_path / "call.xml"
    body.write_text(CALL.format(encoding="utf-8", text=""), "utf-8")

    printed = curl("--location", "--post301", "--data-binary", f"@{body}", f"{sandbox.url}/api2")

    assert "<boolean>1</boolean>" in printed
