"""A large OpenAPI document in the manner of public ones, invented from a fixed seed: always the same.

Resources with their lists and their requests to create and to change them, which refer to one another; shared
parameters, answers, enumerations and errors; inline objects, maps, alternatives, nullable and composed types;
prose everywhere. Every operation says what a repeat does, as our generator asks of a document.
"""

from __future__ import annotations

import random
from itertools import product
from typing import Any, Final, TypeAlias

Schema: TypeAlias = dict[str, Any]

SIZE: Final = 2_000_000
"""Bytes of the document, indented by two as public ones are; more or less a tenth."""

SEED: Final = 20260920
RESOURCES: Final = 170

_QUALITIES: Final = "account billing shipping support partner campaign device project team region session"
_THINGS: Final = (
    "address agreement balance channel contact credential document event invoice label message order payment plan "
    "report subscription"
)
_ATTRIBUTES: Final = (
    "amount archived attempts balance_after carrier category checksum city color confirmed_at content "
    "country currency delivered_at digest discount display_name due_date email enabled expires_at "
    "external_id file_name first_name fraction hidden interval ip_address language last_seen_at latitude "
    "locale longitude max_attempts notes number_format origin phone postal_code position priority purpose "
    "quantity reference retry_after scheduled_at score sequence size_bytes source subtitle summary "
    "tax_rate template time_zone title total url verified version weight"
)
_PROSE: Final = (
    "the value that a client has chosen and that the service repeats in every answer and event without changing it "
    "when this is set it must not be longer than what the plan of the account allows and it may change later only "
    "before the first use otherwise the request is refused with an error that names the field and says what is wrong"
)
_FORMATS: Final = ("date-time", "date", "uuid", "uri", "email", "ipv4")
_STATUSES: Final = ("draft", "pending", "paused", "failed", "expired", "archived", "deleted")
_ERRORS: Final = {"400": "BadRequest", "401": "Unauthorized", "429": "TooManyRequests"}


def public_document() -> dict[str, Any]:
    """The whole document."""
    return _Writer().document()


def _ref(name: str, kind: str = "schemas") -> Schema:
    return {"$ref": f"#/components/{kind}/{name}"}


def _pascal(name: str) -> str:
    return "".join(word.capitalize() for word in name.split("_"))


def _json(schema: Schema) -> dict[str, Any]:
    return {"application/json": {"schema": schema}}


