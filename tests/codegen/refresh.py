"""``python -m tests.codegen.refresh``: generate the golden copies anew, to be looked at in review."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from tests.codegen.workshop import Workshop

GOLDEN = Path(__file__).parent / "golden"
ACME = GOLDEN / "acme.yaml"
PIGEON = GOLDEN / "pigeon.yaml"
COPY = GOLDEN / "copy"
SUFFIX = ".golden"
"""Behind the name of each file, so that no tool takes the copies for code of ours."""


def generate(folder: Path) -> dict[str, bytes]:
    """Every file of the two golden packages."""
    workshop = Workshop(folder, "golden")
    workshop.write(ACME.read_bytes(), provider="acme")
    workshop.write(PIGEON.read_bytes(), provider="pigeon", dialect="xmlrpc")
    outcome = workshop.run()
    if outcome.code or outcome.err:
        raise SystemExit(outcome.err)
    paths = [path for path in workshop.out.rglob("*") if path.is_file()]
    return {path.relative_to(workshop.out).as_posix(): path.read_bytes() for path in sorted(paths)}


def copies() -> dict[str, bytes]:
    """Every file of the golden copies."""
    paths = [path for path in COPY.rglob(f"*{SUFFIX}") if path.is_file()]
    return {path.relative_to(COPY).as_posix().removesuffix(SUFFIX): path.read_bytes() for path in sorted(paths)}


def main() -> None:
    """Replace the golden copies."""
    with tempfile.TemporaryDirectory() as folder:
        files = generate(Path(folder))
    shutil.rmtree(COPY, ignore_errors=True)
    for name, content in files.items():
        path = COPY / f"{name}{SUFFIX}"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


if __name__ == "__main__":
    main()
