"""The CPU time of whole processes, their children included."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[2]

SOURCES: Final = ("sdk", "generated", ".")
"""The source roots, and the root that ``tests`` and ``codegen`` are imported from."""


def environment() -> dict[str, str]:
    """One environment for everything that is compared, whatever the caller's is: tools of this interpreter first."""
    found = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "SMSWIRE"))}
    found["PYTHONPATH"] = os.pathsep.join(str(ROOT / source) for source in SOURCES)
    found["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), found.get("PATH", os.defpath)])
    return found


def cpu_time(arguments: Sequence[str], environ: dict[str, str]) -> float:
    """User and system time of Python with these arguments, and of whatever it starts; it must succeed."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(
        [sys.executable, *arguments], env=environ, cwd=ROOT, capture_output=True, text=True, check=False
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode:
        raise RuntimeError(f"{' '.join(arguments)} exited with {done.returncode}: {done.stderr[-2000:]}")
    return after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime
