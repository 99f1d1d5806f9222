"""A checkout of its own, to which a fifth provider is added as somebody new to the house would do it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Final, TypeAlias

import pytest
from attrs import frozen

ROOT: Final = Path(__file__).parents[2]
ADDED: Final = Path(__file__).parent / "added"
"""The files that are written by hand for a fifth provider, each at its place in a checkout."""

ROOMS: Final = ("schemas", "codegen", "generated", "sdk", "tests/facade", "tests/providers")
FILES: Final = ("pyproject.toml", "tests/conftest.py")
CACHES: Final = ("__pycache__", ".*_cache")
PATIENCE: Final = 120
"""Seconds for one command, of which each takes a few."""

collect_ignore = [ADDED.name]  # it imports what is not generated here

Run: TypeAlias = "subprocess.CompletedProcess[str]"


@frozen
class Checkout:
    """A checkout."""

    folder: Path

    @property
    def environment(self) -> dict[str, str]:
        """An environment in which Python finds this checkout rather than the one that is installed."""
        places = [str(self.folder / root) for root in ("sdk", "generated")]
        own = {name: value for name, value in os.environ.items() if not name.startswith(("SMSWIRE_", "PYTEST_"))}
        return own | {"PYTHONPATH": os.pathsep.join(places), "NO_COLOR": "1", "PYTHONDONTWRITEBYTECODE": "1"}

    def run(self, *arguments: str) -> Run:
        """A Python module, as from the command line."""
        return subprocess.run(
            [sys.executable, "-m", *arguments],
            cwd=self.folder,
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=False,
        )

    def files(self) -> dict[str, bytes]:
        """Everything in it, apart from what tools remember."""
        paths = [path for path in self.folder.rglob("*") if path.is_file()]
        found = {path.relative_to(self.folder).as_posix(): path for path in paths}
        return {name: path.read_bytes() for name, path in found.items() if not name.startswith(".")}


@frozen
class Fifth:
    """What became of a checkout to which a fifth provider was added."""

    checkout: Checkout
    before: dict[str, bytes]
    generated: Run
    """What the generator said."""


@pytest.fixture(scope="session")
def fifth(tmp_path_factory: pytest.TempPathFactory) -> Fifth:
    """Copy the checkout, lay the new files into it, and generate."""
    checkout = Checkout(tmp_path_factory.mktemp("checkout"))
    for name in ROOMS:
        # Whoever tried it out in this very checkout has it already.
        ignored = shutil.ignore_patterns(*CACHES, "acme*", "test_acme.py")
        shutil.copytree(ROOT / name, checkout.folder / name, ignore=ignored)
    for name in FILES:
        shutil.copy(ROOT / name, checkout.folder / name)
    before = checkout.files()
    shutil.copytree(ADDED, checkout.folder, dirs_exist_ok=True, ignore=shutil.ignore_patterns(*CACHES))
    return Fifth(checkout, before, checkout.run("codegen"))
