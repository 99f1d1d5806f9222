"""Examples are tests: each one has to fit its schema before anything is generated."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from jsonschema import Draft202012Validator

from codegen._errors import SpecError
from codegen._model import Body, Example, Model, ModelRef, Type
from codegen._node import untyped

if TYPE_CHECKING:
    from codegen._emit_schemas import SchemaExporter
    from codegen._model import Provider
    from codegen._node import Document

REMEDY = "correct the example or the schema"


class _Checker:
    def __init__(self, provider: Provider, document: Document, exporter: SchemaExporter) -> None:
        self.provider = provider
        self.document = document
        self.exporter = exporter
        self._validators: dict[str, Draft202012Validator] = {}

    def model(self, model: Model, example: Example) -> None:
        """One example of one class."""
        if model.key not in self._validators:
            self._validators[model.key] = Draft202012Validator(self.exporter.schema(model))
        self._fits(self._validators[model.key], example.value, example)

    def of_type(self, said: Type | None, pointer: str, example: Example) -> None:
        """One example of a type that may have no class."""
        if isinstance(said, ModelRef):
            self.model(self.provider.models[said.key], example)
        elif said is not None:
            schema = self.exporter.anonymous(pointer)
            self._fits(Draft202012Validator(schema), example.value, example)

    def _fits(self, validator: Draft202012Validator, value: Any, example: Example) -> None:
        for fault in untyped(validator).iter_errors(value):
            place = "".join(f"/{part}" for part in fault.absolute_path)
            message = fault.message if len(fault.message) < 200 else fault.message[:200] + "…"  # noqa: PLR2004
            problem = f"the example {example.name!r} contradicts its schema at {place or 'its root'}: {message}"
            raise SpecError(self.document.file, example.pointer, problem, REMEDY)

    def body(self, body: Body | None) -> None:
        """The JSON examples of a body; texts are left to the tests, which have the codecs."""
        if body is None:
            return
        for media, example in body.examples:
            if media == "application/json" and isinstance(body.type, ModelRef):
                self.model(self.provider.models[body.type.key], example)


def check_examples(provider: Provider, document: Document, exporter: SchemaExporter) -> None:
    """Refuse the first example that contradicts its schema."""
    checker = _Checker(provider, document, exporter)
    for operation in provider.operations:
        checker.body(operation.body)
        for answer in operation.answers:
            checker.body(answer.body)
        for arguments, result in operation.parameter_examples:
            assert operation.parameters is not None
            checker.model(operation.parameters, _named(arguments, operation.parameters))
            if result is not None and operation.answers[0].body is not None:
                checker.of_type(operation.answers[0].body.type, f"{operation.answers[0].pointer}/schema", result)
    for callback in provider.callbacks:
        checker.body(callback.body)
        for example in callback.parameter_examples:
            assert callback.parameters is not None
            checker.model(callback.parameters, example)
        for answer in callback.answers:
            checker.body(answer.body)


def _named(example: Example, model: Model) -> Example:
    """Positional arguments by their names."""
    values: Any = example.value
    if not isinstance(values, list):
        return example
    named = {field.wire: value for field, value in zip(model.fields, untyped(values), strict=False)}
    return Example(example.name, example.pointer, named)
