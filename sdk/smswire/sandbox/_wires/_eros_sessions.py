"""Who calls: by Basic, where an API key may be the user, by a bearer token, or by the cookies of a session."""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections import OrderedDict
from collections.abc import Iterator
from typing import Final

from attrs import frozen

from smswire.sandbox._wires._eros_refusals import Refusal, not_authenticated
from smswire.sandbox._world import World
from smswire_runtime import Request

WRONG: Final = "wrong"
"""The one password or token that is not accepted."""

SESSIONS: Final = 10_000
"""Sessions that are kept, the newest: a client that logs in anew for each message must not fill the memory."""

COOKIES: Final = ("ss-id", "ss-pid")
"""The cookie of the session, and the one that outlasts the browser."""

DIGITS: Final = 12
"""Digits of the hash that stands for a key: enough to tell accounts apart."""

MISSING: Final = "Not Authenticated"
INVALID: Final = "Invalid UserName or Password"


@frozen(kw_only=True)
class Session:
    """The ids of one session, and whose it is."""

    account: str
    id: str
    permanent_id: str
    remembered: bool


class Sessions:
    """The sessions that are open."""

    def __init__(self) -> None:
        self._by_id: OrderedDict[str, Session] = OrderedDict()

    def open(self, account: str, *, remembered: bool, world: World) -> Session:
        """A new session."""
        one, other = (base64.b64encode(bytes.fromhex(world.new_guid())).decode().rstrip("=") for _ in range(2))
        session = Session(account=account, id=_plain(one), permanent_id=_plain(other), remembered=remembered)
        self._by_id[session.id] = session
        if remembered:
            self._by_id[session.permanent_id] = session
        while len(self._by_id) > SESSIONS:
            self._by_id.popitem(last=False)
        return session

    def of(self, account: str) -> Iterator[Session]:
        """The open sessions of an account."""
        return (session for session in self._by_id.values() if session.account == account)

    def account(self, request: Request) -> str | Refusal:
        """Who calls, or why nobody may."""
        scheme, credentials = _authorization(request)
        if scheme == "basic":
            return _basic(credentials)
        if scheme == "bearer":
            return _named("token", credentials) if credentials and credentials != WRONG else not_authenticated(MISSING)
        for name, value in cookies_of(request):
            session = self._by_id.get(value) if name in COOKIES else None
            if session is not None:
                return session.account
        return not_authenticated(MISSING)


def secrets_of(request: Request) -> tuple[str, ...]:
    """What in the headers proves who calls, as it stands there."""
    found = [value for name, value in cookies_of(request) if name in COOKIES]
    return (*found, _authorization(request)[1])


def cookies_of(request: Request) -> Iterator[tuple[str, str]]:
    """The cookies of a request."""
    for header, line in request.headers:
        if header.lower() == "cookie":
            for part in line.split(";"):
                name, _, value = part.strip().partition("=")
                yield name, value.strip('"')


def _authorization(request: Request) -> tuple[str, str]:
    scheme, _, credentials = (request.header("authorization") or "").strip().partition(" ")
    return scheme.lower(), credentials.strip()


def _basic(credentials: str) -> str | Refusal:
    try:
        text = base64.b64decode(credentials, validate=True).decode("utf-8", "replace")
    except (binascii.Error, ValueError):
        return not_authenticated("Invalid BasicAuth Credentials")
    user, colon, password = text.partition(":")
    if not user or not colon:
        return not_authenticated("Invalid BasicAuth Credentials")
    if WRONG in {password, "" if password else user}:
        return not_authenticated(INVALID)
    return user if password else _named("key", user)


def _named(kind: str, secret: str) -> str:
    """A name for the account of a key or token, which itself is no name to be shown."""
    return f"{kind}-{hashlib.sha256(secret.encode()).hexdigest()[:DIGITS]}"


def _plain(text: str) -> str:
    """Letters and digits, as the framework's own ids have no others."""
    return text.replace("+", "x").replace("/", "y")
