"""Write client.py: a client and an asynchronous one, both thin over the operations."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from codegen._answers import Answers
from codegen._arguments import Argument, Arguments, Method, literal, pointer_of
from codegen._code import docstring, imports, inside_docstring, wrap
from codegen._emit_operations import own_names
from codegen._errors import SpecError
from codegen._lines import Lines
from codegen._templates import render

if TYPE_CHECKING:
    from codegen._model import Credential, Provider

KNOWN = {
    **dict.fromkeys(("UNSET", "Secret", "Unset", "_client", "_policy", "_secret", "_session"), "smswire_runtime"),
    **dict.fromkeys(("Any", "Final", "Literal", "TYPE_CHECKING"), "typing"),
    "Sequence": "collections.abc",
    "datetime": "datetime",
    "UUID": "uuid",
    "Decimal": "decimal",
}

WIDTH = 100

ADDRESS = re.compile(r"https?://[^/?#@{}\\\s]+(?:/[^?#{}\\\s]*)?")
"""An address that a client can go to without being told more; a relative one or one with variables is none."""


class ClientsEmitter:
    """Writes one provider's clients."""

    def __init__(self, provider: Provider, package: str) -> None:
        self.provider = provider
        self.package = package
        self.arguments = Arguments(provider)
        self.address = next((server for server in provider.servers if ADDRESS.fullmatch(server[0])), None)
        self.w = Lines()

    def source(self) -> str:
        """The text of client.py; empty where there is nothing to call."""
        if not self.provider.operations:
            return ""
        if self.address is not None:
            self.w("", f"BASE_URL: Final = {self.address[0].rstrip('/')!r}")
            self.w(docstring(self.address[1] or "The documented address."))
        self._calls()
        if len(self.provider.credentials) > 0:
            self._authentication()
        for kind in ("", "Async"):
            self._raw(kind)
            self._client(kind)
        body = self.w.text()
        known = {**KNOWN, **own_names(self.provider, self.package), "operations": self.package}
        title = f"The clients of {self.provider.title}."
        secured = ["authentication"] if self.provider.credentials else []
        return render(
            "module.jinja",
            title=title,
            imports=imports(f"{body} TYPE_CHECKING", known),
            checked="import smswire_runtime as runtime",
            body=body,
            names=["AsyncClient", "AsyncRawClient", "Calls", "Client", "RawClient", *secured],
        )

    # -- what both kinds share ------------------------------------------------

    def _calls(self) -> None:
        w = self.w
        arguments = [f"{one.name}: {one.hint}" for one in self.arguments.client.values()]
        if self.arguments.formats:
            arguments.append(f"format: {literal(self.arguments.formats)}")
        w("", "")
        with w.block("class Calls:"):
            w('"""The calls as values, with the credentials that belong to them; a link carries them."""', "")
            with w.block(f"def __init__({', '.join(['self', *arguments])}) -> None:"):
                for one in self.arguments.client.values():
                    w(f"self._{one.name} = {f'{_wrapper(one)}({one.name})' if one.secret else one.name}")
                if self.arguments.formats:
                    w(
                        f"_client.choose('format', format, {tuple(self.arguments.formats)!r})",
                        f"self._format: {literal(self.arguments.formats)} = format",
                    )
                if not arguments:
                    w("pass")
            for method in self.arguments.methods:
                self._call(method)

    def _call(self, method: Method) -> None:
        name = method.operation.name
        said = f"operations.parse_{name}, operations.refused_{name}"
        self.w("")
        with self.w.block(f"def {name}({_signature(method)}) -> _policy.Call[{self._accepted(method)}]:"):
            self.w(f'"""See Client.{name}."""')
            for choice, choices in method.choices.items():
                self.w(f"_client.choose({choice!r}, {choice}, {choices})")
            self.w(f"asked = {method.build}", f"return _policy.Call(operations.{name.upper()}, asked, {said})")

    def _accepted(self, method: Method) -> str:
        return " | ".join(Answers(self.provider, method.operation).accepted()) or "Any"

    def _authentication(self) -> None:
        w = self.w
        credentials = self.provider.credentials
        own = self._scheme_arguments()
        arguments = ["calls: Calls"] + [f"{one.name}: {one.hint}" for one in own]
        if len(credentials) > 1:
            arguments.insert(0, f"auth: {self._auth_hint()}")
        w("", "")
        with w.block(f"def authentication({', '.join(arguments)}) -> _client.Authentication:"):
            if len(credentials) > 1:
                ways = ", ".join(
                    f"{one.key!r}: {{{', '.join(f'{name!r}: {name}' for name in one.arguments)}}}"
                    for one in credentials
                )
                w(f"way = _client.pick(auth, {{{ways}}})")
            for index, one in enumerate(credentials):
                if index < len(credentials) - 1:
                    with w.block(f"if way == {one.key!r}:"):
                        w(f"return {self._scheme(one)}")
                else:
                    w(f"return {self._scheme(one)}")

    def _scheme_arguments(self) -> list[Argument]:
        names = dict.fromkeys(name for one in self.provider.credentials for name in one.arguments)
        return [self.arguments.client[name] for name in names]

    def _auth_hint(self) -> str:
        return f"{literal(one.key for one in self.provider.credentials)} | None"

    def _scheme(self, credential: Credential) -> str:
        if credential.kind != "session":
            return f"_client.{credential.kind}({', '.join(credential.arguments)})"
        login = next(one for one in self.arguments.methods if one.operation.key == credential.login)
        needed = [one.name for one in login.arguments if one.default is None]
        if needed:
            problem = f"the login {credential.login!r} needs {', '.join(needed)}, which no client argument gives"
            pointer = login.operation.pointer
            raise SpecError(self.provider.file, pointer, problem, "name them with x-client-argument")
        unused = [name for name in credential.arguments if name not in login.given]
        if unused:
            problem = f"the login {credential.login!r} does not take {', '.join(unused)}"
            remedy = "write x-client-argument where the login takes it"
            raise SpecError(self.provider.file, pointer_of(credential), problem, remedy)
        given = ", ".join(f"{one.name}={one.default}" for one in login.arguments)
        return f"_session.Session(lambda: calls.{login.operation.name}({given}), {credential.cookies!r})"

    # -- the two kinds --------------------------------------------------------

    def _raw(self, kind: str) -> None:
        w = self.w
        link = f"{kind or 'Sync'}Link"
        w("", "")
        with w.block(f"class {kind}RawClient:"):
            w(f'"""The calls of {_article(kind)} client whose answers keep status, headers and bytes."""', "")
            with w.block(f"def __init__(self, calls: Calls, link: _client.{link}) -> None:"):
                w("self._calls = calls", "self._link = link")
            for method in self.arguments.methods:
                head = f"{self._head(kind)}def {method.operation.name}({_signature(method)})"
                w("")
                with w.block(f"{head} -> runtime.Answer[{self._accepted(method)}]:"):
                    w(f'"""See Client.{method.operation.name}."""')
                    w(f"asked = self._calls.{method.operation.name}({_passed(method)})")
                    w(f"return {'await ' if kind else ''}self._link.call(asked)")

    def _client(self, kind: str) -> None:
        w = self.w
        w("", "")
        with w.block(f"class {kind}Client(_client.{'Asynchronous' if kind else 'Synchronous'}Client):"):
            w(_paragraphs(self._introduction(kind), []), "")
            self._constructor(kind)
            for method in self.arguments.methods:
                operation = method.operation
                text = operation.description or operation.summary or operation.name
                head = f"{self._head(kind)}def {operation.name}({_signature(method)})"
                w("")
                with w.block(f"{head} -> {self._accepted(method)}:"):
                    w(_paragraphs(text, method.arguments))
                    w(f"asked = self._calls.{operation.name}({_passed(method)})")
                    answer = "(await self._link.call(asked))" if kind else "self._link.call(asked)"
                    w(f"return {answer}.value")

    def _head(self, kind: str) -> str:
        return "async " if kind else ""

    def _introduction(self, kind: str) -> str:
        shared = "tasks of one event loop" if kind else "threads"
        return (
            f"Calls {self.provider.title}. Each call ends within ``deadline`` seconds: it returns what the provider "
            "accepted, or raises NotSent, Rejected or OutcomeUnknown. Any number of "
            f"{shared} may share one client. ``raw`` has the same calls, whose answers keep status, headers and bytes."
        )

    def _constructor(self, kind: str) -> None:
        w = self.w
        positional = self.arguments.positional
        named = [one for one in self.arguments.client.values() if one not in positional]
        options = [one.source for one in named]
        if len(self.provider.credentials) > 1:
            options.append(f"auth: {self._auth_hint()} = None")
        if self.arguments.formats:
            options.append(f"format: {literal(self.arguments.formats)} = {self.arguments.formats[0]!r}")
        options += [
            "base_url: str" if self.address is None else "base_url: str = BASE_URL",
            "deadline: float = _client.TOTAL_SECONDS",
            f"transport: runtime.{kind}Transport | None = None",
            "tls: bool = True",
            "answers: Literal['checked', 'lenient'] = 'checked'",
            "hooks: Sequence[runtime.Hook] = ()",
        ]
        signature = ", ".join(["self", *(one.source for one in positional), "*", *options])
        with w.block(f"def __init__({signature}) -> None:"):
            given = [one.name for one in self.arguments.client.values()]
            given += ["format"] if self.arguments.formats else []
            w(f"self._calls = Calls({', '.join(given)})")
            authentication = "None"
            if self.provider.credentials:
                auth = ["auth"] if len(self.provider.credentials) > 1 else []
                own = [*auth, "self._calls", *(one.name for one in self._scheme_arguments())]
                authentication = f"authentication({', '.join(own)})"
            settings = "base_url=base_url, deadline=deadline, tls=tls, answers=answers, hooks=hooks"
            w(f"settings = _client.Settings({settings})")
            w(f"super().__init__(_client.{kind or 'Sync'}Link(settings, {authentication}, transport))")
            w(f"self.raw: Final = {kind}RawClient(self._calls, self._link)")


def _wrapper(one: Argument) -> str:
    """The function that hides a secret, which may be absent or null."""
    words = one.hint.split(" | ")
    if "Unset" in words:
        return "_secret.nullable_secret" if "None" in words else "_secret.optional_secret"
    return "_client.hidden" if "None" in words else "_secret.secret"


def _article(kind: str) -> str:
    return "an asynchronous" if kind else "a"


def _signature(method: Method) -> str:
    own = [one.source for one in method.arguments]
    return ", ".join(["self", *(["*", *own] if own else [])])


def _passed(method: Method) -> str:
    return ", ".join(f"{one.name}={one.name}" for one in method.arguments)


def _paragraphs(text: str, arguments: list[Argument]) -> str:
    """A docstring with a line about each argument that has a description."""
    told = [one for one in arguments if one.description.strip()]
    if not told:
        return docstring(text)
    lines = wrap(inside_docstring(text), WIDTH)
    for one in told:
        first, *more = wrap(inside_docstring(f"{one.name}: {one.description}"), WIDTH - 4)
        lines += ["", first, *(f"    {line}" for line in more)] if one is told[0] else [
            first, *(f"    {line}" for line in more)
        ]  # fmt: skip
    return '"""' + "\n".join(lines) + '\n"""'
