"""A send of the facade against the same send of the client below it, over the same wire to the same server."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, Final

import smswire
from smswire_providers import eros, netoxygen, redoxygen, smsoffice
from smswire_providers.eros import SMSContact, SMSModel
from smswire_providers.redoxygen import OutgoingMessage, OutgoingMessages, ReceiptFlag, ReplyType
from smswire_runtime import _json
from tests.bench._findings import Finding, quartiles, same
from tests.bench._measure import OURS, Ratio, ratios
from tests.bench._people import ACCOUNT, PASSWORD, USER, people
from tests.bench._sandbox import sandbox
from tests.bench.first import FROM, URLS

DEST, _, _, TEXT = people()[0]

CLIENTS: Final[dict[str, Callable[[str], Any]]] = {
    "redoxygen": lambda base: redoxygen.Client(ACCOUNT, USER, PASSWORD, base_url=base),
    "netoxygen": lambda base: netoxygen.Client(USER, PASSWORD, base_url=base),
    "eros": lambda base: eros.Client(USER, PASSWORD, base_url=base),
    "smsoffice": lambda base: smsoffice.Client(USER, PASSWORD, base_url=base),
}

SENDS: Final[dict[str, Callable[[Any], Any]]] = {
    "redoxygen": lambda client: client.send(
        messages=OutgoingMessages(
            receipt_flag=ReceiptFlag.NEVER,
            reply_type=ReplyType.EMAIL,
            time_zone_offset=0,
            recipients=[OutgoingMessage(dest_tn=DEST, sms_text=TEXT)],
        )
    ),
    "netoxygen": lambda client: client.send_message(dest=[DEST], message=TEXT),
    "eros": lambda client: client.send(sms_model=SMSModel(to=[SMSContact(phone_number=DEST)], message_body=TEXT)),
    "smsoffice": lambda client: client.send_sms(from_=FROM, to=DEST.removeprefix("+"), message=TEXT),
}
"""The calls that the facade makes of the message, with what it says to the providers besides."""


def against_client() -> Finding:
    """The worst of the providers counts."""
    _json.use_backend("orjson")
    with sandbox() as (host, _):
        found = {name: _measured(name, host) for name in URLS}
    worst = max(found, key=lambda name: found[name].median)
    others = [f"{name} {ratio.median:.2f}" for name, ratio in found.items() if name != worst]
    return Finding(found[worst].median, [f"the worst is {worst}", quartiles(found[worst]), *others])


def _measured(name: str, host: str) -> Ratio:
    with smswire.connect(URLS[name].format(host)) as gateway, CLIENTS[name](f"http://{host}") as client:
        same(smswire.Outcome.ACCEPTED, gateway.send(DEST, TEXT).outcome, OURS)
        return ratios(partial(SENDS[name], client), {OURS: partial(gateway.send, DEST, TEXT)})[OURS]
