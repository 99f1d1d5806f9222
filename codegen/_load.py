"""Find the specifications below a folder and read them as YAML 1.2 or JSON, exactly as they are written."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from codegen._errors import SpecError
from codegen._node import Document, untyped

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterator

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

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:  # noqa: FBT001, FBT002
        seen: set[str] = set()
        for key, _ in node.value:
            if key.tag == "tag:yaml.org,2002:merge":
                continue
            if key.value in seen:
                raise yaml.constructor.ConstructorError(
                    None, None, f"the key {key.value!r} stands twice", key.start_mark
                )
            seen.add(key.value)
        return super().construct_mapping(node, deep)


_CORE = (
    ("bool", r"true|True|TRUE|false|False|FALSE", "tTfF"),
    ("int", r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+", "-+0123456789"),
    (
        "float",
        r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)",
        "-+.0123456789",
    ),
    ("null", r"~|null|Null|NULL|", ["~", "n", "N", ""]),
)
for _tag, _pattern, _first in _CORE:
    _resolver: tuple[Any, ...] = (f"tag:yaml.org,2002:{_tag}", re.compile(rf"(?:{_pattern})\Z"), list(_first))
    untyped(_Yaml12).add_implicit_resolver(*_resolver)


def _construct_int(loader: _Yaml12, node: yaml.ScalarNode) -> int:
    text = loader.construct_scalar(node)
    return int(text, 0) if text[:2] in {"0o", "0x"} else int(text)


_Yaml12.add_constructor("tag:yaml.org,2002:int", _construct_int)


def parse(file: str, text: str) -> Any:
    """Read one document; every fault of the text becomes a SpecError with its line."""
    try:
        if file.endswith(".json"):
            return json.loads(text)
        return yaml.load(text, Loader=_Yaml12)  # noqa: S506 - a subclass of the safe loader
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        where = f" at line {mark.line + 1}, column {mark.column + 1}" if mark else ""
        problem = f"{error.problem or error.context}{where}"
    except yaml.YAMLError as error:
        problem = str(error).replace("\n", " ")
    except json.JSONDecodeError as error:
        problem = f"{error.msg} at line {error.lineno}, column {error.colno}"
    except (RecursionError, ValueError) as error:
        problem = f"{type(error).__name__}: {error}"
    raise SpecError(file, "", f"not readable: {problem}", "mend the text there")


def _read(provider: str, path: Path, base: Path) -> Source:
    file = path.relative_to(base).as_posix()
    raw = path.read_bytes()
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise SpecError(file, "", f"not UTF-8 at byte {error.start}", "save the file as UTF-8") from None
    root = parse(file, text)
    if not isinstance(root, dict):
        raise SpecError(file, "", "the document is not an object", "begin it with its version keyword")
    return Source(provider, path, path.stem, hashlib.sha256(raw).hexdigest(), Document(file, untyped(root)))


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
        if not PROVIDER_NAME.match(folder.name):
            problem = "the folder's name becomes a package and is no lower-case Python name"
            raise SpecError(folder.name, "", problem, "rename it, as in acme or acme_2")
        yield _read(folder.name, paths[0], schemas)
