"""Mini-specifications become packages that a test imports and uses."""

from __future__ import annotations

import itertools
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.codegen.workshop import PROVIDER, Package, Workshop

_NUMBERS = itertools.count(1)


class Generator:
    """Generates and imports one specification after the other, each of them once."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.folder = folder
        self.monkeypatch = monkeypatch
        self.known: dict[tuple[str, str, str], Package] = {}

    def __call__(self, text: str, dialect: str = "openapi", *, suffix: str = "yaml", lossy: bool = False) -> Package:
        """The package of a specification, in which nothing may be lost unless the test is about that."""
        key = (text, dialect, suffix)
        if key not in self.known:
            self.known[key] = self._generate(text, dialect, suffix, lossy=lossy)
        return self.known[key]

    def _generate(self, text: str, dialect: str, suffix: str, *, lossy: bool) -> Package:
        package = f"made_{next(_NUMBERS)}"
        workshop = Workshop(self.folder / package, package)
        workshop.write(text, dialect=dialect, suffix=suffix)
        outcome = workshop.run()
        assert 0 == outcome.code, outcome.err
        assert lossy or not outcome.err, outcome.err
        self.monkeypatch.syspath_prepend(workshop.out)  # pyright: ignore[reportUnknownMemberType]
        return Package(f"{package}.{PROVIDER}", workshop.out / package / PROVIDER)


@pytest.fixture(scope="session")
def generated(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Generator]:
    """From the text of a specification to its package; in the end what was imported is forgotten."""
    with pytest.MonkeyPatch.context() as monkeypatch:
        generator = Generator(tmp_path_factory.mktemp("made"), monkeypatch)
        yield generator
    packages = {package.name.partition(".")[0] for package in generator.known.values()}
    for name in [name for name in sys.modules if name.partition(".")[0] in packages]:
        del sys.modules[name]


@pytest.fixture
def workshop(tmp_path: Path) -> Workshop:
    """An empty folder of specifications and the command line to try on it."""
    return Workshop(tmp_path, f"made_{next(_NUMBERS)}")
