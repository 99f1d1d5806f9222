"""The table of jobs. A further job is a module with a function that returns a Finding, and a line here."""

from __future__ import annotations

from functools import partial
from typing import Final

from tests.bench import decode, encode, generate, imports, xmlrpc
from tests.bench._findings import Job

LIBRARIES: Final = "import of attrs, cattrs and urllib3, net"
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
    "import_provider": Job(0.6, LIBRARIES, imports.measure),
    "generate_all": Job(1.0, "openapi-python-client on three documents", generate.all_providers),
    "generate_large": Job(1.5, "openapi-python-client without hooks", generate.large),
}
"""In the order of the printed table: the quick ones first."""
