"""The gateway of the benchmarks, which here takes full batches."""

from __future__ import annotations

import asyncio
import json

from tests.bench._gateway import SEND, Connection, serve
from tests.bench._people import answer_document, people

if __name__ == "__main__":
    Connection.answers[SEND] = (b"200 OK", json.dumps(answer_document(people())).encode())
    asyncio.run(serve())
