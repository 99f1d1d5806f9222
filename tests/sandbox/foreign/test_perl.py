"""Perl's RPC::XML, for which the provider's document has scripts, cannot tell the sandbox from the provider."""

from __future__ import annotations

import json
import subprocess
from typing import Any

import pytest

from smswire.sandbox import Served
from tests.conftest import RequireTool
from tests.sandbox.foreign.conftest import PATIENCE, SCRIPTS, Program


def violations(sandbox: Served) -> list[Any]:
    """What the sandbox has against the requests that came in."""
    return [found for request in sandbox.requests(provider="netoxygen") for found in request["violations"]]


@pytest.mark.parametrize("number", ["0792223344", "+41792223344", "41792223344", "079 222 33 44"])
def test_the_simple_script(perl: Program, sandbox: Served, number: str) -> None:
    """It types digits as integers, which lose neither their zero nor their plus sign."""
    printed = perl(str(SCRIPTS / "netoxygen_simple.pl"), number, "test message", NETOXYGEN_URL=f"{sandbox.url}/api2/")

    (message,) = sandbox.messages()
    assert ("41792223344", "test message", "textobox.ch") == (message["to"], message["text"], message["from"])
    assert f"<string>{message['id']}</string>" in printed
    assert "<boolean>1</boolean>" in printed
    assert [] == violations(sandbox)


@pytest.mark.parametrize("text", ["0042", "+7", "1.5", "12345678901234567890", "-1"])
def test_texts_of_digits(perl: Program, sandbox: Served, text: str) -> None:
    """A text that looks like a number is sent as this library spells it."""
    perl(str(SCRIPTS / "netoxygen_simple.pl"), "0792223344", text, NETOXYGEN_URL=f"{sandbox.url}/api2/")

    (message,) = sandbox.messages()
    spelled = {"12345678901234567890": "12345678901234567168.0"}  # the library makes a double of it
    assert spelled.get(text, text) == message["text"]


@pytest.mark.parametrize("text", ["test message", "Grüezi, à bientôt €", "Привет 😀\nzwei", "<&>\"'", "0042"])
def test_the_complete_script(perl: Program, sandbox: Served, text: str) -> None:
    """It sends base64 of UTF-8, and prints the id of the message."""
    printed = perl(str(SCRIPTS / "netoxygen_complete.pl"), "0792223344", text, NETOXYGEN_URL=f"{sandbox.url}/api2/")

    (message,) = sandbox.messages()
    assert ("41792223344", text) == (message["to"], message["text"])
    assert f"{message['id']}\n" == printed
    assert [] == violations(sandbox)


@pytest.mark.parametrize(
    "number, password, error",
    [
        ("12", "mypass", "Error: unable to send message to 12. (Error code: 5)\n"),
        ("0790099903", "mypass", "Error: unable to send message to 41790099903. (Error code: 3)\n"),
        ("0790099904", "mypass", "Error: unable to send message to 41790099904. (Error code: 2)\n"),
    ],
)
def test_errors_of_the_complete_script(  # noqa: PLR0913, PLR0917, a table and what runs it
    perl: Program, require_tool: RequireTool, sandbox: Served, number: str, password: str, error: str
) -> None:
    """It finds the error code where the document says that it is."""
    del perl  # only its library matters here, since this run is to fail
    done = subprocess.run(
        [require_tool("perl"), str(SCRIPTS / "netoxygen_complete.pl"), number, "text"],
        env={"NETOXYGEN_URL": f"{sandbox.url}/api2/", "NETOXYGEN_PASSWORD": password},
        capture_output=True,
        timeout=PATIENCE,
        check=False,
    )

    assert error == done.stderr.decode()
    assert [] == sandbox.messages()


def test_all_methods(perl: Program, require_tool: RequireTool, sandbox: Served) -> None:
    """Every method does its work for this library, with strings, lists and what it makes of digits."""
    del perl  # only its library matters here, since this run is a conversation
    script = subprocess.Popen(
        [require_tool("perl"), str(SCRIPTS / "netoxygen_calls.pl")],
        env={"NETOXYGEN_URL": f"{sandbox.url}/api2/"},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )

    def call(method: str, *arguments: Any, password: str = "mypass") -> Any:
        assert script.stdin
        assert script.stdout
        script.stdin.write(json.dumps([method, "myuser", password, *arguments]).encode() + b"\n")
        script.stdin.flush()
        return json.loads(script.stdout.readline(), parse_int=str)  # Perl does not tell 5 from "5"

    with script:
        before = int(call("get_credits"))
        sent = call("send_message", ["0792223344", "+41792223355", "12"], "Grüezi 😀", "Acme")
        later = call("send_message", "0792223344", "later", "", "2099-12-06 20:05:00", "flash")
        ids = [sent[0][2], later[0][2], "45fc"]
        states = call("get_status", ids)

        assert ["1", "0"] == [call("auth"), call("auth", password="wrong")]
        assert [("41792223344", "1"), ("41792223355", "1"), ("12", "0")] == [tuple(row[:2]) for row in sent]
        assert ["5", "9"] == [sent[2][2], later[0][1]]
        assert ["3", "9"] == [row[1]["last_status"] for row in states[:2]]
        assert ["45fc", "0"] == states[2]
        assert [[ids[0], "0"], [ids[1], "1"], [ids[2], "0"]] == call("cancel_message", ids)
        assert before - 2 == int(call("get_credits"))
        assert "regular" == call("account_status")
        assert 36 == len(call("get_guid"))
        assert "41223648000" == call("clean_number", "022/364 8000")
        assert "-32601" == call("no_such_method")["fault"]

    assert 0 == script.returncode
    assert [] == [found for found in violations(sandbox) if found["path"] != "$.methodName"]
