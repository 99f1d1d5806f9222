"""Which gateway a command uses, and where its password comes from."""

from __future__ import annotations

import getpass
import os
import sys
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Final, NoReturn

import typer
from attrs import evolve

import smswire
from smswire._config import read_password
from smswire._connect import find_url
from smswire._url import ConnectionUrl
from smswire.cli._exits import Exit
from smswire_runtime import EncodeError, Secret, SmswireError

PASSWORD: Final = "SMSWIRE_PASSWORD"  # noqa: S105, the name of a variable
"""The environment variable that holds the password where the URL has none."""

Via = Annotated[
    str | None,
    typer.Option("--via", metavar="URL|NAME", help="A connection URL, or a name from smswire.toml; else SMSWIRE_URL."),
]
PasswordFile = Annotated[
    Path | None,
    typer.Option("--password-file", metavar="FILE", help="Read the password from a file; - is standard input."),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON, one line for each result.")]

_CODES: Final = {
    smswire.Unsupported: Exit.USAGE,
    smswire.ConfigurationError: Exit.USAGE,
    smswire.InvalidMessage: Exit.REFUSED,
    EncodeError: Exit.REFUSED,
    smswire.Rejected: Exit.REFUSED,
    smswire.NotSent: Exit.NOT_SENT,
    smswire.OutcomeUnknown: Exit.UNKNOWN,
}


@contextmanager
def gateway(via: str | None, password_file: Path | None = None) -> Generator[smswire.Gateway]:
    """The gateway of a command."""
    with told(), smswire.connect(_with_password(find_url(via), password_file)) as opened:
        yield opened


@contextmanager
def told() -> Generator[None]:
    """Say an error of ours in one line, and leave with the exit code that it stands for."""
    try:
        yield
    except SmswireError as error:
        code = next((code for kind, code in _CODES.items() if isinstance(error, kind)), Exit.USAGE)
        fail(str(error), code)
    except KeyboardInterrupt:
        raise typer.Exit(Exit.INTERRUPTED) from None


def fail(problem: str, code: Exit = Exit.USAGE) -> NoReturn:
    """Say what is wrong, and leave."""
    typer.echo(f"smswire: {problem}", err=True)
    raise typer.Exit(code)


def _with_password(url: ConnectionUrl, file: Path | None) -> ConnectionUrl:
    """The URL with a password: from a file, from itself, from the environment, or from whoever sits there."""
    if file is not None:
        text = sys.stdin.readline().rstrip("\r\n") if str(file) == "-" else read_password(file, str(file))
    elif url.password != Secret("") or not url.user:
        return url
    else:
        text = os.environ.get(PASSWORD) or _asked()
    return evolve(url, password=Secret(text))


def _asked() -> str:
    if not sys.stdin.isatty():
        raise smswire.ConfigurationError(f"no password: give --password-file, or set {PASSWORD}")
    return getpass.getpass("password: ")
