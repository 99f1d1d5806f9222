"""ServiceStack's own Python client takes the sandbox for a ServiceStack: its routes, its sessions, its errors."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeAlias

import pytest

from smswire.sandbox import Served
from tests.sandbox.foreign.conftest import run

Drive: TypeAlias = Callable[..., list[Any]]

SCRIPT = Path(__file__).parent / "servicestack_client.py"
TO = "+27831234567"
BASES = [["connect", ""], ["connect", "", ""], ["connect", "/api", ""]]
"""Its own default, where routes stand below ``api``; the older routes; and those below a base path."""

each_base = pytest.mark.parametrize("base", BASES, ids=["default", "reply", "base path"])


@pytest.fixture
def drive(foreign_python: str, sandbox: Served) -> Drive:
    """Runs steps of the client one after another; gives what each of them gave."""
    return lambda *steps: json.loads(run([foreign_python, str(SCRIPT), sandbox.url, json.dumps(steps)]))


def violations(sandbox: Served) -> list[Any]:
    """What the sandbox found wrong with all requests."""
    return [found for request in sandbox.requests() for found in request["violations"]]


@each_base
def test_its_predefined_routes(drive: Drive, sandbox: Served, base: list[str]) -> None:
    """Answers come back as its own classes, and no request is odd."""
    *_, answer = drive(base, ["credentials", "desk", "secret"], ["send", "Grüezi 😀", TO])

    (message,) = sandbox.messages(provider="eros")
    assert (True, message["id"]) == (answer["status"], answer["commId"])
    assert (TO, "Grüezi 😀") == (message["to"], message["text"])
    assert [] == violations(sandbox)


def test_the_documented_routes(drive: Drive, sandbox: Served) -> None:
    """By their addresses, with a token."""
    paths = [f"/api/{way}{when}" for way in ("sendmessage", "send", "sms/send") for when in ("", "/immediate")]
    paths += ["/json/reply/SMSSend", "/api/json/reply/SMSSend"]
    _, *answers = drive(["bearer", "a-token"], *(["send_to", path, path, TO] for path in paths))

    assert [answer["commId"] for answer in answers] == [message["id"] for message in sandbox.messages()]
    assert paths == [message["text"] for message in sandbox.messages()]
    assert [] == violations(sandbox)
    assert "a-token" not in json.dumps([sandbox.requests(), sandbox.messages()])


@each_base
@pytest.mark.parametrize("remember", [True, None])
def test_its_login(drive: Drive, sandbox: Served, base: list[str], remember: bool | None) -> None:  # noqa: FBT001
    """It logs in with its own request, keeps the cookies, and needs nothing else from then on."""
    _, opened, answer = drive(base, ["login", "desk", "p&ss=1", remember], ["send", "x", TO])

    assert "desk" == opened["userName"]
    assert answer["status"]
    assert 1 == len(sandbox.messages())
    shown = json.dumps(sandbox.requests())
    assert "p&ss=1" not in shown
    assert opened["sessionId"] not in shown


def test_the_login_by_its_address(drive: Drive, sandbox: Served) -> None:
    """Where the framework's document has it, with and without a base path; a session of one serves at all routes."""
    for path in ("/auth/credentials", "/api/auth/credentials"):
        opened, answer = drive(["login_at", path, "desk", "x"], ["send", "x", TO])

        assert opened["SessionId"]
        assert answer["status"]
    assert 2 == len(sandbox.messages())


def test_it_is_not_let_in(drive: Drive, sandbox: Served) -> None:
    """Without credentials, with a wrong password, with a wrong token: its own exception, with the answer's error."""
    nobody, _, wrong, _, _, token, _, login = drive(
        ["send", "x", TO],
        ["credentials", "desk", "wrong"],
        ["send", "x", TO],
        ["connect", ""],
        ["bearer", "wrong"],
        ["send", "x", TO],
        ["connect", ""],
        ["login", "desk", "wrong"],
    )

    errors = [nobody, wrong, token, login]
    assert [401] * 4 == [error["http"] for error in errors]
    assert ["Unauthorized"] * 4 == [error["code"] for error in errors]
    assert "Invalid UserName or Password" == login["message"]
    assert [] == sandbox.messages()


def test_its_errors(drive: Drive, sandbox: Served) -> None:
    """Invalid messages come as validation errors with their fields; nothing is stored."""
    _, empty, no_text, nobody = drive(["credentials", "desk", "x"], ["send", None], ["send", "", TO], ["send", "x"])

    assert [(400, "ArgumentNullException", [])] == [(empty["http"], empty["code"], empty["fields"])]
    assert [400, 400] == [no_text["http"], nobody["http"]]
    assert [["SMSModel.MessageBody"], ["SMSModel.To"]] == [no_text["fields"], nobody["fields"]]
    assert [] == sandbox.messages()


def test_a_refusal_is_no_error(drive: Drive, sandbox: Served) -> None:
    """Its caller has to look at the status; one answer stands for all recipients."""
    _, refused, accepted = drive(
        ["credentials", "desk", "x"], ["send", "x", TO, "+2783123499905"], ["send", "x", TO, "+27835131545"]
    )

    assert (False, "No valid recipient.") == (refused["status"], refused["message"])
    assert accepted["status"]
    assert [accepted["commId"]] * 2 == [message["id"] for message in sandbox.messages()]


def test_batches_are_not_there(drive: Drive, sandbox: Served) -> None:
    """They stop in the middle, so that the specification leaves them out."""
    *_, error = drive(["connect", "", ""], ["credentials", "desk", "x"], ["send_all", TO, "+27835131545"])

    assert 404 == error["http"]
    assert [] == sandbox.messages()
