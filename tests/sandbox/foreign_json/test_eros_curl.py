"""curl speaks to Eros in every format, with every way to say who calls, and as its document shows."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from smswire.sandbox import Served
from tests.sandbox.foreign.conftest import Program

TO = "+27831234567"
USER = ("--user", "desk:secret")
JSV = ("--header", "Content-Type: text/jsv", "--header", "Accept: text/jsv")
COMPACT = f'{{SMSModel:{{To:[{{Name:"B, Jr",PhoneNumber:{TO}}}],MessageBody:"Hi: ""x"" {{a}}"}}}}'
MODEL = f'{{To:[{{PhoneNumber:{TO}}}],MessageBody:"Grüezi & ""Ade"""}}'

SAMPLE = f"""{{
	SMSModel: 
	{{
		From: 
		{{
			Name: String,
			PhoneNumber: String,
			ContactId: 00000000000000000000000000000000
		}},
		To: 
		[
			{{
				Name: String,
				PhoneNumber: {TO},
				ContactId: 00000000000000000000000000000000
			}}
		],
		MessageBody: String,
		ReplyIsAllowed: False,
		ReplyIsRequired: False,
		Notes: String,
		LinkedObjectId: 00000000000000000000000000000000,
		SuiteId: 00000000000000000000000000000000,
		LicenseeId: 00000000000000000000000000000000
	}},
	CreateCommunicationReferencesImmediately: False
}}"""  # noqa: W291, as the document prints it
"""The document's own request, with a number for one of its placeholders."""


def violations(sandbox: Served) -> list[Any]:
    """What the sandbox found wrong with all requests."""
    return [found for request in sandbox.requests() for found in request["violations"]]


def test_the_sample_of_the_document(curl: Program, sandbox: Served) -> None:
    """It is read as it is meant, answered in JSV, and the inbox says what a real server would have lost."""
    printed = curl(*USER, *JSV, "--data-binary", SAMPLE, f"{sandbox.url}/api/sendmessage")

    (message,) = sandbox.messages(provider="eros")
    assert f"{{CommId:{message['id']},Reference:" in printed
    assert ",Status:True," in printed
    assert (TO, "String") == (message["to"], message["text"])
    assert ["$.SMSModel"] == [found["path"] for found in violations(sandbox)]
    assert "SMSModel" in json.dumps(sandbox.warnings())


@pytest.mark.parametrize("version", ["--http1.0", "--http1.1"])
@pytest.mark.parametrize("options", [[], ["--header", "Expect: 100-continue"]])
def test_jsv_as_it_has_to_be(curl: Program, sandbox: Served, version: str, options: list[str]) -> None:
    """Compact and quoted, to the same address."""
    printed = curl(version, *options, *USER, *JSV, "--data-binary", COMPACT, f"{sandbox.url}/api/sendmessage")

    (message,) = sandbox.messages(provider="eros")
    assert 'Hi: "x" {a}' == message["text"]
    assert message["id"] in printed
    assert [] == violations(sandbox)


@pytest.mark.parametrize("option", ["--data-urlencode", "--data"])
def test_a_form(curl: Program, sandbox: Served, option: str) -> None:
    """The message is one field that holds JSV; curl escapes it, or leaves it as it stands where nothing needs it."""
    model = (
        MODEL
        if option == "--data-urlencode"
        else f"%7BTo:[%7BPhoneNumber:{TO.replace('+', '%2B')}%7D],MessageBody:Hello+you%7D"
    )
    flag = ("--data", "CreateCommunicationReferencesImmediately=True")
    answer = json.loads(curl(*USER, option, f"SMSModel={model}", *flag, f"{sandbox.url}/api/send"))

    (message,) = sandbox.messages(provider="eros")
    assert ('Grüezi & "Ade"' if model == MODEL else "Hello you") == message["text"]
    assert (True, message["id"]) == (answer["Status"], answer["CommId"])
    assert [] == violations(sandbox)


def test_a_session(curl: Program, sandbox: Served, tmp_path: Path) -> None:
    """Curl keeps the cookies that a login sets, and is known by them; without them it is not."""
    jar = tmp_path / "cookies"
    login = ("--data-urlencode", "UserName=desk", "--data-urlencode", "Password=p&ss=1")
    opened = json.loads(curl("--cookie-jar", str(jar), *login, f"{sandbox.url}/auth/credentials"))
    send = ("--data-binary", COMPACT, *JSV, f"{sandbox.url}/api/sms/send")

    assert "Status:True" in curl("--cookie", str(jar), *send)
    assert "Not Authenticated" in curl(*send)
    assert {"ss-id", "ss-pid"} <= {line.split("\t")[5] for line in jar.read_text().splitlines() if line.count("\t") > 5}
    shown = json.dumps(sandbox.requests())
    assert opened["SessionId"] not in shown
    assert "p%26ss" not in shown


@pytest.mark.parametrize("who", [["--user", "key:"], ["--oauth2-bearer", "a-token"], ["--user", "desk:p:w"]])
def test_credentials(curl: Program, sandbox: Served, who: list[str]) -> None:
    """An API key, a token, a password with a colon; none of them shows anywhere."""
    answer = curl(*who, *JSV, "--data-binary", COMPACT, f"{sandbox.url}/api/send")

    assert "Status:True" in answer
    assert "a-token" not in json.dumps([sandbox.requests(), sandbox.messages()])


@pytest.mark.parametrize("who", [[], ["--user", "desk:wrong"], ["--user", "wrong:"], ["--oauth2-bearer", "wrong"]])
def test_without_credentials(curl: Program, sandbox: Served, who: list[str]) -> None:
    """A 401 in the framework's words, and no message."""
    printed = curl(*who, *JSV, "--data-binary", COMPACT, "--write-out", "%{http_code}", f"{sandbox.url}/api/send")

    assert printed.startswith("{ResponseStatus:{ErrorCode:")
    assert printed.endswith("401")
    assert [] == sandbox.messages()


def test_json_without_its_media_type(curl: Program, sandbox: Served) -> None:
    """Curl says that it is a form; a ServiceStack finds nothing in it, and the inbox says why."""
    body = json.dumps({"SMSModel": {"To": [{"PhoneNumber": TO}], "MessageBody": "x"}})
    printed = curl(*USER, "--data", body, "--write-out", "%{http_code}", f"{sandbox.url}/api/send")

    assert printed.endswith("400")
    assert [] == sandbox.messages()
    assert "headers.Content-Type" in {found["path"] for found in violations(sandbox)}


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "DELETE", "PATCH"])
def test_other_methods_are_refused(curl: Program, sandbox: Served, method: str) -> None:
    """With a 405, and without a hang."""
    option = ["--head"] if method == "HEAD" else ["--request", method]

    assert "405" == curl(*option, "--output", "-", "--write-out", "%{http_code}", f"{sandbox.url}/api/send")[-3:]
