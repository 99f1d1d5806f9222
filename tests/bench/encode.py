"""Encoding: a request of models becomes bytes, against the JSON library on the equal dictionary."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import partial
from typing import Any, Literal, TypeAlias

import orjson

from smswire_providers.redoxygen import OutgoingMessage, OutgoingMessages, ReceiptFlag, ReplyType, Sender, SendRequest
from smswire_providers.redoxygen.codecs import dumps_send_request
from smswire_runtime import _json
from tests.bench._findings import Finding, figure, quartiles, same
from tests.bench._measure import ratios
from tests.bench._peers import JSON_PEERS
from tests.bench._people import ACCOUNT, PASSWORD, PRODUCT, USER, ZONE, Person, people, request_document

Backend: TypeAlias = Literal["orjson", "stdlib"]

DUMPS: dict[str, Callable[[Any], bytes | str]] = {"orjson": orjson.dumps, "stdlib": json.dumps}


def encode(backend: Backend) -> Finding:
    """A built request: types and constraints are checked while it is written."""
    _json.use_backend(backend)
    recipients = people()
    requests = {
        "ours": build(recipients),
        "number and text only": build_short(recipients),
        "texts of two lines": build(_texts(recipients, "\n")),
        "accented texts": build(_texts(recipients, "é")),
    }
    actions: dict[str, Callable[[], Any]] = {
        name: partial(dumps_send_request, request) for name, request in requests.items()
    }
    plain = request_document(recipients)
    same(plain, json.loads(actions["ours"]()), "ours")
    same(request_document(recipients, full=False), json.loads(actions["number and text only"]()), "ours")
    for name, peer in JSON_PEERS.items():
        write = partial(peer.writer(DUMPS[backend]), peer.build(recipients))
        same(plain, json.loads(write()), name)
        actions[name] = write
    found = ratios(partial(DUMPS[backend], plain), actions)
    notes = [f"{len(actions['ours']())} bytes", quartiles(found["ours"])]
    notes += [figure(name, found[name]) for name in requests if name != "ours"]
    return Finding(found["ours"].median, notes, {name: found[name].median for name in JSON_PEERS})


def build_encode(backend: Backend) -> Finding:
    """The models built from tuples and written, against a dictionary built from them and written by orjson."""
    _json.use_backend(backend)
    recipients = people()
    actions: dict[str, Callable[[], Any]] = {
        "ours": lambda: dumps_send_request(build(recipients)),
        "number and text only": lambda: dumps_send_request(build_short(recipients)),
    }
    plain = request_document(recipients)
    same(plain, json.loads(actions["ours"]()), "ours")
    for name, peer in JSON_PEERS.items():
        write = peer.writer(DUMPS[backend])
        same(plain, json.loads(write(peer.build(recipients))), name)
        actions[name] = partial(_build_and_write, peer.build, write, recipients)
    found = ratios(lambda: orjson.dumps(request_document(recipients)), actions)
    notes = [quartiles(found["ours"]), figure("number and text only", found["number and text only"])]
    return Finding(found["ours"].median, notes, {name: found[name].median for name in JSON_PEERS})


def build(recipients: list[Person]) -> SendRequest:
    """The request with everything that can be said about a recipient."""
    return _request(
        [
            OutgoingMessage(dest_tn=dest, dest_name=name, dest_email=email, sms_text=text)
            for dest, name, email, text in recipients
        ]
    )


def build_short(recipients: list[Person]) -> SendRequest:
    """The common request: a number and a text for each recipient."""
    return _request([OutgoingMessage(dest_tn=dest, sms_text=text) for dest, _, _, text in recipients])


def _request(messages: list[OutgoingMessage]) -> SendRequest:
    return SendRequest(
        product=PRODUCT,
        sender=Sender(account_id=ACCOUNT, username=USER, password=PASSWORD),
        messages=OutgoingMessages(
            receipt_flag=ReceiptFlag.NEVER,
            reply_type=ReplyType.EMAIL,
            time_zone_offset=ZONE,
            recipients=messages,
        ),
    )


def _texts(recipients: list[Person], added: str) -> list[Person]:
    return [(dest, name, email, f"{text[:30]}{added}{text[31:]}") for dest, name, email, text in recipients]


def _build_and_write(make: Callable[[list[Person]], Any], write: Callable[[Any], Any], recipients: list[Person]) -> Any:
    return write(make(recipients))
