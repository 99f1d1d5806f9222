"""Who may control the sandbox: nobody whom a browser was tricked into being.

A page of another origin can make a browser post to loopback, and a name that its owner points at 127.0.0.1 makes the
page of the same origin. So the control paths want a Host that is this machine, or a token, and an Origin, if any, that
is their own. Wires take any Host, since clients are pointed at the sandbox in many ways; what a browser sends them on
behalf of another origin is refused, as it could make the sandbox call listeners.
"""

from __future__ import annotations

import hmac
from typing import Final
from urllib.parse import urlsplit

from attrs import field, frozen

from smswire.sandbox._caller import is_loopback
from smswire_runtime import Request, Response

COOKIE: Final = "smswire-sandbox"


def _host_of(authority: str) -> str | None:
    try:
        return urlsplit(f"//{authority}").hostname
    except ValueError:
        return None


def is_foreign_page(request: Request) -> bool:
    """Whether a browser says that a page of another origin made it send this; nothing else has that header."""
    return request.header("sec-fetch-site") in {"cross-site", "same-site"}


@frozen(kw_only=True)
class Guard:
    """Whom the control API and the page let in."""

    token: str | None = field(default=None, repr=False)
    """What everybody has to show when the sandbox can be reached from elsewhere."""

    def objection(self, request: Request) -> tuple[int, str, str] | None:
        """Status, place and words of what speaks against a request of the control API; None when nothing does."""
        host = request.header("host") or ""
        if self.token is None and host and not is_loopback(_host_of(host) or ""):
            return (
                403,
                "headers.Host",
                "the sandbox is controlled from this machine only: call it 127.0.0.1 or localhost",
            )
        origin = request.header("origin")
        if origin is not None and origin.lower() not in {f"http://{host}".lower(), f"https://{host}".lower()}:
            return 403, "headers.Origin", "pages of other origins do not control the sandbox"
        if request.method != "GET" and is_foreign_page(request):
            return 403, "headers.Sec-Fetch-Site", "pages of other origins do not control the sandbox"
        if self.token is not None and not self._shows_token(request, self.token):
            return 401, "headers.Authorization", "the token is missing or wrong: Authorization: Bearer TOKEN"
        return None

    def _shows_token(self, request: Request, token: str) -> bool:
        scheme, _, shown = (request.header("authorization") or "").partition(" ")
        if scheme.lower() == "bearer" and _same(shown.strip(), token):
            return True
        cookies = (request.header("cookie") or "").split(";")
        return any(_same(cookie.strip(), f"{COOKIE}={token}") for cookie in cookies)

    def welcome(self, request: Request) -> Response | None:
        """For a browser that opens the page with ``?token=``: the token in a cookie, and no longer in the address."""
        name, _, shown = request.query.partition("=")
        if self.token is None or request.path != "/" or name != "token" or not _same(shown, self.token):
            return None
        cookie = f"{COOKIE}={self.token}; Path=/; HttpOnly; SameSite=Strict"
        return Response(status=303, headers=(("Location", "/"), ("Set-Cookie", cookie), ("Cache-Control", "no-store")))


def _same(one: str, other: str) -> bool:
    return hmac.compare_digest(one.encode("utf-8", "replace"), other.encode("utf-8", "replace"))
