"""Encoding: a request of models becomes bytes, against the JSON library on the equal dictionary."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import partial
from typing import Any, Final

import orjson

from smswire_providers.redoxygen import OutgoingMessage, OutgoingMessages, ReceiptFlag, ReplyType, Sender, SendRequest
from smswire_providers.redoxygen.codecs import dumps_send_request
from smswire_runtime import _json
from tests.bench._findings import Backend, Finding, figure, quartiles, same
from tests.bench._measure import OURS, Action, ratio, ratios
from tests.bench._peers import JSON_PEERS
from tests.bench._people import ACCOUNT, PASSWORD, PRODUCT, USER, ZONE, Person, people, request_document, short_document

SHORT: Final = "number and text only"
"""The common request."""

DUMPS: Final[dict[Backend, Callable[[Any], bytes | str]]] = {"orjson": orjson.dumps, "stdlib": json.dumps}


def encode(backend: Backend) -> Finding:
    """A built request: types and constraints are checked while it is written."""
    _json.use_backend(backend)
    dumps, recipients = DUMPS[backend], people()
    plain = request_document(recipients)
    actions: dict[str, Action] = {OURS: _written(build(recipients), plain)}
    for name, peer in JSON_PEERS.items():
        actions[name] = partial(peer.writer(dumps), peer.build(recipients))
        same(plain, json.loads(actions[name]()), name)
    found = ratios(partial(dumps, plain), actions)
    notes = [f"{len(actions[OURS]())} bytes", quartiles(found[OURS])]
    for name, (request, document) in _variants(recipients).items():
        notes.append(figure(name, ratio(partial(dumps, document), _written(request, document))))
    return Finding(found[OURS].median, notes, {name: found[name].median for name in JSON_PEERS})


def build_encode(backend: Backend) -> Finding:
    """The models built from tuples and written, against a dictionary built from them and written by orjson."""
    _json.use_backend(backend)
    recipients = people()
    plain = request_document(recipients)
    actions: dict[str, Action] = {OURS: lambda: dumps_send_request(build(recipients))}
    for name, peer in JSON_PEERS.items():
        actions[name] = partial(_build_and_write, peer.build, peer.writer(DUMPS[backend]), recipients)
    for name, action in actions.items():
        same(plain, json.loads(action()), name)
    found = ratios(lambda: orjson.dumps(request_document(recipients)), actions)
    short = ratio(lambda: orjson.dumps(short_document(recipients)), lambda: dumps_send_request(build_short(recipients)))
    notes = [quartiles(found[OURS]), figure(SHORT, short)]
    return Finding(found[OURS].median, notes, {name: found[name].median for name in JSON_PEERS})


def _written(request: SendRequest, document: dict[str, Any]) -> Action:
    action = partial(dumps_send_request, request)
    same(document, json.loads(action()), OURS)
    return action


def _variants(recipients: list[Person]) -> dict[str, tuple[SendRequest, dict[str, Any]]]:
    """Other requests, each measured against the library writing the same."""
    found = {SHORT: (build_short(recipients), short_document(recipients))}
    for name, added in (("texts of two lines", "\n"), ("accented texts", "é")):
        others = [(dest, label, email, f"{text[:30]}{added}{text[31:]}") for dest, label, email, text in recipients]
        found[name] = build(others), request_document(others)
    return found


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


def _build_and_write(make: Callable[[list[Person]], Any], write: Callable[[Any], Any], recipients: list[Person]) -> Any:
    return write(make(recipients))
