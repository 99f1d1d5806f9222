"""One face for four SMS gateways."""

__version__ = "0.1.0"

TYPE_CHECKING = False
if TYPE_CHECKING:
    from smswire._connect import connect, connect_async
    from smswire._errors import InvalidMessage, InvalidNumber, InvalidTime, Unsupported
    from smswire._failover import AsyncFailover, Failover
    from smswire._gateway import AsyncGateway, Gateway
    from smswire._outcome import Outcome, Reason
    from smswire._segments import Encoding, Segments, segments
    from smswire._state import State
    from smswire._values import Balance, Capabilities, Message, Receipt, Reply, Status, Submission
    from smswire_runtime import (
        CallError,
        CancelledTooLate,
        ClosedError,
        ConfigurationError,
        NotSent,
        OutcomeUnknown,
        Rejected,
    )
else:
    # Nobody waits for what they do not use: each name is loaded by the first who asks for it.
    _LATER = {
        "AsyncFailover": "smswire._failover",
        "AsyncGateway": "smswire._gateway",
        "Balance": "smswire._values",
        "CallError": "smswire_runtime",
        "CancelledTooLate": "smswire_runtime",
        "Capabilities": "smswire._values",
        "ClosedError": "smswire_runtime",
        "ConfigurationError": "smswire_runtime",
        "Encoding": "smswire._segments",
        "Failover": "smswire._failover",
        "Gateway": "smswire._gateway",
        "InvalidMessage": "smswire._errors",
        "InvalidNumber": "smswire._errors",
        "InvalidTime": "smswire._errors",
        "Message": "smswire._values",
        "NotSent": "smswire_runtime",
        "Outcome": "smswire._outcome",
        "OutcomeUnknown": "smswire_runtime",
        "Reason": "smswire._outcome",
        "Receipt": "smswire._values",
        "Rejected": "smswire_runtime",
        "Reply": "smswire._values",
        "Segments": "smswire._segments",
        "State": "smswire._state",
        "Status": "smswire._values",
        "Submission": "smswire._values",
        "Unsupported": "smswire._errors",
        "connect": "smswire._connect",
        "connect_async": "smswire._connect",
        "segments": "smswire._segments",
    }

    def __getattr__(name):  # noqa: ANN001, ANN202, no types: a misspelt name must stay an error for type checkers
        """Load what is asked for the first time."""
        if name not in _LATER:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        from importlib import import_module  # noqa: PLC0415, needed here only

        value = globals()[name] = getattr(import_module(_LATER[name]), name)
        return value


__all__ = [
    "AsyncFailover",
    "AsyncGateway",
    "Balance",
    "CallError",
    "CancelledTooLate",
    "Capabilities",
    "ClosedError",
    "ConfigurationError",
    "Encoding",
    "Failover",
    "Gateway",
    "InvalidMessage",
    "InvalidNumber",
    "InvalidTime",
    "Message",
    "NotSent",
    "Outcome",
    "OutcomeUnknown",
    "Reason",
    "Receipt",
    "Rejected",
    "Reply",
    "Segments",
    "State",
    "Status",
    "Submission",
    "Unsupported",
    "connect",
    "connect_async",
    "segments",
]