class _Writer:
    """Invents one document; what it draws depends on the seed and on the order of the calls alone."""

    def __init__(self) -> None:
        self.draw = random.Random(SEED)  # noqa: S311, inventions, not secrets
        names = [f"{quality}_{thing}" for quality, thing in product(_QUALITIES.split(), _THINGS.split())]
        self.resources = names[:RESOURCES]
        self.enums = {f"{_pascal(name)}Kind": self._values() for name in self.draw.sample(names, 20)}

    def document(self) -> dict[str, Any]:
        schemas: dict[str, Schema] = {name: self._enum(values) for name, values in self.enums.items()}
        paths: dict[str, Any] = {}
        for resource in self.resources:
            schemas |= self._schemas(resource)
            paths |= self._paths(resource)
        schemas |= {"Money": self._money(), "Problem": self._problem(), "Timestamps": self._timestamps()}
        return {
            "openapi": "3.1.0",
            "info": {"title": "Large Public API", "version": "2026-09-20", "description": self._prose(60)},
            "servers": [{"url": "https://api.example.com", "description": self._prose(8)}],
            "security": [{"token": []}],
            "paths": paths,
            "components": {
                "schemas": schemas,
                "parameters": self._shared_parameters(),
                "responses": {name: self._answer(_ref("Problem")) for name in _ERRORS.values()},
                "securitySchemes": {"token": {"type": "http", "scheme": "bearer", "x-client-argument": "token"}},
            },
        }

    # -- prose and scalars ----------------------------------------------------

    def _prose(self, words: int) -> str:
        vocabulary = _PROSE.split()
        start = self.draw.randrange(len(vocabulary))
        text = " ".join((vocabulary * 3)[start : start + min(words, 2 * len(vocabulary))])
        return f"{text[0].upper()}{text[1:]}."

    def _values(self) -> list[str]:
        return self.draw.sample(_ATTRIBUTES.split(), self.draw.randint(3, 7))

    def _enum(self, values: list[str]) -> Schema:
        return {"type": "string", "enum": values, "description": self._prose(14)}

    def _scalar(self) -> Schema:
        draw = self.draw
        kinds: list[Schema] = [
            {"type": "string"},
            {"type": "string", "maxLength": draw.choice([64, 100, 255, 500])},
            {"type": "string", "minLength": 1, "maxLength": 40, "pattern": "^[a-z0-9_-]+$"},
            {"type": ["string", "null"]},
            {"type": "string", "format": draw.choice(_FORMATS)},
            {"type": ["string", "null"], "format": "date-time"},
            {"type": "integer", "minimum": 0, "maximum": draw.choice([100, 10_000, 2_147_483_647])},
            {"type": "integer", "format": "int64"},
            {"type": "number", "minimum": 0},
            {"type": "boolean", "default": draw.choice([True, False])},
            {"type": "array", "items": {"type": "string", "maxLength": 80}, "maxItems": 50},
        ]
        return {**draw.choice(kinds), "description": self._prose(draw.randint(3, 10))}

    def _attributes(self, count: int) -> dict[str, Schema]:
        return {name: self._scalar() for name in sorted(self.draw.sample(_ATTRIBUTES.split(), count))}

    # -- schemas --------------------------------------------------------------

    def _schemas(self, resource: str) -> dict[str, Schema]:
        name = _pascal(resource)
        attributes = self._attributes(self.draw.randint(2, 5))
        changes = {key: value for key, value in attributes.items() if self.draw.random() < 0.7}
        return {
            name: self._resource(resource, attributes),
            f"{name}Create": self._input({**attributes, **self._relations(1)}, sorted(attributes)[:2]),
            f"{name}Update": self._input(changes or attributes, []),
            f"{name}List": self._page(_ref(name)),
        }

    def _resource(self, resource: str, attributes: dict[str, Schema]) -> Schema:
        identity: dict[str, Schema] = {
            "id": {"type": "string", "maxLength": 40, "readOnly": True, "description": self._prose(9)},
            "object": {"type": "string", "const": resource, "description": self._prose(7)},
            "status": {**self._enum(["active", *self.draw.sample(_STATUSES, 3)]), "default": "active"},
        }
        whole: Schema = {
            "type": "object",
            "description": self._prose(self.draw.randint(8, 20)),
            "required": ["id", "object", "status", *sorted(attributes)[:2]],
            "properties": {**identity, **attributes, **self._relations(3), "links": self._links()},
        }
        if self.draw.random() < 0.2:
            return {"description": whole.pop("description"), "allOf": [_ref("Timestamps"), whole]}
        return whole

    def _relations(self, count: int) -> dict[str, Schema]:
        """References to other resources in every manner that public documents know."""
        draw = self.draw
        found: dict[str, Schema] = {}
        for other in draw.sample(self.resources, count):
            target = _ref(_pascal(other))
            found[other] = draw.choice(
                [
                    target,
                    {"oneOf": [{"type": "string", "maxLength": 40}, target], "description": self._prose(12)},
                    {"anyOf": [target, {"type": "null"}], "description": self._prose(10)},
                    {"type": "array", "items": target, "description": self._prose(10)},
                    {"type": "array", "items": _ref(draw.choice(list(self.enums))), "description": self._prose(8)},
                    {**_ref("Money"), "description": self._prose(8)},
                    {"type": "object", "additionalProperties": {"type": "string"}, "description": self._prose(14)},
                    self._inline(),
                ]
            )
        return found

    def _inline(self) -> Schema:
        inner = self._attributes(2)
        inner["details"] = {"type": "object", "properties": self._attributes(2), "description": self._prose(8)}
        return {"type": "object", "properties": inner, "required": ["details"], "description": self._prose(12)}

    def _links(self) -> Schema:
        address = {"type": "string", "format": "uri", "description": self._prose(6)}
        return {"type": "object", "properties": {"self": address, "parent": address}, "required": ["self"]}

    def _input(self, properties: dict[str, Schema], required: list[str]) -> Schema:
        found: Schema = {"type": "object", "description": self._prose(18), "properties": properties}
        return {**found, "required": required} if required else found

    def _page(self, item: Schema) -> Schema:
        return {
            "type": "object",
            "description": self._prose(12),
            "required": ["data", "has_more"],
            "properties": {
                "data": {"type": "array", "items": item, "description": self._prose(6)},
                "has_more": {"type": "boolean", "description": self._prose(8)},
                "next_cursor": {"type": ["string", "null"], "description": self._prose(10)},
            },
        }

    def _money(self) -> Schema:
        amount = {"type": "integer", "description": self._prose(8)}
        currency = {"type": "string", "minLength": 3, "maxLength": 3, "description": self._prose(6)}
        return self._input({"amount": amount, "currency": currency}, ["amount", "currency"])

    def _timestamps(self) -> Schema:
        time = {"type": "string", "format": "date-time", "description": self._prose(8)}
        return self._input({"created_at": time, "updated_at": time}, ["created_at"])

    def _problem(self) -> Schema:
        text = {"type": "string", "description": self._prose(9)}
        details = {"type": "array", "items": self._input({"field": text, "message": text}, ["message"])}
        return self._input({"code": self._enum(["invalid", "missing", "conflict"]), "details": details}, ["code"])

    # -- operations -----------------------------------------------------------

    def _paths(self, resource: str) -> dict[str, Any]:
        name, path = _pascal(resource), f"/v1/{resource}s"
        filters = [self._parameter("query", key) for key in self.draw.sample(_ATTRIBUTES.split(), 1)]
        paging = [_ref("Limit", "parameters"), _ref("Cursor", "parameters")]
        once = [_ref("IdempotencyKey", "parameters")]
        target = self._parameter("path", f"{resource}_id")
        return {
            path: {
                "get": self._operation(f"list_{resource}", "read", _ref(f"{name}List"), parameters=[*paging, *filters]),
                "post": self._operation(
                    f"create_{resource}", "send", _ref(name), parameters=once, body=_ref(f"{name}Create")
                ),
            },
            f"{path}/{{{resource}_id}}": {
                "get": self._operation(f"get_{resource}", "read", _ref(name), parameters=[target]),
                "patch": self._operation(
                    f"update_{resource}", "idempotent", _ref(name), parameters=[target], body=_ref(f"{name}Update")
                ),
                "delete": self._operation(f"delete_{resource}", "idempotent", None, parameters=[target]),
            },
        }

    def _operation(
        self,
        key: str,
        effect: str,
        answer: Schema | None,
        *,
        parameters: list[Schema],
        body: Schema | None = None,
    ) -> dict[str, Any]:
        found: dict[str, Any] = {
            "operationId": key,
            "summary": self._prose(4),
            "description": self._prose(self.draw.randint(6, 14)),
            "tags": [key.split("_")[1]],
            "x-effect": effect,
            "parameters": parameters,
        }
        if body is not None:
            found["requestBody"] = {"required": True, "content": _json(body)}
        status = "204" if answer is None else "201" if key.startswith("create_") else "200"
        errors = {code: _ref(name, "responses") for code, name in _ERRORS.items()}
        return {**found, "responses": {status: self._answer(answer), **errors}}

    def _answer(self, schema: Schema | None) -> dict[str, Any]:
        found: dict[str, Any] = {"description": self._prose(4)}
        return found if schema is None else {**found, "content": _json(schema)}

    def _parameter(self, place: str, name: str) -> Schema:
        schema = {"type": "string", "maxLength": 100}
        found = {"name": name, "in": place, "description": self._prose(6), "schema": schema}
        return {**found, "required": True} if place == "path" else found

    def _shared_parameters(self) -> dict[str, Schema]:
        limit = {"type": "integer", "minimum": 1, "maximum": 100, "default": 20}
        return {
            "Limit": {**self._parameter("query", "limit"), "schema": limit},
            "Cursor": self._parameter("query", "cursor"),
            "IdempotencyKey": self._parameter("header", "Idempotency-Key"),
        }
