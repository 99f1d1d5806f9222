"""Django: send by Red Oxygen, and see what comes of it.

    export SMSWIRE_CALLBACK_KEY="a secret of 16 characters or more" SECRET_KEY="another secret"
    export PUBLIC_URL="https://example.com"
    export SMSWIRE_URL="redoxygen://USER:PASSWORD@?account=ID&callback=$PUBLIC_URL/sms"
    waitress-serve django_app:application

In a project of yours, the settings and ``urlpatterns`` stand in files of their own. The addresses under /sms are
secret: keep them out of access logs. The one to set in an account with SMS Office is
``receiver.addresses.address("smsoffice", "receipt")``.
"""

from __future__ import annotations

import logging
import os
from collections import deque
from urllib.parse import urlsplit

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import path
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

import smswire
from smswire import Receipt, Reply
from smswire.callbacks import Book, Receiver

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
# Django logs the path of whatever is not answered with 200.
logging.getLogger("django.request").addFilter(lambda record: "/sms/" not in record.getMessage())


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


@csrf_exempt  # providers know no cookie of ours; their addresses are signed
def receive(request: HttpRequest, _: str) -> HttpResponse:
    """Take what a provider brings."""
    query, headers = request.META["QUERY_STRING"], tuple(request.headers.items())
    answer = receiver.handle(request.method or "", request.path, query, headers, request.body)
    return HttpResponse(answer.body, status=answer.status, headers=dict(answer.headers))


urlpatterns = [path("", show), path("send", send), path("sms/<path:_>", receive)]
application = get_wsgi_application()
