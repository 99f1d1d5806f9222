"""Our own ``x-`` keywords: what each may hold is said in ``schemas/meta/extensions.schema.json`` and checked here."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jsonschema import Draft202012Validator

from codegen._node import escape, untyped

if TYPE_CHECKING:
    from codegen._node import Node

META = Path(__file__).parent.parent / "schemas" / "meta"


@cache
def _document() -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((META / "extensions.schema.json").read_text("utf-8"))
    return loaded


@cache
def _validator(keyword: str) -> Draft202012Validator:
    return Draft202012Validator({**_document(), "$ref": f"#/$defs/{escape(keyword)}"})


def extension(node: Node, keyword: str) -> Any:
    """Take one of our keywords, checked; nothing when it is absent."""
    if keyword not in node:
        return None
    value = node.whole(keyword)
    for fault in untyped(_validator(keyword)).iter_errors(value):
        path = "".join(f"/{escape(str(part))}" for part in fault.absolute_path)
        problem = f"{keyword}{path}: {fault.message}"
        raise node.error(keyword, problem, f"see {keyword} in schemas/meta/extensions.schema.json")
    return value
