"""The chart of the README: how much ours takes where each peer takes one.

It is drawn of the file of results alone, and is the same for the same results. Text stays text. It has a ground of its
own, so that it can be read whatever the page around it looks like.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, TypeAlias
from xml.sax.saxutils import escape

Results: TypeAlias = Mapping[str, Mapping[str, Any]]
"""The rows of the file of results, by their jobs."""


@dataclass(frozen=True, slots=True)
class Pair:
    """Ours against one peer."""

    label: str
    job: str
    peer: str | None = None
    """One of the job's peers, or what the job's value is against."""

    def ratio(self, results: Results) -> float | None:
        """What ours takes where the peer takes one; a rate is turned over. Nothing for what was not measured."""
        row = results.get(self.job)
        if row is None:
            return None
        value = 1 / row["value"] if row["sense"] == ">=" else row["value"]
        if self.peer is None:
            return float(value)
        return float(value / row["peers"][self.peer]) if self.peer in row["peers"] else None


@dataclass(frozen=True, slots=True)
class Amount:
    """What has no peer."""

    label: str
    job: str
    unit: str

    def text(self, results: Results) -> str | None:
        """The figure and its unit."""
        row = results.get(self.job)
        return None if row is None else f"{row['value']:.1f} {self.unit}".replace(".0 ", " ")


READ: Final = "decode_500_orjson"
WRITE: Final = "build_encode_500_orjson"

GROUPS: Final[tuple[tuple[str, tuple[Pair, ...]], ...]] = (
    (
        "One send, typed and checked",
        (
            Pair("twilio", "send_vs_twilio"),
            Pair("openapi-python-client, on the same wire", "send_vs_openapi_python_client"),
            Pair("urllib3 alone, with the same bytes", "send_vs_urlopen"),
            Pair("the facade, against our client below it", "facade_vs_client"),
        ),
    ),
    (
        "A process that starts",
        (
            Pair("first send, against twilio's", "first_send_vs_twilio"),
            Pair("import, against openapi-python-client", "import_provider", "openapi-python-client"),
            Pair("import smswire, against Python alone", "import_facade_vs_bare"),
        ),
    ),
    (
        "64 sends in flight, against 64 threads on urllib3 alone",
        (
            Pair("tasks of one event loop", "async64_vs_threads"),
            Pair("threads on one client, by the clock", "threads64_vs_urllib3"),
        ),
    ),
    (
        "An answer of 500 messages, read and checked",
        (
            Pair("cattrs", READ, "cattrs"),
            Pair("openapi-python-client", READ, "openapi-python-client"),
            Pair("pydantic", READ, "pydantic"),
            Pair("orjson, into plain dictionaries", READ),
            Pair("msgspec", READ, "msgspec"),
            Pair("xmlrpc.client, into plain lists", "xmlrpc_decode_500"),
        ),
    ),
    (
        "A request of 500 messages, built, checked and written",
        (
            Pair("pydantic", WRITE, "pydantic"),
            Pair("openapi-python-client", WRITE, "openapi-python-client"),
            Pair("cattrs", WRITE, "cattrs"),
            Pair("orjson, of plain dictionaries", WRITE),
            Pair("msgspec", WRITE, "msgspec"),
            Pair("xmlrpc.client, of plain lists", "xmlrpc_encode_500"),
        ),
    ),
)

MEMORY: Final = (
    Amount("growth of a client in 100,000 sends", "memory_100k_sends_mib", "MiB"),
    Amount("peak of a bulk of 1,000,000 messages", "bulk_rss_mib", "MiB"),
)

# -- where things stand, in pixels ---------------------------------------------

WIDTH: Final = 760
MARGIN: Final = 24
LINE: Final = 22
BAR: Final = 12
GAP: Final = 16
"""Between groups."""
TOP: Final = 96
ZERO: Final = 520
"""Where ours takes as much as the peer."""
OCTAVE: Final = 62
"""The width of a factor of two."""
TICKS: Final = (0.125, 0.25, 0.5, 1, 2, 4)
WIDEST: Final = 3.2
"""Octaves that a bar has room for; a longer one ends there, and its number says how long it is."""

STYLE: Final = """
text{font:13px system-ui,-apple-system,"Segoe UI",Helvetica,Arial,sans-serif;fill:#1f2328}
.ground{fill:#fff;stroke:#d1d9e0}.title{font-size:17px;font-weight:600}.group{font-weight:600}
.quiet,.tick{fill:#59636e}.tick{font-size:11px;text-anchor:middle}.label{text-anchor:end}
.grid{stroke:#e6eaef}.one{stroke:#818b98}.less{fill:#0969da}.more{fill:#bc4c00}
@media(prefers-color-scheme:dark){text{fill:#f0f6fc}.ground{fill:#0d1117;stroke:#3d444d}
.quiet,.tick{fill:#9198a1}.grid{stroke:#21262d}.one{stroke:#6e7681}.less{fill:#4493f8}.more{fill:#db6d28}}
"""

LEGEND: Final = (
    "CPU time of ours where the peer takes 1; each line is a factor of two. ",
    "Left of 1 ours takes less, right of it more.",
)


def chart(rows: Iterable[Mapping[str, Any]]) -> str:
    """The chart of a file of results."""
    results = {row["job"]: row for row in rows}
    body: list[str] = []
    y = TOP
    for title, pairs in GROUPS:
        drawn = [(pair.label, ratio) for pair in pairs if (ratio := pair.ratio(results)) is not None]
        if drawn:
            body += _group(title, drawn, y)
            y += LINE * (len(drawn) + 1) + GAP
    bottom = y - GAP
    amounts = [(amount.label, text) for amount in MEMORY if (text := amount.text(results)) is not None]
    if amounts:
        body += _amounts(amounts, y)
        y += LINE * (len(amounts) + 1) + GAP
    return "\n".join([*_frame(y - GAP + MARGIN), *_grid(bottom), *body, "</svg>", ""])


def figures(rows: Iterable[Mapping[str, Any]]) -> set[str]:
    """The numbers that the chart shows."""
    results = {row["job"]: row for row in rows}
    ratios = [pair.ratio(results) for _, pairs in GROUPS for pair in pairs]
    amounts = [amount.text(results) for amount in MEMORY]
    return {_number(ratio) for ratio in ratios if ratio is not None} | {
        text.partition(" ")[0] for text in amounts if text is not None
    }


def _frame(height: int) -> Iterator[str]:
    yield (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{height}" viewBox="0 0 {WIDTH} {height}" '
        'role="img" aria-labelledby="title">'
    )
    yield f"<style>{STYLE}</style>"
    yield f'<rect class="ground" x=".5" y=".5" width="{WIDTH - 1}" height="{height - 1}" rx="8"/>'
    yield f'<text id="title" class="title" x="{MARGIN}" y="36">What smswire takes where others take 1</text>'
    yield f'<text class="quiet" x="{MARGIN}" y="58">{escape("".join(LEGEND))}</text>'


def _grid(bottom: int) -> Iterator[str]:
    for tick in TICKS:
        x = _x(tick)
        yield f'<path class="{"one" if tick == 1 else "grid"}" d="M{x} {TOP - 8}V{bottom}"/>'
        yield f'<text class="tick" x="{x}" y="{TOP - 14}">{tick:g}</text>'


def _group(title: str, drawn: list[tuple[str, float]], y: int) -> Iterator[str]:
    yield f'<text class="group" x="{MARGIN}" y="{y + 12}">{escape(title)}</text>'
    for row, (label, ratio) in enumerate(drawn, 1):
        top = y + row * LINE
        x = _x(ratio)
        start, width = min(x, ZERO), abs(x - ZERO)
        yield f'<text class="label" x="{_x(TICKS[0]) - 14}" y="{top + 10}">{escape(label)}</text>'
        kind = "less" if ratio <= 1 else "more"
        yield f'<rect class="{kind}" x="{start}" y="{top}" width="{max(width, 1)}" height="{BAR}" rx="2"/>'
        yield f'<text x="{max(x, ZERO) + 6}" y="{top + 10}">{_number(ratio)}</text>'


def _amounts(amounts: list[tuple[str, str]], y: int) -> Iterator[str]:
    yield f'<text class="group" x="{MARGIN}" y="{y + 12}">Memory</text>'
    for row, (label, text) in enumerate(amounts, 1):
        yield f'<text class="label" x="{_x(TICKS[0]) - 14}" y="{y + row * LINE + 10}">{escape(label)}</text>'
        yield f'<text x="{_x(TICKS[0])}" y="{y + row * LINE + 10}">{escape(text)}</text>'


def _x(ratio: float) -> int:
    """Where a ratio stands."""
    octaves = math.log2(ratio) if ratio > 0 else -WIDEST
    return ZERO + round(OCTAVE * max(-WIDEST, min(WIDEST, octaves)))


def _number(ratio: float) -> str:
    return f"{ratio:.2f}"
