"""ServiceStack's own Python client, as its users drive it: ``servicestack_client.py URL STEPS``.

A step is a list: a name, and arguments. It prints what each step gave. It runs in an environment of its own, see
``foreign_python``.
"""

# ruff: noqa: UP045 - the client knows no other spelling of what may be absent
from __future__ import annotations

import json
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from importlib import import_module
from typing import Any, Optional

_client: Any = import_module("servicestack")  # it has no types
_json: Any = import_module("dataclasses_json")

camel: Any = _json.dataclass_json(letter_case=_json.LetterCase.CAMEL, undefined=_json.Undefined.EXCLUDE)
pascal: Any = _json.dataclass_json(letter_case=_json.LetterCase.PASCAL, undefined=_json.Undefined.EXCLUDE)


@camel
@dataclass
class CommResponse:
    """An answer, as the client's own tool writes classes: snake case here, camel case on the wire."""

    comm_id: Optional[str] = None
    reference: Optional[str] = None
    status: Optional[bool] = None
    message: Optional[str] = None


@camel
@dataclass
class SMSContact:
    """A contact."""

    name: Optional[str] = None
    phone_number: Optional[str] = None


@pascal
@dataclass
class SMSModel:
    """A message, in the casing of the document."""

    to: list[SMSContact] = field(default_factory=list[SMSContact])
    message_body: Optional[str] = None
    reply_is_allowed: Optional[bool] = None
    notes: Optional[str] = None


@camel
@dataclass
class SMSSend(_client.IReturn[CommResponse]):  # type: ignore[misc]  # it has no types
    """The request; its one property becomes ``smsModel``."""

    sms_model: Optional[SMSModel] = None


def message(text: str | None, *numbers: str) -> SMSSend:
    """A text to some numbers; None for a request without a message."""
    if text is None:
        return SMSSend()
    contacts = [SMSContact(name="Thandi", phone_number=number) for number in numbers]
    return SMSSend(sms_model=SMSModel(to=contacts, message_body=text, reply_is_allowed=True))


class Steps:
    """What can be done with the client."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.client: Any = None
        self.connect("")

    def connect(self, base: str, path: Optional[str] = None) -> None:
        """Begin anew, with predefined routes below a path; its own default is ``api``."""
        self.client = _client.JsonServiceClient(self.url + base)
        self.client._session.trust_env = False  # no proxy on the way to loopback
        if path is not None:
            self.client.set_base_path(path)

    def credentials(self, user: str, password: str) -> None:
        """Basic."""
        self.client.set_credentials(user, password)

    def bearer(self, token: str) -> None:
        """A token."""
        self.client.set_bearer_token(token)

    def login(self, user: str, password: str, remember: bool | None = None) -> Any:  # noqa: FBT001, from JSON
        """A session, by the framework's own request."""
        login = _client.Authenticate(provider="credentials", user_name=user, password=password, remember_me=remember)
        return self.client.send(login).to_dict()

    def login_at(self, path: str, user: str, password: str) -> Any:
        """A session, by an address."""
        return self.client.post_url(path, {"UserName": user, "Password": password}, None)

    def send(self, text: str | None, *numbers: str) -> Any:
        """A message to the predefined route."""
        return self.client.send(message(text, *numbers)).to_dict()

    def send_to(self, path: str, text: str, *numbers: str) -> Any:
        """A message to an address."""
        return self.client.post_url(path, message(text, *numbers), CommResponse).to_dict()

    def send_all(self, *numbers: str) -> Any:
        """A batch."""
        return [one.to_dict() for one in self.client.send_all([message("x", number) for number in numbers])]


def told(call: Callable[[], Any]) -> Any:
    """What a call gave, or the client's own exception."""
    try:
        return call()
    except _client.WebServiceException as error:
        status: Any = error.response_status
        errors: list[Any] = status.errors or []
        named = [one.field_name for one in errors]
        return {"http": error.status_code, "code": status.error_code, "message": status.message, "fields": named}


def main(url: str, written: str) -> None:
    """Take the steps, and print what each gave."""
    steps = Steps(url)
    done = [told(partial(getattr(steps, name), *arguments)) for name, *arguments in json.loads(written)]
    sys.stdout.write(json.dumps(done))


if __name__ == "__main__":
    main(*sys.argv[1:])
