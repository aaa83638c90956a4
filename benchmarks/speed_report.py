"""The table and the chart of the speed benchmark: ratios, and the bounds that they are held to."""

from __future__ import annotations

import os
import platform
from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from pathlib import Path
from statistics import median

from app.core import clock
from benchmarks.speed_load import Case

FOLDER = Path(__file__).parent / "results"
TITLE = "Speed: processor time in times of bare Flask"
COLOURS = {"SQLite": "#1f5a7a", "PostgreSQL": "#b5651d"}
WIDTH, LABELS, BAR, STEP, TOP = 860, 330, 13, 40, 78


@dataclass(frozen=True)
class Ratio:
    """One case in times of another; `bound` is the most it should be (the least, for a share).

    Two that were measured at different times are both taken in times of a `yardstick` that was
    measured beside each, because the machine may have become slower in between.
    """

    words: str
    case: str
    against: str
    bound: float
    is_share: bool = False
    yardstick: str = ""

    def value(self, cases: Mapping[str, Case]) -> float | None:
        if self.case not in cases or self.against not in cases:
            return None
        if self.yardstick:
            after = cases[self.case].in_times_of(cases[f"{self.yardstick}, crowded"])
            return after / cases[self.against].in_times_of(cases[self.yardstick])
        ratio = cases[self.case].in_times_of(cases[self.against])
        return 1 / ratio if self.is_share else ratio

    def is_met(self, value: float) -> bool:
        return value >= self.bound if self.is_share else value <= self.bound


RATIOS = [
    Ratio("topic page afresh ÷ bare page, the same 50 comments", "afresh", "bare page", 2),
    Ratio("304 from the stamp ÷ bare hello", "unchanged", "hello", 1.5),
    Ratio("200 from the page cache ÷ bare hello", "kept", "hello", 1.6),
    Ratio(
        "nginx serving the file ÷ nginx before the site", "nginx, site", "nginx, file", 0.8, True
    ),
    Ratio("sending a comment ÷ bare form and one INSERT", "sending", "bare sending", 3),
]
CROWD = "CROWD"
YARDSTICKS = {
    "afresh": "bare page", "unchanged": "hello", "kept": "hello", "sending": "bare sending",
}  # fmt: skip
KINDS = {"afresh": "page afresh", "unchanged": "304", "kept": "200 kept", "sending": "sending"}
GROWTH = [
    *(Ratio(f"{words}: 100,000 ÷ 1,000 on the topic", f"{kind}, 100,000", f"{kind}, 1,000", 1.1)
      for kind, words in KINDS.items()),
    *(Ratio(f"{words}: {CROWD} more on the site", f"{kind}, crowded", kind, 1.1,
            yardstick=YARDSTICKS[kind])
      for kind, words in KINDS.items()),
]  # fmt: skip


def write(
    found: Mapping[str, Mapping[str, Case]], seconds: float, crowd: int, *, is_whole: bool
) -> None:
    text = as_markdown(found, seconds).replace(CROWD, f"{crowd:,}")
    print("\n" + text)
    if is_whole:
        FOLDER.mkdir(exist_ok=True)
        (FOLDER / "speed.md").write_text(text, "utf-8")
        drawn = draw(found).replace(CROWD, f"{crowd:,}")
        (FOLDER / "speed.svg").write_text(drawn, "utf-8")
        print("The results are in benchmarks/results/speed.md and .svg.")


def as_markdown(found: Mapping[str, Mapping[str, Case]], seconds: float) -> str:
    load = os.getloadavg()[0]
    lines = [
        f"# {TITLE}", "",
        "Written by `python -m benchmarks speed`; what it does is told in "
        "[docs/benchmarks.md](../../docs/benchmarks.md).", "",
        "![Each ratio as a bar, with its bound](speed.svg)", "",
        f"Measured on {clock.now():%-d %B %Y}: {os.cpu_count()} cores, {platform.system()}, "
        f"Python {platform.python_version()}, in {seconds / 60:.1f} minutes; the load average was "
        f"{load:.1f} at the end. Each figure is the median of the rounds.", "",
        "| ratio of processor time a request | bound | " + " | ".join(found) + " |",
        "|---|---:|" + "---:|" * len(found),
    ]  # fmt: skip
    lines += [_row(ratio, found) for ratio in [*RATIOS, *GROWTH] if _is_known(ratio, found)]
    lines += ["", "| request | " + " | ".join(f"{name}, µs | a second" for name in found) + " |",
              "|---|" + "---:|---:|" * len(found)]  # fmt: skip
    names = list(dict.fromkeys(name for cases in found.values() for name in cases))
    for name in names:
        cells = [_cells(cases[name]) if name in cases else "|" for cases in found.values()]
        lines.append(f"| {name} | " + " | ".join(cells) + " |")
    return "\n".join(lines) + "\n"


