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


def leading_to(provider: Provider, goals: set[str]) -> set[str]:
    """The models that hold one of these, however deep inside, and these themselves."""
    holders: dict[str, list[str]] = {}
    for key, model in provider.models.items():
        for part in _held(model):
            holders.setdefault(part, []).append(key)
    found, todo = set(goals), list(goals)
    while todo:
        more = [key for key in holders.get(todo.pop(), ()) if key not in found]
        found.update(more)
        todo += more
    return found


def in_circles(provider: Provider) -> set[str]:
    """The models that hold themselves, however deep inside, and those on the way from one circle to another."""
    held = {key: set(_held(model)) for key, model in provider.models.items()}
    holders: dict[str, set[str]] = {key: set() for key in held}
    for key, parts_ in held.items():
        for part in parts_:
            holders[part].add(key)
    todo = [key for key in held if not held[key] or not holders[key]]
    gone = set(todo)
    while todo:
        key = todo.pop()
        for inside, outside in ((held, holders), (holders, held)):
            for other in outside[key] - gone:
                inside[other].discard(key)
                if not inside[other]:
                    gone.add(other)
                    todo.append(other)
    return held.keys() - gone


def _held(model: Model) -> list[str]:
    return [part.key for said in types_of(model) for part in parts(said) if isinstance(part, ModelRef)]
