"""The commands that need no gateway: segments and providers."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

import smswire
from smswire.cli._given import text_of
from smswire.cli._show import Show, visible
from smswire.cli._via import AsJson, told

TYPE_CHECKING = False

if TYPE_CHECKING:
    from smswire._account import Account


def segments(
    text: Annotated[str, typer.Argument(metavar="TEXT", help="The text; - reads it from standard input.")],
    *,
    json: AsJson = False,
) -> None:
    """Count the segments of a text. On a terminal, the characters that make them shorter are marked."""
    words = text_of(text)
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
        seen = character if character == "\n" else visible(character)
        marked.append(seen, style="bold reverse" if character in costly else "")
    Console().print(marked)


def providers(*, json: AsJson = False) -> None:
    """Show what each provider can do."""
    from attrs import asdict  # noqa: PLC0415, loaded when it is needed

    Show(as_json=json).across([{"provider": kind.provider, **asdict(kind.capabilities)} for kind in accounts()])


def accounts() -> list[type[Account]]:
    """The kinds of account that there are, by name."""
    import pkgutil  # noqa: PLC0415, loaded when it is needed
    from importlib import import_module  # noqa: PLC0415, loaded when it is needed

    import smswire.gateways as room  # noqa: PLC0415, its modules are looked for
    from smswire._account import Account  # noqa: PLC0415, loaded when it is needed

    modules = [import_module(f"{room.__name__}.{found.name}") for found in pkgutil.iter_modules(room.__path__)]
    kinds = [kind for module in modules for kind in vars(module).values() if isinstance(kind, type)]
    own = {kind.provider: kind for kind in kinds if issubclass(kind, Account) and kind is not Account}
    return [own[name] for name in sorted(own)]
