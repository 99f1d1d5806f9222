"""What a shell offers while somebody types. Nothing here reads a password, connects or prints."""

from __future__ import annotations

from importlib.resources import files
from importlib.resources.abc import Traversable

import typer

SUFFIX = ".schema.json"
"""How the name of a schema's file ends."""


def providers() -> list[str]:
    """Those whose models can be checked."""
    return sorted(place.name for place in files("smswire_providers").iterdir() if schemas(place.name).is_dir())


def models(provider: str) -> list[str]:
    """The models of a provider that there is."""
    return sorted(place.name.removesuffix(SUFFIX) for place in schemas(provider).iterdir())


def schemas(provider: str) -> Traversable:
    """Where the schemas of a provider are."""
    return files("smswire_providers") / provider / "schemas"


def offered_providers(incomplete: str) -> list[str]:
    """The names of providers that begin so."""
    return [name for name in providers() if name.startswith(incomplete)]


def offered_models(ctx: typer.Context, incomplete: str) -> list[str]:
    """The names of models that begin so, once the provider is known."""
    provider = ctx.params.get("provider")
    known = models(provider) if provider in providers() else []
    return [name for name in known if name.startswith(incomplete)]


def offered_gateways(incomplete: str) -> list[str]:
    """The names in smswire.toml that begin so; nothing while the file is not in order."""
    from smswire._config import config_file, read_config  # noqa: PLC0415, loaded when it is needed
    from smswire_runtime import ConfigurationError  # noqa: PLC0415, loaded when it is needed

    try:
        file = config_file()
        names = read_config(file).gateways if file is not None else ()
    except ConfigurationError:
        return []
    return sorted(name for name in names if name.startswith(incomplete))
