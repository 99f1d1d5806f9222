"""The table of jobs. A further job is a module with a function that returns a Finding, and a line here."""

from __future__ import annotations

from functools import partial
from typing import Final

from tests.bench import (
    bulk,
    callbacks,
    crowd,
    deadline,
    decode,
    encode,
    facade,
    first,
    generate,
    imports,
    load,
    memory,
    send,
    texts,
    xmlrpc,
)
from tests.bench._findings import Job

LIBRARIES: Final = "import of attrs, cattrs and urllib3, net"
THREADS: Final = "64 threads on bare urllib3"
PLAIN: Final = "the dict built and orjson.dumps"

JOBS: Final[dict[str, Job]] = {
    "decode_500_orjson": Job(2.4, "orjson.loads", partial(decode.measure, "orjson")),
    "decode_500_stdlib": Job(1.75, "json.loads", partial(decode.measure, "stdlib")),
    "encode_500_orjson": Job(7, "orjson.dumps of the dict", partial(encode.encode, "orjson")),
    "encode_500_stdlib": Job(0.75, "json.dumps of the dict", partial(encode.encode, "stdlib")),
    "build_encode_500_orjson": Job(2.4, PLAIN, partial(encode.build_encode, "orjson")),
    "build_encode_500_stdlib": Job(2.9, PLAIN, partial(encode.build_encode, "stdlib")),
    "xmlrpc_encode_500": Job(0.15, "xmlrpc.client.dumps", xmlrpc.encode),
    "xmlrpc_decode_500": Job(0.45, "xmlrpc.client.loads", xmlrpc.decode),
    "import_provider": Job(0.6, LIBRARIES, imports.provider),
    "import_facade_vs_bare": Job(1.2, "Python that starts and ends", imports.facade),
    "first_send_vs_twilio": Job(0.8, "twilio's first message", first.against_twilio),
    "send_vs_urlopen": Job(1.3, "HTTPConnectionPool.urlopen with the same body", send.against_urlopen),
    "send_vs_twilio": Job(0.33, "twilio's messages.create", send.against_twilio),
    "send_vs_openapi_python_client": Job(0.5, "openapi-python-client's send", send.against_openapi_python_client),
    "facade_vs_client": Job(1.25, "the generated client's send", facade.against_client),
    "async64_vs_threads": Job(0.6, THREADS, crowd.tasks),
    "threads64_vs_urllib3": Job(0.9, THREADS, crowd.threads, ">="),
    "bulk_rss_mib": Job(80, "a million rows into the sandbox", bulk.memory),
    "bulk_vs_client_loop": Job(0.5, "a bare loop of calls, both into the sandbox", bulk.rate, ">="),
    "segments_vs_set": Job(2, "set(text)", texts.against_set),
    "e164_vs_phonenumbers": Job(0.05, "phonenumbers.parse", texts.against_phonenumbers),
    "callback_vs_floor": Job(4, "json.loads and one digest", callbacks.measure),
    "deadline_overrun_ms": Job(50, "the deadline of each call", deadline.measure),
    "memory_100k_sends_mib": Job(2, "the process after 1,000 sends", memory.measure),
    "sandbox_64_failures": Job(0, "64 connections to the sandbox for 30 s", load.measure),
    "generate_all": Job(1.0, "openapi-python-client on three documents", generate.all_providers),
    "generate_large": Job(1.5, "openapi-python-client without hooks", generate.large),
}
"""In the order of the printed table."""
