"""What the parts of the contract stand on: a gateway over the sandbox."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Collection, Mapping, Sequence
from typing import Any, ClassVar, Final

import pytest

from smswire.sandbox import Served
from tests.facade.faces import Face, Kind, Tasks, Threads

PHONE: Final = "+41792223344"
TEXT: Final = "Grüezi «you» & <me>"
READING: Final[dict[str, tuple[Any, ...]]] = {
    "status": (["17"],),
    "cancel": (["17"],),
    "balance": (),
    "normalize": (PHONE,),
    "check": (),
}
"""The calls that ask for something, and with what."""
GRACE: Final = 1.0
"""Seconds that a call may end late on a busy machine."""


@pytest.mark.parametrize("kind", [Threads, Tasks])
class Promises(ABC):
    """Promises about a gateway, for threads and for tasks."""

    provider: str
    tables: ClassVar[Mapping[str, Sequence[Collection[str]]]] = {}
    """By the name of each documented table of codes: the gateway's tables with a row for every code of it.

    None for codes that the gateway does not read.
    """

    @abstractmethod
    def url(self, host: str, password: str = "secret") -> str:
        """The connection URL of an account at a host."""

    def open(self, kind: Kind, sandbox: Served, password: str = "secret", **options: Any) -> Face:
        """A gateway over the sandbox."""
        return kind(self.url(sandbox.url.removeprefix("http://"), password), **options)

    def sent(self, sandbox: Served) -> int:
        """The requests that reached the provider."""
        return len(sandbox.requests(provider=self.provider))
