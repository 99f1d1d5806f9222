"""Whom a connection trusts."""

from __future__ import annotations

import os
import ssl
from typing import Any, TypeAlias

from smswire_runtime._outcomes import ConfigurationError

Trust: TypeAlias = str | os.PathLike[str] | ssl.SSLContext | None
"""A file with certificates of authorities, a context of one's own, or the authorities that the system trusts."""


class _Socket(ssl.SSLSocket):
    """A socket that closes itself when its peer is gone before the handshake; ssl would raise and lose it."""

    def getpeername(self) -> Any:
        try:
            return super().getpeername()
        except OSError:
            self.close()
            raise


def tls_context(trust: Trust = None) -> ssl.SSLContext:
    """A context that verifies names and certificates; one that does not is refused."""
    if isinstance(trust, ssl.SSLContext):
        if trust.verify_mode is not ssl.CERT_REQUIRED or not trust.check_hostname:
            raise ConfigurationError("a TLS context that verifies nobody hands passwords to anybody")
        return trust
    try:
        context = ssl.create_default_context(cafile=trust)
    except OSError as error:
        problem = f"the file of certificates cannot be read ({type(error).__name__})"
        raise ConfigurationError(problem) from None
    context.sslsocket_class = _Socket
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.set_alpn_protocols(["http/1.1"])
    return context
