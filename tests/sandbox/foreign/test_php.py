"""PHP cannot tell the sandbox from the providers: with nothing but PHP, and with the XML-RPC functions that it had."""

from __future__ import annotations

import json
from typing import Any

import pytest

from smswire.sandbox import Served
from tests.sandbox.foreign.conftest import SCRIPTS, Program


@pytest.mark.parametrize("library", ["netoxygen_dom.php", "netoxygen_xmlrpc.php"])
def test_all_methods(request: pytest.FixtureRequest, sandbox: Served, library: str) -> None:
    """Every method does its work, and nothing is said against it."""
    php: Program = request.getfixturevalue("php" if library.startswith("netoxygen_dom") else "php_xmlrpc")

    def call(method: str, *arguments: Any, password: str = "mypass") -> Any:
        told = json.dumps(["myuser", password, *arguments])
        answer = json.loads(php(str(SCRIPTS / library), method, told, NETOXYGEN_URL=f"{sandbox.url}/api2/"))
        return answer.get("value", answer)

    before = call("get_credits")
    sent = call("send_message", ["0792223344", "+41792223355", "12"], "Grüezi 😀 <&>\n", "Acme", "", "text")
    later = call("send_message", "0792223344", "later", "", "2099-12-06 20:05:00", "flash")
    ids = [sent[0][2], later[0][2], "45fc"]
    states = call("get_status", ids)

    assert [True, False] == [call("auth"), call("auth", password="wrong")]
    assert [["41792223344", True], ["41792223355", True], ["12", False]] == [row[:2] for row in sent]
    assert [5, 9] == [sent[2][2], later[0][1]]
    assert "Grüezi 😀 <&>\n" == sandbox.messages(to="41792223344")[0]["text"]
    assert [3, 9] == [row[1]["last_status"] for row in states[:2]]
    assert ["45fc", False] == states[2]
    assert [[ids[0], False], [ids[1], True], [ids[2], False]] == call("cancel_message", ids)
    assert before - 2 == call("get_credits")
    assert False is call("get_credits", password="")
    assert "regular" == call("account_status")
    assert 36 == len(call("get_guid"))
    assert "41223648000" == call("clean_number", "022/364 8000")
    assert -32602 == call("send_message")["fault"]["faultCode"]
    found = [one for request in sandbox.requests() for one in request["violations"]]
    assert {"$.params[1]", "$.params[2]", "$.params[3]"} == {one["path"] for one in found}


@pytest.mark.parametrize("message", ["Hello world", "1 + 1 = 2 & 100% sûr\n😀 #?"])
def test_sms_office(php: Program, sandbox: Served, message: str) -> None:
    """A query that PHP builds arrives as it was meant."""
    printed = php(
        str(SCRIPTS / "smsoffice.php"), "senderID", "27831234567", message, SMSOFFICE_URL=f"{sandbox.url}/sms/api"
    )

    (stored,) = sandbox.messages()
    assert ("27831234567", message, "senderID") == (stored["to"], stored["text"], stored["from"])
    assert [f"Success:message tracking number:{stored['id']}", "Success: 9999999.00"] == printed.splitlines()
    shown = json.dumps(sandbox.requests())
    assert "***" in shown
    assert "more" not in shown.replace("no more", "")
