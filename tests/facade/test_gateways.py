"""The contract, for the gateways that there are."""

from __future__ import annotations

from typing import ClassVar

from smswire.gateways import netoxygen, redoxygen, smsoffice
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
