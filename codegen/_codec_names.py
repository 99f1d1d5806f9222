"""The names and the classes of models that the codec emitters share."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from codegen._guards import Guards, is_flat
from codegen._model import ListOf, Model, ModelRef, Type
from codegen._order import in_circles, ordered
from codegen._words import snake

if TYPE_CHECKING:
    from codegen._model import Field, Provider

JSON = "application/json"


class Codecs:
    """What is known of one provider's codecs before a line is written."""

    def __init__(self, provider: Provider) -> None:
        self.provider = provider
        self.guards = Guards(provider)
        self.audited = self.guards.audited()
        self.circular = in_circles(provider)
        """Models that may hold themselves: what nests without an end is noticed when they are written."""
        self._rowed: set[str] = set()
        for key in ordered(provider):
            model = provider.models[key]
            if self._has_rows(model) or any(self.leads_to_rows(field.type) for field in model.fields):
                self._rowed.add(key)
        self.bodies = {
            operation.body.type.key
            for operation in provider.operations
            if operation.body is not None and isinstance(operation.body.type, ModelRef) and JSON in operation.body.media
        }
        """Models that are the whole body of a JSON request."""
        self._constants: dict[tuple[str, str, bool], str] = {}
        self._taken: set[str] = set()

    def name(self, model: Model) -> str:
        """The stem of a model's functions."""
        return snake(model.name)

    def constant(self, model: Model, what: str) -> str:
        """The constant of a model that holds its names or numbers."""
        return self._named(f"{snake(model.name)}_{what}", (model.key, what, False))

    def shape(self, model: Model, field: Field) -> str:
        """The constant that holds the shape of a field."""
        return self._named(f"{snake(model.name)}_{field.name.strip('_')}", (model.key, field.wire, True))

    def result(self, stem: str) -> str:
        """The constant that holds the shape of a result without a class."""
        return self._named(stem, ("", stem, False))

    def _named(self, wish: str, owner: tuple[str, str, bool]) -> str:
        """One name for each owner: an order's ``item_id`` and an order item's ``id`` would have the same."""
        if owner not in self._constants:
            name = f"_{wish.upper()}"
            while name in self._taken:
                name += "_"
            self._taken.add(name)
            self._constants[owner] = name
        return self._constants[owner]

    def writer(self, model: Model) -> str:
        """The function that writes a model; control characters are left to the caller where it is a private one."""
        return f"_encode_{self.name(model)}" if model.key in self.audited else f"encode_{self.name(model)}"

    def model(self, said: Type) -> Model | None:
        """The class of a type that is just a class."""
        return self.provider.models[said.key] if isinstance(said, ModelRef) else None

    def rows(self, said: Type) -> Model | None:
        """The class of a list whose items are read and written in line."""
        if isinstance(said, ListOf) and isinstance(said.item, ModelRef):
            model = self.provider.models[said.item.key]
            return model if is_flat(model) else None
        return None

    def numbered_rows(self, model: Model) -> Model | None:
        """The class of the numbered items, where they are read and written in line."""
        if model.numbered is None:
            return None
        item = self.provider.models[model.numbered.value.key]
        return item if is_flat(item) else None

    def _has_rows(self, model: Model) -> bool:
        return self.numbered_rows(model) is not None or any(self.rows(field.type) for field in model.fields)

    def leads_to_rows(self, said: Type) -> bool:
        """Whether a list of rows stands somewhere in a type."""
        if isinstance(said, ModelRef) and not said.row and said.key not in self.circular:
            return said.key in self._rowed
        return self.rows(said) is not None

    def spliced(self, model: Model) -> list[Field]:
        """Fields that the JSON text writer renders itself, since a long list hides in them."""
        if not (model.as_json and model.sent and model.kind == "object"):
            return []
        return [field for field in model.fields if self.leads_to_rows(field.type)]

    def has_text(self, model: Model) -> bool:
        """Whether a model has a text writer of its own."""
        written = model.as_json and model.sent and model.kind == "object"
        return written and (bool(self.spliced(model)) or self.numbered_rows(model) is not None)


def quoted(wire: str) -> str:
    """A wire name inside an f-string, whichever quotation marks it has."""
    text = wire.replace("\\", "\\\\").replace('"', '\\"').replace("'", "\\'").replace("{", "{{").replace("}", "}}")
    return "".join(one if one.isprintable() else repr(one)[1:-1] for one in text)


def label(wire: str) -> str:
    """A wire name as the label of a JSON member, inside an f-string."""
    return quoted(json.dumps(wire, ensure_ascii=False))
