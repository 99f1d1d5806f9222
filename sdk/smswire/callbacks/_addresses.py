"""The public addresses of callbacks: given out with a signature, and recognised by it."""

from __future__ import annotations

import os
import pkgutil
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta
from importlib import import_module
from importlib.util import find_spec
from typing import Final, Protocol, TypeAlias
from urllib.parse import urlsplit

from smswire._values import Receipt, Reply
from smswire.callbacks._tokens import Keys
from smswire_runtime import ConfigurationError, Request, Response, Secret

VARIABLE: Final = "SMSWIRE_CALLBACK_KEY"
"""The environment variable that holds the key, and after a comma the one before it."""

PATH_LIMIT: Final = 1024
"""Characters of a path; an address of ours has about a hundred."""

LIFETIME: Final = timedelta(days=30)
"""How long an address is good: networks report for up to a week, and people answer later."""

Event: TypeAlias = Receipt | Reply


class Kind(Protocol):
    """How a provider brings one kind of news; a gateway's module lists its kinds in CALLBACKS."""

    method: str
    standing: bool
    """Whether the address is set by hand in an account, and so must not expire."""

    def read(self, request: Request) -> Event: ...
    def acknowledge(self) -> Response: ...


class Addresses:
    """Gives out addresses, and recognises them."""

    def __init__(
        self, base_url: str, keys: Sequence[str | Secret] | None = None, *, lifetime: timedelta = LIFETIME
    ) -> None:
        parts = urlsplit(base_url)
        wrong = parts.scheme not in {"http", "https"} or parts.query or parts.fragment or "@" in parts.netloc
        if wrong or not parts.netloc:
            raise ConfigurationError("the public address of callbacks is https://host[:port][/path]")
        self._base = f"{parts.scheme}://{parts.netloc}"
        self._path = parts.path.rstrip("/")
        self._keys = Keys(_from_environment() if keys is None else keys)
        self._lifetime = lifetime

    def address(self, provider: str, kind: str) -> str:
        """The address to give to a provider."""
        found = _kinds(provider).get(kind)
        if found is None:
            raise ConfigurationError(f"{provider} brings no {kind}")
        expires = None if found.standing else int(time.time() + self._lifetime.total_seconds())
        token = self._keys.sign(f"{provider}/{kind}", expires)
        return f"{self._base}{self._path}/{provider}/{kind}/{token}"

    def of(self, provider: str) -> Callable[[str], str]:
        """The addresses of one provider, as its gateway wants them."""
        return lambda kind: self.address(provider, kind)

    def find(self, path: str) -> Kind | None:
        """What an address stands for; nothing for one that is not ours, whatever is wrong with it."""
        if len(path) > PATH_LIMIT or not path.startswith(f"{self._path}/"):
            return None
        provider, _, rest = path.removeprefix(f"{self._path}/").partition("/")
        name, _, token = rest.partition("/")
        if not self._keys.verify(f"{provider}/{name}", token):
            return None
        return _kinds(provider).get(name)


def _kinds(provider: str) -> dict[str, Kind]:
    module = f"smswire.gateways.{provider}"
    if not provider.isidentifier() or find_spec(module) is None:
        raise ConfigurationError(f"there is no provider called {provider!r}")
    found: dict[str, Kind] = getattr(import_module(module), "CALLBACKS", {})
    return found


def kinds() -> Iterator[tuple[str, str]]:
    """Every provider with every kind of news that it brings."""
    room = import_module("smswire.gateways")
    for found in pkgutil.iter_modules(room.__path__):
        for kind in _kinds(found.name):
            yield found.name, kind


def _from_environment() -> list[str]:
    text = os.environ.get(VARIABLE, "")
    if not text:
        raise ConfigurationError(f"no key signs the addresses of callbacks: give keys, or set {VARIABLE}")
    return [part.strip() for part in text.split(",")]
