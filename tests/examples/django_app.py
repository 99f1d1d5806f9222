"""Django: send by Red Oxygen, and see what comes of it.

    export SMSWIRE_CALLBACK_KEY="a secret of 16 characters or more" SECRET_KEY="another secret"
    export PUBLIC_URL="https://example.com"
    export SMSWIRE_URL="redoxygen://USER:PASSWORD@?account=ID&callback=$PUBLIC_URL/sms"
    waitress-serve django_app:application

In a project of yours, settings, ``urlpatterns`` and ``application`` stand in files of their own. The addresses under
/sms are secret: keep them out of access logs. The one to set in an account with SMS Office is
``receiver.addresses.address("smsoffice", "receipt")``.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Iterable
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import path
from django.views.decorators.http import require_POST

import smswire
from smswire import Receipt, Reply
from smswire.callbacks import Book, Receiver, wsgi

PUBLIC_URL = os.environ["PUBLIC_URL"]

settings.configure(
    SECRET_KEY=os.environ["SECRET_KEY"],
    ALLOWED_HOSTS=[urlsplit(PUBLIC_URL).hostname],
    ROOT_URLCONF=__name__,
)

heard: deque[Receipt | Reply] = deque(maxlen=100)  # with more than one process, a model
book = Book(heard.append)
receiver = Receiver(f"{PUBLIC_URL}/sms", book.keep)
gateway = smswire.connect()


@require_POST
def send(request: HttpRequest) -> HttpResponse:
    """Send a text; what comes of it is heard later, or was already."""
    try:
        submission = gateway.send(request.POST["to"], request.POST["text"])
    except smswire.InvalidMessage as error:
        return JsonResponse({"error": str(error)}, status=400)
    book.expect(submission)
    return JsonResponse({"outcome": submission.outcome, "id": submission.id, "detail": submission.detail})


def show(_: HttpRequest) -> HttpResponse:
    """Show what came, the newest first."""
    return JsonResponse([_line(event) for event in reversed(heard)], safe=False)


def _line(event: Receipt | Reply) -> dict[str, str]:
    if isinstance(event, Reply):
        return {"id": event.id, "from": event.sender, "text": event.text}
    return {"id": event.id, "state": event.state, "detail": event.detail}


urlpatterns = [path("", show), path("send", send)]
site, callbacks = get_wsgi_application(), wsgi(receiver)


def application(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
    """Give what providers bring to the receiver, which reads no body before it knows the address; Django has the rest.

    So no middleware reads it first, and Django, which logs the path of whatever is not answered with 200, logs none.
    """
    chosen: Any = callbacks if environ.get("PATH_INFO", "").startswith("/sms/") else site
    answer: Iterable[bytes] = chosen(environ, start_response)
    return answer
