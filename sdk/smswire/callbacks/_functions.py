"""Functions that are given to a Receiver or a Book."""

from __future__ import annotations

from inspect import iscoroutinefunction

from smswire_runtime import ConfigurationError


def require_function(name: str, given: object) -> None:
    """Refuse what cannot be called, and what would have to be awaited: it would do nothing, and lose every event."""
    if not callable(given) or iscoroutinefunction(given):
        raise ConfigurationError(f"{name} is a function, and none that has to be awaited")
