"""What can go wrong, one class for each kind; every one pickles, and none carries a value that might be secret."""

from __future__ import annotations


class SmswireError(Exception):
    """The root of every error that this SDK raises on purpose."""


class CodecError(SmswireError, ValueError):
    """Something does not fit its specification; ``path`` says where, ``problem`` says what."""

    def __init__(self, path: str, problem: str) -> None:
        super().__init__(path, problem)
        self.path = path
        self.problem = problem

    def __str__(self) -> str:
        return f"{self.path}: {self.problem}"


class DecodeError(CodecError):
    """What arrived does not fit its specification."""


class EncodeError(CodecError):
    """What was to be sent does not fit its specification."""
