"""The client that openapi-python-client makes of the same document, on the fly.

It reads numbered members as free JSON and says nothing; the rows are made here, by its own class for one.
Leaves out: nothing is checked when an answer is read, nor when a request is built or written, apart from
enumerations, which refuse an unknown value.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Callable
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

import yaml

from tests.bench._people import ACCOUNT, PASSWORD, PRODUCT, USER, ZONE, Person
from tests.bench._processes import ROOT, environment

DOCUMENT = ROOT / "schemas" / "redoxygen" / "openapi.yaml"


def generate(folder: Path) -> str:
    """Write the client into a folder; the name of its package."""
    document: Any = yaml.safe_load(DOCUMENT.read_text("utf-8"))
    _without_mixed_enums(document)
    readable = folder / "openapi.json"
    readable.write_text(json.dumps(document), "utf-8")
    command = [sys.executable, "-m", "openapi_python_client", "generate", "--path", str(readable)]
    command += ["--meta", "none", "--output-path", str(folder / "peer_client")]
    subprocess.run(command, env=environment(), check=True, capture_output=True)
    return "peer_client"


def _without_mixed_enums(document: Any) -> None:
    """It drops a whole class, and every operation with it, for an enumeration of strings and numbers."""
    for schema in document["components"]["schemas"].values():
        for said in schema.get("properties", {}).values():
            if isinstance(said.get("type"), list):
                said.pop("enum", None)


@cache
def _package() -> dict[str, Any]:
    """The modules that are used here, by name."""
    with tempfile.TemporaryDirectory() as folder:
        package = generate(Path(folder))
        sys.path.insert(0, folder)
        try:
            return {name: import_module(f"{package}.{name}") for name in ("models", "client", "api.default.send")}
        finally:
            sys.path.remove(folder)


def _models() -> Any:
    return _package()["models"]


def reader(loads: Callable[[bytes], Any]) -> Callable[[bytes], Any]:
    """The answer, with each row read by the class for one."""
    read_answer, read_row = _models().SendResponse.from_dict, _models().QueuedMessage.from_dict

    def read(body: bytes) -> Any:
        answer = read_answer(loads(body))
        found = answer.messages.additional_properties
        answer.messages.additional_properties = {number: read_row(row) for number, row in found.items()}
        return answer

    return read


def ids(answer: Any) -> list[Any]:
    """The ids of all messages."""
    return [row.sms_id for row in answer.messages.additional_properties.values()]


def build(recipients: list[Person]) -> Any:
    """The request; the rows stand where free JSON is meant to."""
    models = _models()
    message = models.OutgoingMessage
    messages = models.OutgoingMessages(
        receipt_flag=models.ReceiptFlag(0),
        reply_type=models.ReplyType("E"),
        time_zone_offset=ZONE,
        count=len(recipients),
    )
    messages.additional_properties = {
        str(number): message(dest_tn=dest, dest_name=name, dest_email=email, sms_text=text)
        for number, (dest, name, email, text) in enumerate(recipients, 1)
    }
    return models.SendRequest(
        name="ROX_API_Request",
        version="1.1",
        product=PRODUCT,
        sender=models.Sender(account_id=ACCOUNT, username=USER, password=PASSWORD),
        messages=messages,
    )


def writer(dumps: Callable[[Any], bytes | str]) -> Callable[[Any], bytes | str]:
    """The request with each row written by its own class."""

    def write(request: Any) -> bytes | str:
        document = request.to_dict()
        messages = document["Messages"]
        for number, row in request.messages.additional_properties.items():
            messages[number] = row.to_dict()
        return dumps(document)

    return write


def sender(port: int, recipient: Person) -> Callable[[], Any]:
    """What builds and sends a number and a text, with the connection kept, and gives the typed row of the answer."""
    client = _package()["client"].Client(base_url=f"http://127.0.0.1:{port}")
    call, models = _package()["api.default.send"].sync, _models()
    dest, _, _, text = recipient

    def send() -> Any:
        request = build([])
        request.messages.count = 1
        request.messages.additional_properties = {"1": models.OutgoingMessage(dest_tn=dest, sms_text=text).to_dict()}
        answer = call(client=client, body=request)
        return models.QueuedMessage.from_dict(answer.messages.additional_properties["1"])

    return send
