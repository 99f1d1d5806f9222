"""The wires, a module for each provider; a module whose name begins with ``_`` is a part of one."""

from __future__ import annotations

import pkgutil
from importlib import import_module

from smswire.sandbox._wire import Wire


def all_wires() -> list[Wire]:
    """One of each, in the order of their names."""
    return [_wire(found.name) for found in pkgutil.iter_modules(__path__) if not found.name.startswith("_")]


def _wire(provider: str) -> Wire:
    module = import_module(f"{__name__}.{provider}")
    (kind,) = [one for one in vars(module).values() if isinstance(one, type) and Wire in one.__bases__]
    wire: Wire = kind()
    return wire
