"""check-jsonschema and ajv, the commands of the README: they take the schemas and judge payloads as we do."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

import pytest
import yaml

from tests.interop._payloads import SHAPES, Shape, told, verdicts
from tests.providers._specs import ROOT, Json, Spec, each_spec
from tests.providers._wires import samples
from tests.providers._wires import shapes as taken

RequireTool: TypeAlias = Callable[[str], str]
Verdicts: TypeAlias = dict[str, tuple[int, str]]

EDITOR = "# yaml-language-server: $schema="
"""How an editor learns the schema of a YAML document."""

each_shape = pytest.mark.parametrize("shape", [pytest.param(shape, id=shape.name) for shape in SHAPES])


@pytest.fixture(scope="module")
def checked(require_tool: RequireTool, tmp_path_factory: pytest.TempPathFactory) -> Verdicts:
    """What check-jsonschema says of all documents."""
    command = [require_tool("check-jsonschema"), "--output-format", "json", "--schemafile"]
    folder = tmp_path_factory.mktemp("check-jsonschema")
    return verdicts(folder, lambda schema, files: [*command, str(schema), *map(str, files)])


@pytest.fixture(scope="module")
def compiled(require_tool: RequireTool, node_modules: Path, tmp_path_factory: pytest.TempPathFactory) -> Verdicts:
    """What ajv says of all documents, with every warning of its strict mode an error."""
    options = ["validate", "--spec=draft2020", "--strict=true", "--errors=line", "-c"]
    command = [require_tool("ajv"), *options, str(node_modules / "ajv-formats"), "-s"]
    folder = tmp_path_factory.mktemp("ajv")
    return verdicts(folder, lambda schema, files: [*command, str(schema), *(f"-d{file}" for file in files)])


@each_shape
def test_check_jsonschema_judges_as_we_do(shape: Shape, checked: Verdicts) -> None:
    """Every documented document passes, and the one with a fault does not."""
    code, output = checked[shape.name]
    report: Json = json.loads(output)

    assert 1 == code
    assert [] == report["parse_errors"]
    assert {"invalid.json"} == {Path(error["filename"]).name for error in report["errors"]}


@each_shape
def test_ajv_judges_as_we_do(shape: Shape, compiled: Verdicts) -> None:
    """The schema passes the strict mode, every documented document passes, the one with a fault does not."""
    code, output = compiled[shape.name]
    judged = dict(re.findall(r"^\S*/(\w+\.json) (valid|invalid)$", output, re.MULTILINE))

    assert 1 == code, output
    assert "strict mode" not in output
    assert {f"valid{index}.json": "valid" for index in range(len(shape.valid))} | {"invalid.json": "invalid"} == judged


def test_check_jsonschema_takes_the_schemas(require_tool: RequireTool) -> None:
    """Each exported schema is a schema."""
    schemas = [str(one.schema) for one in SHAPES]

    code, output = told([require_tool("check-jsonschema"), "--check-metaschema", *schemas])

    assert 0 == code, output


@each_spec
def test_a_payload_in_yaml_is_validated(spec: Spec, require_tool: RequireTool, tmp_path: Path) -> None:
    """A document that somebody writes by hand names its schema in a comment, and is valid or not by it."""
    operation = spec.provider.operations[0]
    model, value = taken(spec, operation)[0], samples(spec, operation)[0]
    head = f"{EDITOR}{os.path.relpath(spec.path_of(model), tmp_path)}\n"
    right, wrong = tmp_path / "payload.yaml", tmp_path / "wrong.yaml"
    right.write_text(head + yaml.safe_dump(value, allow_unicode=True, sort_keys=False), "utf-8")
    wrong.write_text(head + yaml.safe_dump(value | {model.fields[0].wire: [1.5]}, allow_unicode=True), "utf-8")

    schema = tmp_path / right.read_text("utf-8").partition("\n")[0].removeprefix(EDITOR)
    options = ["--output-format", "json", "--schemafile", str(schema)]
    code, output = told([require_tool("check-jsonschema"), *options, str(right), str(wrong)])

    assert 1 == code
    assert {str(wrong)} == {error["filename"] for error in json.loads(output)["errors"]}


def test_the_readme_shows_both_commands_and_the_comment() -> None:
    """The commands of the README name schemas that exist, and are those that are tested here."""
    readme = (ROOT / "README.md").read_text("utf-8")

    commands = re.findall(r"check-jsonschema --schemafile (\S+)|ajv validate .*\n +-s (\S+)", readme)
    comments = re.findall(rf"^{re.escape(EDITOR)}\.\./(\S+)$", readme, re.MULTILINE)

    assert 2 == len(commands)
    assert comments
    assert "--spec=draft2020 --strict=true -c ajv-formats" in readme
    assert all((ROOT / (first or second)).is_file() for first, second in commands)
    assert all((ROOT / path).is_file() for path in comments)
