"""pydantic, strict, with numbered members as typed extras.

Leaves out: half surrogates and numbers beyond 64 bits are not looked for; an enumeration refuses an unknown value
instead of keeping it; constraints are checked when a model is built and not when it is written.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any, Literal, NamedTuple

from pydantic import BaseModel, ConfigDict, Field, SecretStr, TypeAdapter, field_serializer

from tests.bench._people import ACCOUNT, PASSWORD, PRODUCT, USER, ZONE, Person

Line = Annotated[str, Field(pattern=r"^[^\x00-\x1f\x7f]*$")]
Text = Annotated[str, Field(max_length=4000, pattern=r"^[^\x00-\x09\x0b-\x1f\x7f]*$")]


class _Model(BaseModel):
    model_config = ConfigDict(extra="allow", strict=True)


class QueuedMessage(_Model):
    """What became of one message."""

    sms_id: int | str | None = Field(default=None, alias="SMSId")
    dest_tn: str | None = Field(default=None, alias="DestTn")
    result: str | int = Field(alias="Result")
    result_text: str | None = Field(default=None, alias="ResultText")
    timestamp: str | None = Field(default=None, alias="Timestamp")


class QueuedMessages(_Model):
    """All of them, under their numbers."""

    __pydantic_extra__: dict[str, QueuedMessage] = Field(init=False)  # pyright: ignore[reportIncompatibleVariableOverride] its documented use

    count: int | None = Field(default=None, alias="Count")
    request_id: str | None = Field(default=None, alias="RequestId")


class SendResponse(_Model):
    """The answer."""

    name: str | None = Field(default=None, alias="Name")
    version: str | float | None = Field(default=None, alias="Version")
    result: str | int = Field(alias="Result")
    result_text: str | None = Field(default=None, alias="ResultText")
    messages: QueuedMessages | None = Field(default=None, alias="Messages")


class Sender(_Model):
    """The credentials."""

    account_id: Annotated[Line, Field(min_length=1)] = Field(alias="AccountId")
    username: Annotated[Line, Field(min_length=1)] = Field(alias="Username")
    password: SecretStr = Field(alias="Password", min_length=1)

    @field_serializer("password", when_used="json")
    def _reveal(self, value: SecretStr) -> str:
        return value.get_secret_value()


class OutgoingMessage(_Model):
    """One message."""

    dest_tn: Annotated[Line, Field(min_length=1, max_length=32)] = Field(alias="DestTn")
    dest_name: Line | None = Field(default=None, alias="DestName")
    dest_email: Line | None = Field(default=None, alias="DestEmail")
    sms_text: Text | None = Field(default=None, alias="SMSText")


class OutgoingMessages(_Model):
    """All of them, under their numbers."""

    __pydantic_extra__: dict[str, OutgoingMessage] = Field(init=False)  # pyright: ignore[reportIncompatibleVariableOverride] its documented use

    receipt_flag: Literal[0, 1, 2] = Field(alias="ReceiptFlag")
    reply_type: Literal["E", "S", "B", "H"] = Field(alias="ReplyType")
    time_zone_offset: int = Field(alias="TimeZoneOffset", ge=-840, le=720)
    count: int = Field(alias="Count", ge=1, le=500)


class SendRequest(_Model):
    """The request."""

    name: Literal["ROX_API_Request"] = Field(default="ROX_API_Request", alias="Name")
    version: str | float = Field(default="1.1", alias="Version")
    product: Annotated[Line, Field(min_length=1)] = Field(alias="Product")
    sender: Sender = Field(alias="Sender")
    messages: OutgoingMessages = Field(alias="Messages")


class Row(NamedTuple):
    """One row of an XML-RPC answer."""

    dest: str
    ok: bool | int | str
    id: str | int


_ROWS: TypeAdapter[list[Row]] = TypeAdapter(list[Row])


def reader(_: Callable[[bytes], Any]) -> Callable[[bytes], SendResponse]:
    """It has a JSON parser of its own."""
    return SendResponse.model_validate_json


def ids(answer: SendResponse) -> list[int | str | None]:
    """The ids of all messages."""
    return [row.sms_id for row in (answer.messages or QueuedMessages()).__pydantic_extra__.values()]


def build(recipients: list[Person]) -> SendRequest:
    """The request."""
    messages: dict[str, Any] = {
        str(number): OutgoingMessage(DestTn=dest, DestName=name, DestEmail=email, SMSText=text)
        for number, (dest, name, email, text) in enumerate(recipients, 1)
    }
    return SendRequest(
        Product=PRODUCT,
        Sender=Sender(AccountId=ACCOUNT, Username=USER, Password=SecretStr(PASSWORD)),
        Messages=OutgoingMessages(ReceiptFlag=0, ReplyType="E", TimeZoneOffset=ZONE, Count=len(messages), **messages),
    )


def writer(_: Callable[[Any], bytes | str]) -> Callable[[SendRequest], str]:
    """It writes JSON itself."""

    def write(request: SendRequest) -> str:
        return request.model_dump_json(by_alias=True, exclude_none=True)

    return write


def rows(lists: list[list[Any]]) -> list[Row]:
    """Typed rows; not strict, since a list has to pass for a tuple."""
    return _ROWS.validate_python(lists)


def plain(typed: list[Row]) -> list[list[Any]]:
    """Plain rows."""
    written: list[list[Any]] = _ROWS.dump_python(typed, mode="json")
    return written
