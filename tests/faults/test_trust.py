"""Whom the default transport trusts, and what it writes to whom it does not: nothing."""

from __future__ import annotations

import socket
import ssl
from pathlib import Path

import pytest

from smswire_runtime._outcomes import ConfigurationError, NotSent, Phase, Reason
from smswire_runtime._urllib3 import Urllib3Transport
from tests.faults.invented import asked, call, url
from tests.faults.server import FaultServer, serve


def test_strangers(stranger: ssl.SSLContext, client_side: ssl.SSLContext) -> None:
    """A server that cannot prove who it is gets nothing, and is asked once."""
    with FaultServer(serve, tls=stranger) as server:
        transport = Urllib3Transport(trust=client_side)
        with pytest.raises(NotSent) as caught:
            call(transport, url(server, "https"), asked("POST"))
        transport.close()

    assert (Phase.SECURING, Reason.CERTIFICATE) == (caught.value.phase, caught.value.reason)
    assert [] == server.ledger
    assert 1 == server.connections


def test_other_name(server_side: ssl.SSLContext, client_side: ssl.SSLContext, monkeypatch: pytest.MonkeyPatch) -> None:
    """A certificate for another name is no proof."""
    with FaultServer(serve, tls=server_side) as server:
        here = socket.getaddrinfo("127.0.0.1", server.port, type=socket.SOCK_STREAM)
        monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: here)  # pyright: ignore[reportUnknownLambdaType, reportUnknownArgumentType]
        transport = Urllib3Transport(trust=client_side)
        with pytest.raises(NotSent) as caught:
            call(transport, f"https://elsewhere.test:{server.port}", asked("POST"))
        transport.close()

    assert Reason.CERTIFICATE is caught.value.reason


def test_trust_in_a_file(server_side: ssl.SSLContext, authority: Path) -> None:
    """A file with certificates is trusted instead of the system's."""
    with FaultServer(serve, tls=server_side) as server:
        transport = Urllib3Transport(trust=authority / "certificate.pem")
        call(transport, url(server, "https"), asked("POST"))
        transport.close()

    assert 1 == len(server.ledger)


def test_trust_that_is_none(tmp_path: Path) -> None:
    """A context that verifies nobody, or a file that holds nothing, is refused at once."""
    careless = ssl.create_default_context()
    careless.check_hostname = False
    (tmp_path / "empty.pem").write_text("")
    for trust in (careless, tmp_path / "missing.pem", tmp_path / "empty.pem"):
        with pytest.raises(ConfigurationError):
            Urllib3Transport(trust=trust)
