"""What ``smswire doctor`` looks at."""

from __future__ import annotations

import os
import platform
import sys
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, version
from typing import Final, TypeAlias

from attrs import evolve

import smswire
from smswire._config import config_file, read_config
from smswire._connect import VARIABLE, find_url
from smswire._url import ConnectionUrl
from smswire.cli._via import PASSWORD
from smswire_runtime import ConfigurationError, Secret
from smswire_runtime._deadline import Deadline
from smswire_runtime._framing import Fault
from smswire_runtime._resolve import dial, resolve
from smswire_runtime._transport import parse_base

PATIENCE: Final = 5.0
"""Seconds in which a gateway has to be reached."""

LIBRARIES: Final = {
    "attrs": "",
    "cattrs": "",
    "urllib3": "",
    "orjson": "orjson",
    "jsonschema": "validate",
    "aiohttp": "aiohttp",
    "phonenumbers": "numbers",
    "opentelemetry-api": "otel",
    "typer": "cli",
    "rich": "cli",
    "PyYAML": "cli",
}
"""Libraries, and the extras that bring them."""

Row: TypeAlias = tuple[str, str]
"""What was looked at, and what was found."""


def installed() -> Iterator[Row]:
    """Versions, and what is missing."""
    yield "smswire", smswire.__version__
    yield "Python", f"{platform.python_version()} on {sys.platform}"
    for name, extra in LIBRARIES.items():
        try:
            yield name, version(name)
        except PackageNotFoundError:
            yield name, f"missing; the extra {extra} brings it" if extra else "missing"


def configured(via: str | None, *, offline: bool) -> tuple[list[Row], bool]:
    """What is configured, and whether nothing is in the way of it. That nothing is configured is fine."""
    file = config_file()
    rows = [("configuration", str(file or "none"))]
    try:
        if file is not None:
            rows.append(("gateways", ", ".join(sorted(read_config(file).gateways)) or "none"))
        url = find_url(via)
        rows.append(("gateway", f"{url.provider}://***@{url.place or 'its own host'}{url.path}"))
        rows.append(("password", _password(url)))
        with smswire.connect(_complete(url)) as gateway:
            address = gateway.address
    except ConfigurationError as error:
        return [*rows, ("gateway", str(error))], via is None and VARIABLE in str(error)
    rows.append(("address", address))
    if offline:
        return rows, True
    trouble = _trouble(address)
    return [*rows, ("reachable", f"no ({trouble})" if trouble else "yes")], not trouble


def _password(url: ConnectionUrl) -> str:
    """Where the password would come from; never what it is."""
    if url.password != Secret(""):
        return "configured"
    if not url.user:
        return "none"
    return PASSWORD if os.environ.get(PASSWORD) else "none: it would be asked for"


def _complete(url: ConnectionUrl) -> ConnectionUrl:
    """The same with something in the place of a password, so that all the rest can be looked at."""
    return evolve(url, password=Secret("none")) if url.user and url.password == Secret("") else url


def _trouble(address: str) -> str:
    """What is in the way of a connection, which is closed without TLS and without a byte; empty where nothing is."""
    base = parse_base(address, tls=False) if address.startswith("http:") else parse_base(address)
    deadline = Deadline(PATIENCE, PATIENCE)
    deadline.start_connecting()
    try:
        dial(resolve(base.host, base.port, deadline), deadline).close()
    except Fault as fault:
        return fault.reason.value
    return ""
