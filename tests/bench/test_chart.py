"""The chart and the README say what was measured, and nothing else."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any, Final
from xml.etree import ElementTree as ET

import pytest

from tests.bench._chart import GROUPS, MEMORY, chart, figures

ROOM: Final = Path(__file__).parent
CHART: Final = ROOM / "results.svg"
RESULTS: Final[list[dict[str, Any]]] = json.loads((ROOM / "results.json").read_text("utf-8"))
TABLE: Final = (ROOM / "_table.py").read_text("utf-8")
"""As text: what it imports is measured against, and not installed where only tests run."""
README: Final = (ROOM.parents[1] / "README.md").read_text("utf-8")

SVG: Final = "{http://www.w3.org/2000/svg}"
LARGEST: Final = 20_000
"""Bytes of the chart, which everybody loads who reads the README."""

LONGEST: Final = 40
"""Characters of a label, of which the widest usual font makes some 290 pixels."""


def row(job: str, value: float, sense: str = "<=", **peers: float) -> dict[str, Any]:
    """A line of the results."""
    return {"job": job, "value": value, "sense": sense, "peers": peers}


def texts(drawn: str) -> list[str]:
    """The texts of a chart, in their order."""
    return [element.text or "" for element in ET.fromstring(drawn).iter(f"{SVG}text")]  # noqa: S314, our own


def test_the_chart_is_that_of_the_results() -> None:
    """What is committed was drawn of what is committed."""
    assert CHART.read_text("utf-8") == chart(RESULTS)


def test_the_chart_is_small_and_stands_alone() -> None:
    """It is an image that loads nothing, of which a page shows both its colours."""
    drawn = CHART.read_text("utf-8")

    assert len(drawn.encode()) <= LARGEST
    assert f"{SVG}svg" == ET.fromstring(drawn).tag  # noqa: S314, our own
    assert "prefers-color-scheme:dark" in drawn
    assert ["http://www.w3.org/2000/svg"] == re.findall(r"https?://[^\"'\s]*", drawn)


def test_every_figure_is_text() -> None:
    """Each number that belongs to the chart can be read, searched and copied."""
    assert figures(RESULTS)
    assert figures(RESULTS) <= {text.partition(" ")[0] for text in texts(CHART.read_text("utf-8"))}


def test_labels_have_room() -> None:
    """No label is cut at the edge, whatever the reader's font makes of its letters."""
    labels = [pair.label for _, pairs in GROUPS for pair in pairs] + [amount.label for amount in MEMORY]

    assert [] == [label for label in labels if len(label) > LONGEST]


def test_jobs_and_peers_exist() -> None:
    """No row is missing for a name that was misspelt: each job is in the table, and each peer in what it found."""
    pairs = [pair for _, pairs in GROUPS for pair in pairs]
    jobs = {*(pair.job for pair in pairs), *(amount.job for amount in MEMORY)}
    peers = {found["job"]: {None, *found["peers"]} for found in RESULTS}

    assert set() == jobs - set(re.findall(r'^    "(\w+)": Job\(', TABLE, re.MULTILINE))
    assert [] == [pair.label for pair in pairs if pair.peer not in peers.get(pair.job, {pair.peer})]


@pytest.mark.parametrize(
    "value, sense, shown, kind",
    [
        (0.25, "<=", "0.25", "less"),
        (1.0, "<=", "1.00", "less"),
        (2.5, "<=", "2.50", "more"),
        (40.0, "<=", "40.00", "more"),
        (0.001, "<=", "0.00", "less"),
        (0, "<=", "0.00", "less"),
        (2.0, ">=", "0.50", "less"),
        (0.5, ">=", "2.00", "more"),
    ],
)
def test_a_bar(value: float, sense: str, shown: str, kind: str) -> None:
    """A bar leaves 1 towards the side of its number, and stays on the chart; a rate counts the other way round."""
    drawn = chart([row("send_vs_twilio", value, sense)])
    (bar,) = re.findall(r'<rect class="(\w+)" x="(\d+)" y="\d+" width="(\d+)"', drawn)

    assert shown in texts(drawn)
    assert kind == bar[0]
    assert 300 <= int(bar[1]) <= int(bar[1]) + int(bar[2]) <= 740


def test_a_peer_is_what_ours_is_divided_by() -> None:
    """A job's value and its peers are on one scale, so that ours against a peer is their quotient."""
    drawn = chart([row("decode_500_orjson", 2.0, pydantic=4.0)])

    assert {"2.00", "0.50"} == figures([row("decode_500_orjson", 2.0, pydantic=4.0)])
    assert "pydantic" in texts(drawn)
    assert "msgspec" not in texts(drawn)


def test_figures_of_the_readme() -> None:
    """Where the README tells how fast it is, each figure with a fraction is one that was measured."""
    told = re.search(r"^## How fast$(.*?)^## ", README, re.DOTALL | re.MULTILINE)
    if told is None:
        pytest.skip("the README does not say")
    known = figures(RESULTS) | {f"{found['value']:.2f}" for found in RESULTS}

    assert [] == [figure for figure in re.findall(r"\b\d+\.\d+\b", told[1]) if figure not in known]
