"""The Eros gateway, a ServiceStack service: one message to one or several recipients, and one answer for all of them.

It calls nobody: there are no receipts and no replies on this wire.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from attrs import evolve, frozen

from smswire._errors import InvalidNumber
from smswire._numbers import national
from smswire._segments import segments
from smswire.sandbox._magic import Fate
from smswire.sandbox._wire import Answered, Violation, Wire
from smswire.sandbox._wires import _eros_refusals as refusals
from smswire.sandbox._wires._bodies import items, members
from smswire.sandbox._wires._eros_bodies import read_body
from smswire.sandbox._wires._eros_jsv import is_guid
from smswire.sandbox._wires._eros_refusals import Refusal
from smswire.sandbox._wires._eros_routes import FORMATS, SERVED, in_camel_case, negotiated, route_of
from smswire.sandbox._wires._eros_sessions import COOKIES, INVALID, WRONG, Session, Sessions, secrets_of
from smswire.sandbox._wires._passwords import passwords_in, passwords_in_query
from smswire.sandbox._world import Stored, World
from smswire_providers.eros import codecs, server
from smswire_providers.eros.models import (
    AuthenticateResponse,
    CommResponse,
    ErrorResponse,
    ResponseStatus,
    SMSContact,
    SMSModel,
)
from smswire_runtime import UNSET, DecodeError, Drift, Headers, Json, Request, Response
from smswire_runtime._bodies import JSV, write_answer
from smswire_runtime._values import untyped

PROVIDER: Final = "eros"
COUNTRY: Final = "27"
"""The country of national numbers. No form of a number is documented; the specification's samples are South African."""

NUMBER: Final = 32
"""Characters of a number: 15 digits with any usual punctuation."""

MANY: Final = 1_000
"""Recipients of one message that this sandbox serves. No document names a limit."""

NONE: Final = "0" * 32
"""The GUID that means none."""

FIRST_REFERENCE: Final = 10_000

YEARS_20: Final = 20 * 365 * 24 * 60 * 60
"""Seconds that the permanent cookie lasts: the framework's twenty years."""

_SAVED: Final = {"send": "SMS saved for background processing.", "send_immediate": "SMS sent."}
_REFUSED: Final = {
    Fate.INVALID_RECIPIENT: "No valid recipient.",
    Fate.NO_ROUTE: "No route to the recipient.",
    Fate.NO_CREDIT: "Not enough credits.",
}


@frozen(kw_only=True)
class _Said:
    """What is answered."""

    body: CommResponse | AuthenticateResponse | ErrorResponse
    status: int = 200
    headers: Headers = ()
    violations: tuple[Violation, ...] = ()
    messages: tuple[Stored, ...] = ()


@frozen(kw_only=True)
class _Order:
    """What is to be sent, as far as it could be read."""

    text: str
    sender: str
    contacts: tuple[SMSContact, ...]


