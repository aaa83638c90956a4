"""A bar chart as SVG: each kind of request, in times of another one of the same run."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import Any

WIDTH = 860
LABELS = 290
VALUES = 130
BAR = 13
GAP = 12
HEAD = 78
LEAST_COUNT = 10
COLOURS = ("#1f5a7a", "#b5651d", "#4d7c3a")


def draw(title: str, records: Mapping[str, Mapping[str, Any]], measure: str, table: str) -> str:
    """One group of bars a kind, one bar a record; the words tell what the bars show."""
    rows = {name: _rows_by_kind(record) for name, record in records.items()}
    kinds = list(dict.fromkeys(kind for group in rows.values() for kind in group))
    longest = max(row["times_plainest"] for group in rows.values() for row in group.values())
    scale = (WIDTH - LABELS - VALUES) / longest
    step = BAR * len(records) + GAP
    height = HEAD + step * len(kinds) + 8
    parts = [_head(title, records, height, measure, table)]
    for index, kind in enumerate(kinds):
        top = HEAD + index * step
        middle = top + BAR * len(records) / 2 + 4
        parts.append(f'<text x="{LABELS - 10}" y="{middle:.0f}" class="end">{escape(kind)}</text>')
        for place, group in enumerate(rows.values()):
            if kind in group:
                parts.append(_bar(group[kind], top + place * BAR, scale, COLOURS[place]))
    return "\n".join([*parts, "</svg>"]) + "\n"


def _rows_by_kind(record: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    """Without what happened too rarely to have a typical time."""
    return {row["kind"]: row for row in record["requests"] if row["count"] >= LEAST_COUNT}


def _bar(row: Mapping[str, Any], top: float, scale: float, colour: str) -> str:
    length = max(1.0, row["times_plainest"] * scale)
    words = f"{row['times_plainest']:,.1f} × ({row['median_ms']:,.1f} ms)"
    return (
        f'<rect x="{LABELS}" y="{top}" width="{length:.1f}" height="{BAR - 2}" fill="{colour}"/>'
        f'<text x="{LABELS + length + 6:.1f}" y="{top + BAR - 3}" class="value">{words}</text>'
    )


def _head(
    title: str, records: Mapping[str, Mapping[str, Any]], height: int, measure: str, table: str
) -> str:
    names = [record["database"] for record in records.values()]
    legend = "".join(
        f'<rect x="{LABELS + place * 190}" y="52" width="11" height="11" fill="{COLOURS[place]}"/>'
        f'<text x="{LABELS + place * 190 + 17}" y="62">{escape(name)}</text>'
        for place, name in enumerate(names)
    )
    return f"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img" \
aria-labelledby="title description">
<title id="title">{escape(title)}</title>
<desc id="description">Bars for each kind of request: {escape(measure.lower())}; \
{escape(" and ".join(names))}. The table in {table} has the same figures.</desc>
<style>text {{ font: 13px system-ui, sans-serif; fill: #1c1c1c }} .end {{ text-anchor: end }} \
.value {{ font-size: 11px }} .title {{ font-size: 17px; font-weight: 600 }}</style>
<rect width="{WIDTH}" height="{height}" fill="#fff"/>
<text x="16" y="28" class="title">{escape(title)}</text>
<text x="16" y="62">{escape(measure)}</text>
{legend}"""
