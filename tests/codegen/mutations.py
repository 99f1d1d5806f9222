"""Ways to spoil a specification, and what the generator says to it; without formatting and writing, which is slow."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TypeAlias

from codegen import _provider
from codegen._load import Source, parse
from codegen._node import Document, escape, untyped
from codegen._tree import tree
from tests.codegen.refresh import ACME, PIGEON

Steps: TypeAlias = tuple[str | int, ...]

DOCUMENTS: dict[str, Any] = {
    "openapi": parse(ACME.name, ACME.read_text("utf-8")),
    "xmlrpc": parse(PIGEON.name, PIGEON.read_text("utf-8")),
}
DATA = {"example", "default", "enum", "const", "value"}
"""Keywords whose values are data of the wire, in which every key is as good as another."""


def _source(dialect: str, document: object) -> Source:
    file = f"acme/{dialect}.yaml"
    return Source("acme", Path(file), dialect, "0" * 64, Document(file, tree(file, document)))


def read(dialect: str, document: object) -> dict[str, str]:
    """Read a parsed document; the reason of each loss by its pointer."""
    source = _source(dialect, document)
    _provider.read(source)
    return {loss.pointer: loss.reason for loss in source.document.losses()}


def generate(dialect: str, document: object) -> dict[str, str]:
    """Generate from a parsed document; the text of each file by its path."""
    source = _source(dialect, document)
    return _provider.emit(_provider.lower(source), source, "made")


def places(value: Any, steps: Steps = ()) -> Iterator[Steps]:
    """Every place in a document, data left out."""
    yield steps
    if isinstance(value, dict):
        for key, child in untyped(value).items():
            if key not in DATA or (steps and steps[-1] == "properties"):
                yield from places(child, (*steps, key))
    elif isinstance(value, list):
        for index, child in enumerate(untyped(value)):
            yield from places(child, (*steps, index))


def at(value: Any, steps: Steps) -> Any:
    """What stands at a place."""
    for step in steps:
        value = value[step]
    return value


def pointer(steps: Steps) -> str:
    """The JSON pointer of a place."""
    return "".join(f"/{escape(str(step))}" for step in steps)


def changed(document: Any, steps: Steps, value: Any) -> Any:
    """A copy of a document with another value at a place."""
    if not steps:
        return value
    spoilt = copy.deepcopy(document)
    at(spoilt, steps[:-1])[steps[-1]] = value
    return spoilt


def without(document: Any, steps: Steps) -> Any:
    """A copy of a document without what stands at a place."""
    spoilt = copy.deepcopy(document)
    del at(spoilt, steps[:-1])[steps[-1]]
    return spoilt
