"""From a connection URL, or the name of a gateway, to the gateway."""

from __future__ import annotations

import os
from collections.abc import Generator
from contextlib import contextmanager
from importlib import import_module
from importlib.util import find_spec
from typing import Any, Final, Unpack

from smswire._gateway import AsyncGateway, Gateway
from smswire._opening import AsyncOptions, Opening, Options
from smswire._url import ConnectionUrl, parse_url
from smswire_runtime import ConfigurationError

VARIABLE: Final = "SMSWIRE_URL"
"""The environment variable that names a gateway where nobody else does."""


def connect(url: str | ConnectionUrl | None = None, **options: Unpack[Options]) -> Gateway:
    """A gateway for threads, such as ``connect("netoxygen://user:pass@sms.netoxygen.ch")``.

    A name is looked up in smswire.toml; without either SMSWIRE_URL counts, or the only gateway of that file.
    """
    said = find_url(url)
    with _located(said):
        chosen: Any = {**_options(said), **options}
        return _opening(said).open(chosen)


def connect_async(url: str | ConnectionUrl | None = None, **options: Unpack[AsyncOptions]) -> AsyncGateway:
    """The same for the tasks of one event loop."""
    said = find_url(url)
    with _located(said):
        chosen: Any = {**_options(said), **options}
        return _opening(said).open_async(chosen)


@contextmanager
def _located(url: ConnectionUrl) -> Generator[None]:
    """What is wrong with a URL of a file is said with the file and the key."""
    try:
        yield
    except ConfigurationError as error:
        raise ConfigurationError(f"{url.where}: {error}" if url.where else str(error)) from None


def find_url(url: str | ConnectionUrl | None) -> ConnectionUrl:
    """What a URL, a name or neither stands for."""
    if isinstance(url, ConnectionUrl):
        return url
    if url is not None and not isinstance(url, str):  # pyright: ignore[reportUnnecessaryIsInstance], untyped callers
        raise ConfigurationError("a connection URL, or the name of a gateway, is a string")
    text = os.environ.get(VARIABLE) if url is None else url
    if text and "://" in text:
        return parse_url(text)
    from smswire import _config  # noqa: PLC0415, most have a URL

    found = _config.named(text) if text else _config.only()
    if found is None:
        raise ConfigurationError(f"no gateway is named: give a connection URL, or set {VARIABLE}")
    return found


def _opening(url: ConnectionUrl) -> Opening:
    module = f"smswire.gateways.{url.provider}"
    if find_spec(module) is None:
        raise ConfigurationError(f"there is no provider called {url.provider!r}")
    url.require_fit()
    opening: Opening = import_module(module).from_url(url)
    return opening


def _options(url: ConnectionUrl) -> Any:
    """What the URL says of every call."""
    said: dict[str, Any] = {"tls": url.tls}
    if (deadline := url.deadline()) is not None:
        said["deadline"] = deadline
    if (answers := url.choice("answers", "checked", "lenient")) is not None:
        said["answers"] = answers
    return said
