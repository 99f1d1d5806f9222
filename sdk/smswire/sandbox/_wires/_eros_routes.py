"""Which path means which operation, and in which format it is answered, by ServiceStack's own rules of negotiation."""

from __future__ import annotations

import re
from typing import Final

from attrs import frozen

from smswire.sandbox._wire import Violation
from smswire.sandbox._wires._bodies import media_of
from smswire_providers.eros import server
from smswire_runtime import DecodeError, Request, _form
from smswire_runtime._bodies import FORM, JSON, JSV

HTML: Final = "text/html"
XML: Final = "application/xml"
CSV: Final = "text/csv"

FORMATS: Final = {"json": JSON, "jsv": JSV, "xml": XML, "csv": CSV, "html": HTML}
"""What the framework knows by a suffix or by ``?format=``."""

SERVED: Final = (JSON, JSV)
"""What the document has. The other formats are switched off here."""

PREFERRED: Final = (HTML, JSON, XML, JSV)
"""The framework's order of preference among what a client accepts; q-values do not count."""

_REPLY: Final = "/json/reply/"
_API: Final = "/api"
_BATCHES: Final = ("[]", "%5b%5d")


def _paths() -> dict[str, str]:
    """The operation of each path in lower case, since the framework does not look at the casing of a path."""
    paths = {route.path.lower(): route.operation for route in server.ROUTES}
    for path, operation in tuple(paths.items()):  # a base path stands before the predefined ones too
        if not path.startswith(f"{_API}/"):
            paths[f"{_API}{path}"] = operation
    for name, operation in (("smssend", "send"), ("authenticate", "authenticate")):  # where its own clients post
        paths |= {f"{_API}/{name}": operation, f"{_REPLY}{name}": operation, f"{_API}{_REPLY}{name}": operation}
    return paths


PATHS: Final = _paths()

NEWER: Final = frozenset({f"{_API}/smssend", f"{_API}/authenticate"})
"""Predefined paths of newer hosts only, which answer in camel case."""

JSON_ONLY: Final = NEWER | {path for path in PATHS if _REPLY in path}
"""Predefined paths, which answer JSON whatever the header Accept says."""

_CAMEL: Final = re.compile(rb'(?:\A|[{,"\s&])(?:smsModel|userName)"?\s*[:=]')
"""A request in camel case, as the framework's own newer clients write, which read nothing else."""

LOOKED_AT: Final = 64 * 1024
"""Octets of a body in which such a name is looked for."""


@frozen(kw_only=True)
class Route:
    """What a path leads to."""

    operation: str
    """Empty when it leads nowhere."""
    answers_json: bool = False
    is_newer: bool = False
    """Whether only newer hosts have it."""
    suffix: str = ""
    """The format that it ends with."""


@frozen(kw_only=True)
class Negotiated:
    """The format of an answer."""

    media: str
    violations: tuple[Violation, ...] = ()


def route_of(path: str) -> Route | None:
    """Where a path leads; nothing for what is none of this service's."""
    plain = path.lower().rstrip("/")
    stem, dot, suffix = plain.rpartition(".")
    if plain in PATHS:
        stem, suffix = plain, ""
    if stem in PATHS and (dot or stem == plain):
        operation = PATHS[stem] if suffix in {"", *FORMATS} else ""
        return Route(operation=operation, answers_json=stem in JSON_ONLY, is_newer=stem in NEWER, suffix=suffix)
    for ending in _BATCHES:  # which are left out of the specification, since they stop in the middle
        if plain.removesuffix(ending) in PATHS:
            return Route(operation="")
    return None


def negotiated(route: Route, request: Request) -> Negotiated:
    """The format of the answer: by the suffix, by ``?format=``, by the path, or by the header Accept."""
    if route.suffix in FORMATS:
        return Negotiated(media=FORMATS[route.suffix])
    if (asked := _queried(request.query)) in FORMATS:
        return Negotiated(media=FORMATS[asked])
    if route.answers_json:
        return Negotiated(media=JSON)
    accept = request.header("accept")
    if accept is None:
        return Negotiated(media=JSON)
    return _accepted([part.partition(";")[0].strip().lower() for part in accept.split(",")], media_of(request))


def in_camel_case(route: Route | None, request: Request) -> bool:
    """Whether the answer's names begin with small letters: as on newer hosts, for those who write like that."""
    return (route is not None and route.is_newer) or _CAMEL.search(request.body, 0, LOOKED_AT) is not None


def _queried(query: str) -> str:
    try:
        fields = _form.loads(query)
    except DecodeError:
        return ""
    found = next((text for name, text in fields if name.lower() == "format"), "")
    return found.partition(".")[0].lower()


def _accepted(accepted: list[str], own: str) -> Negotiated:
    """The format for a list of acceptable ones; the request's own is the best of those that are preferred."""
    own = JSON if own in {FORM, ""} else own
    found = [media for media in PREFERRED if media in accepted]
    media = own if own in found else found[0] if found else ""
    if not media and "*/*" in accepted:
        return Negotiated(media=own if own in SERVED else JSON)
    if media == HTML:
        problem = "prefers HTML, so that a real ServiceStack answers a page; here comes JSON"
        return Negotiated(media=JSON, violations=(Violation(path="headers.Accept", problem=problem),))
    if not media and CSV in accepted:
        return Negotiated(media=CSV)
    if not media:
        problem = f"names neither {JSON} nor {JSV}"
        return Negotiated(media=JSON, violations=(Violation(path="headers.Accept", problem=problem),))
    return Negotiated(media=media)
