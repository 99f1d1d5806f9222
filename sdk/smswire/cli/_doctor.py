"""``smswire doctor``: what is installed, what is configured, and whether the gateway can be reached."""

from __future__ import annotations

import platform
import sys
from importlib.metadata import PackageNotFoundError, version
from typing import Annotated

import typer

import smswire
from smswire._config import config_file
from smswire._connect import VARIABLE, find_url
from smswire.cli._exits import Exit
from smswire.cli._show import Show
from smswire.cli._via import AsJson, Via
from smswire_runtime._deadline import Deadline
from smswire_runtime._resolve import dial, resolve
from smswire_runtime._transport import parse_base

PATIENCE = 5.0
"""Seconds in which a gateway has to be reached."""

LIBRARIES = {
    "attrs": "",
    "cattrs": "",
    "urllib3": "",
    "orjson": "orjson",
    "jsonschema": "validate",
    "aiohttp": "aiohttp",
    "phonenumbers": "numbers",
    "opentelemetry-api": "otel",
    "rich": "cli",
}
"""Libraries, and the extras that bring them."""


def doctor(
    *,
    via: Via = None,
    offline: Annotated[bool, typer.Option("--offline", help="Connect to nobody.")] = False,
    json: AsJson = False,
) -> None:
    """Look at the installation, the configuration, and the way to the gateway. Nothing is sent."""
    rows = [
        {"what": "smswire", "found": smswire.__version__},
        {"what": "Python", "found": f"{platform.python_version()} on {sys.platform}"},
        *({"what": name, "found": _version(name, extra)} for name, extra in LIBRARIES.items()),
        {"what": "configuration", "found": str(config_file() or "none")},
    ]
    fine = True
    try:
        url = find_url(via)
        rows.append({"what": "gateway", "found": f"{url.provider}://***@{url.place or 'its own host'}{url.path}"})
        with smswire.connect(url) as gateway:
            rows.append({"what": "address", "found": gateway.address})
            if not offline:
                fine = _reach(gateway.address, rows)
    except smswire.ConfigurationError as error:
        fine = via is None and VARIABLE in str(error)
        rows.append({"what": "gateway", "found": str(error)})
    Show(as_json=json).rows(rows)
    raise typer.Exit(Exit.FINE if fine else Exit.REFUSED)


def _version(name: str, extra: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return f"missing; the extra {extra} brings it" if extra else "missing"


def _reach(address: str, rows: list[dict[str, str]]) -> bool:
    """A connection, without TLS and without a byte."""
    base = parse_base(address, tls=False) if address.startswith("http:") else parse_base(address)
    deadline = Deadline(PATIENCE, PATIENCE)
    deadline.start_connecting()
    try:
        dial(resolve(base.host, base.port, deadline), deadline).close()
    except Exception as error:  # noqa: BLE001, whatever it is, it is told
        rows.append({"what": "reachable", "found": f"no ({type(error).__name__})"})
        return False
    rows.append({"what": "reachable", "found": "yes"})
    return True
