"""Documented code tables, as data that can be walked."""

from __future__ import annotations

from collections.abc import Iterator

from attrs import frozen

from smswire_runtime._errors import DecodeError


@frozen(kw_only=True)
class Code:
    """One documented row: a single code, a range of codes, or the beginning of a text."""

    name: str
    description: str
    code: str | int | None = None
    first: str | None = None
    last: str | None = None
    prefix: str | None = None

    def covers(self, value: str | int) -> bool:
        """Whether this row explains the value; texts are compared without regard to casing and spacing."""
        if self.code is not None:
            return str(self.code) == str(value)
        if self.prefix is not None:
            return _folded(str(value)).startswith(_folded(self.prefix))
        text = str(value)
        if not (text.isascii() and text.isdigit()) or self.first is None or self.last is None:
            return False
        return int(self.first) <= int(text[:19]) <= int(self.last)


class CodeTable:
    """The documented codes of one kind, in the order of the document."""

    def __init__(self, *codes: Code) -> None:
        self.codes = codes

    def __iter__(self) -> Iterator[Code]:
        return iter(self.codes)

    def __len__(self) -> int:
        return len(self.codes)

    def find(self, value: str | int) -> Code | None:
        """The row that explains a value; nothing when the provider did not document it."""
        for code in self.codes:
            if code.covers(value):
                return code
        return None


def documented(table: CodeTable, value: str | int | None, path: str) -> bool:
    """True for a code that its table explains; any other says nothing for certain, which is an error."""
    if value is None or table.find(value) is None:
        raise DecodeError(path, "a code that is neither a documented acceptance nor a documented refusal")
    return True


def _folded(text: str) -> str:
    return "".join(text.split()).casefold()
