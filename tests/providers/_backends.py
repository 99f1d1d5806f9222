"""The two JSON libraries, one after the other."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from typing import Final, Literal, TypeAlias, cast

from smswire_runtime import _json

Backend: TypeAlias = Literal["orjson", "stdlib"]
BACKENDS: Final[tuple[Backend, ...]] = ("orjson", "stdlib")


@contextmanager
def use(backend: Backend) -> Generator[None]:
    """One library inside the block, and the one of before behind it."""
    before = cast("Backend", _json.backend)
    _json.use_backend(backend)
    try:
        yield
    finally:
        _json.use_backend(before)
