"""The one error of the generator: a specification that cannot be generated from, with where, what and remedy."""

from __future__ import annotations


class SpecError(Exception):
    """One clear line: file, JSON pointer, problem, and what to do about it."""

    def __init__(self, file: str, pointer: str, problem: str, remedy: str) -> None:
        super().__init__(file, pointer, problem, remedy)
        self.file = file
        self.pointer = pointer
        self.problem = problem
        self.remedy = remedy

    def __str__(self) -> str:
        return one_line(f"{self.file}#{self.pointer}: {self.problem}; {self.remedy}")


def one_line(text: str) -> str:
    """The text with what would end its line written out."""
    return "".join(one if one.isprintable() else repr(one)[1:-1] for one in text)
