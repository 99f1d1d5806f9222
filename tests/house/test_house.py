"""The laws of the house that no linter knows."""

from __future__ import annotations

import itertools
import re
import subprocess
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import RequireTool

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
GROUPS = itertools.chain(*PROJECT["dependency-groups"].values())
DEVELOPMENT = [entry for entry in GROUPS if isinstance(entry, str)]
README = (ROOT / "README.md").read_text("utf-8")

ROOMS = {"schemas", "codegen", "generated", "sdk", "tests"}
FILES = {"pyproject.toml", "Makefile", "README.md", "LICENSE", "CHANGELOG.md"}
DOTS = {".ci", ".github", ".gitignore"}

TEST_COMMAND = "make test"

REQUIREMENT = re.compile(r'"(?P<requirement>[A-Za-z][^"]*?[<>=][^"]*)"')
MACHINE_PATH = r"(?:^|[^\w.])/(?:tmp|work|root|farm|home|Users)/[A-Za-z]"
REGISTRY_HOST = r"\b(?:pypi|pythonhosted|npmjs|debian|crates)\.(?:org|com|io)\b"


def _names_of(provider: str) -> re.Pattern[str]:
    """Every spelling of a provider's name: any casing, parts apart or not, but not inside another word."""
    spelt = "[ _-]?".join(provider)
    return re.compile(rf"(?:(?<![A-Za-z])|(?=[A-Z]))(?i:{spelt})(?![a-z])")


@pytest.fixture(scope="session")
def files(require_tool: RequireTool) -> list[str]:
    """Every file that is committed or about to be."""
    git = require_tool("git")
    listed = subprocess.run(
        [git, "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        check=False,
        capture_output=True,
        text=True,
    )
    if listed.returncode:
        pytest.skip("not a git checkout")
    return [name for name in listed.stdout.split("\0") if name and (ROOT / name).is_file()]


def _lines(names: list[str]) -> Iterator[tuple[str, str]]:
    for name in names:
        for number, line in enumerate((ROOT / name).read_text("utf-8", errors="replace").splitlines(), 1):
            yield f"{name}:{number}", line


def test_top_level(files: list[str]) -> None:
    """The top level holds the planned rooms and files and nothing else."""
    assert ROOMS | FILES | DOTS == {name.partition("/")[0] for name in files}


def test_provider_names(files: list[str]) -> None:
    """The generator and the runtime know no provider, not even in a comment or a file's name."""
    providers = {path.parent.name for path in ROOT.glob("schemas/*/*.y*ml")}
    names = [_names_of(provider) for provider in sorted(providers)]
    anonymous = [name for name in files if name.startswith(("codegen/", "sdk/smswire_runtime/"))]
    found = [
        where
        for where, line in [*_lines(anonymous), *((name, name) for name in anonymous)]
        if any(name.search(line) for name in names)
    ]

    assert anonymous
    assert providers
    assert [] == found


@pytest.mark.parametrize("text", ["acmesms", "AcmeSMS", "acme_sms", "Acme SMS", "ACME-SMS:", "AcmeSmsClient"])
def test_a_provider_name_is_found(text: str) -> None:
    """The search for provider names sees every spelling."""
    assert _names_of("acmesms").search(f"x {text}")


@pytest.mark.parametrize("text", ["dacmed", "macme", "acmeist"])
def test_another_word_is_no_provider_name(text: str) -> None:
    """A provider's name inside another word is that word."""
    assert _names_of("acme").search(text) is None


def test_ci_runs_the_test_command() -> None:
    """CI tests with the command that the README gives, as it stands there."""
    commands = [line.partition(" 2>&1")[0] for line in (ROOT / ".ci/run").read_text("utf-8").splitlines()]

    assert TEST_COMMAND in README.splitlines()
    assert 1 == commands.count(TEST_COMMAND)


def test_readme_links(files: list[str]) -> None:
    """Every relative link of the README leads to a file."""
    links = set(re.findall(r"\]\((?!https?:)([^)#]+)\)", README))

    assert links
    assert set() == links - set(files)


def test_make_help_is_complete() -> None:
    """Every target that has a name says in a line what it is for."""
    makefile = (ROOT / "Makefile").read_text("utf-8")
    targets = " ".join(re.findall(r"^\.PHONY: (.*)", makefile, re.MULTILINE)).split()

    assert targets == re.findall(r"^([a-z]+):.*## \w", makefile, re.MULTILINE)


def test_dependencies_have_reasons() -> None:
    """Each dependency and each extra has its reason beside it."""
    # An extra of our own among them has its reason where its libraries stand.
    declared = {
        *PROJECT["build-system"]["requires"],
        *PROJECT["project"]["dependencies"],
        *itertools.chain(*PROJECT["project"]["optional-dependencies"].values()),
        *DEVELOPMENT,
    }
    explained = [
        found["requirement"]
        for line in (ROOT / "pyproject.toml").read_text("utf-8").splitlines()
        for found in [REQUIREMENT.search(line)]
        if found and re.search(r"# \w", line[found.end() :])
    ]

    assert set() == {one for one in declared if not one.startswith("smswire[")} - set(explained)


def test_development_tools_are_pinned() -> None:
    """A development tool is an exact version, so that everybody's says the same."""
    assert [] == [tool for tool in DEVELOPMENT if not re.fullmatch(r"[\w-]+==[\w.]+", tool)]


def test_nothing_of_a_machine(files: list[str]) -> None:
    """No file names a registry's host or a path of somebody's machine."""
    forbidden = re.compile(f"{REGISTRY_HOST}|{MACHINE_PATH}")

    assert [] == [where for where, line in _lines(files) if forbidden.search(line)]


def test_import_laws(require_tool: RequireTool) -> None:
    """The import laws hold."""
    linted = subprocess.run(
        [require_tool("lint-imports"), "--no-cache"], cwd=ROOT, check=False, capture_output=True, text=True
    )

    assert 0 == linted.returncode, linted.stdout + linted.stderr
