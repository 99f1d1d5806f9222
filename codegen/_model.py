"""The one intermediate model: after lowering, nothing knows whether OpenAPI or an XML-RPC document stood behind it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal, TypeAlias

Kind: TypeAlias = Literal["string", "integer", "number", "boolean", "null"]
EnumKind: TypeAlias = Literal["string", "integer"]


@dataclass(frozen=True, slots=True)
class WireFormat:
    """How a value is written when its text is not what JSON Schema would have."""

    kind: str
    patterns: tuple[str, ...] = ()
    zone: str | None = None
    form: str = "D"
    width: int = 0
    places: int = 0


@dataclass(frozen=True, slots=True)
class Scalar:
    """One JSON type with its constraints."""

    kind: Kind
    min_length: int | None = None
    max_length: int | None = None
    pattern: str | None = None
    minimum: float | None = None
    maximum: float | None = None
    exclusive_minimum: float | None = None
    exclusive_maximum: float | None = None
    multiple_of: float | None = None
    values: tuple[Any, ...] | None = None
    """Constants that are allowed; for a documented enumeration see EnumRef."""
    secret: bool = False


@dataclass(frozen=True, slots=True)
class EnumRef:
    """A named enumeration; open, so that an unknown value survives."""

    key: str
    kind: EnumKind


@dataclass(frozen=True, slots=True)
class ModelRef:
    """A named class."""

    key: str
    row: bool = False


@dataclass(frozen=True, slots=True)
class ListOf:
    item: Type
    min_items: int | None = None
    max_items: int | None = None
    unique: bool = False


@dataclass(frozen=True, slots=True)
class MapOf:
    value: Type
    min_properties: int | None = None
    max_properties: int | None = None


@dataclass(frozen=True, slots=True)
class OneOf:
    """Alternatives of different JSON types."""

    options: tuple[Type, ...]
    refusals: tuple[bool, ...]


@dataclass(frozen=True, slots=True)
class Anything:
    """Free JSON."""


Type: TypeAlias = Scalar | EnumRef | ModelRef | ListOf | MapOf | OneOf | Anything


@dataclass(slots=True)
class Field:
    """One property, parameter or position."""

    wire: str
    type: Type
    pointer: str
    required: bool
    description: str = ""
    default: Any = None
    has_default: bool = False
    wire_format: WireFormat | None = None
    client_argument: str | None = None
    codes: str | None = None
    """Key of the code table that explains the value."""
    location: str = "body"
    """Where a parameter travels: query, path, header, cookie; or ``body`` for a property, ``position`` for XML-RPC."""
    label: str = ""
    """A parameter's name in its place, where another place has a parameter of that name, so that ``wire`` differs."""
    name: str = ""
    """The Python name; decided by the naming step."""
    value_name: str = ""
    """The property that gives the value of a wire format; decided by the naming step."""
    hint: str = ""
    """The Python type of the value without null and absence; decided by the naming step."""

    @property
    def nullable(self) -> bool:
        options = self.type.options if isinstance(self.type, OneOf) else (self.type,)
        return any(isinstance(option, Scalar) and option.kind == "null" for option in options)


@dataclass(frozen=True, slots=True)
class Numbered:
    """Numbered keys of an object that become a list."""

    items: str
    count: str | None
    maximum: int
    pattern: str
    value: ModelRef


@dataclass(slots=True)
class Model:
    """A class: an object with named properties, or a row whose positions have names."""

    key: str
    pointer: str
    kind: Literal["object", "row", "parameters"]
    fields: list[Field]
    description: str = ""
    numbered: Numbered | None = None
    closed: bool = False
    """Whether the specification forbids undeclared properties."""
    accepted: dict[str, list[Any]] = field(default_factory=dict[str, list[Any]])
    """Property values without which an answer is a documented refusal."""
    schema: dict[str, Any] = field(default_factory=dict[str, Any])
    """The source schema, for export."""
    min_items: int = 0
    name: str = ""
    sent: bool = False
    """Whether it is part of something we send, so that constraints are checked when it is written."""
    answered: bool = False
    as_json: bool = False
    as_xmlrpc: bool = False


