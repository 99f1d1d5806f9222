"""Flask: send by Red Oxygen, and see what comes of it.

    export SMSWIRE_CALLBACK_KEY="a secret of 16 characters or more"
    export PUBLIC_URL="https://example.com"
    export SMSWIRE_URL="redoxygen://USER:PASSWORD@?account=ID&callback=$PUBLIC_URL/sms"
    waitress-serve flask_app:application

The addresses under /sms are secret: keep them out of access logs. The one to set in an account with SMS Office is
``receiver.addresses.address("smsoffice", "receipt")``.
"""

from __future__ import annotations

import os
from collections import deque

from flask import Flask, request
from flask.typing import ResponseReturnValue
from werkzeug.middleware.dispatcher import DispatcherMiddleware

import smswire
from smswire import Receipt, Reply
from smswire.callbacks import Book, Receiver, wsgi

heard: deque[Receipt | Reply] = deque(maxlen=100)  # with more than one process, a table of your database
book = Book(heard.append)
receiver = Receiver(f"{os.environ['PUBLIC_URL']}/sms", book.keep)
gateway = smswire.connect()
app = Flask(__name__)


@app.post("/send")
def send() -> ResponseReturnValue:
    """Send a text; what comes of it is heard later, or was already."""
    submission = gateway.send(request.form["to"], request.form["text"])
    book.expect(submission)
    return {"outcome": submission.outcome, "id": submission.id, "detail": submission.detail}


@app.errorhandler(smswire.InvalidMessage)
def refuse(error: smswire.InvalidMessage) -> ResponseReturnValue:
    """Say what is wrong with a number or a text."""
    return {"error": str(error)}, 400


@app.get("/")
def show() -> ResponseReturnValue:
    """Show what came, the newest first."""
    return [_line(event) for event in reversed(heard)]


def _line(event: Receipt | Reply) -> dict[str, str]:
    if isinstance(event, Reply):
        return {"id": event.id, "from": event.sender, "text": event.text}
    return {"id": event.id, "state": event.state, "detail": event.detail}


application = DispatcherMiddleware(app, {"/sms": wsgi(receiver)})
