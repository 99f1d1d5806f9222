"""The ground floor: what generated code stands on; it knows no provider."""

from smswire_runtime._codes import Code, CodeTable
from smswire_runtime._errors import CodecError, DecodeError, EncodeError, SmswireError
from smswire_runtime._formats import (
    CodeFormat,
    DateTimeFormat,
    DecimalFormat,
    FlagFormat,
    GuidFormat,
    IntegerFormat,
    TextFormat,
)
from smswire_runtime._messages import Effect, Headers, Request, Response
from smswire_runtime._misfits import Drift
from smswire_runtime._operations import Operation, Route, require_runtime
from smswire_runtime._secret import Secret, masked, nullable_secret, optional_secret, secret
from smswire_runtime._text import TextRule
from smswire_runtime._values import NO_EXTRAS, UNSET, Json, OpenIntEnum, OpenStrEnum, Unset
from smswire_runtime._xmlrpc import Fault

__all__ = [
    "NO_EXTRAS",
    "UNSET",
    "Code",
    "CodeFormat",
    "CodeTable",
    "CodecError",
    "DateTimeFormat",
    "DecimalFormat",
    "DecodeError",
    "Drift",
    "Effect",
    "EncodeError",
    "Fault",
    "FlagFormat",
    "GuidFormat",
    "Headers",
    "IntegerFormat",
    "Json",
    "OpenIntEnum",
    "OpenStrEnum",
    "Operation",
    "Request",
    "Response",
    "Route",
    "Secret",
    "SmswireError",
    "TextFormat",
    "TextRule",
    "Unset",
    "masked",
    "nullable_secret",
    "optional_secret",
    "require_runtime",
    "secret",
]
