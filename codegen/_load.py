"""Find the specifications below a folder and read them as YAML 1.2 or JSON, exactly as they are written."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass
from keyword import iskeyword
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

import yaml

from codegen._errors import SpecError
from codegen._node import Document, untyped
from codegen._tree import tree

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterator

NESTING = 10_000
"""Brackets and levels of indentation in YAML: its loader was seen to survive twice as many, but not three times."""
_INDENTATION = re.compile(r"^[ ?-]+", re.MULTILINE)
STEMS = ("openapi", "xmlrpc")
SUFFIXES = (".yaml", ".yml", ".json")
PROVIDER_NAME = re.compile(r"[a-z][a-z0-9_]*\Z")


@dataclass(frozen=True, slots=True)
class Source:
    """One provider's specification as it lies on disk."""

    provider: str
    path: Path
    dialect: str
    digest: str
    document: Document


class _Yaml12(yaml.CSafeLoader):
    """PyYAML's fast loader with the YAML 1.2 core schema: a code ``NO`` stays text, a date too."""

    yaml_implicit_resolvers: dict[str, list[tuple[str, re.Pattern[str]]]] = {}  # noqa: RUF012 - PyYAML's own shape
    yaml_constructors: ClassVar[dict[str | None, Any]] = {}
    """Tags beyond the core schema are unknown."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:  # noqa: FBT001, FBT002
        seen: set[str] = set()
        for key, _ in node.value:
            if not isinstance(key, yaml.ScalarNode):
                raise yaml.constructor.ConstructorError(None, None, "a key that is no text", key.start_mark)
            if key.value in seen:
                problem = f"the key {key.value!r} stands twice"
                raise yaml.constructor.ConstructorError(None, None, problem, key.start_mark)
            seen.add(key.value)
        return super().construct_mapping(node, deep)

    def core(self, node: yaml.ScalarNode) -> Any:
        """A scalar whose tag is one of the core schema, resolved or written."""
        kind = node.tag.rpartition(":")[2]
        text: str = self.construct_scalar(node)
        if not _CORE[kind][0].match(text):
            problem = f"{text!r} is no {kind}"
            raise yaml.constructor.ConstructorError(None, None, problem, node.start_mark)
        return _CORE[kind][1](text)


def _int(text: str) -> int:
    return int(text, 0) if text[:2] in {"0o", "0x"} else int(text)


def _float(text: str) -> float:
    return float(text.lower().replace(".inf", "inf").replace(".nan", "nan"))


_PREFIX = "tag:yaml.org,2002:"
_NUMBER = r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)"
_CORE: dict[str, tuple[re.Pattern[str], Callable[[str], Any], list[str]]] = {
    "bool": (re.compile(r"(?:true|True|TRUE|false|False|FALSE)\Z"), lambda text: text[0] in "tT", list("tTfF")),
    "int": (re.compile(r"(?:[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+)\Z"), _int, list("-+0123456789")),
    "float": (re.compile(rf"(?:{_NUMBER})\Z"), _float, list("-+.0123456789")),
    "null": (re.compile(r"(?:~|null|Null|NULL|)\Z"), lambda _: None, ["~", "n", "N", ""]),
}
"""For each kind how its text looks, what it means, and how it begins."""

_LOADER: Any = _Yaml12
for _kind, (_pattern, _, _first) in _CORE.items():
    _LOADER.add_implicit_resolver(f"{_PREFIX}{_kind}", _pattern, _first)
    _LOADER.add_constructor(f"{_PREFIX}{_kind}", _Yaml12.core)
for _kind in ("str", "seq", "map"):
    _LOADER.add_constructor(f"{_PREFIX}{_kind}", getattr(_LOADER, f"construct_yaml_{_kind}"))
_LOADER.add_constructor(None, _LOADER.construct_undefined)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """A JSON object whose names are all different."""
    found: dict[str, Any] = {}
    for name, value in pairs:
        if name in found:
            raise ValueError(f"the key {name!r} stands twice")
        found[name] = value
    return found


def parse(file: str, text: str) -> Any:
    """Read one document as a tree of JSON values; every fault of the text becomes a SpecError with its line."""
    return tree(file, _parsed(file, text))


def _parsed(file: str, text: str) -> Any:
    try:
        if file.endswith(".json"):
            return json.loads(text, object_pairs_hook=_once)
        _check_nesting(text)
        return yaml.load(text, Loader=_Yaml12)  # noqa: S506 - a subclass of the safe loader
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        where = f" at line {mark.line + 1}, column {mark.column + 1}" if mark else ""
        problem = f"{error.problem or error.context}{where}"
    except yaml.YAMLError as error:
        problem = " ".join(str(error).split())
    except json.JSONDecodeError as error:
        problem = f"{error.msg} at line {error.lineno}, column {error.colno}"
    except RecursionError:
        problem = "nested too deeply"
    except ValueError as error:
        problem = str(error)
    raise SpecError(file, "", f"not readable: {problem}", "mend the text there")


def _check_nesting(text: str) -> None:
    """The loader recurses in C and crashes far beyond the depth that a document may have; a parser's events do not."""
    flow = sum(text.count(bracket) for bracket in "[{")
    block = max((len(found) for found in _INDENTATION.findall(text)), default=0)
    if flow + 2 * block <= NESTING:
        return
    depth = 0
    for event in yaml.parse(text, Loader=_Yaml12):
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > NESTING:
            raise RecursionError


def text_of(file: str, path: Path) -> str:
    """The text of a file, which has to be UTF-8."""
    try:
        return path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise SpecError(file, "", f"not UTF-8 at byte {error.start}", "save the file as UTF-8") from None


def _read(provider: str, path: Path, base: Path) -> Source:
    file = path.relative_to(base).as_posix()
    root = parse(file, text_of(file, path))
    if not isinstance(root, dict):
        raise SpecError(file, "", "the document is not an object", "begin it with its version keyword")
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    return Source(provider, path, path.stem, digest, Document(file, untyped(root)))


def find(schemas: Path) -> Iterator[Source]:
    """Every subfolder that holds an ``openapi.*`` or ``xmlrpc.*`` is a provider, in the order of their names."""
    if not schemas.is_dir():
        raise SpecError(str(schemas), "", "no such folder", "name the folder of the specifications with --schemas")
    for folder in sorted(entry for entry in schemas.iterdir() if entry.is_dir()):
        paths = sorted(folder / f"{stem}{suffix}" for stem in STEMS for suffix in SUFFIXES)
        paths = [path for path in paths if path.is_file()]
        if not paths:
            continue
        if len(paths) > 1:
            names = " and ".join(path.name for path in paths)
            raise SpecError(folder.name, "", f"holds {names}", "keep one specification for each provider")
        if not PROVIDER_NAME.match(folder.name) or iskeyword(folder.name):
            problem = "the folder's name becomes a package and is no lower-case Python name"
            raise SpecError(folder.name, "", problem, "rename it, as in provider or provider_2")
        yield _read(folder.name, paths[0], schemas)
