"""Importing a provider's package, against the three libraries that everything stands on, net of the interpreter.

And importing the facade, against the interpreter alone.
"""

from __future__ import annotations

import statistics
import tempfile
from functools import partial
from pathlib import Path
from typing import Final

from tests.bench._findings import Finding, quartiles
from tests.bench._measure import BASE, OURS, Ratio, Round, Sampler, interleave, ratio_of
from tests.bench._processes import ROOT, cpu_time, environment
from tests.bench.peers import with_openapi_python_client

BARE: Final = "bare"
BASE_CODE: Final = "import attrs, cattrs, urllib3"
PEERS: Final = ("pydantic", "cattrs", "msgspec")
HEAVY: Final = {"attr", "attrs", "urllib3", "asyncio", "typing"}
ROUNDS: Final = 15
ROUNDS_SHORT: Final = 101
"""A process that does next to nothing is over in a few hundredths of a second, and varies by a tenth."""

WHOLE: Final = "redoxygen"
"""The provider whose further modules and other backend are shown too."""


def provider() -> Finding:
    """The worst of the providers counts."""
    providers = sorted(path.parent.name for path in (ROOT / "schemas").glob("*/*.yaml"))
    with tempfile.TemporaryDirectory() as folder:
        package = with_openapi_python_client.generate(Path(folder))
        samplers = {BARE: _sampler("pass"), BASE: _sampler(BASE_CODE)}
        samplers |= {name: _sampler(f"import smswire_providers.{name}") for name in providers}
        whole = ", ".join(f"smswire_providers.{WHOLE}.{module}" for module in ("operations", "callbacks"))
        samplers["with its operations and callbacks"] = _sampler(f"import {whole}")
        samplers["with its client"] = _sampler(f"from smswire_providers.{WHOLE} import Client")
        samplers["on the standard library's json"] = _sampler(
            f"import smswire_providers.{WHOLE}", SMSWIRE_JSON="stdlib"
        )
        # Leaves out codecs, operations and callbacks: these are the library and the models of two documents.
        samplers |= {name: _sampler(f"import tests.bench.peers.with_{name}") for name in PEERS}
        samplers["openapi-python-client"] = _sampler(f"import {package}.api.default.send", PYTHONPATH=folder)
        for sampler in samplers.values():
            sampler()  # writes the bytecode
        rounds = interleave(samplers, ROUNDS)
    found = {name: _net(rounds, name) for name in samplers if name not in {BARE, BASE}}
    worst = max(providers, key=lambda name: found[name].median)
    notes = [f"the worst is {worst}", quartiles(found[worst])]
    notes += [f"{name} {ratio.median:.2f}" for name, ratio in found.items() if name not in {*_peers(), worst}]
    notes += _milliseconds(rounds, BARE, BASE)
    return Finding(found[worst].median, notes, {name: found[name].median for name in _peers()})


def facade() -> Finding:
    """A whole process that imports smswire, against one that does nothing; nothing heavy may come with it."""
    heavy = f"import smswire, sys; assert not {HEAVY} & {{*sys.modules}}, 'smswire loads what it does not need'"
    cpu_time(["-c", heavy], environment())
    samplers = {BASE: _sampler("pass"), OURS: _sampler("import smswire")}
    rounds = interleave(samplers, ROUNDS_SHORT)
    found = ratio_of([each[OURS] / each[BASE] for each in rounds])
    return Finding(found.median, [quartiles(found), *_milliseconds(rounds, OURS, BASE)])


def _milliseconds(rounds: list[Round], *names: str) -> list[str]:
    return [f"{name} {statistics.median(each[name] for each in rounds) * 1000:.0f} ms" for name in names]


def _peers() -> list[str]:
    return ["openapi-python-client", *PEERS]


def _sampler(code: str, **variables: str) -> Sampler:
    return partial(cpu_time, ["-c", code], environment() | variables)


def _net(rounds: list[Round], name: str) -> Ratio:
    return ratio_of([(each[name] - each[BARE]) / (each[BASE] - each[BARE]) for each in rounds])
