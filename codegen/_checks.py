"""What can only be seen when a document has been read to its end."""

from __future__ import annotations

from typing import TYPE_CHECKING

from codegen._errors import SpecError
from codegen._model import OneOf, Type
from codegen._roles import parts

if TYPE_CHECKING:
    from codegen._model import Provider
    from codegen._node import Document


def check(provider: Provider, document: Document) -> None:
    """Refuse names that cannot be told apart, and report refusals that mean nothing."""
    answers = [answer.body.type for one in provider.operations for answer in one.answers if answer.body is not None]
    for model in provider.models.values():
        for field in model.fields:
            if _refuses(field.type, within=True):
                document.lose(field.pointer, "x-refusal counts on the alternatives of an answer only")
        if provider.fold_names:
            _check_casing(document, [(field.wire, field.pointer) for field in model.fields])
    for said in answers:
        if said is not None and _refuses(said, within=False):
            document.lose("", "x-refusal counts on the alternatives of an answer only, and not inside of them")


def _refuses(said: Type, *, within: bool) -> bool:
    inner = [part for part in parts(said) if within or part is not said]
    return any(isinstance(part, OneOf) and any(part.refusals) for part in inner)


def _check_casing(document: Document, names: list[tuple[str, str]]) -> None:
    seen: dict[str, str] = {}
    for wire, pointer in names:
        other = seen.setdefault(wire.lower(), wire)
        if other != wire:
            problem = f"{wire!r} and {other!r} differ in their casing alone, which is not looked at"
            raise SpecError(document.file, pointer, problem, "rename one, or leave x-property-names out")
