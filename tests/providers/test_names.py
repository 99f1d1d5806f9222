"""Names that others rely on; here alone providers and their calls are listed by hand, where names are promised."""

from __future__ import annotations

import importlib
import inspect
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pytest

EVERY: Final = ("base_url", "deadline", "transport", "tls", "answers", "hooks")
"""What every client takes besides, by name."""


@dataclass(frozen=True)
class Promised:
    """What one provider's package promises."""

    positional: str
    named: str
    methods: str
    models: str
    callbacks: str = ""
    choices: tuple[tuple[str, tuple[str, ...]], ...] = ()


PROMISED: Final = {
    "redoxygen": Promised(
        "account_id username password", "product", "send",
        "SendRequest Sender OutgoingMessages OutgoingMessage SendResponse QueuedMessages QueuedMessage "
        "Receipt ReceiptAck Reply ReplyAck",
        "receipt reply",
    ),
    "netoxygen": Promised(
        "user password", "",
        "send_message auth get_credits account_status get_guid clean_number get_status cancel_message",
        "SendMessageParams AuthParams GetCreditsParams AccountStatusParams GetGuidParams CleanNumberParams "
        "GetStatusParams CancelMessageParams SendRow StatusRow MessageStatus CancelRow",
    ),
    "eros": Promised(
        "username password", "token auth format", "send send_immediate",
        "SMSSend SMSModel SMSContact CommResponse ErrorResponse ResponseStatus",
        choices=(("auth", ("basic", "bearer", "session")), ("format", ("json", "jsv"))),
    ),
    "smsoffice": Promised(
        "username password", "", "get_balance send_sms", "SendSmsParams Balance Sent Failure DeliveryReport",
        "delivery_report",
    ),
}  # fmt: skip
RECIPIENTS: Final = {"OutgoingMessages": "recipients", "QueuedMessages": "recipients"}
DEFAULTS: Final = {"product": "smswire", "auth": None, "format": "json", "tls": True, "answers": "checked"}

each_provider = pytest.mark.parametrize("name", PROMISED)
each_client = pytest.mark.parametrize("kind", ["Client", "AsyncClient"])


def _package(name: str) -> Any:
    return importlib.import_module(f"smswire_providers.{name}")


@each_provider
@each_client
def test_arguments_of_a_client(name: str, kind: str) -> None:
    """Credentials go first and by position; all else is said by name, and has the promised default."""
    promised = PROMISED[name]
    found = inspect.signature(getattr(_package(name), kind)).parameters
    positional = [key for key, one in found.items() if one.kind is one.POSITIONAL_OR_KEYWORD]
    named = [key for key, one in found.items() if one.kind is one.KEYWORD_ONLY]

    assert promised.positional.split() == positional
    assert [*promised.named.split(), *EVERY] == named
    for key, default in DEFAULTS.items():
        assert key not in found or default == found[key].default
    for argument, choices in promised.choices:
        assert [] == [
            choice for choice in choices if repr(choice) not in str(found[argument].annotation).replace('"', "'")
        ]


@each_provider
@each_client
def test_methods_of_a_client(name: str, kind: str) -> None:
    """Each promised call is a method of the client, and of ``raw``."""
    client = getattr(_package(name), kind)
    clients = importlib.import_module(f"smswire_providers.{name}.client")
    raw = getattr(clients, kind.replace("Client", "RawClient"))

    for method in PROMISED[name].methods.split():
        assert [kind == "AsyncClient"] * 2 == [
            inspect.iscoroutinefunction(getattr(one, method)) for one in (client, raw)
        ]


@each_provider
def test_models_and_their_schemas(name: str) -> None:
    """Each promised model is offered by the package, and has an exported schema of the same name."""
    package = _package(name)
    folder = Path(str(package.__file__)).parent / "schemas"

    for model in PROMISED[name].models.split():
        assert inspect.isclass(getattr(package, model))
        schema = json.loads((folder / f"{model}.schema.json").read_text("utf-8"))
        assert f"urn:smswire:{name}:{model}" == schema["$id"]
        assert model not in RECIPIENTS or RECIPIENTS[model] in inspect.signature(getattr(package, model)).parameters


@each_provider
def test_callbacks(name: str) -> None:
    """Each promised callback is parsed and acknowledged."""
    for callback in PROMISED[name].callbacks.split():
        callbacks = importlib.import_module(f"smswire_providers.{name}.callbacks")
        assert callable(getattr(callbacks, f"parse_{callback}"))
        assert callable(getattr(callbacks, f"acknowledge_{callback}"))
