"""The command line: what it writes, what it leaves alone, what it says, and that it always says the same."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.codegen.refresh import ACME, PIGEON
from tests.codegen.specs import ANSWER, operation, things
from tests.codegen.workshop import Workshop

THING = things("Thing: {type: object, properties: {a: {type: string}}}")
LOSSY = things("Thing: {type: object, properties: {a: {type: string, mood: good}}}")
LOST = ("acme/openapi.yaml", "/components/schemas/Thing/properties/a/mood")
ROOT = Path(__file__).parents[2]


def test_what_is_written(workshop: Workshop) -> None:
    """A provider is a package of its own, with schemas, a manifest and a reference page."""
    workshop.write(THING)
    outcome = workshop.run()
    folder = f"{workshop.package}/acme"
    manifest = json.loads((workshop.out / folder / "_manifest.json").read_text("utf-8"))

    assert (0, "13 files, 13 written\n", "") == (outcome.code, outcome.out, outcome.err)
    assert {
        f"{workshop.package}/__init__.py", f"{workshop.package}/py.typed", f"{folder}/__init__.py",
        f"{folder}/py.typed", f"{folder}/models.py", f"{folder}/codecs.py", f"{folder}/converters.py",
        f"{folder}/operations.py", f"{folder}/client.py", f"{folder}/server.py", f"{folder}/_manifest.json",
        f"{folder}/schemas/Thing.schema.json", "reference/acme.md",
    } == set(workshop.tree())  # fmt: skip
    assert ("acme", "acme/openapi.yaml") == (manifest["provider"], manifest["specification"])


def test_second_run_writes_nothing(workshop: Workshop) -> None:
    """What is up to date is not touched."""
    workshop.write(THING)
    workshop.run()
    before = {path: path.stat().st_mtime_ns for path in workshop.out.rglob("*")}

    assert "13 files, 0 written\n" == workshop.run().out
    assert before == {path: path.stat().st_mtime_ns for path in workshop.out.rglob("*")}


def test_check_writes_nothing(workshop: Workshop) -> None:
    """With --check nothing is written, whatever is missing."""
    workshop.write(THING)
    outcome = workshop.run("--check")

    assert 1 == outcome.code
    assert f"missing: {workshop.package}/acme/models.py" in outcome.lines
    assert not workshop.out.exists()


def test_check_names_what_is_out_of_date(workshop: Workshop) -> None:
    """--check fails for each file that is missing, changed or left over, and names it."""
    workshop.write(THING)
    workshop.run()
    folder = workshop.out / workshop.package / "acme"
    assert 0 == workshop.run("--check").code
    (folder / "codecs.py").unlink()
    (folder / "models.py").write_bytes((folder / "models.py").read_bytes() + b"#")
    (folder / "schemas/Other.schema.json").write_text('{"$id": "urn:smswire:acme:Other"}', "utf-8")
    (workshop.out / "reference/acme.md").write_bytes(b"\xff")
    before = workshop.tree()
    outcome = workshop.run("--check")

    assert 1 == outcome.code
    assert [
        f"missing: {workshop.package}/acme/codecs.py",
        f"left over: {workshop.package}/acme/schemas/Other.schema.json",
        f"out of date: {workshop.package}/acme/models.py",
        "out of date: reference/acme.md",
    ] == outcome.lines
    assert before == workshop.tree()
    assert 0 == workshop.run().code
    assert 0 == workshop.run("--check").code


def test_check_sees_changed_line_ends(workshop: Workshop) -> None:
    """A file is up to date when its bytes are."""
    workshop.write(THING)
    workshop.run()
    path = workshop.out / workshop.package / "acme/models.py"
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))

    assert [f"out of date: {workshop.package}/acme/models.py"] == workshop.run("--check").lines


def test_vanished_provider(workshop: Workshop) -> None:
    """A provider whose specification is gone is reported by --check, and removed by the next run."""
    workshop.write(THING)
    workshop.write(THING, provider="other")
    workshop.run()
    (workshop.out / workshop.package / "other/__pycache__").mkdir()
    (workshop.schemas / "other/openapi.yaml").unlink()
    checked = workshop.run("--check")
    workshop.run()

    assert 1 == checked.code
    assert f"left over: {workshop.package}/other/models.py" in checked.lines
    assert "left over: reference/other.md" in checked.lines
    assert not (workshop.out / workshop.package / "other").exists()
    assert not (workshop.out / "reference/other.md").exists()
    assert (workshop.out / workshop.package / "acme/models.py").exists()


def test_foreign_files_stay(workshop: Workshop) -> None:
    """What somebody else has put into the output folder is neither removed nor complained about."""
    workshop.write(THING)
    workshop.write(THING, provider="other")
    workshop.run()
    foreign = [
        "notes.txt", "elsewhere/_manifest.json", "elsewhere/own.py", "reference/own.md",
        f"{workshop.package}/own/__init__.py", f"{workshop.package}/own/_manifest.json",
        f"{workshop.package}/acme/notes.txt", f"{workshop.package}/acme/own.py",
        f"{workshop.package}/other/own.py", f"{workshop.package}/other/schemas/own.schema.json",
    ]  # fmt: skip
    for name in foreign:
        (workshop.out / name).parent.mkdir(exist_ok=True)
        (workshop.out / name).write_text("{}", "utf-8")
    checked = workshop.run("--check")
    (workshop.schemas / "other/openapi.yaml").unlink()
    workshop.run()

    assert (0, "") == (checked.code, checked.err)
    assert [] == [name for name in foreign if not (workshop.out / name).is_file()]
    assert not (workshop.out / workshop.package / "other/models.py").exists()


def test_two_packages_in_one_folder(workshop: Workshop, tmp_path: Path) -> None:
    """A package leaves alone what another run has written beside it."""
    workshop.write(THING)
    workshop.run()
    other = Workshop(tmp_path / "more", f"{workshop.package}_b")
    other.out = workshop.out
    other.write(THING, provider="other")
    other.run()

    assert 0 == workshop.run("--check").code
    assert 0 == other.run("--check").code


def test_package_with_dots(workshop: Workshop) -> None:
    """A package may stand in others."""
    workshop.package = "outer.inner"
    workshop.write(THING)
    workshop.run()

    assert 0 == workshop.run("--check").code
    assert "from outer.inner.acme.models import" in (workshop.out / "outer/inner/acme/codecs.py").read_text("utf-8")


@pytest.mark.parametrize("name", ["", "1st", "a-b", "Acme", "a..b", ".a", "a.", "class", "a.import", "a/b", "a b", "ä"])
def test_no_package_name(workshop: Workshop, name: str) -> None:
    """A name that Python cannot import is refused."""
    workshop.package = name
    workshop.write(THING)
    outcome = workshop.run()

    assert 2 == outcome.code
    assert outcome.err.startswith("error: --package#: ")
    assert not workshop.out.exists()


def test_loss_is_said(workshop: Workshop) -> None:
    """What is lost is said on standard error and in the report, and fails --check."""
    workshop.write(LOSSY)
    outcome = workshop.run("--report", str(workshop.report))
    reason = "'mood' is not generated and not enforced"

    assert 0 == outcome.code
    assert [f"loss: {LOST[0]}#{LOST[1]}: {reason}"] == outcome.lines
    assert [{"file": LOST[0], "pointer": LOST[1], "reason": reason, "accepted": False}] == json.loads(
        workshop.report.read_text("utf-8")
    )
    assert 1 == workshop.run("--check").code


def test_accepted_loss(workshop: Workshop) -> None:
    """A loss that is accepted passes, and is still in the report."""
    workshop.write(LOSSY)
    workshop.accept(LOST)
    workshop.run()
    outcome = workshop.run("--check", "--report", str(workshop.report))

    assert (0, "") == (outcome.code, outcome.err)
    assert [True] == [row["accepted"] for row in json.loads(workshop.report.read_text("utf-8"))]


def test_accepted_loss_that_is_none(workshop: Workshop) -> None:
    """An accepted loss that is no longer lost has to go."""
    workshop.write(THING)
    workshop.accept(LOST)
    outcome = workshop.run()

    assert 1 == outcome.code
    assert [f"accepted, but no longer lost: {LOST[0]}#{LOST[1]}; remove it from accepted.yaml"] == outcome.lines
    assert 1 == workshop.run("--check").code


NO_LISTS = [
    "[", "a: 1", "1", "[1]", "[{file: a}]", "[{file: a, pointer: b, why: c, more: d}]", "~", "\xff",
    "[{file: [a], pointer: b, why: c}]", "[{file: a, pointer: 1, why: c}]",
]  # fmt: skip


@pytest.mark.parametrize("text", NO_LISTS)
def test_unreadable_list_of_accepted_losses(workshop: Workshop, text: str) -> None:
    """The list of accepted losses is read as strictly as a specification."""
    workshop.write(THING)
    (workshop.schemas / "accepted.yaml").write_bytes(text.encode("latin-1"))
    outcome = workshop.run()

    assert 2 == outcome.code
    assert outcome.err.startswith("error: accepted.yaml#")
    assert 1 == len(outcome.lines)
    assert not workshop.out.exists()


def test_report_cannot_be_written(workshop: Workshop) -> None:
    """A report that cannot be written is an error of one line."""
    workshop.write(THING)
    outcome = workshop.run("--report", str(workshop.out / "no/such/folder"))

    assert 2 == outcome.code
    assert 1 == len(outcome.lines)
    assert not workshop.out.exists()


def test_output_folder_is_a_file(workshop: Workshop) -> None:
    """An output folder that is none is an error of one line."""
    workshop.write(THING)
    workshop.out.write_text("mine", "utf-8")
    outcome = workshop.run()

    assert 2 == outcome.code
    assert 1 == len(outcome.lines)
    assert "mine" == workshop.out.read_text("utf-8")


def _subprocess(schemas: Path, out: Path, seed: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "codegen", "--schemas", str(schemas), "--out", str(out), "--package", "made"],
        cwd=ROOT,
        env={**os.environ, "PYTHONHASHSEED": seed},
        check=False,
        capture_output=True,
        text=True,
    )


def test_always_the_same(tmp_path: Path) -> None:
    """Neither the hash seed nor the order in which folders were made changes a byte, nor the order of losses."""
    specifications = [
        ("acme", "openapi.yaml", ACME.read_text("utf-8")),
        ("bravo", "openapi.yaml", LOSSY.replace("mood: good", "mood: good, tune: loud, pitch: high")),
        ("pigeon", "xmlrpc.yaml", PIGEON.read_text("utf-8")),
        ("zulu", "openapi.yaml", operation(ANSWER)),
    ]
    runs: list[Any] = []
    for seed, order in (("1", specifications), ("4242", specifications[::-1])):
        schemas, out = tmp_path / f"schemas{seed}", tmp_path / f"out{seed}"
        for provider, name, text in order:
            (schemas / provider).mkdir(parents=True)
            (schemas / provider / name).write_text(text, "utf-8")
        runs.append(_subprocess(schemas, out, seed))
    texts = [
        {path.relative_to(out).as_posix(): path.read_bytes() for path in out.rglob("*") if path.is_file()}
        for out in (tmp_path / "out1", tmp_path / "out4242")
    ]

    assert ["", 0] == [runs[0].stderr.replace(runs[1].stderr, ""), runs[0].returncode]
    assert 3 == len(runs[0].stderr.splitlines())
    assert len(texts[0]) > 60
    assert texts[0] == texts[1]


def test_help() -> None:
    """--help says what the exit codes mean."""
    shown = subprocess.run(
        [sys.executable, "-m", "codegen", "--help"], cwd=ROOT, check=True, capture_output=True, text=True
    )

    assert "Exit codes" in shown.stdout
