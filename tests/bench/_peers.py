"""The libraries that ours is measured against: each does the same work as nearly as it can."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, Protocol

from tests.bench._people import Person
from tests.bench.peers import with_cattrs, with_msgspec, with_openapi_python_client, with_pydantic


class JsonPeer(Protocol):
    """Reads the answer and writes the request."""

    def reader(self, loads: Callable[[bytes], Any], /) -> Callable[[bytes], Any]:
        """What makes typed values of an answer's bytes, with this JSON library if the peer has none of its own."""
        ...

    def ids(self, answer: Any) -> list[Any]:
        """The ids of all messages, which prove that they were read."""
        ...

    def build(self, recipients: list[Person]) -> Any:
        """The request."""
        ...

    def writer(self, dumps: Callable[[Any], bytes | str], /) -> Callable[[Any], bytes | str]:
        """What writes a request, with this JSON library if the peer has none of its own."""
        ...


class RowPeer(Protocol):
    """Makes typed rows of what xmlrpc.client has read, and plain ones for it to write."""

    def rows(self, lists: list[list[Any]]) -> Any:
        """Typed rows."""
        ...

    def plain(self, typed: Any) -> list[list[Any]]:
        """Lists of strings, booleans and integers."""
        ...


JSON_PEERS: Final[dict[str, JsonPeer]] = {
    "openapi-python-client": with_openapi_python_client,
    "pydantic": with_pydantic,
    "cattrs": with_cattrs,
    "msgspec": with_msgspec,
}

ROW_PEERS: Final[dict[str, RowPeer]] = {
    "pydantic": with_pydantic,
    "cattrs": with_cattrs,
    "msgspec": with_msgspec,
}
"""openapi-python-client knows no XML-RPC."""
