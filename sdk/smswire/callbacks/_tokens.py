"""Unguessable addresses: no provider signs its callbacks, so the address itself is the secret."""

from __future__ import annotations

import hmac
import time
from collections.abc import Sequence
from contextlib import suppress
from hashlib import sha256
from typing import Final

from smswire_runtime import ConfigurationError, Secret

SHORTEST: Final = 16
"""Characters of a key: fewer can be guessed from one address."""

LIVE: Final = 2
"""Keys that are valid at a time: the one that signs, and the one before it."""

BYTES: Final = 20
"""Bytes of a signature in an address: 160 bits, which nobody guesses at a rate that a server allows."""

STANDING: Final = "0"
"""The expiry of an address that stays, for providers where it is set by hand."""

_NAME: Final = 5
"""Bytes that tell the keys apart."""


class Keys:
    """The keys that sign addresses, the newest first."""

    def __init__(self, keys: Sequence[str | Secret]) -> None:
        texts: list[str] = []
        with suppress(TypeError):  # callers may not be type-checked
            texts = [key.reveal() if isinstance(key, Secret) else key for key in keys]
        if not 1 <= len(texts) <= LIVE or any(type(text) is not str or len(text) < SHORTEST for text in texts):
            raise ConfigurationError(f"one or two keys of at least {SHORTEST} characters each sign callback addresses")
        raw = [text.encode("utf-8", "surrogatepass") for text in texts]
        # Keyed once: a copy costs less than keying anew, and a keyed hash does not give its key away in a repr.
        self._keyed = {_name(key): hmac.new(key, digestmod="sha256") for key in raw}
        self._newest = _name(raw[0])

    def sign(self, purpose: str, expires: int | None) -> str:
        """The end of an address: purpose, key, expiry, signature; lower case, which survives whatever folds it."""
        signed = f"{purpose}/{self._newest}-{STANDING if expires is None else expires}"
        return f"{signed}-{_signature(self._keyed[self._newest], signed)}"

    def purpose(self, end: str, now: float | None = None) -> str | None:
        """What an address is for, by its end, which is ASCII; nothing when it is none of ours or has expired."""
        signed, _, signature = end.rpartition("-")
        purpose, _, token = signed.rpartition("/")
        name, _, until = token.partition("-")
        keyed = self._keyed.get(name)
        if keyed is None or not hmac.compare_digest(_signature(keyed, signed), signature):
            return None
        return purpose if until == STANDING or int(until) > (time.time() if now is None else now) else None


def _signature(keyed: hmac.HMAC, signed: str) -> str:
    signing = keyed.copy()
    signing.update(signed.encode())
    return signing.hexdigest()[: 2 * BYTES]


def _name(key: bytes) -> str:
    """What a key is called in an address; it tells nothing of the key."""
    return sha256(b"name of " + key).hexdigest()[: 2 * _NAME]
