"""A fresh process from its start to the first send that is accepted: what a script, a cron job or a function pays."""

from __future__ import annotations

import statistics
from functools import partial
from typing import Final

from tests.bench._findings import Finding, quartiles, same
from tests.bench._gateway import TWILIO_ACCOUNT, TWILIO_SEND, TWILIO_SID, gateway, last
from tests.bench._measure import BASE, Sampler, interleave, ratio_of
from tests.bench._people import ACCOUNT, PASSWORD, USER, people
from tests.bench._processes import cpu_time, environment
from tests.bench._sandbox import sandbox

DEST, _, _, TEXT = people()[0]

LOGIN: Final = f"{USER.replace('@', '%40')}:{PASSWORD}"

FROM: Final = "Bench"

URLS: Final = {
    "redoxygen": f"redoxygen://{LOGIN}@{{}}?account={ACCOUNT}",
    "netoxygen": f"netoxygen://{LOGIN}@{{}}",
    "eros": f"eros://{LOGIN}@{{}}",
    "smsoffice": f"smsoffice://{LOGIN}@{{}}?from={FROM}",
}

FIRST_SEND: Final = """
import smswire
with smswire.connect({url!r}) as gateway:
    gateway.send({dest!r}, {text!r}).raise_for_outcome()
"""

FIRST_MESSAGE: Final = """
from tests.bench.peers import with_twilio
sid = with_twilio.sender({port}, {account!r}, {token!r}, {dest!r}, {text!r})()
if sid != {sid!r}:
    raise SystemExit(f"no message: {{sid!r}}")
"""

ROUNDS: Final = 15


def against_twilio() -> Finding:
    """The worst of the providers counts."""
    with gateway() as port, sandbox() as (host, _):
        peer = FIRST_MESSAGE.format(
            port=port, account=TWILIO_ACCOUNT, token=PASSWORD, dest=DEST, text=TEXT, sid=TWILIO_SID
        )
        samplers = {BASE: _sampler(peer)}
        samplers |= {
            name: _sampler(FIRST_SEND.format(url=url.format(host), dest=DEST, text=TEXT)) for name, url in URLS.items()
        }
        for sampler in samplers.values():
            sampler()  # writes the bytecode
        rounds = interleave(samplers, ROUNDS)
        same(ROUNDS + 1, last(port, TWILIO_SEND)[0], "the gateway's count")
    found = {name: ratio_of([each[name] / each[BASE] for each in rounds]) for name in URLS}
    worst = max(found, key=lambda name: found[name].median)
    notes = [f"the worst is {worst}", quartiles(found[worst])]
    notes += [f"{name} {ratio.median:.2f}" for name, ratio in found.items() if name != worst]
    notes += [f"{name} {statistics.median(each[name] for each in rounds) * 1000:.0f} ms" for name in (worst, BASE)]
    return Finding(found[worst].median, notes)


def _sampler(code: str) -> Sampler:
    return partial(cpu_time, ["-c", code], environment())
