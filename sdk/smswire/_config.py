"""Named gateways in ``smswire.toml``.

[gateways.desk]
url = "netoxygen://desk@sms.netoxygen.ch"
password_file = "desk.password"      # or password_env = "DESK_PASSWORD", or in the URL
"""

from __future__ import annotations

import os
import re
import tomllib
from pathlib import Path
from typing import Any, Final

from attrs import evolve, field, frozen

from smswire._url import ConnectionUrl, parse_url
from smswire_runtime import ConfigurationError, Secret
from smswire_runtime._values import untyped

VARIABLE: Final = "SMSWIRE_CONFIG"
"""The environment variable that names the file."""

NAME: Final = "smswire.toml"

_NAME: Final = re.compile(r"[A-Za-z0-9_.-]{1,64}")
_NAMED: Final = "up to 64 letters, digits, dots, hyphens and underscores"
"""A name that can be repeated in an error: it looks like no URL, and so holds no password."""

_QUOTED: Final = re.compile(r"""'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*\"""")

ESCAPED: Final = 4
"""Characters of one that is written as an escape."""

LARGEST: Final = 1024 * 1024
"""Bytes of a file: thousands of gateways."""


@frozen(kw_only=True)
class Entry:
    """One gateway of the file."""

    url: str = field(repr=False)
    password_env: str | None = None
    password_file: str | None = None


@frozen(kw_only=True)
class Config:
    """The file."""

    gateways: dict[str, Entry]


def config_file() -> Path | None:
    """The file that counts: that of SMSWIRE_CONFIG, the one in this folder, or the user's."""
    if said := os.environ.get(VARIABLE):
        return Path(said)
    home = os.environ.get("XDG_CONFIG_HOME") or os.path.expanduser("~/.config")  # noqa: PTH111, nobody may have a home
    places = [Path(NAME), Path(home) / "smswire" / NAME]
    return next((place for place in places if place.is_file()), None)


def read_config(file: Path) -> Config:
    """Read the file; an error names the key, and never what stands there."""
    from cattrs import Converter, transform_error  # noqa: PLC0415, heavy, and needed for files only
    from cattrs.errors import BaseValidationError  # noqa: PLC0415, heavy, and needed for files only

    text = _read(file, str(file))
    try:
        found = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigurationError(f"{file}: {_QUOTED.sub(_named_or_hidden, str(error))}") from None
    except ValueError:
        raise ConfigurationError(f"{file}: a number that is too long") from None
    except RecursionError:
        raise ConfigurationError(f"{file}: arrays that are too deep") from None
    gateways: Any = found.get("gateways")
    if isinstance(gateways, dict) and not all(map(_NAME.fullmatch, untyped(gateways))):
        raise ConfigurationError(f"{file}: gateways: a name has {_NAMED}")
    converter = Converter(forbid_extra_keys=True)
    converter.register_structure_hook(str, _text)
    try:
        return converter.structure(found, Config)
    except BaseValidationError as error:
        problems = "; ".join(map(_with_key_first, transform_error(error, path="", format_exception=_words)))
        raise ConfigurationError(f"{file}: {problems}") from None


class _NoText(TypeError):
    """Not what a hook of ours wanted."""


def _text(value: object, _: object) -> str:
    if not isinstance(value, str):
        raise _NoText
    return value


def _with_key_first(problem: str) -> str:
    """``text expected @ .gateways['a'].url`` as ``gateways.a.url: text expected``."""
    words, _, path = problem.rpartition(" @ ")
    key = path.replace("['", ".").replace("']", "").strip(". ")
    return f"{key}: {words}" if key else words


def _words(error: BaseException, _: object) -> str:
    if isinstance(error, KeyError):
        return "required"
    if isinstance(error, _NoText):
        return "text expected"
    unknown: set[str] = getattr(error, "extra_fields", set())
    if unknown:
        return f"unknown: {', '.join(sorted(name if _NAME.fullmatch(name) else 'a strange key' for name in unknown))}"
    return "a table expected"


def _named_or_hidden(quoted: re.Match[str]) -> str:
    """A key of the file, or a single character of it. What looks like neither may be a URL with its password."""
    text = quoted[0][1:-1]
    return quoted[0] if len(text) <= ESCAPED or _NAME.fullmatch(text) else "'…'"


def named(name: str) -> ConnectionUrl:
    """The gateway of that name in the file."""
    if _NAME.fullmatch(name) is None:
        raise ConfigurationError("neither a connection URL (provider://…) nor the name of a gateway")
    file = config_file()
    if file is None:
        problem = f"{name!r} is no connection URL (provider://…), and there is no {NAME} to look the name up in"
        raise ConfigurationError(problem)
    gateways = read_config(file).gateways
    if name not in gateways:
        known = ", ".join(sorted(gateways)) or "none"
        raise ConfigurationError(f"{file}: no gateway is called {name!r}; there is {known}")
    return _url(file, name, gateways[name])


def only() -> ConnectionUrl | None:
    """The gateway of a file, unless there is none; ConfigurationError where there are several."""
    file = config_file()
    if file is None:
        return None
    gateways = read_config(file).gateways
    if len(gateways) > 1:
        raise ConfigurationError(f"{file}: no gateway is named; there is {', '.join(sorted(gateways))}")
    return _url(file, *gateways.popitem()) if gateways else None


def _url(file: Path, name: str, entry: Entry) -> ConnectionUrl:
    where = f"{file}: gateways.{name}"
    try:
        url = parse_url(entry.url)
    except ConfigurationError as error:
        raise ConfigurationError(f"{where}.url: {error}") from None
    url = evolve(url, where=f"{where}.url")
    ways = [entry.password_env is not None, entry.password_file is not None, url.password != Secret("")]
    if sum(ways) > 1:
        raise ConfigurationError(f"{where}: more than one of password_env, password_file and a password in the URL")
    if entry.password_env is not None:
        password = os.environ.get(entry.password_env)
        if not password:
            raise ConfigurationError(f"{where}.password_env: the variable is not set")
        return evolve(url, password=Secret(password))
    if entry.password_file is not None:
        return evolve(url, password=Secret(read_password(file.parent / entry.password_file, f"{where}.password_file")))
    return url


def read_password(file: Path, where: str) -> str:
    """The first line of a file."""
    lines = _read(file, where).splitlines()
    if not lines or not lines[0]:
        raise ConfigurationError(f"{where}: the file is empty")
    return lines[0]


def _read(file: Path, where: str) -> str:
    """The text of a file that somebody wrote by hand."""
    try:
        with file.open("rb") as opened:
            data = opened.read(LARGEST + 1)
    except (OSError, ValueError) as error:
        problem = error.strerror if isinstance(error, OSError) else "no path"
        raise ConfigurationError(f"{where}: {problem}") from None
    if len(data) > LARGEST:
        raise ConfigurationError(f"{where}: more than {LARGEST} bytes")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise ConfigurationError(f"{where}: not UTF-8") from None
