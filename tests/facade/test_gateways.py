"""The contract, for the gateways that there are."""

from __future__ import annotations

from tests.facade.contract import GatewayContract


class TestRedOxygen(GatewayContract):
    """JSON with numbered messages."""

    provider = "redoxygen"

    def url(self, host: str, password: str = "secret") -> str:
        """With an account beside the user."""
        return f"redoxygen://user%40example.test:{password}@{host}?account=CI1"


class TestNetOxygen(GatewayContract):
    """XML-RPC."""

    provider = "netoxygen"

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

    def url(self, host: str, password: str = "secret") -> str:
        """With a default sender, which every message needs."""
        return f"smsoffice://user:{password}@{host}?from=Desk"
