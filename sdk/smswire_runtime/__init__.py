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
from smswire_runtime._misfits import Drift, Misfit
from smswire_runtime._operations import Operation, Route, require_runtime
from smswire_runtime._secret import Secret, masked, nullable_secret, optional_secret, secret
from smswire_runtime._values import NO_EXTRAS, UNSET, Json, OpenIntEnum, OpenStrEnum, Unset

TYPE_CHECKING = False
if TYPE_CHECKING:
    from smswire_runtime._aiohttp import AiohttpTransport
    from smswire_runtime._deadline import Deadline
    from smswire_runtime._hooks import Event, Hook, Stage, log_event
    from smswire_runtime._otel import OpenTelemetryHook
    from smswire_runtime._outcomes import (
        CallError,
        CancelledTooLate,
        ClosedError,
        ConfigurationError,
        InsecureTransportWarning,
        NotSent,
        OutcomeUnknown,
        Phase,
        Reason,
        Rejected,
    )
    from smswire_runtime._policy import Answer
    from smswire_runtime._tasks import AsyncTransport, Interruption
    from smswire_runtime._text import TextRule
    from smswire_runtime._threaded import ThreadedTransport
    from smswire_runtime._transport import Base, Failure, Transport
    from smswire_runtime._urllib3 import Urllib3Transport
    from smswire_runtime._xmlrpc import Fault
else:
    # What calls need is loaded by the first who calls, since messages can be read and written without it; so is what
    # only some notations need.
    _LATER = {
        "AiohttpTransport": "_aiohttp",
        "Answer": "_policy",
        "AsyncTransport": "_tasks",
        "Base": "_transport",
        "CallError": "_outcomes",
        "CancelledTooLate": "_outcomes",
        "ClosedError": "_outcomes",
        "ConfigurationError": "_outcomes",
        "Deadline": "_deadline",
        "Event": "_hooks",
        "Failure": "_transport",
        "Fault": "_xmlrpc",
        "Hook": "_hooks",
        "InsecureTransportWarning": "_outcomes",
        "Interruption": "_tasks",
        "NotSent": "_outcomes",
        "OpenTelemetryHook": "_otel",
        "OutcomeUnknown": "_outcomes",
        "Phase": "_outcomes",
        "Reason": "_outcomes",
        "Rejected": "_outcomes",
        "Stage": "_hooks",
        "TextRule": "_text",
        "ThreadedTransport": "_threaded",
        "Transport": "_transport",
        "Urllib3Transport": "_urllib3",
        "log_event": "_hooks",
    }

    def __getattr__(name):  # noqa: ANN001, ANN202, no types: a misspelt name must stay an error for type checkers
        """Load what is asked for the first time."""
        if name not in _LATER:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        from importlib import import_module  # noqa: PLC0415, needed here only

        value = globals()[name] = getattr(import_module(f"{__name__}.{_LATER[name]}"), name)
        return value


__all__ = [
    "NO_EXTRAS",
    "UNSET",
    "AiohttpTransport",
    "Answer",
    "AsyncTransport",
    "Base",
    "CallError",
    "CancelledTooLate",
    "ClosedError",
    "Code",
    "CodeFormat",
    "CodeTable",
    "CodecError",
    "ConfigurationError",
    "DateTimeFormat",
    "Deadline",
    "DecimalFormat",
    "DecodeError",
    "Drift",
    "Effect",
    "EncodeError",
    "Event",
    "Failure",
    "Fault",
    "FlagFormat",
    "GuidFormat",
    "Headers",
    "Hook",
    "InsecureTransportWarning",
    "IntegerFormat",
    "Interruption",
    "Json",
    "Misfit",
    "NotSent",
    "OpenIntEnum",
    "OpenStrEnum",
    "OpenTelemetryHook",
    "Operation",
    "OutcomeUnknown",
    "Phase",
    "Reason",
    "Rejected",
    "Request",
    "Response",
    "Route",
    "Secret",
    "SmswireError",
    "Stage",
    "TextFormat",
    "TextRule",
    "ThreadedTransport",
    "Transport",
    "Unset",
    "Urllib3Transport",
    "log_event",
    "masked",
    "nullable_secret",
    "optional_secret",
    "require_runtime",
    "secret",
]