class Eros(Wire):
    """The wire of Eros."""

    provider = PROVIDER

    def __init__(self) -> None:
        self.sessions = Sessions()

    def serves(self, method: str, path: str) -> bool:  # noqa: ARG002, other methods get this server's own refusal
        """The documented paths, with whatever suffix, and those where the framework's own clients post."""
        return route_of(path) is not None

    def answer(self, request: Request, world: World) -> Answered:
        """Answer a request in the format that it asks for."""
        route = route_of(request.path)
        if route is None or not route.operation:
            response = _written(_refusing(refusals.not_found()), camel=in_camel_case(route, request))
            return Answered(response=response, violations=(Violation(path="path", problem="not documented"),))
        chosen = negotiated(route, request)
        said = self._said(route.operation, chosen.media, request, world)
        return Answered(
            response=_written(said, jsv=chosen.media == JSV, camel=in_camel_case(route, request)),
            violations=chosen.violations + said.violations,
            messages=said.messages,
            operation=route.operation,
        )

    def _said(self, operation: str, media: str, request: Request, world: World) -> _Said:
        """What is said, whatever its format. Whoever is not known is told nothing of the body."""
        if request.method != "POST":
            headers = (("Allow", "POST"),)
            return _refusing(
                refusals.not_allowed(request.method), headers, (Violation(path="method", problem="not POST"),)
            )
        if media not in SERVED:
            name = next(name for name, one in FORMATS.items() if one == media)
            problem = f"asks for {media}, which is not documented"
            return _refusing(refusals.switched_off(name), (), (Violation(path="headers.Accept", problem=problem),))
        if operation == "authenticate":
            return self._opened(request, world)
        account = self.sessions.account(request)
        if isinstance(account, Refusal):
            return _refusing(account, (("WWW-Authenticate", 'Basic realm="/auth/basic"'),))
        value, found = read_body(request, "SMSSend", codecs.JSV_SMS_SEND)
        order = value if isinstance(value, Refusal) else _ordered(value, lenient=world.lenient)
        if isinstance(order, Refusal):
            return _refusing(order, (), found)
        return evolve(_sent(order, account, operation, world), violations=found)

    def _opened(self, request: Request, world: World) -> _Said:
        """A session, with its cookies; a missing credential counts as a wrong one."""
        value, found = read_body(request, "AuthenticateRequest", codecs.JSV_AUTHENTICATE_REQUEST)
        if isinstance(value, Refusal):
            return _refusing(value, (), found)
        user, password = value.get("UserName"), value.get("Password")
        missing = [name for name in ("UserName", "Password") if not isinstance(value.get(name), str) or not value[name]]
        if missing or password == WRONG:
            return _refusing(refusals.not_authenticated(INVALID, *missing), (), found)
        session = self.sessions.open(str(user), remembered=value.get("RememberMe") is True, world=world)
        body = AuthenticateResponse(
            user_id="1",
            session_id=session.id,
            user_name=session.account,
            display_name=session.account,
            response_status=ResponseStatus(),
        )
        return _Said(body=body, headers=_cookies(session), violations=found)

    def secrets(self, request: Request) -> tuple[str, ...]:
        """Credentials, tokens and cookies; of a login, the password and what opens the user's sessions."""
        found = secrets_of(request) + passwords_in_query(request)
        route = route_of(request.path)
        if route is not None and route.operation == "authenticate":
            value, _ = read_body(request, "AuthenticateRequest", codecs.JSV_AUTHENTICATE_REQUEST)
            user = "" if isinstance(value, Refusal) else str(value.get("UserName"))
            found += passwords_in(request)
            found += tuple(one for session in self.sessions.of(user) for one in (session.id, session.permanent_id))
        return found


def _written(said: _Said, *, jsv: bool = False, camel: bool = False) -> Response:
    media: Final = "text/jsv" if jsv else "application/json"
    if camel:
        response = write_answer(said.status, media, _camel(_encoded(said.body)))
    elif isinstance(said.body, AuthenticateResponse):
        response = server.write_authenticate(said.body, said.status, media)
    else:
        response = server.write_send(said.body, said.status, media)
    return evolve(response, headers=(*response.headers, ("Vary", "Accept"), *said.headers))


def _encoded(body: CommResponse | AuthenticateResponse | ErrorResponse) -> Json:
    if isinstance(body, CommResponse):
        return codecs.encode_comm_response(body)
    if isinstance(body, AuthenticateResponse):
        return codecs.encode_authenticate_response(body)
    return codecs.encode_error_response(body)


def _camel(value: Json) -> Json:
    """The same with names that begin with small letters."""
    if isinstance(value, dict):
        return {name[:1].lower() + name[1:]: _camel(item) for name, item in members(untyped(value)).items()}
    return [_camel(item) for item in items(untyped(value))] if isinstance(value, list) else value


def _refusing(refusal: Refusal, headers: Headers = (), violations: tuple[Violation, ...] = ()) -> _Said:
    return _Said(body=refusal.answer, status=refusal.status, headers=headers, violations=violations)


def _cookies(session: Session) -> Headers:
    brief, lasting = COOKIES
    return (
        ("Set-Cookie", f"{brief}={session.id}; path=/; httponly"),
        ("Set-Cookie", f"{lasting}={session.permanent_id}; max-age={YEARS_20}; path=/; httponly"),
        ("Set-Cookie", f"ss-opt={'perm' if session.remembered else 'temp'}; max-age={YEARS_20}; path=/; httponly"),
    )