def _is_known(ratio: Ratio, found: Mapping[str, Mapping[str, Case]]) -> bool:
    return any(ratio.value(cases) is not None for cases in found.values())


def _row(ratio: Ratio, found: Mapping[str, Mapping[str, Case]]) -> str:
    values = [ratio.value(cases) for cases in found.values()]
    cells = [
        "–" if value is None else f"{value:.2f}{'' if ratio.is_met(value) else ' (missed)'}"
        for value in values
    ]
    sign = "≥" if ratio.is_share else "≤"
    return f"| {ratio.words} | {sign} {ratio.bound} | " + " | ".join(cells) + " |"


def _cells(case: Case) -> str:
    cpu = median(cost.cpu_us for cost in case.costs)
    return f"{cpu:,.0f} | {median(cost.per_second for cost in case.costs):,.0f}"


def draw(found: Mapping[str, Mapping[str, Case]]) -> str:
    """A bar for each ratio and database, and a line where the bound is."""
    ratios = [ratio for ratio in [*RATIOS, *GROWTH] if _is_known(ratio, found)]
    values = [ratio.value(cases) or 0 for ratio in ratios for cases in found.values()]
    scale = (WIDTH - LABELS - 70) / max([*values, *(ratio.bound for ratio in ratios)])
    height = TOP + STEP * len(ratios)
    parts = [_head(found, height)]
    for place, ratio in enumerate(ratios):
        top = TOP + STEP * place
        bound = LABELS + ratio.bound * scale
        parts.append(
            f'<text x="{LABELS - 10}" y="{top + 17}" class="end">{escape(ratio.words)}</text>'
            f'<line x1="{bound:.1f}" x2="{bound:.1f}" y1="{top - 2}" y2="{top + 2 * BAR}"/>'
        )
        for row, (name, cases) in enumerate(found.items()):
            value = ratio.value(cases) or 0
            parts.append(_bar(top + row * BAR, value, scale, COLOURS[name]))
    return "\n".join([*parts, "</svg>"]) + "\n"


def _bar(top: int, value: float, scale: float, colour: str) -> str:
    length = max(1.0, value * scale)
    return (
        f'<rect x="{LABELS}" y="{top}" width="{length:.1f}" height="{BAR - 2}" fill="{colour}"/>'
        f'<text x="{LABELS + length + 6:.1f}" y="{top + BAR - 3}" class="value">{value:.2f}</text>'
    )


def _head(found: Mapping[str, object], height: int) -> str:
    legend = "".join(
        f'<rect x="{LABELS + place * 150}" y="48" width="11" height="11" fill="{COLOURS[name]}"/>'
        f'<text x="{LABELS + place * 150 + 17}" y="58">{name}</text>'
        for place, name in enumerate(found)
    )
    return f"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img" \
aria-labelledby="title description">
<title id="title">{TITLE}</title>
<desc id="description">A bar for each ratio and database; a line stands where the bound is. The \
table in speed.md has the same figures.</desc>
<style>text {{ font: 12px system-ui, sans-serif; fill: #1c1c1c }} .end {{ text-anchor: end }} \
.value {{ font-size: 11px }} .title {{ font-size: 17px; font-weight: 600 }} \
line {{ stroke: #1c1c1c; stroke-width: 1.5 }}</style>
<rect width="{WIDTH}" height="{height}" fill="#fff"/>
<text x="16" y="28" class="title">{TITLE}</text>
<text x="16" y="58">The line is the bound</text>
{legend}"""
