"""The commands about payloads: validate and schema."""

from __future__ import annotations

import json as json_
import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from smswire.cli._completion import SUFFIX, models, offered_models, offered_providers, providers, schemas
from smswire.cli._exits import Exit
from smswire.cli._show import Show, put
from smswire.cli._via import AsJson, fail

Provider = Annotated[
    str, typer.Argument(metavar="PROVIDER", help="Such as redoxygen.", autocompletion=offered_providers)
]


def schema(
    provider: Provider,
    model: Annotated[
        str | None,
        typer.Argument(
            metavar="MODEL",
            help="Such as SendRequest; without it the names are listed.",
            autocompletion=offered_models,
        ),
    ] = None,
) -> None:
    """Print the JSON Schema of a model, or the names of all models."""
    if model is None:
        put("".join(f"{name}\n" for name in _models(provider)))
    else:
        put(_schema(provider, model))


def validate(
    provider: Provider,
    model: Annotated[str, typer.Argument(metavar="MODEL", help="Such as SendRequest.", autocompletion=offered_models)],
    file: Annotated[Path, typer.Argument(metavar="FILE", help="JSON or YAML; - is standard input.")],
    *,
    json: AsJson = False,
) -> None:
    """Check a payload against the schema of a model. Each problem has its line and its place on the wire."""
    from smswire.cli._payloads import problems  # noqa: PLC0415, needs an extra

    found = problems(json_.loads(_schema(provider, model)), file)
    rows: list[dict[str, Any]] = [{"line": one.line, "path": one.path, "problem": one.problem} for one in found]
    Show(as_json=json).rows(rows)
    if not rows and not json and sys.stdout.isatty():
        put("valid\n")
    raise typer.Exit(Exit.REFUSED if rows else Exit.FINE)


def _models(provider: str) -> list[str]:
    if provider not in (known := providers()):
        fail(f"there is no provider called {provider!r}; there is {', '.join(known)}")
    return models(provider)


def _schema(provider: str, model: str) -> str:
    if model not in _models(provider):
        fail(f"{provider} has no model called {model!r}; `smswire schema {provider}` lists them")
    return (schemas(provider) / f"{model}{SUFFIX}").read_text("utf-8")
