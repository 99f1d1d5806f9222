"""An authority of our own for servers on loopback."""

from __future__ import annotations

import ssl
import subprocess
from pathlib import Path
from typing import Final

HERE: Final = "DNS:localhost,IP:127.0.0.1"

_CERTIFICATE: Final = [
    *("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2"),
    *("-subj", "/CN=loopback", "-addext", "keyUsage=critical,digitalSignature,keyCertSign"),
]


def make(openssl: str, folder: Path, names: str = HERE) -> Path:
    """A folder with a certificate for these names, which vouches for itself, and its key."""
    key, certificate = folder / "key.pem", folder / "certificate.pem"
    files = ["-addext", f"subjectAltName={names}", "-keyout", str(key), "-out", str(certificate)]
    subprocess.run([openssl, *_CERTIFICATE, *files], check=True, capture_output=True)
    return folder


def server_context(folder: Path) -> ssl.SSLContext:
    """The server's side of TLS."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "certificate.pem", folder / "key.pem")
    return context
