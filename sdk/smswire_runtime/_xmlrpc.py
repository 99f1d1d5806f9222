"""XML-RPC: read behind expat with every guard on, written by hand."""

from __future__ import annotations

from smswire_runtime._xmlrpc_reading import loads_answer, loads_call
from smswire_runtime._xmlrpc_values import Base64Text, DateTimeText, Fault, IntText
from smswire_runtime._xmlrpc_writing import dumps_answer, dumps_call, dumps_fault

__all__ = [
    "Base64Text",
    "DateTimeText",
    "Fault",
    "IntText",
    "dumps_answer",
    "dumps_call",
    "dumps_fault",
    "loads_answer",
    "loads_call",
]
