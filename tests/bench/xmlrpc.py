"""XML-RPC, checked and guarded, against the standard library's client."""

from __future__ import annotations

import xmlrpc.client
from collections.abc import Callable
from functools import partial
from typing import Any

from smswire_providers.netoxygen import SendMessageParams, SendRow
from smswire_providers.netoxygen.operations import build_send_message, parse_send_message
from smswire_providers.netoxygen.server import write_send_message
from smswire_runtime import Response
from tests.bench._findings import Finding, figure, quartiles, same
from tests.bench._measure import ratios
from tests.bench._peers import ROW_PEERS
from tests.bench._people import PASSWORD, USER, people, rows

METHOD = "send_message"
TEXT = "The office is closed today. We open again on Monday at nine."


def encode() -> Finding:
    """The answer of 500 rows, and the request with 500 recipients; the worse of the two counts."""
    lists = rows()
    typed = [SendRow(dest=dest, ok=ok, id=key) for dest, ok, key in lists]
    actions: dict[str, Callable[[], Any]] = {"answer": lambda: write_send_message(typed).body}
    same(lists, _loads(actions["answer"]()), "ours")
    for name, peer in ROW_PEERS.items():
        actions[name] = partial(_write_rows, peer.plain, peer.rows(lists))
        same(lists, _loads(actions[name]()), name)
    answer = ratios(partial(_dumps, lists), actions)
    request = ratios(*_request())["request"]
    worse = max(answer["answer"], request, key=lambda found: found.median)
    notes = [figure("answer", answer["answer"]), figure("request", request), quartiles(worse)]
    return Finding(worse.median, notes, {name: answer[name].median for name in ROW_PEERS})


def decode() -> Finding:
    """The answer of 500 rows, as the standard library writes it, becomes typed rows."""
    lists = rows()
    body = _dumps(lists).encode()
    response = Response(status=200, headers=(("Content-Type", "text/xml"),), body=body)
    actions: dict[str, Callable[[], Any]] = {"ours": partial(parse_send_message, response)}
    same([SendRow(dest=dest, ok=ok, id=key) for dest, ok, key in lists], actions["ours"](), "ours")
    for name, peer in ROW_PEERS.items():
        actions[name] = partial(_read_rows, peer.rows, body)
        same(lists, peer.plain(actions[name]()), name)
    found = ratios(partial(xmlrpc.client.loads, body), actions)
    notes = [f"{len(body)} bytes", quartiles(found["ours"])]
    return Finding(found["ours"].median, notes, {name: found[name].median for name in ROW_PEERS})


def _request() -> tuple[Callable[[], Any], dict[str, Callable[[], Any]]]:
    numbers = [dest for dest, *_ in people()]
    params = SendMessageParams(user=USER, pass_=PASSWORD, dest=numbers, message=TEXT)
    plain = (USER, PASSWORD, numbers, TEXT, "", "", "text")
    base = partial(xmlrpc.client.dumps, plain, METHOD)
    same(xmlrpc.client.loads(base()), xmlrpc.client.loads(build_send_message(params).body), "ours")
    return base, {"request": partial(build_send_message, params)}


def _dumps(lists: list[list[Any]]) -> str:
    return xmlrpc.client.dumps((lists,), methodresponse=True)


def _loads(body: str | bytes) -> Any:
    return xmlrpc.client.loads(body)[0][0]


def _write_rows(plain: Callable[[Any], list[list[Any]]], typed: Any) -> str:
    return _dumps(plain(typed))


def _read_rows(typed: Callable[[list[list[Any]]], Any], body: bytes) -> Any:
    return typed(_loads(body))
