"""Connection URLs: ``<provider>://USER:PASS@HOST[:PORT][/base]?option=value``."""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import parse_qsl, unquote

from attrs import field, frozen

from smswire._checks import login
from smswire_runtime import ConfigurationError, Secret
from smswire_runtime._transport import is_loopback, parse_base

LONGEST: Final = 4_096
"""Characters of a connection URL."""

_URL: Final = re.compile(
    r"(?P<provider>[a-z][a-z0-9_]*)://(?:(?P<user>[^:@/?#]*)(?::(?P<password>[^@/?#]*))?@)?"
    r"(?P<place>[^@/?#]*)(?P<base>/[^@?#]*)?(?:\?(?P<query>[^@#]*))?"
)
"""An ``@`` further on may follow a password that holds a ``?`` as it is, so that its end would pass for an option."""
_BROKEN: Final = re.compile(r"%(?![0-9A-Fa-f]{2})")
SHARED: Final = ("tls", "deadline", "answers")
"""Options of every provider."""


@frozen
class ConnectionUrl:
    """A connection URL in its parts. Its repr shows neither user nor password."""

    provider: str
    user: str = field(repr=False)
    password: Secret = field(repr=False)
    place: str
    """Host and port; empty for the provider's own."""
    path: str
    query: dict[str, str] = field(repr=False)
    where: str = ""
    """The file and the key that it stands under, where it comes from a file."""

    def require_fit(self) -> None:
        """Refuse a user and a password that no wire carries."""
        login(self.user, self.password)

    def allow(self, *names: str) -> None:
        """Refuse options that this provider does not know."""
        unknown = [name for name in self.query if name not in {*names, *SHARED}]
        if unknown:
            known = ", ".join(sorted({*names, *SHARED}))
            raise ConfigurationError(f"{self.provider} knows no option {unknown[0]!r}; it knows {known}")

    def login(self) -> tuple[str, Secret]:
        """The user and the password, both of which have to be there."""
        if not self.user or self.password == Secret(""):
            raise ConfigurationError(f"a user and a password are needed: {self.provider}://USER:PASS@…")
        return self.user, self.password

    def choice(self, name: str, *choices: str) -> str | None:
        """One of some words, where the option is there."""
        value = self.query.get(name)
        if value is not None and value not in choices:
            raise ConfigurationError(f"{name} is one of {', '.join(choices)}")
        return value

    @property
    def tls(self) -> bool:
        """Whether https is insisted on."""
        return self.choice("tls", "on", "off") != "off"

    def base(self, documented: str) -> str:
        """The base URL; without a host the documented one."""
        said = self.choice("tls", "on", "off")
        if not self.place:
            if said == "on":
                documented = documented.replace("http://", "https://", 1)
            elif said == "off":
                documented = documented.replace("https://", "http://", 1)
            return documented + self.path
        plain = said == "off" or (said is None and _on_loopback(self.place))
        return f"{'http' if plain else 'https'}://{self.place}{self.path}"

    def deadline(self) -> float | None:
        """Seconds that a call may last."""
        text = self.query.get("deadline")
        try:
            return None if text is None else float(text)
        except ValueError:
            raise ConfigurationError("deadline is a number of seconds") from None


def _on_loopback(place: str) -> bool:
    return is_loopback(parse_base(f"https://{place}").host)


def parse_url(text: str) -> ConnectionUrl:
    """Read a connection URL; what is wrong is said without repeating it, since it holds a password."""
    if len(text) > LONGEST or not text.isprintable() or (match := _URL.fullmatch(text)) is None:
        raise ConfigurationError(
            "the connection URL is wrong: expected provider://USER:PASS@HOST[:PORT][/base]?option=…"
        )
    if _BROKEN.search(text):
        raise ConfigurationError("the connection URL holds a % that is no escape; a % in a password is written %25")
    try:
        pairs = parse_qsl(
            match["query"] or "", keep_blank_values=True, strict_parsing=bool(match["query"]), errors="strict"
        )
        user, password = (unquote(match[name] or "", errors="strict") for name in ("user", "password"))
    except ValueError:
        raise ConfigurationError("the connection URL holds escapes that are no UTF-8, or an option without =") from None
    if len(dict(pairs)) < len(pairs):
        raise ConfigurationError("the connection URL has an option twice")
    place, path = match["place"], (match["base"] or "").rstrip("/")
    return ConnectionUrl(match["provider"], user, Secret(password), place, path, dict(pairs))
