"""A span for each call, for whoever collects traces with OpenTelemetry; the extra is ``otel``."""

from __future__ import annotations

from time import time_ns
from typing import Final

from smswire_runtime._hooks import Event, Stage

try:
    from opentelemetry.trace import Span, SpanKind, Status, StatusCode, TracerProvider, get_tracer
except ImportError as error:  # the message names the extra instead of a module that nobody asked for
    raise ImportError("spans need OpenTelemetry: install smswire[otel]") from error

SCOPE: Final = "smswire"
"""The name of what makes the spans."""


class OpenTelemetryHook:
    """A hook that makes a span of each call, below the span that is current where the call is made.

    It lasts from the beginning of the call, a login of its session and the waiting for a place included.

    A span holds what an Event holds: the operation, the documented path, attempts, statuses and the outcome, but no
    number, no text and no credential. One hook serves any number of clients.
    """

    def __init__(self, tracer_provider: TracerProvider | None = None) -> None:
        self._tracer = get_tracer(SCOPE, tracer_provider=tracer_provider)
        self._open: dict[int, Span] = {}

    def __call__(self, event: Event) -> None:
        """Follow one step of a call."""
        if event.attempt == 0:  # it ended before it began, at the login of its session
            _finish(self._start(event), event)
        elif event.stage is Stage.ATTEMPT:
            if event.attempt == 1:
                self._open[event.call] = self._start(event)
        elif event.stage is Stage.RETRY:
            retry: dict[str, str | float] = {"error.type": _kind(event), "smswire.pause": event.pause or 0.0}
            self._open[event.call].add_event("retry", retry)
        else:
            _finish(self._open.pop(event.call), event)

    def _start(self, event: Event) -> Span:
        attributes: dict[str, str | int] = {
            "http.request.method": event.method,
            "url.template": event.route,
            "server.address": event.host,
            "server.port": event.port,
            "smswire.operation": event.operation,
            "smswire.effect": event.effect.value,
        }
        return self._tracer.start_span(
            f"{event.method} {event.route}",
            kind=SpanKind.CLIENT,
            attributes=attributes,
            start_time=time_ns() - int(event.elapsed * 1e9),
        )


def _finish(span: Span, event: Event) -> None:
    if event.status is not None:
        span.set_attribute("http.response.status_code", event.status)
    if event.attempt > 1:
        span.set_attribute("http.request.resend_count", event.attempt - 1)
    for misfit in event.drift:
        span.add_event("drift", {"path": misfit.path, "problem": misfit.problem})
    span.set_attribute("smswire.outcome", _outcome(event))
    if event.error is not None:
        span.set_attribute("error.type", _kind(event))
        span.set_attribute("smswire.reason", event.error.reason.value)
        span.set_attribute("smswire.phase", event.error.phase.value)
        span.set_status(Status(StatusCode.ERROR, str(event.error)))
    span.end()


def _kind(event: Event) -> str:
    return type(event.error).__name__ if event.error is not None else ""


def _outcome(event: Event) -> str:
    if event.stage is Stage.ABANDONED:
        return "none"
    return "accepted" if event.error is None else _kind(event)
