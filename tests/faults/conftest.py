"""What the cells stand on: an authority, an event loop, a resolver."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from pathlib import Path

import pytest

from smswire_runtime._tls import tls_context
from tests.conftest import RequireTool
from tests.faults.authority import make, server_context
from tests.faults.cells import Ground
from tests.faults.kinds import Loop
from tests.faults.names import Names


@pytest.fixture(scope="session")
def authority(require_tool: RequireTool, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a certificate for localhost, which vouches for itself, and its key."""
    return make(require_tool("openssl"), tmp_path_factory.mktemp("authority"))


@pytest.fixture(scope="session")
def server_side(authority: Path) -> ssl.SSLContext:
    """The server's side of TLS."""
    return server_context(authority)


@pytest.fixture(scope="session")
def client_side(authority: Path) -> ssl.SSLContext:
    """The client's side of TLS: trusts our authority and nobody else."""
    return tls_context(authority / "certificate.pem")


@pytest.fixture(scope="session")
def stranger(require_tool: RequireTool, tmp_path_factory: pytest.TempPathFactory) -> ssl.SSLContext:
    """The side of a server that is somebody else."""
    folder = tmp_path_factory.mktemp("stranger")
    return server_context(make(require_tool("openssl"), folder, "DNS:elsewhere.test"))


@pytest.fixture(scope="module")
def loop() -> Iterator[Loop]:
    """An event loop for asynchronous calls of any thread."""
    with Loop() as loop:
        yield loop


@pytest.fixture(scope="module")
def ground(server_side: ssl.SSLContext, client_side: ssl.SSLContext, loop: Loop) -> Iterator[Ground]:
    """What the cells of the matrix stand on."""
    with Names() as names:
        yield Ground(server_side, client_side, loop, names)
