"""What a client is told once, what each of its methods takes, and how a request is made of both."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from keyword import iskeyword
from typing import TYPE_CHECKING

from codegen._code import annotation, default_of, hint
from codegen._emit_models import WRITTEN
from codegen._emit_operations import FORMATS
from codegen._errors import SpecError
from codegen._model import ModelRef, OneOf, Scalar
from codegen._node import escape

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from codegen._model import Credential, Field, Model, Operation, Provider

TAKEN = frozenset({"_client", "asked", "operations", "runtime", "self"})
"""Names that a generated method uses for itself; an argument becomes ``self_``."""

OPTIONS = frozenset({"answers", "auth", "base_url", "deadline", "format", "hooks", "tls", "transport"})
"""What every client is told besides its credentials."""

OWN = frozenset({"calls", "self", "settings", "super", "way"})
"""Names that generated constructors use for themselves."""

MOST_OBJECTS = 100
"""Objects that one call makes to hold what the client knows; more come of classes that all hold each other."""

SCHEMES = {"basic": ("a user name and a password", 2), "bearer": ("a token", 1)}
"""What a scheme of HTTP is made of, and of how many arguments."""


@dataclass(frozen=True, slots=True)
class Argument:
    """One argument of a client or of a method."""

    name: str
    hint: str
    default: str | None = None
    description: str = ""
    secret: bool = False
    optional: bool = False
    """Whether a client may do without it, since there are other ways to authenticate."""

    @property
    def source(self) -> str:
        """As it stands in a signature."""
        return f"{self.name}: {self.hint}" + ("" if self.default is None else f" = {self.default}")


@dataclass(slots=True)
class Method:
    """One call of a client."""

    operation: Operation
    arguments: list[Argument] = field(default_factory=list[Argument])
    build: str = ""
    """The expression that builds its request."""
    choices: dict[str, str] = field(default_factory=dict[str, str])
    """Arguments of its own that choose, and the source of what they choose from."""
    given: set[str] = field(default_factory=set[str])
    """The client arguments that travel with it."""
    objects: int = 0
    """How many objects are made for it."""


class Arguments:
    """All arguments of one provider's client."""

    def __init__(self, provider: Provider) -> None:
        self.provider = provider
        self.client = self._client()
        self._check_reached()
        self.formats = self._formats()
        self.methods = [self._method(operation) for operation in provider.operations]

    # -- of the client --------------------------------------------------------

    def _client(self) -> dict[str, Argument]:
        """What a client is told once: first what it cannot do without."""
        schemes = {name for one in self.provider.credentials for name in one.arguments}
        found: dict[str, Argument] = {}
        for one in self._injected():
            name = one.client_argument or ""
            self._check_name(name, one.pointer)
            made = self._argument(one, name, given=name in schemes)
            found[name] = self._joined(found.get(name, made), made, one.pointer)
        for credential in self.provider.credentials:
            for position, name in enumerate(self._arguments_of(credential)):
                secret = credential.kind == "bearer" or position > 0
                made = Argument(name, "str | Secret" if secret else "str", None, credential.description, secret)
                found[name] = self._joined(found.get(name, made), made, pointer_of(credential))
        if len(self.provider.credentials) > 1:
            found |= {name: _optional(found[name]) for name in found if name in schemes}
        order = [name for one in self.provider.credentials[:1] for name in one.arguments]
        rest = [name for name in found if name not in order]
        named = [*(name for name in rest if found[name].default is None), *order]
        return {name: found[name] for name in (*named, *(name for name in rest if name not in named))}

    def _arguments_of(self, credential: Credential) -> tuple[str, ...]:
        """The arguments of a scheme, which are as many as it is made of."""
        words, count = SCHEMES.get(credential.kind, ("", len(credential.arguments)))
        if len(credential.arguments) != count:
            problem = f"{credential.kind} credentials are {words}, and x-client-argument names"
            remedy = f"name {count} in x-client-argument"
            raise self._error(pointer_of(credential), f"{problem} {len(credential.arguments)}", remedy)
        for name in credential.arguments:
            self._check_name(name, pointer_of(credential))
        return credential.arguments

    def _check_name(self, name: str, pointer: str) -> None:
        if name in OPTIONS | OWN or iskeyword(name):
            raise self._error(pointer, f"no client argument can be called {name!r}", "choose another name")

    def _joined(self, one: Argument, other: Argument, pointer: str) -> Argument:
        """The argument that stands for both; where one of them cannot do without it, the client cannot."""
        if _bare(one) != _bare(other):
            problem = f"the client argument {one.name!r} has another type elsewhere"
            raise self._error(pointer, problem, "give both the same schema, or different names")
        if one.default != other.default and {one.default, other.default} != {None, "UNSET"}:
            problem = f"the client argument {one.name!r} has another default elsewhere"
            raise self._error(pointer, problem, "give both the same default, or different names")
        return one if one.default == other.default or one.default is None else other

    @property
    def positional(self) -> list[Argument]:
        """What a client takes by position: what it needs, and the usual way to authenticate."""
        usual = self.provider.credentials[0].arguments if self.provider.credentials else ()
        return [one for one in self.client.values() if one.default is None or one.name in usual]

    def _injected(self) -> Iterator[Field]:
        """Everything in the requests that the client fills."""
        return self._filled(model for operation in self.provider.operations for model in self._models(operation))

    def _filled(self, models: Iterable[Model], above: tuple[str, ...] = ()) -> Iterator[Field]:
        """What the client fills in these models and in the objects at fixed places in them."""
        # A loop that goes into each class once: specifications nest deeply, and in circles.
        todo = [one for model in models for one in model.fields][::-1]
        seen = set(above)
        while todo:
            one = todo.pop()
            if one.client_argument is not None:
                yield one
            elif isinstance(one.type, ModelRef) and one.type.key not in seen:
                seen.add(one.type.key)
                todo += self._model(one).fields[::-1]

    def _check_reached(self) -> None:
        """Refuse an argument that no request could carry, rather than ask for it and forget it."""
        reached = {one.pointer for one in self._injected()}
        for model in self.provider.models.values():
            for one in model.fields:
                if one.client_argument is not None and one.pointer not in reached:
                    problem = f"no request holds this at a fixed place, so {one.client_argument!r} would go nowhere"
                    raise self._error(one.pointer, problem, "remove x-client-argument")

    def _models(self, operation: Operation) -> Iterator[Model]:
        if operation.parameters is not None:
            yield self.provider.models[operation.parameters.key]
        if operation.body is not None and isinstance(operation.body.type, ModelRef):
            yield self.provider.models[operation.body.type.key]

    def _formats(self) -> list[str]:
        """The encodings that a client chooses among; where operations differ, each of them has its own argument."""
        found = [media for operation in self.provider.operations if len(media := formats(operation)) > 1]
        return found[0] if found and all(media == found[0] for media in found) else []

    # -- of the methods -------------------------------------------------------

    def _method(self, operation: Operation) -> Method:
        method = Method(operation)
        parts: list[str] = []
        body = operation.body
        if operation.parameters is not None:
            parts.append(self._construction(method, self.provider.models[operation.parameters.key], ""))
        if body is not None and isinstance(body.type, ModelRef):
            parts.append(self._construction(method, self.provider.models[body.type.key], "body"))
        elif body is not None:
            words = annotation(self.provider, body.type) if body.type is not None else "Any"
            parts.append(self._take(method, Argument("body", words), ""))
        parts += self._options(method, formats(operation))
        method.build = f"operations.build_{operation.name}({', '.join(parts)})"
        method.arguments.sort(key=lambda one: one.default is not None)
        return method

    def _options(self, method: Method, media: list[str]) -> Iterator[str]:
        routes = method.operation.routes
        if len(media) > 1 and self.formats:
            yield "format=self._format"
        elif len(media) > 1:
            own = Argument("format", literal(media), repr(media[0]), "The encoding of the body.")
            yield f"format={self._choice(method, own, repr(tuple(media)))}"
        if len(routes) > 1:
            own = Argument("route", literal(routes), repr(routes[0]), "Which of the addresses that mean the same.")
            yield f"route={self._choice(method, own, f'operations.{method.operation.name.upper()}.routes')}"

    def _choice(self, method: Method, argument: Argument, choices: str) -> str:
        """Add an argument that chooses; its name."""
        name = self._take(method, argument, "call")
        method.choices[name] = choices
        return name

    def _construction(self, method: Method, model: Model, prefix: str, above: tuple[str, ...] = ()) -> str:
        """The expression that makes a model of what the client knows and what the method is given."""
        parts: list[str] = []
        inside = (*above, model.key)
        method.objects += 1
        if method.objects > MOST_OBJECTS:
            problem = f"the client's arguments stand in more than {MOST_OBJECTS} objects of this request"
            raise self._error(method.operation.pointer, problem, "write x-client-argument in fewer objects")
        for one in model.fields:
            if one.client_argument is not None:
                known = self.client[one.client_argument]
                value = f"self._{known.name}"
                value = f"_client.given({known.name!r}, {value})" if known.optional else value
                method.given.add(known.name)
            elif self._is_injected(one, inside):
                value = self._construction(method, self._model(one), one.name, inside)
            elif is_constant(one) or (model.numbered is not None and one.wire == model.numbered.count):
                continue
            else:
                value = self._take(method, self._argument(one, one.name), prefix)
            parts.append(f"{one.name}={value}")
        if model.numbered is not None:
            item = self.provider.models[model.numbered.value.key].name
            own = Argument(model.numbered.items, f"list[{item}]", None, "The numbered members, in their order.")
            parts.append(f"{model.numbered.items}={self._take(method, own, prefix)}")
        return f"{model.name}({', '.join(parts)})"

    def _is_injected(self, one: Field, above: tuple[str, ...]) -> bool:
        """Whether a property is an object that holds something the client knows."""
        if not isinstance(one.type, ModelRef) or one.type.key in above:
            return False
        return any(True for _ in self._filled([self._model(one)], (*above, one.type.key)))

    def _model(self, one: Field) -> Model:
        assert isinstance(one.type, ModelRef)
        return self.provider.models[one.type.key]

    def _take(self, method: Method, argument: Argument, prefix: str) -> str:
        """Add an argument to a method; its name, which is free now."""
        name = f"{argument.name}_" if argument.name in TAKEN else argument.name
        used = {one.name for one in method.arguments}
        if name in used and prefix:
            name = f"{prefix}_{argument.name}"
        while name in used:
            name += "_"
        method.arguments.append(replace(argument, name=name))
        return name

    def _argument(self, one: Field, name: str, *, given: bool = False) -> Argument:
        """The argument that fills a property; one that is always given need not be absent."""
        secret = "Secret" in one.hint.split(" | ")
        counted = hint(one, unset=False if given else None)
        if secret:
            counted = counted.replace("Secret", "str | Secret", 1)
        if one.wire_format is not None and one.wire_format.kind in WRITTEN:
            counted = f"{counted} | {WRITTEN[one.wire_format.kind]}"
        absent = not (one.required or given)
        default = default_of(self.provider, one) if one.has_default else "UNSET" if absent else None
        return Argument(name, counted, default, one.description, secret)

    def _error(self, pointer: str, problem: str, remedy: str) -> SpecError:
        return SpecError(self.provider.file, pointer, problem, remedy)


def pointer_of(credential: Credential) -> str:
    """Where a way to authenticate is described."""
    return f"/components/securitySchemes/{escape(credential.key)}"


def _bare(one: Argument) -> frozenset[str]:
    """The type of an argument that is there."""
    return frozenset(one.hint.split(" | ")) - {"Unset"}


def _optional(one: Argument) -> Argument:
    """A credential that a client may do without, since there are other ways to authenticate."""
    words = one.hint if "None" in one.hint.split(" | ") else f"{one.hint} | None"
    return replace(one, hint=words, default="None", optional=True)


def formats(operation: Operation) -> list[str]:
    """The encodings that an operation's body may have."""
    return [FORMATS[one] for one in operation.body.media if one in FORMATS] if operation.body is not None else []


def literal(values: Iterable[str]) -> str:
    """The type of a choice."""
    return f"Literal[{', '.join(map(repr, values))}]"


def is_constant(one: Field) -> bool:
    """Whether there is nothing to choose, since the specification allows one value only and the model has it."""
    options = one.type.options if isinstance(one.type, OneOf) else (one.type,)
    single = all(isinstance(option, Scalar) and option.values and len(option.values) == 1 for option in options)
    return one.has_default and single
