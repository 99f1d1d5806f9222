"""Unguessable addresses: no provider signs its callbacks, so the address itself is the secret."""

from __future__ import annotations

import hmac
import time
from base64 import b32encode
from collections.abc import Sequence
from hashlib import sha256
from typing import Final

from smswire_runtime import ConfigurationError, Secret

SHORTEST: Final = 16
"""Characters of a key: fewer can be guessed from one address."""

LIVE: Final = 2
"""Keys that are valid at a time: the one that signs, and the one before it."""

BITS: Final = 20
"""Bytes of a signature in an address: 160 bits, which nobody guesses at a rate that a server allows."""

STANDING: Final = "0"
"""The expiry of an address that stays, for providers where it is set by hand."""

_PREFIX: Final = 5
"""Bytes that tell the keys apart."""


class Keys:
    """The keys that sign addresses, the newest first."""

    def __init__(self, keys: Sequence[str | Secret]) -> None:
        texts = [key.reveal() if isinstance(key, Secret) else key for key in keys]
        if not 1 <= len(texts) <= LIVE or any(len(text) < SHORTEST for text in texts):
            raise ConfigurationError(f"one or two keys of at least {SHORTEST} characters each sign callback addresses")
        self._keys = {_name(text): Secret(text) for text in texts}
        self._newest = _name(texts[0])

    def sign(self, purpose: str, expires: int | None) -> str:
        """The last part of an address: key, expiry, signature."""
        until = STANDING if expires is None else str(expires)
        return f"{self._newest}-{until}-{self._signature(self._newest, purpose, until)}"

    def verify(self, purpose: str, token: str, now: float | None = None) -> bool:
        """Whether it is one of ours, for this purpose, and has not expired."""
        name, _, rest = token.partition("-")
        until, _, signature = rest.partition("-")
        if name not in self._keys or not (until.isascii() and until.isdigit() and len(until) <= len("9999999999")):
            return False
        right = self._signature(name, purpose, until)
        if not hmac.compare_digest(right.encode(), signature.encode("utf-8", "surrogatepass")):
            return False
        return until == STANDING or int(until) > (time.time() if now is None else now)

    def _signature(self, name: str, purpose: str, until: str) -> str:
        key = self._keys[name].reveal().encode()
        return _spelt(hmac.digest(key, f"{purpose}\n{until}".encode(), "sha256")[:BITS])


def _name(key: str) -> str:
    """What a key is called in an address; it tells nothing of the key."""
    return _spelt(sha256(b"name of " + key.encode()).digest()[:_PREFIX])


def _spelt(data: bytes) -> str:
    """Letters and digits that survive every log, mail and case-folding proxy."""
    return b32encode(data).decode().rstrip("=").lower()
