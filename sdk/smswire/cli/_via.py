"""Which gateway a command uses, and where its password comes from."""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Generator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import Annotated, Final, NoReturn

import typer

from smswire.cli._completion import offered_gateways
from smswire.cli._exits import Exit
from smswire.cli._show import visible

TYPE_CHECKING = False

if TYPE_CHECKING:
    import smswire
    from smswire._url import ConnectionUrl

PASSWORD: Final = "SMSWIRE_PASSWORD"  # noqa: S105, the name of a variable
"""The environment variable that holds the password where the URL has none."""

LONGEST: Final = 4_096
"""Characters of a password on standard input; a connection URL has no more."""

DIGITS: Final = 16
"""Of a digest: enough to tell accounts apart."""

_CREDENTIALS: Final = re.compile(r"(?s)://(?!USER:PASS@(?:HOST\[|…)).*@")
"""What stands between a scheme and a host, in whatever somebody typed; our own words of what is expected stay."""

Via = Annotated[
    str | None,
    typer.Option(
        "--via",
        metavar="URL",
        help="A connection URL, or a name from smswire.toml; without it SMSWIRE_URL.",
        autocompletion=offered_gateways,
    ),
]
PasswordFile = Annotated[
    Path | None,
    typer.Option("--password-file", metavar="FILE", help="Read the password from a file; - is standard input."),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON, one line for each result.")]


@contextmanager
def gateway(via: str | ConnectionUrl | None, password_file: Path | None = None) -> Generator[smswire.Gateway]:
    """The gateway of a command."""
    import smswire  # noqa: PLC0415, loaded when it is needed

    with told(), smswire.connect(chosen(via, password_file)) as opened:
        yield opened


def chosen(via: str | ConnectionUrl | None, password_file: Path | None = None) -> ConnectionUrl:
    """The connection URL that a command uses, with its password."""
    from smswire._connect import find_url  # noqa: PLC0415, loaded when it is needed

    return via if via is not None and not isinstance(via, str) else _with_password(find_url(via), password_file)


def account_of(url: ConnectionUrl) -> str:
    """What tells an account from another of the same gateway, without its name."""
    name = [url.user, url.query.get("account", "")]  # where users share accounts, a URL names both
    return sha256(json.dumps(name).encode("utf-8", "surrogatepass")).hexdigest()[:DIGITS]


@contextmanager
def told() -> Generator[None]:
    """Say an error of ours in one line, and leave with the exit code that it stands for."""
    from smswire_runtime import SmswireError  # noqa: PLC0415, loaded when it is needed

    try:
        yield
    except SmswireError as error:
        fail(str(error), _code(error))


def _code(error: Exception) -> Exit:
    import smswire  # noqa: PLC0415, loaded when it is needed
    from smswire_runtime import EncodeError  # noqa: PLC0415, loaded when it is needed

    codes: dict[type[Exception], Exit] = {
        smswire.InvalidMessage: Exit.REFUSED,
        EncodeError: Exit.REFUSED,
        smswire.Rejected: Exit.REFUSED,
        smswire.NotSent: Exit.NOT_SENT,
        smswire.OutcomeUnknown: Exit.UNKNOWN,
    }
    return next((code for kind, code in codes.items() if isinstance(error, kind)), Exit.USAGE)


def fail(problem: str, code: Exit = Exit.USAGE) -> NoReturn:
    """Say what is wrong, and leave."""
    complain(problem)
    raise typer.Exit(code)


def complain(problem: str) -> None:
    """Say what is wrong, without the password of a URL that stands where it should not."""
    typer.echo(f"smswire: {visible(without_password(problem))}", err=True)


def without_password(text: str) -> str:
    """The same, and nothing that came before an @ in a URL."""
    return _CREDENTIALS.sub("://***@", text)


def _with_password(url: ConnectionUrl, file: Path | None) -> ConnectionUrl:
    """The URL with a password: from a file, from itself, from the environment, or from whoever sits there."""
    from attrs import evolve  # noqa: PLC0415, loaded when it is needed

    from smswire._config import read_password  # noqa: PLC0415, loaded when it is needed
    from smswire_runtime import Secret  # noqa: PLC0415, loaded when it is needed

    if file is not None:
        text = sys.stdin.readline(LONGEST).rstrip("\r\n") if str(file) == "-" else read_password(file, str(file))
    elif url.password != Secret("") or not url.user:
        return url
    else:
        text = os.environ.get(PASSWORD) or _asked()
    return evolve(url, password=Secret(text))


def _asked() -> str:
    import getpass  # noqa: PLC0415, loaded when it is needed

    if not sys.stdin.isatty():
        fail(f"no password: give --password-file, or set {PASSWORD}")
    return getpass.getpass("password: ")
