"""The public addresses of callbacks: given out with a signature, and recognised by it."""

from __future__ import annotations

import os
import pkgutil
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import Final, NamedTuple, TypeAlias
from urllib.parse import SplitResult, unquote, urlsplit

from smswire._news import Kind
from smswire._values import Receipt, Reply
from smswire.callbacks._tokens import Keys
from smswire_runtime import ConfigurationError, Response, Secret

VARIABLE: Final = "SMSWIRE_CALLBACK_KEY"
"""The environment variable that holds the key, and after a comma the one before it."""

LIFETIME: Final = timedelta(days=30)
"""How long an address is good: networks report for up to a week, and people answer later."""

LONGEST_LIFETIME: Final = timedelta(days=3650)
"""Ten years: whoever wants more has mistaken the unit."""

Event: TypeAlias = Receipt | Reply


class Route(NamedTuple):
    """What an address stands for."""

    name: str
    """The provider and the kind of news, for logs."""
    kind: Kind
    acknowledgement: Response
    """The same for every event, so it is written once."""


class Addresses:
    """Gives out addresses, and recognises them."""

    def __init__(
        self, base_url: str, keys: Sequence[str | Secret] | None = None, *, lifetime: timedelta = LIFETIME
    ) -> None:
        parts = _split(base_url)
        if not isinstance(lifetime, timedelta):  # pyright: ignore[reportUnnecessaryIsInstance], untyped callers
            raise ConfigurationError("how long an address of callbacks is good is a timedelta")
        if not timedelta() < lifetime <= LONGEST_LIFETIME:
            raise ConfigurationError(f"an address of callbacks is good for up to {LONGEST_LIFETIME.days} days")
        self._base = parts.geturl().rstrip("/")
        self._path = f"{_plain(parts.path).rstrip('/')}/"
        self._keys = Keys(_from_environment() if keys is None else keys)
        self._lifetime = lifetime

    def address(self, provider: str, kind: str) -> str:
        """The address to give to a provider."""
        kinds_of = _kinds(provider)
        if kinds_of is None:
            raise ConfigurationError(f"there is no provider called {provider!r}")
        found = kinds_of.get(kind)
        if found is None:
            raise ConfigurationError(f"{provider} brings no {kind}")
        expires = None if found.standing else int(time.time() + self._lifetime.total_seconds())
        return f"{self._base}/{self._keys.sign(f'{provider}/{kind}', expires)}"

    def of(self, provider: str) -> Callable[[str], str]:
        """The addresses of one provider, as its gateway wants them."""
        return lambda kind: self.address(provider, kind)

    def find(self, path: str) -> Route | None:
        """What an address stands for; nothing for one that is not ours, whatever is wrong with it."""
        plain = _plain(path) if "%" in path else path
        end = plain[len(self._path) :]
        if not (plain.startswith(self._path) and end.isascii()):
            return None
        # Only a purpose that we signed is looked up, so that nobody makes us import or remember a name of theirs.
        purpose = self._keys.purpose(end)
        return None if purpose is None else route_of(purpose)


def _split(base_url: str) -> SplitResult:
    """The parts of a public address, with nothing in it that a provider or a server could read in two ways."""
    try:
        parts = urlsplit(str.__str__(base_url))
        wrong = parts.scheme not in {"http", "https"} or not parts.hostname or parts.port == 0 or "@" in parts.netloc
    except (TypeError, ValueError):
        wrong, parts = True, urlsplit("")
    printable = not wrong and base_url.isascii() and base_url.isprintable() and not set(base_url) & set(' "<>\\^`{|}?#')
    if wrong or not printable:
        raise ConfigurationError("the public address of callbacks is https://host[:port][/path]")
    return parts


def _plain(path: str) -> str:
    """A path without percent signs; a character for each byte, so that no path is wrong."""
    return unquote(path, encoding="latin-1")


@cache
def route_of(purpose: str) -> Route | None:
    """The route of a purpose that was signed; nothing when its provider is no longer there."""
    provider, _, name = purpose.partition("/")
    kind = (_kinds(provider) or {}).get(name)
    return None if kind is None else Route(f"{provider} {name}", kind, kind.acknowledge())


def _kinds(provider: str) -> dict[str, Kind] | None:
    module = f"smswire.gateways.{provider}"
    if not provider.isidentifier() or find_spec(module) is None:
        return None
    found: dict[str, Kind] = getattr(import_module(module), "CALLBACKS", {})
    return found


def kinds() -> Iterator[tuple[str, str]]:
    """Every provider with every kind of news that it brings."""
    room = import_module("smswire.gateways")
    for found in pkgutil.iter_modules(room.__path__):
        for kind in _kinds(found.name) or ():
            yield found.name, kind


def _from_environment() -> list[str]:
    text = os.environ.get(VARIABLE, "")
    if not text:
        raise ConfigurationError(f"no key signs the addresses of callbacks: give keys, or set {VARIABLE}")
    return [part.strip() for part in text.split(",")]
