"""Payload files for other tools: every documented document of each shape, and one that is wrong in one place."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from subprocess import run

from codegen._model import ModelRef
from tests.providers._documents import DOCUMENTS
from tests.providers._instances import sample
from tests.providers._places import KINDS, absences, breaches, drop, misfits, places, put
from tests.providers._specs import ENUMS, MODELS

PATIENCE = 60
"""Seconds for one call of an external validator, which takes a third of one."""


@dataclass(frozen=True)
class Shape:
    """A model or an enumeration with its exported schema."""

    name: str
    schema: Path
    valid: tuple[str, ...]
    invalid: str

    def write(self, folder: Path) -> list[Path]:
        """The files of the documents, the invalid one last."""
        place = folder / self.name
        place.mkdir()
        files = [place / f"valid{index}.json" for index in range(len(self.valid))] + [place / "invalid.json"]
        for file, text in zip(files, [*self.valid, self.invalid], strict=True):
            file.write_text(text, "utf-8")
        return files


@cache
def shapes() -> list[Shape]:
    """Every shape of every provider."""
    texts: dict[tuple[str, str], list[str]] = {}
    for spec, model, value in DOCUMENTS:
        texts.setdefault((spec.key, model.key), []).append(json.dumps(value))
    found: list[Shape] = []
    for spec, model in MODELS:
        value = sample(spec, model)
        inner = places(spec, ModelRef(model.key), value)
        wrong = [put(value, place.steps, one) for place in inner[1:] for one in breaches(spec, place, value)]
        wrong += [drop(value, place.steps) for place in absences(inner)]
        wrong += [put(value, place.steps, one) for place in inner[1:] for one in misfits(spec, place)]
        name = f"{spec.key}-{model.name}"
        found.append(Shape(name, spec.path_of(model), tuple(texts[spec.key, model.key]), json.dumps(wrong[0])))
    for spec, enum in ENUMS:
        values = tuple(map(json.dumps, enum.values))
        found.append(Shape(f"{spec.key}-{enum.name}", spec.path_of(enum), values, json.dumps(KINDS["number"])))
    return found


def told(command: list[str]) -> tuple[int, str]:
    """Exit code and output of a validator."""
    done = run(command, capture_output=True, text=True, timeout=PATIENCE, check=False)
    return done.returncode, done.stdout + done.stderr


def verdicts(folder: Path, command: Callable[[Path, list[Path]], list[str]]) -> dict[str, tuple[int, str]]:
    """What a validator says of the documents of each shape: one call for each schema, on all processors."""

    def judge(shape: Shape) -> tuple[str, tuple[int, str]]:
        return shape.name, told(command(shape.schema, shape.write(folder)))

    with ThreadPoolExecutor(os.cpu_count()) as pool:
        return dict(pool.map(judge, shapes()))
