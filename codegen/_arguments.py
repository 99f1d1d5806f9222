"""What a client is told once, what each of its methods takes, and how a request is made of both."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from codegen._code import annotation, default_of, hint
from codegen._emit_models import WRITTEN
from codegen._emit_operations import FORMATS
from codegen._errors import SpecError
from codegen._model import ModelRef, OneOf, Scalar

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from codegen._model import Field, Model, Operation, Provider

TAKEN = frozenset({"_client", "asked", "operations", "runtime", "self"})
"""Names that a generated method uses for itself; an argument becomes ``self_``."""

OPTIONS = frozenset(
    {"answers", "auth", "base_url", "deadline", "format", "hooks", "tls", "transport"}
)  # fmt: skip
"""What every client is told besides its credentials."""


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


class Arguments:
    """All arguments of one provider's client."""

    def __init__(self, provider: Provider) -> None:
        self.provider = provider
        self.client = self._client()
        self.formats = self._formats()
        self.methods = [self._method(operation) for operation in provider.operations]

    # -- of the client --------------------------------------------------------

    def _client(self) -> dict[str, Argument]:
        """What a client is told once: first what it cannot do without."""
        found: dict[str, Argument] = {}
        schemes = {name for one in self.provider.credentials for name in one.arguments}
        optional = schemes if len(self.provider.credentials) > 1 else set[str]()
        for one in self._injected():
            name = one.client_argument or ""
            if name in OPTIONS or not name.isidentifier():
                raise self._error(one.pointer, f"no client argument can be called {name!r}", "choose another name")
            made = self._argument(one, name, optional=name in optional)
            if found.setdefault(name, made).hint != made.hint:
                problem = f"the client argument {name!r} has another type elsewhere"
                raise self._error(one.pointer, problem, "give both the same schema, or different names")
        for credential in self.provider.credentials:
            for position, name in enumerate(credential.arguments):
                secret = credential.kind == "bearer" or position > 0
                words = "str | Secret" if secret else "str"
                words, default = (f"{words} | None", "None") if name in optional else (words, None)
                found.setdefault(name, Argument(name, words, default, credential.description, secret, name in optional))
        order = [name for one in self.provider.credentials[:1] for name in one.arguments]
        rest = [name for name in found if name not in order]
        named = [*(name for name in rest if found[name].default is None), *order]
        return {name: found[name] for name in (*named, *(name for name in rest if name not in named))}

    @property
    def positional(self) -> list[Argument]:
        """What a client takes by position: what it needs, and the usual way to authenticate."""
        usual = self.provider.credentials[0].arguments if self.provider.credentials else ()
        return [one for one in self.client.values() if one.default is None or one.name in usual]

    def _injected(self) -> Iterator[Field]:
        for operation in self.provider.operations:
            for model in self._models(operation):
                yield from self._injected_in(model, ())

    def _injected_in(self, model: Model, above: tuple[str, ...]) -> Iterator[Field]:
        for one in model.fields:
            if one.client_argument is not None:
                yield one
            elif isinstance(one.type, ModelRef) and one.type.key not in above:
                yield from self._injected_in(self.provider.models[one.type.key], (*above, model.key))

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
        if len(media) > 1:
            own = Argument("format", literal(media), repr(media[0]), "The encoding of the body.")
            yield f"format={'self._format' if self.formats else self._take(method, own, 'call')}"
        if len(routes) > 1:
            own = Argument("route", literal(routes), repr(routes[0]), "Which of the addresses that mean the same.")
            yield f"route={self._take(method, own, 'call')}"

    def _construction(self, method: Method, model: Model, prefix: str) -> str:
        """The expression that makes a model of what the client knows and what the method is given."""
        parts: list[str] = []
        for one in model.fields:
            if one.client_argument is not None:
                known = self.client[one.client_argument]
                value = f"self._{known.name}"
                value = f"_client.given({known.name!r}, {value})" if known.optional else value
            elif isinstance(one.type, ModelRef) and any(
                True for _ in self._injected_in(self._model(one), (model.key,))
            ):
                value = self._construction(method, self._model(one), one.name)
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

    def _is_injected(self, one: Field, model: Model) -> bool:
        """Whether a property is an object that holds something the client knows."""
        return isinstance(one.type, ModelRef) and any(True for _ in self._injected_in(self._model(one), (model.key,)))

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
        said = Argument(name, argument.hint, argument.default, argument.description, argument.secret)
        method.arguments.append(said)
        return name

    def _argument(self, one: Field, name: str, *, optional: bool = False) -> Argument:
        secret = "Secret" in one.hint.split(" | ")
        counted = hint(one).replace("Secret", "str | Secret", 1) if secret else hint(one)
        if one.wire_format is not None and one.wire_format.kind in WRITTEN:
            counted = f"{counted} | {WRITTEN[one.wire_format.kind]}"
        default = default_of(self.provider, one) if one.has_default else None if one.required else "UNSET"
        if optional:
            counted, default = f"{counted} | None", "None"
        return Argument(name, counted, default, one.description, secret, optional)

    def _error(self, pointer: str, problem: str, remedy: str) -> SpecError:
        return SpecError(self.provider.file, pointer, problem, remedy)


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
