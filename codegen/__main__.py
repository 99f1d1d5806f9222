"""``python -m codegen``: regenerate, or with --check say what is out of date."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from codegen._errors import SpecError
from codegen._run import run

ROOT = Path(__file__).parent.parent


def parser() -> argparse.ArgumentParser:
    """The command line."""
    found = argparse.ArgumentParser(
        prog="python -m codegen",
        description="Write typed models, codecs, operations, servers, schemas and reference pages from specifications.",
        epilog="Exit codes: 0 done or up to date, 1 out of date or an unaccepted loss, 2 an unusable specification.",
    )
    found.add_argument(
        "--schemas",
        type=Path,
        default=ROOT / "schemas",
        metavar="DIR",
        help="specifications, one subfolder for each provider",
    )
    found.add_argument("--out", type=Path, default=ROOT / "generated", metavar="DIR", help="where to write")
    found.add_argument(
        "--package", default="smswire_providers", metavar="NAME", help="the package that holds the providers"
    )
    found.add_argument("--check", action="store_true", help="write nothing; exit 1 when a file would change")
    found.add_argument(
        "--report", type=Path, metavar="FILE", help="write what is neither generated nor enforced, as JSON"
    )
    return found


def main(arguments: list[str] | None = None) -> int:
    """Run the generator; the exit code."""
    said = parser().parse_args(arguments)
    try:
        return run(said.schemas, said.out, said.package, check=said.check, report=said.report)
    except SpecError as error:
        print(f"error: {error}", file=sys.stderr)
    except OSError as error:
        print(f"error: {error.filename}: {error.strerror}; name a file or folder that can be used", file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main())
