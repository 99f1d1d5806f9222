"""Examples are tests: each one has to fit its schema before anything is generated."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import SchemaError, UnknownType
from referencing.exceptions import Unresolvable

from codegen._errors import SpecError
from codegen._model import Body, Example, Model
from codegen._node import untyped

if TYPE_CHECKING:
    from codegen._emit_schemas import SchemaExporter
    from codegen._model import Provider
    from codegen._node import Document

REMEDY = "correct the example or the schema"
SAID = 200
"""Characters of a validator's message, which quotes values of any length."""


class _Checker:
    def __init__(self, provider: Provider, document: Document, exporter: SchemaExporter) -> None:
        self.provider = provider
        self.document = document
        self.exporter = exporter
        self._validators: dict[str, Draft202012Validator] = {}

    def arguments(self, model: Model, example: Example) -> None:
        """One example of a call by position."""
        if model.key not in self._validators:
            self._validators[model.key] = self._validator(self.exporter.schema(model), model.pointer)
        named = {field.wire: value for field, value in zip(model.fields, example.value, strict=False)}
        self._fits(self._validators[model.key], Example(example.name, example.pointer, named))

    def at(self, pointer: str, example: Example) -> None:
        """One example of the schema at a pointer."""
        if pointer not in self._validators:
            self._validators[pointer] = self._validator(self.exporter.anonymous(pointer), pointer)
        self._fits(self._validators[pointer], example)

    def _validator(self, schema: dict[str, Any], pointer: str) -> Draft202012Validator:
        try:
            Draft202012Validator.check_schema(schema)
        except SchemaError as error:
            place = pointer + "".join(f"/{part}" for part in error.absolute_path)
            raise self._error(place, f"is no JSON Schema: {_short(error.message)}", "correct the keyword") from None
        return Draft202012Validator(schema)

    def _fits(self, validator: Draft202012Validator, example: Example) -> None:
        try:
            fault = next(untyped(validator).iter_errors(example.value), None)
        except (RecursionError, Unresolvable, UnknownType, re.error, TypeError) as error:
            problem = f"{example.name!r} cannot be checked: {type(error).__name__}"
            raise self._error(example.pointer, problem, "correct the schema") from None
        if fault is not None:
            place = "".join(f"/{part}" for part in fault.absolute_path) or "its root"
            problem = f"{example.name!r} contradicts its schema at {place}: {_short(fault.message)}"
            raise self._error(example.pointer, problem, REMEDY)

    def _error(self, pointer: str, problem: str, remedy: str) -> SpecError:
        return SpecError(self.document.file, pointer, problem, remedy)

    def defaults(self, model: Model) -> None:
        """The defaults of one class."""
        for field in model.fields:
            if field.has_default:
                self.at(field.pointer, Example("default", f"{field.pointer}/default", field.default))

    def body(self, body: Body | None) -> None:
        """The JSON examples of a body; texts are left to the tests, which have the codecs."""
        if body is None:
            return
        for media, example in body.examples:
            if media == "application/json" and body.pointer:
                self.at(body.pointer, example)


def check_examples(provider: Provider, document: Document, exporter: SchemaExporter) -> None:
    """Refuse the first example that contradicts its schema."""
    checker = _Checker(provider, document, exporter)
    for model in provider.models.values():
        checker.defaults(model)
    for pointer, example in provider.parameter_examples:
        checker.at(pointer, example)
    for operation in provider.operations:
        checker.body(operation.body)
        for answer in operation.answers:
            checker.body(answer.body)
        for arguments, result in operation.parameter_examples if operation.codec == "xmlrpc" else ():
            assert operation.parameters is not None
            checker.arguments(operation.parameters, arguments)
            if result is not None:
                checker.at(f"{operation.answers[0].pointer}/schema", result)
    for callback in provider.callbacks:
        checker.body(callback.body)
        for answer in callback.answers:
            checker.body(answer.body)


def _short(message: str) -> str:
    return message if len(message) <= SAID else message[:SAID] + "…"
