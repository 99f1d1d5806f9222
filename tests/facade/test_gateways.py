"""The contract, for the gateways that there are."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import ClassVar

import smswire
from smswire import Outcome, Reason
from smswire.gateways import netoxygen, redoxygen, smsoffice
from smswire.sandbox import Served
from tests.facade.contract import GatewayContract


class TestRedOxygen(GatewayContract):
    """JSON with numbered messages."""

    provider = "redoxygen"
    tables: ClassVar = {
        "RESULT_CODE": [{*redoxygen.REASONS, redoxygen.DONE}, redoxygen.STATES],
        "RECEIPT_FLAG": [],
        "REPLY_TYPE": [],
    }

    def url(self, host: str, password: str = "secret") -> str:
        """With an account beside the user."""
        return f"redoxygen://user%40example.test:{password}@{host}?account=CI1"


class TestNetOxygen(GatewayContract):
    """XML-RPC."""

    provider = "netoxygen"
    tables: ClassVar = {
        "ERROR_CODE": [netoxygen.ERRORS],
        "STATUS_CODE": [netoxygen.STATES],
        "MESSAGE_TYPE": [],
        "ACCOUNT_STATUS": [],
    }

    def url(self, host: str, password: str = "secret") -> str:
        """User and password."""
        return f"netoxygen://user:{password}@{host}"


class TestEros(GatewayContract):
    """ServiceStack over JSON and Basic."""

    provider = "eros"

    def url(self, host: str, password: str = "secret") -> str:
        """User and password."""
        return f"eros://user:{password}@{host}"


class TestErosByToken(GatewayContract):
    """ServiceStack with a bearer token."""

    provider = "eros"

    def url(self, host: str, password: str = "secret") -> str:
        """A token alone."""
        return f"eros://:{password}@{host}"


class TestErosByJsv(GatewayContract):
    """ServiceStack over JSV."""

    provider = "eros"

    def url(self, host: str, password: str = "secret") -> str:
        """User and password."""
        return f"eros://user:{password}@{host}?format=jsv"


class TestSmsOffice(GatewayContract):
    """Query strings."""

    provider = "smsoffice"
    tables: ClassVar = {"FAILURE_TEXT": [smsoffice.REASONS], "STATUS_CODE": [smsoffice.STATES]}

    def url(self, host: str, password: str = "secret") -> str:
        """With a default sender, which every message needs."""
        return f"smsoffice://user:{password}@{host}?from=Desk"


# -- a session, which takes a login before the first message -------------------


def _paths(sandbox: Served) -> list[str]:
    return [request["path"].rpartition("/")[2] for request in sandbox.requests()]


def test_one_login(sandbox: Served) -> None:
    """However many threads begin at once, there is one login for all of them."""
    with smswire.connect(f"eros://user:secret@{sandbox.url.removeprefix('http://')}?auth=session") as gateway:
        numbers = [f"+4179{number:07}" for number in range(12)]
        with ThreadPoolExecutor(4) as threads:
            found = list(threads.map(gateway.send, numbers, ["Hello"] * 12))

    assert [Outcome.ACCEPTED] * 12 == [one.outcome for one in found]
    assert ["credentials", *["sendmessage"] * 12] == _paths(sandbox)


def test_wrong_password_of_a_session(sandbox: Served) -> None:
    """A login that is refused is tried once, and is a refusal of the message."""
    with smswire.connect(f"eros://user:wrong@{sandbox.url.removeprefix('http://')}?auth=session") as gateway:
        submission = gateway.send("+41790000001", "Hello")

    assert (Outcome.REJECTED, Reason.AUTHENTICATION) == (submission.outcome, submission.reason)
    assert ["credentials"] == _paths(sandbox)
