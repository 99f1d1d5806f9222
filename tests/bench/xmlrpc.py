"""XML-RPC, checked and guarded, against the standard library's client."""

from __future__ import annotations

import xmlrpc.client
from collections.abc import Callable
from functools import partial
from typing import Any, Final

from smswire_providers.netoxygen import SendMessageParams, SendRow
from smswire_providers.netoxygen.operations import build_send_message, parse_send_message
from smswire_providers.netoxygen.server import write_send_message
from smswire_runtime import Response
from tests.bench._findings import Finding, figure, quartiles, same
from tests.bench._measure import OURS, Action, Ratio, ratio, ratios
from tests.bench._peers import ROW_PEERS
from tests.bench._people import PASSWORD, USER, people, refused_rows, rows

METHOD: Final = "send_message"
REFUSED: Final = "every tenth refused"
TEXT: Final = "The office is closed today. We open again on Monday at nine."


def encode() -> Finding:
    """The answer of 500 rows, and the request with 500 recipients; the worse of the two counts."""
    lists = rows()
    actions: dict[str, Action] = {OURS: _writer(lists)}
    for name, peer in ROW_PEERS.items():
        actions[name] = partial(_write_rows, peer.plain, peer.rows(lists))
        same(lists, _loads(actions[name]()), name)
    found = ratios(partial(_dumps, lists), actions)
    answer, request, others = found[OURS], _request(), refused_rows()
    worse = max(answer, request, key=lambda one: one.median)
    notes = [figure("answer", answer), figure("request", request), quartiles(worse)]
    notes.append(figure(REFUSED, ratio(partial(_dumps, others), _writer(others))))
    return Finding(worse.median, notes, {name: found[name].median for name in ROW_PEERS})


def decode() -> Finding:
    """The answer of 500 rows, as the standard library writes it, becomes typed rows."""
    lists = rows()
    body = _dumps(lists).encode()
    actions: dict[str, Action] = {OURS: _reader(lists)}
    for name, peer in ROW_PEERS.items():
        actions[name] = partial(_read_rows, peer.rows, body)
        same(lists, peer.plain(actions[name]()), name)
    found = ratios(partial(xmlrpc.client.loads, body), actions)
    others = refused_rows()
    refused = ratio(partial(xmlrpc.client.loads, _dumps(others).encode()), _reader(others))
    notes = [f"{len(body)} bytes", quartiles(found[OURS]), figure(REFUSED, refused)]
    return Finding(found[OURS].median, notes, {name: found[name].median for name in ROW_PEERS})


def _typed(lists: list[list[Any]]) -> list[SendRow]:
    return [SendRow(dest=dest, ok=ok, id=key) for dest, ok, key in lists]


def _writer(lists: list[list[Any]]) -> Action:
    action = partial(write_send_message, _typed(lists))
    same(lists, _loads(action().body), OURS)
    return action


def _reader(lists: list[list[Any]]) -> Action:
    body = _dumps(lists).encode()
    action = partial(parse_send_message, Response(status=200, headers=(("Content-Type", "text/xml"),), body=body))
    same(_typed(lists), action(), OURS)
    return action


def _request() -> Ratio:
    numbers = [dest for dest, *_ in people()]
    params = SendMessageParams(user=USER, pass_=PASSWORD, dest=numbers, message=TEXT)
    plain = (USER, PASSWORD, numbers, TEXT, "", "", "text")
    base = partial(xmlrpc.client.dumps, plain, METHOD)
    same(xmlrpc.client.loads(base()), xmlrpc.client.loads(build_send_message(params).body), OURS)
    return ratios(base, {OURS: partial(build_send_message, params)})[OURS]


def _dumps(lists: list[list[Any]]) -> str:
    return xmlrpc.client.dumps((lists,), methodresponse=True)


def _loads(body: str | bytes) -> Any:
    return xmlrpc.client.loads(body)[0][0]


def _write_rows(plain: Callable[[Any], list[list[Any]]], typed: Any) -> str:
    return _dumps(plain(typed))


def _read_rows(typed: Callable[[list[list[Any]]], Any], body: bytes) -> Any:
    return typed(_loads(body))
