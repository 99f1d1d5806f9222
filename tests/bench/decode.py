"""Decoding: the bytes of an answer become typed models, against the JSON library alone."""

from __future__ import annotations

import copy
import json
import random
import uuid
from collections.abc import Callable
from functools import partial
from typing import Any, Final

import orjson

from smswire_providers.redoxygen.codecs import encode_send_response
from smswire_providers.redoxygen.operations import parse_send
from smswire_runtime import Response, _json
from tests.bench._findings import Backend, Finding, figure, quartiles, same
from tests.bench._measure import OURS, Action, ratio, ratios
from tests.bench._peers import JSON_PEERS
from tests.bench._people import answer_document, people

LOADS: Final[dict[Backend, Callable[[bytes], Any]]] = {"orjson": orjson.loads, "stdlib": json.loads}


def measure(backend: Backend) -> Finding:
    """Everything on: types checked, ids integer or string, absent and unknown fields kept."""
    _json.use_backend(backend)
    loads = LOADS[backend]
    document = answer_document(people())
    body = _body(document)
    actions = {OURS: _ours(document)}
    for name, peer in JSON_PEERS.items():
        read = peer.reader(loads)
        same([row["SMSId"] for row in _rows(document)], peer.ids(read(body)), name)
        actions[name] = partial(read, body)
    found = ratios(partial(loads, body), actions)
    notes = [f"{len(body)} bytes", quartiles(found[OURS])]
    for name, other in _variants().items():
        notes.append(figure(name, ratio(partial(loads, _body(other)), _ours(other))))
    return Finding(found[OURS].median, notes, {name: found[name].median for name in JSON_PEERS})


def _body(document: dict[str, Any]) -> bytes:
    return json.dumps(document, separators=(",", ":")).encode()


def _ours(document: dict[str, Any]) -> Action:
    """What users call: the answer as the transport hands it over becomes models."""
    response = Response(status=200, headers=(("Content-Type", "application/json"),), body=_body(document))
    same(document, encode_send_response(parse_send(response)), OURS)
    return partial(parse_send, response)


def _rows(document: dict[str, Any]) -> list[dict[str, Any]]:
    return [item for item in document["Messages"].values() if isinstance(item, dict)]


def _variants() -> dict[str, dict[str, Any]]:
    """Answers that leave the straight path, or nearly so; each is measured against the library reading the same."""
    plain = answer_document(people())
    uuids, refused, unknown = copy.deepcopy(plain), copy.deepcopy(plain), copy.deepcopy(plain)
    draw = random.Random(1)  # noqa: S311, ids, not secrets
    for row in _rows(uuids):
        row["SMSId"] = str(uuid.UUID(int=draw.getrandbits(128), version=4))
    for row in _rows(refused)[::10]:
        del row["SMSId"], row["Timestamp"]
        row |= {"Result": "2011", "ResultText": "The number is not valid"}
    for row in _rows(unknown):
        row["Segments"] = 1
    return {"ids as UUIDs": uuids, "every tenth refused": refused, "an unknown field in every row": unknown}
