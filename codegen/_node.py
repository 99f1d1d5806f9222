"""A specification as a tree that remembers what was read, so that nothing can be dropped without a word.

The rule: reading a keyword *takes* it. Whatever was never taken when the last emitter has run is a loss, and is
reported with its file and JSON pointer.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar, overload

from codegen._errors import SpecError

if TYPE_CHECKING:
    from collections.abc import Iterator

T = TypeVar("T")
REF_LIMIT = 50
"""Length of a chain of references; documents that were seen use three at the most."""


def escape(key: str) -> str:
    """One token of a JSON pointer."""
    return key.replace("~", "~0").replace("/", "~1")


def unescape(token: str) -> str:
    """The key that a token of a JSON pointer stands for."""
    return token.replace("~1", "/").replace("~0", "~")


_KINDS: dict[Any, str] = {
    dict: "an object", list: "an array", str: "a string", bool: "a boolean", int: "an integer", float: "a number",
    type(None): "null",
}  # fmt: skip


def kind(value: object) -> str:
    """What a value is, in the words of JSON Schema."""
    return _KINDS.get(type(value), type(value).__name__)


def untyped(value: Any) -> Any:
    """The same value for the eyes of type checkers, which else know less of it after it was tested."""
    return value


@dataclass(frozen=True, slots=True)
class Loss:
    """Something in a specification that is neither generated nor enforced."""

    file: str
    pointer: str
    reason: str


class Document:
    """One parsed specification, what was taken from it, and what is known to be lost."""

    def __init__(self, file: str, root: dict[str, Any]) -> None:
        self.file = file
        self.value = root
        self._taken: dict[int, set[str]] = {}
        self._whole: set[int] = set()
        self._losses: dict[str, str] = {}

    @property
    def root(self) -> Node:
        return Node(self, self.value, "")

    def take(self, mapping: dict[str, Any], key: str) -> None:
        self._taken.setdefault(id(mapping), set()).add(key)

    def take_whole(self, value: object) -> None:
        self._whole.add(id(value))

    def lose(self, pointer: str, reason: str) -> None:
        """Say that the construct at the pointer is known and not supported."""
        self._losses.setdefault(pointer, reason)

    def losses(self) -> list[Loss]:
        """All that was never taken, and all that was declared lost; in the order of the document."""
        found = dict(self._losses)
        self._walk(self.value, "", found)
        return [Loss(self.file, pointer, reason) for pointer, reason in found.items()]

    def _walk(self, value: object, pointer: str, found: dict[str, str]) -> None:
        if id(value) in self._whole or pointer in found:
            return
        if isinstance(value, dict):
            members: dict[str, Any] = untyped(value)
            taken = self._taken.get(id(members), set[str]())
            for key, child in members.items():
                below = f"{pointer}/{escape(key)}"
                if key in taken:
                    self._walk(child, below, found)
                else:
                    found.setdefault(below, f"{key!r} is not generated and not enforced")
        elif isinstance(value, list):
            for index, child in enumerate(untyped(value)):
                self._walk(child, f"{pointer}/{index}", found)

    def resolve(self, ref: Node) -> Node:
        """Follow ``$ref`` from a node that has one to the first node that has none."""
        node, chain = ref, [ref.pointer]
        while "$ref" in node:
            target = node.text("$ref")
            if not target.startswith("#"):
                raise node.error("$ref", f"{target!r} leads out of this file", "copy what it names into the document")
            node = self._at(node, target)
            if node.pointer in chain:
                raise ref.error("$ref", f"{ref.value['$ref']!r} leads only to itself", "let it end in a schema")
            chain.append(node.pointer)
            if len(chain) > REF_LIMIT:
                raise ref.error("$ref", f"more than {REF_LIMIT} references in a row", "refer to the schema directly")
        return node

    def at(self, pointer: str) -> Node:
        """The node at a pointer that is known to exist."""
        return self._at(self.root, f"#{pointer}")

    def _at(self, origin: Node, target: str) -> Node:
        value: Any = self.value
        pointer = ""
        for token in target.removeprefix("#").split("/")[1:]:
            key = unescape(token)
            inside: Any = untyped(value)
            if isinstance(value, dict) and key in inside:
                self.take(inside, key)
                value = inside[key]
            elif isinstance(value, list) and key.isdecimal() and int(key) < len(inside):
                value = inside[int(key)]
            else:
                raise origin.error("$ref", f"{target!r} leads nowhere", "correct its spelling, or add what it names")
            pointer = f"{pointer}/{token}"
        return Node(self, value, pointer)


class Node:
    """One value of a document with its JSON pointer; the accessors take keywords and check their types."""

    __slots__ = ("_value", "document", "pointer")

    def __init__(self, document: Document, value: Any, pointer: str) -> None:
        self.document = document
        self._value = value
        self.pointer = pointer

    @property
    def value(self) -> Any:
        """The value as the document has it."""
        return self._value

    def error(self, key: str | None, problem: str, remedy: str) -> SpecError:
        """An error at this node, or at one of its keywords."""
        pointer = self.pointer if key is None else f"{self.pointer}/{escape(key)}"
        return SpecError(self.document.file, pointer, problem, remedy)

    def lose(self, key: str | None, reason: str) -> None:
        """Report this node, or one of its keywords, as lost."""
        self.document.lose(self.pointer if key is None else f"{self.pointer}/{escape(key)}", reason)

    def __contains__(self, key: str) -> bool:
        return isinstance(self._value, dict) and key in untyped(self.value)

    def check_object(self) -> None:
        """Refuse anything but an object."""
        self._members()

    def _members(self) -> dict[str, Any]:
        if not isinstance(self._value, dict):
            raise self.error(None, f"expected an object, got {kind(self._value)}", "write it as an object")
        members: dict[str, Any] = untyped(self.value)
        return members

    def _typed(self, key: str, wanted: type[T], words: str) -> T:
        members = self._members()
        if key not in members:
            raise self.error(None, f"{key!r} is missing", f"add {words}")
        value = members[key]
        if type(value) is not wanted:
            raise self.error(key, f"expected {words}, got {kind(value)}", f"write {words}")
        self.document.take(members, key)
        checked: T = value
        return checked

    def text(self, key: str) -> str:
        return self._typed(key, str, "a string")

    def flag(self, key: str) -> bool:
        """A boolean keyword; false when it is absent."""
        return self._typed(key, bool, "true or false") if key in self._members() else False

    def integer(self, key: str) -> int:
        return self._typed(key, int, "an integer")

    def count(self, key: str) -> int:
        """An integer that counts something."""
        found = self.integer(key)
        if found < 0:
            raise self.error(key, f"expected a count, got {found}", "write 0 or more")
        return found

    @overload
    def words(self, key: str) -> str | None: ...
    @overload
    def words(self, key: str, default: str) -> str: ...
    def words(self, key: str, default: str | None = None) -> str | None:
        """A string keyword that may be absent."""
        return self._typed(key, str, "a string") if key in self._members() else default

    def child(self, key: str) -> Node:
        """The node below a keyword, whatever it is."""
        members = self._members()
        if key not in members:
            raise self.error(None, f"{key!r} is missing", f"add {key!r}")
        self.document.take(members, key)
        return Node(self.document, members[key], f"{self.pointer}/{escape(key)}")

    def mapping(self, key: str) -> Iterator[tuple[str, Node]]:
        """The entries of an object below a keyword; nothing when it is absent."""
        if key not in self._members():
            return
        self._typed(key, dict, "an object")
        yield from self.child(key).mapping_of_self()

    def entries(self, key: str) -> Iterator[tuple[str, Node]]:
        """The same, where extensions may stand between the entries."""
        for name, child in self.mapping(key):
            if name.startswith("x-"):
                child.lose(None, "is not generated and not enforced")
            else:
                yield name, child

    def mapping_of_self(self) -> Iterator[tuple[str, Node]]:
        """The entries of this object, whose keys are data."""
        for name in self._members():
            yield name, self.child(name)

    def nodes(self, key: str) -> list[Node]:
        """The items of an array below a keyword; none when it is absent."""
        if key not in self._members():
            return []
        value: list[Any] = untyped(self._typed(key, list, "an array"))
        return [Node(self.document, item, f"{self.pointer}/{escape(key)}/{i}") for i, item in enumerate(value)]

    def strings(self, key: str) -> list[str]:
        """An array of strings below a keyword; none when it is absent."""
        items = self.nodes(key)
        for item in items:
            if not isinstance(item.value, str):
                raise item.error(None, f"expected a string, got {kind(item.value)}", "write a string")
        return [item.value for item in items]

    def whole(self, key: str) -> Any:
        """A value that is taken as it stands, with all that is in it."""
        value = self.child(key).value
        self.document.take_whole(value)
        return value

    def ignore(self, *keys: str) -> None:
        """Take keywords that mean nothing to code but stand in the reference or the exported schema."""
        for key in keys:
            if key in self:
                self.whole(key)

    def resolved(self) -> Node:
        """This node, or what its ``$ref`` leads to."""
        return self.document.resolve(self) if "$ref" in self else self
