"""Where specifications are generated from and what came out of it."""

from __future__ import annotations

import hashlib
import importlib
import io
import json
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from codegen.__main__ import main

PROVIDER = "acme"


@dataclass(frozen=True)
class Outcome:
    """How a run of the command line ended."""

    code: int
    out: str
    err: str

    @property
    def lines(self) -> list[str]:
        """What was said on standard error."""
        return self.err.splitlines()


class Package:
    """One generated provider; its modules are imported when a test asks for them."""

    def __init__(self, name: str, folder: Path) -> None:
        self.name = name
        self.folder = folder

    def __getattr__(self, module: str) -> Any:
        return importlib.import_module(f"{self.name}.{module}")


class Workshop:
    """A folder of specifications, a folder for what is generated, and the command line between them."""

    def __init__(self, folder: Path, package: str) -> None:
        self.package = package
        self.schemas = folder / "schemas"
        self.out = folder / "out"
        self.report = folder / "report.json"
        self.schemas.mkdir(parents=True, exist_ok=True)

    def write(
        self, text: str | bytes, *, provider: str = PROVIDER, dialect: str = "openapi", suffix: str = "yaml"
    ) -> Path:
        """Put a specification where the generator finds it."""
        path = self.schemas / provider / f"{dialect}.{suffix}"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode() if isinstance(text, str) else text)
        return path

    def accept(self, *losses: tuple[str, str]) -> None:
        """List losses, each a file and a pointer, as accepted."""
        rows = [{"file": file, "pointer": pointer, "why": "because"} for file, pointer in losses]
        (self.schemas / "accepted.yaml").write_text(json.dumps(rows), "utf-8")

    def run(self, *arguments: str) -> Outcome:
        """The command line, in this process."""
        folders = ["--schemas", str(self.schemas), "--out", str(self.out), "--package", self.package]
        with redirect_stdout(io.StringIO()) as out, redirect_stderr(io.StringIO()) as err:
            code = main([*folders, *arguments])
        return Outcome(code, out.getvalue(), err.getvalue())

    def losses(self) -> dict[str, str]:
        """What a run reports as lost: the reason by the pointer."""
        outcome = self.run("--report", str(self.report))
        assert 2 != outcome.code, outcome.err
        return {row["pointer"]: row["reason"] for row in json.loads(self.report.read_text("utf-8"))}

    def tree(self) -> dict[str, str]:
        """Every file in the output folder with the hash of its bytes."""
        paths = [path for path in sorted(self.out.rglob("*")) if path.is_file() and "__pycache__" not in path.parts]
        return {path.relative_to(self.out).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in paths}
