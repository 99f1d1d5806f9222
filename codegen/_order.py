"""The order in which classes are written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from codegen._model import ModelRef
from codegen._roles import parts, types_of

if TYPE_CHECKING:
    from codegen._model import Model, Provider


def ordered(provider: Provider) -> list[str]:
    """Models after those that they hold, as far as circles allow; a loop, since specifications nest deeply."""
    done: dict[str, None] = {}
    for root in provider.models:
        todo = [(root, False)]
        open_: set[str] = set()
        while todo:
            key, left = todo.pop()
            if left:
                done[key] = None
            elif key not in done and key not in open_:
                open_.add(key)
                todo.append((key, True))
                todo += [(part, False) for part in reversed(_held(provider.models[key]))]
    return list(done)


def _held(model: Model) -> list[str]:
    return [part.key for said in types_of(model) for part in parts(said) if isinstance(part, ModelRef)]
