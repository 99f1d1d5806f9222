"""How a gateway is opened: an account, where it is, and what holds for all its calls."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Literal, TypedDict

from attrs import frozen

from smswire._account import Account
from smswire._gateway import AsyncGateway, Gateway
from smswire_runtime import ConfigurationError
from smswire_runtime._client import TOTAL_SECONDS, AsyncLink, Authentication, Settings, SyncLink

if TYPE_CHECKING:  # asyncio is heavy for who does not use it
    from smswire_runtime import AsyncTransport, Hook, Transport


class _Shared(TypedDict, total=False):
    base_url: str
    """Where the provider is, if not at its documented address."""
    deadline: float
    """Seconds that a call may last."""
    tls: bool
    """Whether https is insisted on, except on loopback."""
    answers: Literal["checked", "lenient"]
    hooks: Sequence[Hook]


class Options(_Shared, total=False):
    """What every gateway takes."""

    transport: Transport


class AsyncOptions(_Shared, total=False):
    """What every asynchronous gateway takes."""

    transport: AsyncTransport


@frozen
class Opening:
    """All that it takes to open a gateway."""

    account: Account
    authentication: Authentication
    base_url: str

    def open(self, options: Options) -> Gateway:
        """A gateway for threads."""
        link = SyncLink(self._settings(options), self.authentication, options.get("transport"))
        return Gateway(self.account, link)

    def open_async(self, options: AsyncOptions) -> AsyncGateway:
        """A gateway for the tasks of one event loop."""
        link = AsyncLink(self._settings(options), self.authentication, options.get("transport"))
        return AsyncGateway(self.account, link)

    def _settings(self, options: Options | AsyncOptions) -> Settings:
        chosen: dict[str, Any] = {key: value for key, value in options.items() if key != "transport"}
        defaults: dict[str, Any] = {
            "base_url": self.base_url,
            "deadline": TOTAL_SECONDS,
            "tls": True,
            "answers": "checked",
            "hooks": (),
        }
        if unknown := chosen.keys() - defaults.keys():
            known = ", ".join(sorted({*defaults, "transport"}))
            raise ConfigurationError(f"no option is called {min(unknown)!r}; there is {known}")
        return Settings(**(defaults | chosen))
