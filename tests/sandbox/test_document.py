"""The control API does what its own document says, and nothing else."""

from __future__ import annotations

import json
from typing import Any

import jsonschema
import pytest
import schemathesis
from hypothesis import HealthCheck, settings
from openapi_spec_validator import validate
from schemathesis.specs.openapi import checks

from smswire.sandbox import Served, _control
from smswire.sandbox._document import EVENTS, document
from smswire.sandbox._sandbox import Sandbox
from smswire.sandbox._wires import all_wires
from tests.sandbox.clients import ask, send_redoxygen, send_smsoffice

DOCUMENT: dict[str, Any] = json.loads(json.dumps(document(Sandbox(all_wires))))
SUPPRESSED = (HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.filter_too_much)
LONGEST = 0.05
"""Seconds that a test waits for a message which nobody sends."""


TIMEOUT = {"minimum": 0, "maximum": LONGEST, "default": LONGEST}


def impatient() -> dict[str, Any]:
    """The document with short waits."""
    whole: dict[str, Any] = json.loads(json.dumps(DOCUMENT))
    [timeout] = [one for one in whole["paths"]["/_sandbox/wait"]["get"]["parameters"] if one["name"] == "timeout"]
    timeout["schema"].update(TIMEOUT)
    return whole


schema = schemathesis.openapi.from_dict(impatient())


def test_served(sandbox: Served) -> None:
    """The document is valid OpenAPI, and it is what is served."""
    served = ask(f"{sandbox.url}/_sandbox/openapi.json").json
    validate(served)

    assert DOCUMENT == served


@pytest.fixture
def filled(sandbox: Served, monkeypatch: pytest.MonkeyPatch) -> Served:
    """A sandbox in which there is something to find, and in which nobody waits for long."""
    monkeypatch.setattr(_control, "LONGEST_WAIT", LONGEST)
    monkeypatch.setattr(_control, "WAIT", LONGEST)
    send_smsoffice(sandbox.url, "27831234567")
    send_redoxygen(sandbox.url, "+61407555001", "+61407555002")
    return sandbox


@schema.parametrize()  # pyright: ignore[reportUnknownMemberType, reportUntypedFunctionDecorator] - untyped library
@settings(max_examples=25, deadline=None, suppress_health_check=SUPPRESSED)
def test_every_answer_is_documented(case: Any, filled: Served) -> None:
    """No input, right or wrong, gets a server error or an answer that the document does not have."""
    # That nothing came in time is documented, and no refusal.
    name = "positive_data_acceptance"
    in_vain: list[Any] = [getattr(checks, name)] if case.path == "/_sandbox/wait" else []
    case.call_and_validate(base_url=filled.url, excluded_checks=in_vain)


def test_events_are_documented() -> None:
    """Every kind of event has its schema."""
    assert set(EVENTS) == {
        "message",
        "state",
        "reply",
        "callback",
        "request",
        "warning",
        "cleared",
        "dropped",
        "reload",
    }
    for event in EVENTS.values():
        jsonschema.Draft202012Validator.check_schema(event)
    assert "/_sandbox/events" == DOCUMENT["x-event-stream"]["path"]


def test_filled_answers_fit(filled: Served) -> None:
    """Messages, requests and warnings with something in them are as documented."""
    send_smsoffice(filled.url, "27831234567")
    ask(f"{filled.url}/smsapi/send", "POST", {}, Content_Type="application/json")
    ask(f"{filled.url}/no/such/path", "POST", {})
    filled.receipt(filled.messages()[0], "delivered")
    for path, name in (("messages", "Message"), ("requests", "Exchange"), ("warnings", "Warning")):
        rows = ask(f"{filled.url}/_sandbox/{path}").json
        wanted = {"$ref": f"#/components/schemas/{name}", "components": DOCUMENT["components"]}

        assert rows
        for row in rows:
            jsonschema.validate(row, wanted, cls=jsonschema.Draft202012Validator)
