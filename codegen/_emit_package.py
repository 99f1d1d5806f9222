"""Write what belongs to a provider's package as a whole: ``__init__.py``, manifest and reference page."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from codegen._code import hint, wrap
from codegen._model import Body, Example, ModelRef
from codegen._templates import render

if TYPE_CHECKING:
    from codegen._answers import Answers
    from codegen._model import Callback, CodeTable, Model, Operation, Provider

GENERATOR = "2"
"""Version of what the generator writes; raised when its output changes for an unchanged specification."""
RUNTIME = 2
"""The interface of the runtime that generated code needs: RUNTIME_INTERFACE in smswire_runtime."""


def init_source(provider: Provider, package: str) -> str:
    """The text of ``__init__.py``: the models, the clients, and a check that the runtime is the right one."""
    models = sorted(
        [model.name for model in provider.models.values()] + [enum.name for enum in provider.enums.values()]
    )
    return render(
        "init.jinja",
        title=provider.title,
        package=package,
        models=models,
        names=sorted([*models, *(("AsyncClient", "Client") if provider.operations else ())]),
        runtime=RUNTIME,
        clients=bool(provider.operations),
    )


def manifest(provider: Provider) -> str:
    """What this package was generated from and by."""
    said = {
        "provider": provider.key,
        "specification": provider.file,
        "sha256": provider.digest,
        "generator": GENERATOR,
        "runtime": RUNTIME,
    }
    return json.dumps(said, indent=2) + "\n"


def reference(provider: Provider) -> str:
    """The reference page for people."""
    return render("reference.jinja", p=provider, r=Reference(provider))


class Reference:
    """What the reference template asks."""

    def __init__(self, provider: Provider) -> None:
        self.provider = provider

    def model(self, said: object) -> str:
        return self.provider.models[said.key].name if isinstance(said, ModelRef) else ""

    def parameters(self, one: Operation | Callback) -> Model | None:
        return self.provider.models[one.parameters.key] if one.parameters is not None else None

    def answers(self, operation: Operation) -> str:
        from codegen._answers import Answers as Kinds  # noqa: PLC0415

        kinds: Answers = Kinds(self.provider, operation)
        return ", ".join(f"`{name}`" for name in kinds.types())

    def hint(self, model: Model, index: int) -> str:
        return hint(model.fields[index]).replace("|", "\\|")

    def cell(self, text: str) -> str:
        """Text inside a table."""
        return " ".join(text.split()).replace("|", "\\|").replace("<", "&lt;")

    def paragraph(self, text: str) -> str:
        return "\n".join(wrap(" ".join(text.split()), 110)).replace("<", "&lt;")

    def code(self, table: CodeTable, index: int) -> str:
        one = table.codes[index]
        if one.code is not None:
            return f"`{one.code}`"
        return f"`{one.prefix}` …" if one.prefix is not None else f"`{one.first}` to `{one.last}`"

    def examples(self, body: Body | None) -> list[tuple[str, Example]]:
        return body.examples if body is not None else []

    def json(self, value: Any) -> str:
        if isinstance(value, str):
            return value
        return json.dumps(value, indent=2, ensure_ascii=False)
