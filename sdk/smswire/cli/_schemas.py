"""The commands about payloads: validate and schema."""

from __future__ import annotations

import json as json_
import sys
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Annotated, Any

import typer

from smswire.cli._exits import Exit
from smswire.cli._show import Show
from smswire.cli._via import AsJson, fail

SUFFIX = ".schema.json"


def schema(
    provider: Annotated[str, typer.Argument(help="Such as redoxygen.")],
    model: Annotated[str | None, typer.Argument(help="Such as SendRequest; without it the names are listed.")] = None,
) -> None:
    """Print the JSON Schema of a model, or the names of all models."""
    if model is None:
        for name in _names(provider):
            typer.echo(name)
    else:
        typer.echo(_schema(provider, model).read_text("utf-8"), nl=False)


def validate(
    provider: Annotated[str, typer.Argument(help="Such as redoxygen.")],
    model: Annotated[str, typer.Argument(help="Such as SendRequest.")],
    file: Annotated[Path, typer.Argument(help="JSON or YAML; - is standard input.")],
    *,
    json: AsJson = False,
) -> None:
    """Check a payload against the schema of a model. Exit code 1 when it is not valid."""
    from smswire.cli._payloads import problems  # noqa: PLC0415, needs an extra

    found = problems(json_.loads(_schema(provider, model).read_text("utf-8")), file)
    rows: list[dict[str, Any]] = [{"line": one.line, "path": one.path, "problem": one.problem} for one in found]
    Show(as_json=json).rows(rows)
    if not rows and not json and sys.stdout.isatty():
        typer.echo("valid")
    raise typer.Exit(Exit.REFUSED if rows else Exit.FINE)


def _room(provider: str) -> Traversable:
    package = files("smswire_providers")
    known = sorted(place.name for place in package.iterdir() if (place / "schemas").is_dir())
    if provider not in known:
        fail(f"there is no provider called {provider!r}; there is {', '.join(known)}")
    return package / provider / "schemas"


def _names(provider: str) -> list[str]:
    return sorted(place.name.removesuffix(SUFFIX) for place in _room(provider).iterdir())


def _schema(provider: str, model: str) -> Traversable:
    if model not in _names(provider):
        fail(f"{provider} has no model called {model!r}; `smswire schema {provider}` lists them")
    return _room(provider) / f"{model}{SUFFIX}"
