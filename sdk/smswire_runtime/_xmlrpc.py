"""XML-RPC: read behind expat with every guard on, written by hand."""

from __future__ import annotations

from smswire_runtime._xmlrpc_arrays import Array, of_columns, of_texts
from smswire_runtime._xmlrpc_reading import loads_answer, loads_call
from smswire_runtime._xmlrpc_values import Base64Text, DateTimeText, Fault, IntText
from smswire_runtime._xmlrpc_writing import dumps_answer, dumps_call, dumps_fault, dumps_plain_call

__all__ = [
    "Array",
    "Base64Text",
    "DateTimeText",
    "Fault",
    "IntText",
    "dumps_answer",
    "dumps_call",
    "dumps_fault",
    "dumps_plain_call",
    "loads_answer",
    "loads_call",
    "of_columns",
    "of_texts",
]