def _ordered(value: dict[str, Json], *, lenient: bool) -> _Order | Refusal:
    """What is to be sent; a refusal for types that do not fit, and for what nothing can be sent without."""
    drift = Drift()
    try:
        model: Any = codecs.decode_sms_send(value, "$", drift).sms_model
    except DecodeError as error:  # an unknown member that no reader bears
        return refusals.misfit(error.path, error.problem)
    if model is UNSET:
        return refusals.missing_model()
    wrong = [note for note in drift.notes if note[1] != "missing"]
    if not isinstance(model, SMSModel) or (wrong and not lenient):
        return refusals.misfit(*wrong[0])
    fields = tuple(_not_valid(model, lenient=lenient))
    return refusals.not_valid(*fields) if fields else _order(model)


def _order(model: SMSModel) -> _Order:
    given: tuple[Any, Any] = (model.from_, model.to)
    sender = next(_texts(given[0], "phone_number", "name"), "")
    contacts = tuple(contact for contact in given[1] if isinstance(contact, SMSContact))
    return _Order(text=model.message_body, sender=sender, contacts=contacts)


def _texts(contact: Any, *names: str) -> Iterator[str]:
    """What is said of a contact, if it is one."""
    if isinstance(contact, SMSContact):
        for name in names:
            text: Any = getattr(contact, name)
            if isinstance(text, str) and text:
                yield text


def _not_valid(model: SMSModel, *, lenient: bool) -> Iterator[tuple[str, str, str]]:
    """Code, name and words of each field without which nothing can be sent."""
    given: tuple[Any, Any] = (model.to, model.message_body)
    if not any(isinstance(contact, SMSContact) for contact in items(given[0])):
        yield "NotEmpty", "SMSModel.To", "'To' must not be empty."
    elif len(items(given[0])) > MANY:
        yield "TooMany", "SMSModel.To", f"This sandbox serves {MANY} recipients of one message."
    if not isinstance(given[1], str) or not given[1]:
        yield "NotEmpty", "SMSModel.MessageBody", "'Message Body' must not be empty."
    if lenient:
        return
    for name, guid in _guids(model):
        if isinstance(guid, str) and not is_guid(guid):
            yield "FormatException", f"SMSModel.{name}", f"'{name}' is no GUID."


def _guids(model: SMSModel) -> Iterator[tuple[str, Any]]:
    yield "LinkedObjectId", model.linked_object_id
    yield "SuiteId", model.suite_id
    yield "LicenseeId", model.licensee_id
    if isinstance(model.from_, SMSContact):
        yield "From.ContactId", model.from_.contact_id
    for index, contact in enumerate(items(model.to)):
        yield f"To[{index}].ContactId", contact.contact_id


def _sent(order: _Order, account: str, operation: str, world: World) -> _Said:
    """One answer for all recipients: nothing goes to anybody when it cannot go to all."""
    numbers = [_number(contact) for contact in order.contacts]
    fates = [world.fate(number) if number else Fate.INVALID_RECIPIENT for number in numbers]
    refused = next((fate for fate in fates if fate in _REFUSED), None)
    cost = segments(order.text).count * len(numbers)
    if refused is None and not world.debit(PROVIDER, account, cost):
        refused = Fate.NO_CREDIT
    if refused is not None:
        return _Said(body=CommResponse(comm_id=NONE, reference="", status=False, message=_REFUSED[refused]))
    comm_id, reference = world.new_guid(), f"SMS-{FIRST_REFERENCE + world.new_id()}"
    messages = tuple(
        world.store(
            provider=PROVIDER,
            id=comm_id,
            account=account,
            to=number,
            sender=order.sender,
            text=order.text,
            reference=reference,
        )
        for number in numbers
        if number is not None
    )
    body = CommResponse(comm_id=comm_id, reference=reference, status=True, message=_SAVED[operation])
    return _Said(body=body, messages=messages)


def _number(contact: SMSContact) -> str | None:
    """The number in international form; nothing for what is none. There is no address book to look an id up in."""
    number: Any = contact.phone_number
    if not isinstance(number, str) or len(number) > NUMBER:
        return None
    try:
        return f"+{national(number.strip(), COUNTRY)}"
    except InvalidNumber:
        return None
