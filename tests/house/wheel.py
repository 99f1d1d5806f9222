"""What must hold of an installed wheel; .ci/run runs it in an environment that holds nothing else.

Usage: python -I wheel.py CHECKOUT
"""

from __future__ import annotations

import importlib
import importlib.metadata
import importlib.util
import json
import pkgutil
import sys
from pathlib import Path

PACKAGES = ("smswire", "smswire_providers", "smswire_runtime")
CACHES = {"__pycache__", ".ruff_cache", ".mypy_cache"}
DEVELOPMENT_ONLY = ("codegen", "tests", "orjson", "jsonschema", "yaml", "jinja2", "pytest")

EXTRA = ("smswire.cli", "smswire.sandbox", "smswire_runtime._aiohttp", "smswire_runtime._otel")
"""Modules that need an extra."""
EXTRA_LIBRARIES = {"aiohttp", "multidict", "opentelemetry", "pytest", "rich", "typer", "yarl"}


def _sources(checkout: Path) -> set[str]:
    """Every file that must ship, as the wheel names it."""
    roots = (checkout / "sdk", checkout / "generated")
    return {
        path.relative_to(root).as_posix()
        for root in roots
        for package in PACKAGES
        for path in (root / package).rglob("*")
        if path.is_file() and not CACHES & set(path.parts)
    }


def _shipped() -> dict[str, Path]:
    files = importlib.metadata.files("smswire") or ()
    return {path.as_posix(): Path(str(path.locate())) for path in files if not CACHES & set(path.parts)}


def _check_files(checkout: Path) -> None:
    shipped = _shipped()
    packaged = {name for name in shipped if ".dist-info/" not in name and not name.startswith("../")}  # but a script
    assert _sources(checkout) == packaged, _sources(checkout) ^ packaged
    for package in PACKAGES:
        assert f"{package}/py.typed" in shipped, f"{package} ships without its type marker"
    for name, path in shipped.items():
        if name.endswith(".schema.json"):
            provider = name.split("/")[1]
            assert json.loads(path.read_bytes())["$id"].startswith(f"urn:smswire:{provider}:"), name


def _check_imports(checkout: Path) -> int:
    providers = importlib.import_module("smswire_providers")
    found = {module.name for module in pkgutil.iter_modules(providers.__path__) if module.ispkg}
    specified = {path.parent.name for path in checkout.glob("schemas/*/*.y*ml")}
    assert specified == found, specified ^ found
    modules = [
        module.name
        for package in PACKAGES
        for module in pkgutil.walk_packages(importlib.import_module(package).__path__, f"{package}.")
    ]
    for name in modules:
        _import(name)
    for provider in found:
        schemas = [name for name in _shipped() if name.startswith(f"smswire_providers/{provider}/schemas/")]
        assert schemas, f"{provider} ships without schemas"
    return len(modules)


def _import(name: str) -> None:
    """Load a module; one that needs an extra may say so, and nothing else."""
    missing, said = "", ""
    try:
        importlib.import_module(name)
    except ImportError as error:
        missing, said = (error.name or "").partition(".")[0], str(error)
    needs_extra = missing in EXTRA_LIBRARIES or "smswire[" in said
    assert not said or (needs_extra and name.startswith(EXTRA)), f"{name}: {said}"


def main() -> None:
    """Check the installed wheel against the checkout that it was built from."""
    checkout = Path(sys.argv[1])
    present = [name for name in DEVELOPMENT_ONLY if importlib.util.find_spec(name)]
    assert not present, f"not an environment of its own: {present}"
    _check_files(checkout)
    count = _check_imports(checkout)
    sys.stdout.write(f"the wheel holds what was generated, and its {count} modules import\n")


if __name__ == "__main__":
    main()
