"""FastAPI: send by Red Oxygen, and see what comes of it.

    export SMSWIRE_CALLBACK_KEY="a secret of 16 characters or more"
    export PUBLIC_URL="https://example.com"
    export SMSWIRE_URL="redoxygen://USER:PASSWORD@?account=ID&callback=$PUBLIC_URL/sms"
    uvicorn fastapi_app:app --no-access-log

The addresses under /sms are secret, which is why there is no access log. The one to set in an account with SMS
Office is ``receiver.addresses.address("smsoffice", "receipt")``.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from fastapi import FastAPI, HTTPException, Request
from pydantic import BaseModel

import smswire
from smswire import AsyncGateway, Receipt, Reply
from smswire.callbacks import Book, Receiver, asgi

heard: deque[Receipt | Reply] = deque(maxlen=100)  # with more than one process, a table of your database
book = Book(heard.append)
receiver = Receiver(f"{os.environ['PUBLIC_URL']}/sms", book.keep)


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncGenerator[None]:
    """Keep a gateway open for as long as the application runs."""
    async with smswire.connect_async() as gateway:
        app.state.gateway = gateway
        yield


app = FastAPI(lifespan=lifespan)
app.mount("/sms", asgi(receiver))


class Order(BaseModel):
    """A text to send."""

    to: str
    text: str


@app.post("/send")
async def send(order: Order, request: Request) -> dict[str, str | None]:
    """Send a text; what comes of it is heard later, or was already."""
    gateway: AsyncGateway = request.app.state.gateway
    try:
        submission = await gateway.send(order.to, order.text)
    except smswire.InvalidMessage as error:
        raise HTTPException(400, str(error)) from None
    book.expect(submission)
    return {"outcome": submission.outcome, "id": submission.id, "detail": submission.detail}


@app.get("/")
def show() -> list[dict[str, str]]:
    """Show what came, the newest first."""
    return [_line(event) for event in reversed(heard)]


def _line(event: Receipt | Reply) -> dict[str, str]:
    if isinstance(event, Reply):
        return {"id": event.id, "from": event.sender, "text": event.text}
    return {"id": event.id, "state": event.state, "detail": event.detail}
