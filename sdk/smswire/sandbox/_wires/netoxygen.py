"""NetOxygen's XML-RPC address: FALSE for bad credentials, a fault for what is no call, both with HTTP 200."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final, cast

from smswire.sandbox._wire import Answered, Violation, Wire
from smswire.sandbox._wires._netoxygen_calls import passwords, read_call
from smswire.sandbox._wires._netoxygen_methods import MANY, METHODS, PROVIDER, Method, carried
from smswire.sandbox._wires._schemas import schema_of
from smswire.sandbox._world import World
from smswire_providers.netoxygen.server import ROUTES
from smswire_runtime import DecodeError, Json, Request, Response
from smswire_runtime._xmlrpc import dumps_fault

PATH: Final = ROUTES[0].path

WRONG: Final = "wrong"
"""The one password that is not accepted."""

# The codes that XML-RPC servers agreed on ("Specification for Fault Code Interoperability"); this provider names none.
NO_CALL: Final = -32700
NO_METHOD: Final = -32601
BAD_PARAMETERS: Final = -32602

_CREDENTIALS: Final = 2
_MEDIA: Final = frozenset({"text/xml", "application/xml"})


class NetOxygen(Wire):
    """The wire of NetOxygen."""

    provider = PROVIDER

    def serves(self, method: str, path: str) -> bool:  # noqa: ARG002, other methods get a refusal of this wire
        """The documented path, and the same without its slash, where a web server tells the way."""
        return path in {PATH, PATH.rstrip("/")}

    def answer(self, request: Request, world: World) -> Answered:
        """Answer a call; what is none is answered too."""
        if request.path != PATH:
            moved = Response(status=301, headers=(("Location", PATH),))
            return Answered(response=moved, violations=(Violation(path="path", problem=f"{PATH} ends with a slash"),))
        if request.method != "POST":
            refused = Response(status=405, headers=(("Allow", "POST"),))
            return Answered(response=refused, violations=(Violation(path="method", problem="only POST is documented"),))
        found = list(_envelope(request))
        try:
            name, arguments = read_call(request.body)
        except DecodeError as error:
            found.append(Violation(path=error.path, problem=error.problem))
            return Answered(response=_fault(NO_CALL, f"parse error. {error}"), violations=tuple(found))
        method = METHODS.get(name)
        if method is None:
            found.append(Violation(path="$.methodName", problem="no documented method"))
            return Answered(response=_fault(NO_METHOD, "requested method not found"), violations=tuple(found))
        return _called(method, arguments, world, found)

    def secrets(self, request: Request) -> tuple[str, ...]:
        """The password as it stands in the body: escaped, in base64, or in pieces."""
        return passwords(request.body) if request.body else ()


def _envelope(request: Request) -> Iterator[Violation]:
    media = (request.header("content-type") or "").partition(";")[0].strip().lower()
    if media and media not in _MEDIA:
        yield Violation(path="headers.Content-Type", problem="XML-RPC travels as text/xml")
    if request.query:
        yield Violation(path="query", problem="all parameters stand in the body")


def _called(method: Method, arguments: list[Json], world: World, found: list[Violation]) -> Answered:
    names = method.names
    if len(arguments) > len(names):
        found.append(Violation(path="$.params", problem=f"{len(arguments)} where at most {len(names)} may stand"))
        arguments = arguments[: len(names)] if world.lenient else arguments
    given = dict(zip(names, arguments, strict=False))
    found += [_placed(names, one.path, one.problem) for one in schema_of(PROVIDER, method.model).violations(given)]
    try:
        params = method.read(arguments)
        _check_length(params)
    except DecodeError as error:
        wrong = _placed(names, error.path, error.problem)
        found += [] if wrong.path in {one.path for one in found} else [wrong]
        fault = _fault(BAD_PARAMETERS, f"invalid method parameters. {wrong.path}: {wrong.problem}")
        response = fault if _is_admitted(arguments) else method.refusal
        return Answered(response=response, violations=tuple(found), operation=method.name)
    if not _is_admitted(arguments):
        return Answered(response=method.refusal, violations=tuple(found), operation=method.name)
    done = method.run(params, world)
    return Answered(
        response=method.write(done.result),
        violations=(*found, *done.violations),
        messages=done.messages,
        operation=method.name,
    )


def _is_admitted(arguments: list[Json]) -> bool:
    """Whether there is a user, and a password other than the wrong one; a missing one counts as wrong."""
    user, password = [*arguments, "", ""][:_CREDENTIALS]
    return all(isinstance(one, str) and one != "" for one in (user, password)) and str(password) != WRONG


def _check_length(params: object) -> None:
    for name in ("dest", "id"):
        given = getattr(params, name, "")
        if isinstance(given, list) and len(cast("Sequence[object]", given)) > MANY:
            raise DecodeError(f"$.{name}", f"more than the {MANY} that this sandbox takes in one call")


def _placed(names: Sequence[str], path: str, problem: str) -> Violation:
    """On the wire parameters have positions; their names go into the words."""
    name, bracket, rest = path.removeprefix("$").removeprefix(".").partition("[")
    if name not in names:
        return Violation(path="$.params", problem=problem)
    return Violation(path=f"$.params[{names.index(name)}]{bracket}{rest}", problem=f"{name}: {problem}")


def _fault(code: int, text: str) -> Response:
    return Response(status=200, headers=(("Content-Type", "text/xml"),), body=dumps_fault(code, carried(text)))
