"""Receipts and replies: one receiver for all providers, behind any web server."""

from smswire.callbacks._addresses import Addresses, Event
from smswire.callbacks._asgi import asgi
from smswire.callbacks._book import Book, NotKept
from smswire.callbacks._receiver import Receiver
from smswire.callbacks._wsgi import wsgi

__all__ = ["Addresses", "Book", "Event", "NotKept", "Receiver", "asgi", "wsgi"]
