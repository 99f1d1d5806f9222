"""An authority of our own for servers on loopback."""

from __future__ import annotations

import socket
import ssl
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from smswire_runtime._tls import tls_context
from tests.conftest import RequireTool
from tests.faults.cells import Ground
from tests.faults.kinds import Loop
from tests.faults.names import Names

CERTIFICATE = [
    *("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2"),
    *("-subj", "/CN=loopback", "-addext", "keyUsage=critical,digitalSignature,keyCertSign"),
]


def _make(openssl: str, folder: Path, names: str) -> Path:
    key, certificate = folder / "key.pem", folder / "certificate.pem"
    files = ["-addext", f"subjectAltName={names}", "-keyout", str(key), "-out", str(certificate)]
    subprocess.run([openssl, *CERTIFICATE, *files], check=True, capture_output=True)
    return folder


def _server_side(folder: Path) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "certificate.pem", folder / "key.pem")
    return context


@pytest.fixture(scope="session")
def authority(require_tool: RequireTool, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a certificate for localhost, which vouches for itself, and its key."""
    openssl = require_tool("openssl")
    return _make(openssl, tmp_path_factory.mktemp("authority"), "DNS:localhost,IP:127.0.0.1")


@pytest.fixture(scope="session")
def server_side(authority: Path) -> ssl.SSLContext:
    """The server's side of TLS."""
    return _server_side(authority)


@pytest.fixture(scope="session")
def client_side(authority: Path) -> ssl.SSLContext:
    """The client's side of TLS: trusts our authority and nobody else."""
    return tls_context(authority / "certificate.pem")


@pytest.fixture(scope="session")
def stranger(require_tool: RequireTool, tmp_path_factory: pytest.TempPathFactory) -> ssl.SSLContext:
    """The side of a server that is somebody else."""
    openssl = require_tool("openssl")
    return _server_side(_make(openssl, tmp_path_factory.mktemp("stranger"), "DNS:elsewhere.test"))


@pytest.fixture(scope="module")
def loop() -> Iterator[Loop]:
    """An event loop for asynchronous calls of any thread."""
    with Loop() as loop:
        yield loop


@pytest.fixture(scope="module")
def names() -> Iterator[Names]:
    """The resolver of this process."""
    names = Names()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket, "getaddrinfo", names)
        yield names
    names.released.set()


@pytest.fixture(scope="module")
def ground(server_side: ssl.SSLContext, client_side: ssl.SSLContext, loop: Loop, names: Names) -> Ground:
    """What the cells of the matrix stand on."""
    return Ground(server_side, client_side, loop, names)
