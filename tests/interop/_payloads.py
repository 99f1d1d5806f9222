"""Payload files for other tools: every documented document of each shape, and one that is wrong in one place."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from subprocess import run

from codegen._model import Enumeration, Model, ModelRef
from tests.providers._documents import documents
from tests.providers._instances import sample
from tests.providers._places import KINDS, absences, breaches, drop, misfits, places, put
from tests.providers._specs import ENUMS, MODELS, Json, Spec

PATIENCE = 60
"""Seconds for one call of an external validator, which takes a third of one."""


@dataclass(frozen=True)
class Shape:
    """A model or an enumeration with its exported schema."""

    spec: Spec
    named: Model | Enumeration

    @property
    def name(self) -> str:
        """What tests and folders are called."""
        return f"{self.spec.key}-{self.named.name}"

    @property
    def schema(self) -> Path:
        """The file of the schema."""
        return self.spec.path_of(self.named)

    @property
    def valid(self) -> list[Json]:
        """Every documented document of the shape."""
        if isinstance(self.named, Enumeration):
            return list(self.named.values)
        return [value for spec, model, value in documents() if spec is self.spec and model is self.named]

    @property
    def invalid(self) -> Json:
        """A document with one fault: a constraint that is broken, a member that is missing, or a wrong type."""
        if isinstance(self.named, Enumeration):
            return KINDS["number"]
        value = sample(self.spec, self.named)
        found = places(self.spec, ModelRef(self.named.key), value)
        wrong = [put(value, place.steps, one) for place in found[1:] for one in breaches(self.spec, place, value)]
        wrong += [drop(value, place.steps) for place in absences(found)]
        wrong += [put(value, place.steps, one) for place in found[1:] for one in misfits(self.spec, place)]
        return wrong[0]

    def write(self, folder: Path) -> list[Path]:
        """The files of the documents, the invalid one last."""
        place, valid = folder / self.name, self.valid
        place.mkdir()
        files = [place / f"valid{index}.json" for index in range(len(valid))] + [place / "invalid.json"]
        for file, value in zip(files, [*valid, self.invalid], strict=True):
            file.write_text(json.dumps(value), "utf-8")
        return files


SHAPES = [Shape(spec, model) for spec, model in MODELS] + [Shape(spec, enum) for spec, enum in ENUMS]
"""Every shape of every provider."""


def told(command: list[str]) -> tuple[int, str]:
    """Exit code and output of a validator."""
    done = run(command, capture_output=True, text=True, timeout=PATIENCE, check=False)
    return done.returncode, done.stdout + done.stderr


def verdicts(folder: Path, command: Callable[[Path, list[Path]], list[str]]) -> dict[str, tuple[int, str]]:
    """What a validator says of the documents of each shape: one call for each schema, on all processors."""
    written = [(shape, shape.write(folder)) for shape in SHAPES]

    def judge(one: tuple[Shape, list[Path]]) -> tuple[str, tuple[int, str]]:
        shape, files = one
        return shape.name, told(command(shape.schema, files))

    with ThreadPoolExecutor(os.cpu_count()) as pool:
        return dict(pool.map(judge, written))
