"""schemathesis attacks two wires with the providers' own specifications, and finds no answer that they do not allow."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeAlias

import schemathesis
import schemathesis.checks
from hypothesis import HealthCheck, settings
from schemathesis.specs.openapi import checks

from smswire.sandbox import Served

SCHEMAS = Path(__file__).parents[3] / "schemas"
PATHS = ["/api/sendmessage", "/api/sendmessage/immediate", "/json/reply/SMSSend", "/auth/credentials"]
"""One path of each operation, and the predefined one."""

CREDENTIALS = {"Authorization": "Bearer a-token"}

GENERAL: Any = schemathesis.checks  # untyped
WANTED: list[Any] = [
    GENERAL.not_a_server_error,
    *(getattr(checks, f"{what}_conformance") for what in ("status_code", "content_type", "response_schema")),
]
"""That a server refuses whatever a schema forbids is none of them: these providers take much that no document has."""

BOUNDED = settings(
    max_examples=10,  # with a request each, over a socket
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.filter_too_much],
)

Decorator: TypeAlias = Callable[[Callable[..., None]], Callable[..., None]]

openapi: Any = schemathesis.openapi  # untyped
redoxygen: Decorator = openapi.from_path(SCHEMAS / "redoxygen" / "openapi.yaml").parametrize()
eros: Decorator = openapi.from_path(SCHEMAS / "eros" / "openapi.yaml").include(path=PATHS).parametrize()


@redoxygen
@BOUNDED
def test_red_oxygen(case: Any, sandbox: Served) -> None:
    """Status, media type and body of each answer are as documented, whatever the request."""
    case.call_and_validate(base_url=sandbox.url, checks=WANTED)


@eros
@BOUNDED
def test_eros(case: Any, sandbox: Served) -> None:
    """In each of its formats."""
    case.call_and_validate(base_url=sandbox.url, headers=CREDENTIALS, checks=WANTED)
