"""Generating: our generator on all specifications and on a large document, against openapi-python-client."""

from __future__ import annotations

import json
import statistics
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Final

from tests.bench._findings import Finding, quartiles
from tests.bench._large import SIZE, public_document
from tests.bench._measure import BASE, OURS, Round, interleave, ratio_of
from tests.bench._processes import ROOT, cpu_time, environment

ROUNDS: Final = 7
ROUNDS_LARGE: Final = 3
"""One round takes the better part of a minute."""

PEER: Final = ("-m", "openapi_python_client", "generate")


def all_providers() -> Finding:
    """All providers at once by ours; by the peer in its default way, ruff included, document after document."""
    documents = sorted((ROOT / "schemas").glob("*/openapi.yaml"))
    rounds = _rounds(_ours(), [_peer(document) for document in documents], ROUNDS)
    return _finding(rounds, [f"{len(documents)} documents by the peer"])


def large() -> Finding:
    """A large document in the manner of public ones; the peer leaves its hooks out, ours formats all the same."""
    document = public_document()
    text = json.dumps(document, indent=2, ensure_ascii=False)
    if abs(len(text) - SIZE) > SIZE / 10:
        raise RuntimeError(f"the large document has {len(text)} bytes")
    operations = sum(method != "parameters" for item in document["paths"].values() for method in item)
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder, "schemas", "large", "openapi.json")
        source.parent.mkdir(parents=True)
        source.write_text(text, "utf-8")
        config = Path(folder, "without_hooks.yaml")
        config.write_text("post_hooks: []\n", "utf-8")
        ours = _ours("--schemas", str(source.parents[1]), "--package", "large_providers")
        rounds = _rounds(ours, [_peer(source, "--config", str(config))], ROUNDS_LARGE)
    notes = [f"{len(text) / 1e6:.1f} MB, {len(document['components']['schemas'])} schemas, {operations} operations"]
    return _finding(rounds, notes)


def _finding(rounds: list[Round], notes: list[str]) -> Finding:
    found = ratio_of([each[OURS] / each[BASE] for each in rounds])
    seconds = [f"{name} {statistics.median(each[name] for each in rounds):.1f} s" for name in (OURS, BASE)]
    return Finding(found.median, [*notes, *seconds, quartiles(found)])


def _rounds(ours: Callable[[Path], float], peers: list[Callable[[Path], float]], rounds: int) -> list[Round]:
    """Every run writes into a folder of its own, which is removed when nothing is timed any more."""
    return interleave(
        {
            OURS: partial(_in_new_folder, ours),
            BASE: lambda: sum(_in_new_folder(peer) for peer in peers),
        },
        rounds,
    )


def _in_new_folder(run: Callable[[Path], float]) -> float:
    with tempfile.TemporaryDirectory() as folder:
        return run(Path(folder, "out"))


def _ours(*arguments: str) -> Callable[[Path], float]:
    return lambda out: cpu_time(["-m", "codegen", *arguments, "--out", str(out)], environment())


def _peer(document: Path, *arguments: str) -> Callable[[Path], float]:
    command = [*PEER, "--path", str(document), *arguments]
    return lambda out: cpu_time([*command, "--output-path", str(out)], environment())
