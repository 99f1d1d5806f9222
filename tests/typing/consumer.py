"""A user's ten lines, never run: `make check` checks their types here, CI against the installed wheel."""

from __future__ import annotations

from smswire_providers.netoxygen.models import SendMessageParams
from smswire_providers.netoxygen.operations import build_send_message, parse_send_message
from smswire_runtime import Request, Response

params = SendMessageParams(user="user", pass_="secret", dest=["0792223344"], message="Grüezi")
request: Request = build_send_message(params)
rows = parse_send_message(Response(status=200, body=b""))
