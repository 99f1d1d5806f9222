"""Read constants and enumerations."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from codegen._model import Anything, Enumeration, EnumKind, EnumRef, Kind, OneOf, Scalar, Type
from codegen._node import untyped

if TYPE_CHECKING:
    from codegen._node import Node
    from codegen._schema import Reading, Shapes

_KINDS: dict[Any, str] = {
    dict: "object", list: "array", str: "string", bool: "boolean", int: "integer", float: "number"
}  # fmt: skip


def kind_of_constant(value: object) -> str:
    """The JSON type of a value."""
    return "null" if value is None else _KINDS.get(type(value), "any")


def fits(value: object, kinds: list[str]) -> bool:
    """Whether a value is of one of the types."""
    found = kind_of_constant(value)
    return found in kinds or (found == "integer" and "number" in kinds)


def constants(shapes: Shapes, node: Node, kinds: list[str], wish: str, reading: Reading) -> Type:
    """The type of ``enum`` or ``const``: an enumeration where it can be one, else values that are compared."""
    keyword = "enum" if "enum" in node else "const"
    said = node.whole("enum") if "enum" in node else [node.whole("const")]
    if not isinstance(said, list) or not said:
        raise node.error("enum", "expected a list with at least one value", "list the allowed values")
    values: list[Any] = untyped(said)
    _check(node, keyword, values, kinds)
    if any(isinstance(value, dict | list) for value in values):
        node.lose(keyword, "constants that are objects or arrays are kept as free JSON")
        return Anything()
    if keyword == "const" and not reading.has_default:
        reading.default, reading.has_default = values[0], True
    listed = [value for value in values if value is not None]
    null = (Scalar("null"),) if len(listed) < len(values) or node.flag("nullable") else ()
    plain = [one for one in kinds if one != "null"]
    options: list[Type] = []
    if keyword == "enum" and plain in (["string"], ["integer"]) and listed:
        options.append(_enumeration(shapes, node, listed, wish, reading))
    else:
        for one in plain:
            own = tuple(value for value in listed if fits(value, [one]))
            if own:
                options.append(Scalar(cast("Kind", one), values=own))
    options += null
    return options[0] if len(options) == 1 else OneOf(tuple(options), (False,) * len(options))


def _check(node: Node, keyword: str, values: list[Any], kinds: list[str]) -> None:
    for index, value in enumerate(values):
        if not fits(value, kinds) and not (value is None and node.flag("nullable")):
            problem = f"the value {value!r} is no {' or '.join(kinds)}"
            raise node.error(keyword, problem, "correct the value or the type")
        if any(type(value) is type(other) and value == other for other in values[:index]):
            raise node.error(keyword, f"the value {value!r} stands twice", "list each value once")


def _enumeration(shapes: Shapes, node: Node, values: list[Any], wish: str, said: Reading) -> Type:
    kind: EnumKind = "string" if isinstance(values[0], str) else "integer"
    own = shapes.tables[node.pointer].codes if said.codes == node.pointer else []
    codes = {code.code: code for code in own}
    labels = [codes[value].name if value in codes else "" for value in values]
    notes = [codes[value].description if value in codes else "" for value in values]
    shapes.enums[node.pointer] = Enumeration(
        node.pointer, node.pointer, kind, values, labels, notes, said.description, node.value
    )  # fmt: skip
    shapes.titles[node.pointer] = wish
    return EnumRef(node.pointer, kind)
