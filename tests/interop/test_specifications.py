"""The specifications, read by other people's tools: each is what its standard calls valid."""

from __future__ import annotations

import copy
import json
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeAlias

import pytest
from jsonschema import Draft7Validator, Draft202012Validator
from openapi_spec_validator import OpenAPIV30SpecValidator, OpenAPIV31SpecValidator
from referencing import Registry
from referencing.jsonschema import DRAFT7, DRAFT202012

from tests.providers._specs import ROOT, SPECS, Json, Spec, each_spec, is_array, is_object

RequireTool: TypeAlias = Callable[[str], str]

META = ROOT / "schemas" / "meta"
JSON_SCHEMA_TOOLS = "https://meta.json-schema.tools"
"""What OpenRPC's meta-schema refers to; with and without a slash at the end."""


def of(dialect: str) -> pytest.MarkDecorator:
    """The specifications of one dialect."""
    return pytest.mark.parametrize(
        "spec", [pytest.param(spec, id=spec.key) for spec in SPECS if spec.source.dialect == dialect]
    )


def document(spec: Spec) -> Json:
    """A specification as it stands in its file."""
    return spec.source.document.value


@of("openapi")
def test_openapi_spec_validator_takes_the_openapi_documents(spec: Spec) -> None:
    """An independent reader has nothing to say, and says something when a part is missing."""
    validator = {"3.0": OpenAPIV30SpecValidator, "3.1": OpenAPIV31SpecValidator}[document(spec)["openapi"][:3]]
    broken = copy.deepcopy(document(spec))
    del broken["info"]

    assert [] == [str(error) for error in validator(document(spec)).iter_errors()]
    assert [] != list(validator(broken).iter_errors())


@pytest.fixture(scope="module")
def openrpc(require_tool: RequireTool, node_modules: Path) -> Any:
    """OpenRPC's published meta-schema as a validator, with the one that it refers to."""

    def load(package: str) -> Json:
        source = f"const found = require({json.dumps(str(node_modules / package))}); JSON.stringify(found.default)"
        command = [require_tool("node"), "-p", source]
        return json.loads(subprocess.run(command, capture_output=True, check=True, timeout=60).stdout)

    inner = DRAFT7.create_resource(load("@json-schema-tools/meta-schema"))
    pairs = [(JSON_SCHEMA_TOOLS, inner), (f"{JSON_SCHEMA_TOOLS}/", inner)]
    registry: Registry[Any] = Registry[Any]().with_resources(pairs)
    return Draft7Validator(load("@open-rpc/meta-schema"), registry=registry)


@of("xmlrpc")
def test_the_openrpc_meta_schema_takes_the_xmlrpc_documents(spec: Spec, openrpc: Any) -> None:
    """The published meta-schema of the vocabulary has nothing to say, and something when a part is missing."""
    broken = copy.deepcopy(document(spec))
    del broken["methods"][0]["params"]

    assert [] == [error.message for error in openrpc.iter_errors(document(spec))]
    assert not openrpc.is_valid(broken)


# -- our own meta schemas -----------------------------------------------------


def meta(name: str) -> Json:
    """One of our meta schemas."""
    return json.loads((META / f"{name}.schema.json").read_text("utf-8"))


def extensions(value: Json) -> Iterator[tuple[str, Json]]:
    """Every one of our keywords in a document with its value."""
    for item in value if is_array(value) else ():
        yield from extensions(item)
    for key, item in value.items() if is_object(value) else ():
        if key.startswith("x-"):
            yield key, item
        yield from extensions(item)


@pytest.mark.parametrize("path", [pytest.param(path, id=path.name) for path in sorted(META.iterdir())])
def test_our_meta_schemas_are_schemas(path: Path) -> None:
    """They are valid by their own dialect."""
    Draft202012Validator.check_schema(json.loads(path.read_text("utf-8")))


@each_spec
def test_each_of_our_keywords_is_described(spec: Spec) -> None:
    """Every x- keyword of a specification has an entry that says what it may hold, and holds that."""
    known = meta("extensions")
    seen: set[str] = set()
    for keyword, value in extensions(document(spec)):
        seen.add(keyword)
        validator: Any = Draft202012Validator({**known, "$ref": f"#/$defs/{keyword}"})

        assert keyword in known["$defs"]
        assert validator.is_valid(value), f"{keyword}: {value!r}"
        assert not validator.is_valid({"no such part": None})
    assert "x-effect" in seen


@of("xmlrpc")
def test_our_meta_schema_takes_the_xmlrpc_documents(spec: Spec) -> None:
    """Our own, stricter meta schema has nothing to say, and finds a typing error."""
    extra = DRAFT202012.create_resource(meta("extensions"))
    registry: Registry[Any] = Registry[Any]().with_resource("extensions.schema.json", extra)
    validator: Any = Draft202012Validator(meta("xmlrpc"), registry=registry)
    broken = copy.deepcopy(document(spec))
    broken["methods"][0]["x-efect"] = "send"

    assert [] == [error.message for error in validator.iter_errors(document(spec))]
    assert not validator.is_valid(broken)
