"""What is loaded when: names come when they are asked for, and reading messages needs no network."""

from __future__ import annotations

import importlib
import json
import subprocess
import sys
from typing import Any, Final

import pytest

import smswire_runtime
from tests.providers._specs import SPECS

HEAVY: Final = frozenset({"aiohttp", "asyncio", "http", "logging", "opentelemetry", "ssl", "urllib3"})
"""What only calls need."""
PACKAGES: Final = ["smswire_runtime", *(f"smswire_providers.{spec.key}" for spec in SPECS)]

LOADED: Final = """
import importlib, json, sys
for name in sys.argv[1:]:
    module, _, attribute = name.partition(":")
    found = importlib.import_module(module)
    attribute and getattr(found, attribute)
print(json.dumps(sorted({name.partition(".")[0] for name in sys.modules})))
"""


def _loaded(*names: str) -> set[str]:
    """What a fresh process has loaded in the end, by the first part of its name."""
    done = subprocess.run([sys.executable, "-I", "-c", LOADED, *names], check=True, capture_output=True, text=True)
    return set(json.loads(done.stdout))


@pytest.mark.parametrize("package", PACKAGES)
def test_importing_loads_no_network(package: str) -> None:
    """Who only reads and writes messages waits for nothing that makes calls."""
    assert set() == HEAVY & _loaded(package)


@pytest.mark.parametrize("spec", SPECS, ids=str)
def test_codecs_load_no_network(spec: Any) -> None:
    """The same for everything that is pure: codecs, operations, the server side."""
    modules = [f"smswire_providers.{spec.key}.{name}" for name in ("codecs", "operations", "server")]

    assert set() == HEAVY & _loaded(*modules)


NOTATIONS: Final = frozenset({"_jsv", "_text", "_xmlrpc"})
"""What only some wires are written in."""

OWN: Final[dict[str, set[str]]] = {"netoxygen": {"_xmlrpc"}, "smsoffice": {"_text"}}
"""Those of a provider's own wire."""


@pytest.mark.parametrize("spec", SPECS, ids=str)
def test_a_client_loads_no_notation_of_others(spec: Any) -> None:
    """Nobody waits for the notations of other providers, nor for one that only some answers have."""
    code = f"import json, sys, smswire_providers.{spec.key}.client; print(json.dumps([*sys.modules]))"
    done = subprocess.run([sys.executable, "-I", "-c", code], check=True, capture_output=True)
    found = {name.removeprefix("smswire_runtime.") for name in json.loads(done.stdout)}

    assert OWN.get(spec.key, set()) == found & NOTATIONS


def test_a_client_is_loaded_when_it_is_asked_for() -> None:
    """The search above would see what it looks for; the second transport waits for who wants it."""
    found = _loaded(f"{PACKAGES[1]}:Client", "smswire_runtime:Urllib3Transport")

    assert {"urllib3", "ssl"} <= found
    assert not {"aiohttp", "opentelemetry"} & found


@pytest.mark.parametrize("name", smswire_runtime.__all__)
def test_every_public_name(name: str) -> None:
    """Each public name is there, from wherever it comes, and then stays."""
    found = getattr(smswire_runtime, name)

    assert found is getattr(smswire_runtime, name)
    assert name in dir(smswire_runtime)


def test_public_names_are_sorted_and_single() -> None:
    """The list of public names holds each once, and all that are loaded late."""
    late: Any = vars(smswire_runtime)["_LATER"]

    assert len(set(smswire_runtime.__all__)) == len(smswire_runtime.__all__)
    assert set(late) <= set(smswire_runtime.__all__)


@pytest.mark.parametrize("package", PACKAGES)
@pytest.mark.parametrize("name", ["Clientt", "NotSend", "client_", "_LATE", "__path_"])
def test_a_misspelt_name(package: str, name: str) -> None:
    """A misspelt name is an AttributeError that names the module and the name."""
    module: Any = importlib.import_module(package)

    with pytest.raises(AttributeError, match=rf"^module '{package}' has no attribute '{name}'$"):
        getattr(module, name)
    assert not hasattr(module, name)


@pytest.mark.parametrize("package", PACKAGES[1:])
def test_a_package_lists_its_clients(package: str) -> None:
    """``dir`` names the clients before anybody has asked for them, so that a prompt can complete them."""
    listed = f"import {package} as p; print(set(p.__all__) <= set(dir(p)), 'Client' in vars(p))"
    done = subprocess.run([sys.executable, "-I", "-c", listed], check=True, capture_output=True, text=True)

    assert "True False" == done.stdout.strip()
