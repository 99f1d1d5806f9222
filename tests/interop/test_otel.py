"""OpenTelemetry's own SDK collects a span for each call."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Final

import pytest
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import SpanKind, StatusCode, get_tracer

from smswire_providers import eros, smsoffice
from smswire_runtime import EncodeError, NotSent, OpenTelemetryHook, OutcomeUnknown, Rejected

PASSWORD: Final = "canary-password"
NUMBER: Final = "27831234567"
TEXT: Final = "canary-text"


class _Handler(BaseHTTPRequestHandler):
    status = 200
    body = b""

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self.do_GET()

    def do_GET(self) -> None:
        self.send_response(self.status)
        self.send_header("Content-Type", "text/plain")
        self.send_header("Content-Length", str(len(self.body)))
        self.end_headers()
        self.wfile.write(self.body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002, the parent's name
        """Say nothing."""


@pytest.fixture
def server() -> Iterator[ThreadingHTTPServer]:
    """A server whose answer a test chooses."""
    handler = type("Handler", (_Handler,), {})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.fixture
def exporter() -> InMemorySpanExporter:
    """Where the spans arrive."""
    return InMemorySpanExporter()


@pytest.fixture
def provider(exporter: InMemorySpanExporter) -> TracerProvider:
    """What collects them."""
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    return provider


def _client(port: int, provider: TracerProvider) -> smsoffice.Client:
    return smsoffice.Client(
        "user",
        PASSWORD,
        base_url=f"http://127.0.0.1:{port}",
        deadline=2,
        hooks=[OpenTelemetryHook(provider)],
    )


def _send(port: int, provider: TracerProvider) -> None:
    with _client(port, provider) as client:
        client.send_sms(from_="Desk", to=NUMBER, message=TEXT)


def _silent(span: ReadableSpan) -> bool:
    told = span.to_json()
    return not any(canary in told for canary in (PASSWORD, NUMBER, TEXT))


def test_acceptance(server: ThreadingHTTPServer, exporter: InMemorySpanExporter, provider: TracerProvider) -> None:
    """The span of an accepted call names the operation and stands below the span that is current."""
    server.RequestHandlerClass.body = b"Success:message tracking number:5"  # type: ignore[attr-defined]
    with get_tracer("test", tracer_provider=provider).start_as_current_span("parent") as parent:
        _send(server.server_address[1], provider)
    span, _ = exporter.get_finished_spans()
    attributes = dict(span.attributes or {})

    assert ("GET /sms/api/sendsms.asp", SpanKind.CLIENT) == (span.name, span.kind)
    assert parent.get_span_context().span_id == (span.parent.span_id if span.parent is not None else None)
    assert StatusCode.UNSET is span.status.status_code
    assert ("send_sms", "send", "accepted", 200) == tuple(
        attributes[name]
        for name in ("smswire.operation", "smswire.effect", "smswire.outcome", "http.response.status_code")
    )
    assert _silent(span)


@pytest.mark.parametrize(
    "body,error,reason",
    [(b"Error: Login Failed", Rejected, "refusal"), (b"<html>", OutcomeUnknown, "unreadable")],
)
def test_errors(  # noqa: PLR0913, PLR0917, a case and three fixtures
    server: ThreadingHTTPServer,
    exporter: InMemorySpanExporter,
    provider: TracerProvider,
    body: bytes,
    error: type[Exception],
    reason: str,
) -> None:
    """A span says what became of the call and why, and never what was sent."""
    server.RequestHandlerClass.body = body  # type: ignore[attr-defined]
    with pytest.raises(error):
        _send(server.server_address[1], provider)
    (span,) = exporter.get_finished_spans()
    attributes = dict(span.attributes or {})

    assert StatusCode.ERROR is span.status.status_code
    assert (error.__name__, error.__name__, reason) == tuple(
        attributes[name] for name in ("smswire.outcome", "error.type", "smswire.reason")
    )
    assert _silent(span)


def test_tries(exporter: InMemorySpanExporter, provider: TracerProvider) -> None:
    """Further tries are events of the same span."""
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    with pytest.raises(NotSent):
        _send(port, provider)
    (span,) = exporter.get_finished_spans()

    assert {"retry"} == {event.name for event in span.events}
    assert len(span.events) == dict(span.attributes or {})["http.request.resend_count"]


def test_no_outcome(exporter: InMemorySpanExporter, provider: TracerProvider) -> None:
    """A call that never began has no span; one that could not be written has one that ends."""
    hook = OpenTelemetryHook(provider)
    client = smsoffice.Client("user", PASSWORD, base_url="http://127.0.0.1:9", hooks=[hook])
    with pytest.raises(EncodeError):
        client.send_sms(from_="Desk", to=NUMBER, message="\x00")
    client.close()
    with pytest.raises(Exception, match="closed"):
        client.get_balance()
    (span,) = exporter.get_finished_spans()

    assert "none" == dict(span.attributes or {})["smswire.outcome"]


def test_login_refused(server: ThreadingHTTPServer, exporter: InMemorySpanExporter, provider: TracerProvider) -> None:
    """A call that ends at its session's login has a span, too, which lasts as long as the login."""
    server.RequestHandlerClass.status = 401  # type: ignore[attr-defined]
    url = f"http://127.0.0.1:{server.server_address[1]}"
    hooks = [OpenTelemetryHook(provider)]
    message = eros.SMSModel(to=[eros.SMSContact(phone_number=NUMBER)], message_body=TEXT)
    with (
        eros.Client("user", PASSWORD, auth="session", base_url=url, deadline=2, hooks=hooks) as client,
        pytest.raises(Rejected),
    ):
        client.send(sms_model=message)
    login, call = exporter.get_finished_spans()
    attributes = dict(call.attributes or {})

    assert ("send", "Rejected", "authentication", 401) == tuple(
        attributes[name]
        for name in ("smswire.operation", "smswire.outcome", "smswire.reason", "http.response.status_code")
    )
    assert StatusCode.ERROR is call.status.status_code
    assert (call.start_time or 0) <= (login.start_time or 0) <= (login.end_time or 0) <= (call.end_time or 0)
    assert _silent(login)
    assert _silent(call)


def test_tasks(server: ThreadingHTTPServer, exporter: InMemorySpanExporter, provider: TracerProvider) -> None:
    """Calls side by side have spans of their own."""
    server.RequestHandlerClass.body = b"1234.56"  # type: ignore[attr-defined]

    async def talk() -> None:
        url = f"http://127.0.0.1:{server.server_address[1]}"
        async with smsoffice.AsyncClient("u", PASSWORD, base_url=url, hooks=[OpenTelemetryHook(provider)]) as client:
            await asyncio.gather(*(client.get_balance() for _ in range(5)))

    asyncio.run(talk())

    assert ["accepted"] * 5 == [
        dict(span.attributes or {})["smswire.outcome"] for span in exporter.get_finished_spans()
    ]
