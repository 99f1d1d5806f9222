"""Decoding: the bytes of an answer become typed models, against the JSON library alone."""

from __future__ import annotations

import copy
import json
import random
import uuid
from collections.abc import Callable
from functools import partial
from typing import Any, Literal

import orjson

from smswire_providers.redoxygen.codecs import decode_send_response, encode_send_response
from smswire_runtime import _json
from tests.bench._findings import Finding, figure, quartiles, same
from tests.bench._measure import ratios
from tests.bench._peers import JSON_PEERS
from tests.bench._people import answer_document, people

LOADS: dict[str, Callable[[bytes], Any]] = {"orjson": orjson.loads, "stdlib": json.loads}


def measure(backend: Literal["orjson", "stdlib"]) -> Finding:
    """Everything on: types checked, ids integer or string, absent and unknown fields kept."""
    _json.use_backend(backend)
    documents = {"ours": answer_document(people()), **_variants()}
    bodies = {name: json.dumps(document, separators=(",", ":")).encode() for name, document in documents.items()}
    actions = {name: partial(_decode, body) for name, body in bodies.items()}
    for name, action in actions.items():
        same(documents[name], encode_send_response(action()), name)
    body = bodies["ours"]
    for name, peer in JSON_PEERS.items():
        read = peer.reader(LOADS[backend])
        same([row["SMSId"] for row in _rows(documents["ours"])], peer.ids(read(body)), name)
        actions[name] = partial(read, body)
    found = ratios(partial(LOADS[backend], body), actions)
    notes = [f"{len(body)} bytes", quartiles(found["ours"])]
    notes += [figure(name, found[name]) for name in documents if name != "ours"]
    return Finding(found["ours"].median, notes, {name: found[name].median for name in JSON_PEERS})


def _decode(body: bytes) -> Any:
    return decode_send_response(_json.loads_unchecked(body))


def _rows(document: dict[str, Any]) -> list[dict[str, Any]]:
    return [item for item in document["Messages"].values() if isinstance(item, dict)]


def _variants() -> dict[str, dict[str, Any]]:
    """Answers that leave the straight path, or nearly so; measured against the same base."""
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
