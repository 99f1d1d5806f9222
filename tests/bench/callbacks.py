"""What a provider brings: bytes become a typed event and an acknowledgement, behind an address whose signature counts.

The floor is what nobody can do without who takes such a call: the JSON read by the standard library, and one digest.
"""

from __future__ import annotations

import hmac
import json
from collections import deque
from functools import partial
from typing import Any, Final
from urllib.parse import urlsplit

from smswire import Receipt, State
from smswire.callbacks import Event, Receiver
from smswire_runtime import Headers, _json
from tests.bench._findings import Backend, Finding, figure, quartiles, same
from tests.bench._measure import OURS, Ratio, ratio, ratios
from tests.bench._people import ACCOUNT, USER, people

KEY: Final = "a key that nobody guesses"
HEADERS: Final[Headers] = (("Content-Type", "application/json"), ("Content-Length", "400"))
WHEN: Final = "01-Jan-2030 00:00:01 (UTC)"
ID: Final = "123e4567-e89b-12d3-a456-426614174001"

DEST, _, _, TEXT = people()[0]
ANSWER: Final = "1, and thank you"


def measure() -> Finding:
    """A receipt and a reply; the worse of the two counts."""
    found = {kind: _measured(kind) for kind in DOCUMENTS}
    worse = max(found, key=lambda kind: found[kind].median)
    others = [figure(kind, ratio) for kind, ratio in found.items() if kind != worse]
    aside = figure("on orjson", _measured(worse, "orjson"))
    return Finding(found[worse].median, [f"the worse is the {worse}", quartiles(found[worse]), *others, aside])


def _document(kind: str, **row: str) -> dict[str, Any]:
    """As the provider's own sample has it."""
    sender = {"AccountId": ACCOUNT, "Username": USER}
    messages = {"RequestId": "123e4567-e89b-12d3-a456-426614174000", kind: {"SMSId": ID, **row, "Timestamp": WHEN}}
    return {"Name": f"ROX_API_{kind}", "Version": 1.1, "Sender": sender, "Messages": messages}


DOCUMENTS: Final = {
    "receipt": _document("Receipt", DestTn=DEST, Result="0000", ResultText="Delivered"),
    "reply": _document("Reply", ReplyFrom=DEST, ReplyText=ANSWER, SMSText=TEXT),
}


def _measured(kind: str, backend: Backend = "stdlib") -> Ratio:
    _json.use_backend(backend)
    heard: deque[Event] = deque(maxlen=1)
    receiver = Receiver("https://example.com/sms", heard.append, keys=[KEY])
    path = urlsplit(receiver.addresses.address("redoxygen", kind)).path
    body = json.dumps(DOCUMENTS[kind], separators=(",", ":")).encode()
    handle = partial(receiver.handle, "POST", path, "", HEADERS, body)
    same(200, handle().status, OURS)
    _check(heard.pop())
    floor = partial(_floor, body, path.encode())
    return ratios(floor, {OURS: handle})[OURS] if backend == "stdlib" else ratio(floor, handle)


def _check(event: Event) -> None:
    """The event says what was brought."""
    if isinstance(event, Receipt):
        same((ID, DEST, State.DELIVERED), (event.id, event.to, event.state), OURS)
    else:
        same((ID, DEST, ANSWER, TEXT), (event.id, event.sender, event.text, event.original), OURS)


def _floor(body: bytes, path: bytes) -> tuple[Any, bytes]:
    return json.loads(body), hmac.digest(KEY.encode(), path, "sha256")