@dataclass(frozen=True, slots=True)
class Code:
    """One row of a documented code table."""

    name: str
    description: str
    code: Any = None
    first: str | None = None
    last: str | None = None
    prefix: str | None = None


@dataclass(slots=True)
class CodeTable:
    key: str
    pointer: str
    description: str
    codes: list[Code]
    name: str = ""


@dataclass(slots=True)
class Enumeration:
    key: str
    pointer: str
    kind: EnumKind
    values: list[Any]
    labels: list[str]
    """A name for each value that the specification gives, or nothing."""
    descriptions: list[str]
    description: str = ""
    schema: dict[str, Any] = field(default_factory=dict[str, Any])
    name: str = ""
    members: list[str] = field(default_factory=list[str])


@dataclass(frozen=True, slots=True)
class Example:
    """One documented example; text for what is not JSON."""

    name: str
    pointer: str
    value: Any


@dataclass(frozen=True, slots=True)
class TextRule:
    """One pattern of a plain-text answer and the schema that its named groups fill."""

    pattern: str
    model: ModelRef
    template: str
    whole: str | None
    refusal: bool


@dataclass(slots=True)
class Body:
    """What a request, an answer or a callback carries, in one or several media types."""

    type: Type | None
    media: list[str]
    """Media types in order of preference: application/json, text/jsv, …; ``text/xml`` for XML-RPC."""
    rules: list[TextRule] = field(default_factory=list["TextRule"])
    examples: list[tuple[str, Example]] = field(default_factory=list[tuple[str, Example]])
    """(media type, example)"""
    required: bool = True
    pointer: str = ""
    """The schema of what travels as JSON."""


@dataclass(slots=True)
class Answer:
    """One documented answer."""

    status: str
    description: str
    body: Body | None
    pointer: str

    @property
    def refusal(self) -> bool:
        return self.status.startswith("4")


@dataclass(slots=True)
class Operation:
    """One call, whichever wire it travels on."""

    key: str
    pointer: str
    codec: Literal["http", "xmlrpc"]
    effect: str
    method: str
    routes: list[str]
    summary: str
    description: str
    parameters: Model | None
    body: Body | None
    answers: list[Answer]
    answer_limit: int | None = None
    parameter_examples: list[tuple[Example, Example | None]] = field(
        default_factory=list[tuple[Example, Example | None]]
    )
    """Positional calls: (arguments, result)."""
    secured: bool = True
    name: str = ""


@dataclass(slots=True)
class Callback:
    """Something the provider calls: a callback of an operation, or a webhook."""

    key: str
    pointer: str
    method: str
    url: str | None
    """The runtime expression that says where the address was given; nothing for a webhook."""
    summary: str
    description: str
    parameters: Model | None
    body: Body | None
    answers: list[Answer]
    parameter_examples: list[Example] = field(default_factory=list[Example])
    name: str = ""

    @property
    def event(self) -> ModelRef:
        """The model of what arrives."""
        if self.parameters is not None:
            return ModelRef(self.parameters.key)
        assert self.body is not None and isinstance(self.body.type, ModelRef)  # noqa: PT018 - the reader made sure
        return self.body.type


@dataclass(frozen=True, slots=True)
class Credential:
    """One way to authenticate."""

    key: str
    kind: Literal["basic", "bearer", "session"]
    arguments: tuple[str, ...]
    login: str | None = None
    cookies: tuple[str, ...] = ()
    description: str = ""


@dataclass(slots=True)
class Provider:
    """All that is known of one wire."""

    key: str
    title: str
    version: str
    description: str
    file: str
    digest: str
    servers: list[tuple[str, str]]
    models: dict[str, Model]
    enums: dict[str, Enumeration]
    tables: dict[str, CodeTable]
    operations: list[Operation]
    callbacks: list[Callback]
    credentials: list[Credential]
    max_connections: int | None = None
    fold_names: bool = False
    parameter_examples: list[tuple[str, Example]] = field(default_factory=list["tuple[str, Example]"])
    """Each example of a parameter with the pointer of its schema."""
    stems: frozenset[str] = frozenset()
    """What the functions of the models are called, without ``decode_`` and ``encode_``."""
