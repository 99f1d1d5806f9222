"""The commands that need no gateway: segments and providers."""

from __future__ import annotations

import pkgutil
import sys
from importlib import import_module
from typing import Annotated

import typer
from attrs import asdict

import smswire
from smswire._account import Account
from smswire.cli._show import Show
from smswire.cli._via import AsJson, told


def segments(
    text: Annotated[str, typer.Argument(help="The text; - reads it from standard input.")],
    *,
    json: AsJson = False,
) -> None:
    """Count the segments of a text, and mark the characters that make them shorter."""
    words = sys.stdin.read() if text == "-" else text
    with told():
        counted = smswire.segments(words)
    if sys.stdout.isatty() and not json:
        _mark(words, counted.forcing)
    Show(as_json=json).one(
        {
            "segments": counted.count,
            "encoding": counted.encoding,
            "units": counted.units,
            "left": counted.left,
            "forcing": "".join(counted.forcing),
        }
    )


def _mark(text: str, costly: tuple[str, ...]) -> None:
    from rich.console import Console  # noqa: PLC0415, only for people
    from rich.text import Text  # noqa: PLC0415, only for people

    marked = Text()
    for character in text:
        marked.append(character, style="bold reverse" if character in costly else "")
    Console().print(marked)


def providers(*, json: AsJson = False) -> None:
    """Show what each provider can do."""
    Show(as_json=json).rows([{"provider": kind.provider, **asdict(kind.capabilities)} for kind in accounts()])


def accounts() -> list[type[Account]]:
    """The kinds of account that there are, by name."""
    import smswire.gateways as room  # noqa: PLC0415, its modules are looked for

    modules = [import_module(f"{room.__name__}.{found.name}") for found in pkgutil.iter_modules(room.__path__)]
    kinds = [kind for module in modules for kind in vars(module).values() if isinstance(kind, type)]
    own = {kind.provider: kind for kind in kinds if issubclass(kind, Account) and kind is not Account}
    return [own[name] for name in sorted(own)]
