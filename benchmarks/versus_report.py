"""The table and the chart of `versus`: what the others cost, in times of the site."""

from __future__ import annotations

import os
import platform
from collections.abc import Callable, Mapping
from pathlib import Path
from statistics import median
from typing import Any

from app.core import clock
from benchmarks.chart import draw
from benchmarks.speed_load import Case

FOLDER = Path(__file__).parent / "results"
TITLE = "Versus: what Isso and Django with django-contrib-comments cost beside this site"
MEASURE = "Processor time, in times of Soundings"
SYSTEMS = {
    "soundings": "Soundings",
    "isso": "Isso",
    "django": "Django",
}
Found = Mapping[str, Mapping[str, Case]]


def write(found: Found, seconds: float, *, is_whole: bool) -> None:
    text = as_markdown(found, seconds)
    print("\n" + text)
    if is_whole:
        FOLDER.mkdir(exist_ok=True)
        (FOLDER / "versus.md").write_text(text, "utf-8")
        drawn = draw(TITLE, as_records(found), MEASURE, "versus.md")
        (FOLDER / "versus.svg").write_text(drawn, "utf-8")
        print("The results are in benchmarks/results/versus.md and .svg.")


def as_markdown(found: Found, seconds: float) -> str:
    lines = [
        f"# {TITLE}", "",
        "Written by `python -m benchmarks versus`; what it does, and what is alike and what is "
        "not, is told in [docs/benchmarks.md](../../docs/benchmarks.md).", "",
        "![Each ratio as a bar](versus.svg)", "",
        f"Measured on {clock.now():%-d %B %Y}: {os.cpu_count()} cores, {platform.system()}, "
        f"Python {platform.python_version()}, in {seconds / 60:.1f} minutes; the load average was "
        f"{os.getloadavg()[0]:.1f} at the end. Each figure is the median of the rounds.", "",
    ]  # fmt: skip
    lines += _list_ratios(found)
    lines += [
        "", "| request | database | processor time, µs | a second | bytes |",
        "|---|---|---:|---:|---:|",
    ]  # fmt: skip
    for database, cases in found.items():
        lines += [_figures(case, database) for case in cases.values()]
    return "\n".join(lines) + "\n"


def _times_cpu(case: Case, ours: Case) -> float:
    return case.in_times_of(ours)


def _times_speed(case: Case, ours: Case) -> float:
    return _per_second(case) / _per_second(ours)


def _times_bytes(case: Case, ours: Case) -> float:
    return case.answer_bytes / ours.answer_bytes


def _per_second(case: Case) -> float:
    return median(cost.per_second for cost in case.costs)


# What is compared: what the others do, against what the site does, in which measure.
COMPARED: list[tuple[str, str, str, Callable[[Case, Case], float]]] = [
    ("processor time: 50 of 10,000 read, page made afresh", "read", "soundings read", _times_cpu),
    ("processor time: 50 of 10,000 read, page kept", "read", "soundings kept", _times_cpu),
    ("processor time: a comment sent", "sent", "soundings sent", _times_cpu),
    ("requests a second: 50 read, page made afresh", "read", "soundings read", _times_speed),
    ("requests a second: 50 read, page kept", "read", "soundings kept", _times_speed),
    ("comments sent a second", "sent", "soundings sent", _times_speed),
    ("bytes of the 50 comments' answer", "read", "soundings read", _times_bytes),
]


def _list_ratios(found: Found) -> list[str]:
    """A row for what is compared, a column for each of the others on each database."""
    columns = [
        (f"{SYSTEMS[system]}, {database}", system, cases)
        for database, cases in found.items()
        for system in ("isso", "django")
        if f"{system} read" in cases
    ]
    names = " | ".join(name for name, _system, _cases in columns)
    lines = [f"| in times of Soundings | {names} |", "|---|" + "---:|" * len(columns)]
    for words, theirs, ours, times in COMPARED:
        values = [times(cases[f"{system} {theirs}"], cases[ours]) for _, system, cases in columns]
        lines.append(f"| {words} | " + " | ".join(f"{value:.3g}" for value in values) + " |")
    return lines


def _figures(case: Case, database: str) -> str:
    cpu = median(cost.cpu_us for cost in case.costs)
    size = f"{case.answer_bytes:,}" if case.answer_bytes else "–"
    return f"| {case.name} | {database} | {cpu:,.0f} | {_per_second(case):,.0f} | {size} |"


def as_records(found: Found) -> dict[str, dict[str, Any]]:
    """A record of bars for each system, as the chart takes them."""
    records = {}
    for system, name in SYSTEMS.items():
        bars = [
            _bar(f"{words}, {database}", cases[case], cases[against])
            for database, cases in found.items()
            for words, case, against in (
                ("50 comments read", f"{system} read", "soundings read"),
                ("50 comments read, kept", f"{system} kept", "soundings read"),
                ("a comment sent", f"{system} sent", "soundings sent"),
            )
            if case in cases
        ]
        records[system] = {"database": name, "requests": bars}
    return records


def _bar(kind: str, case: Case, against: Case) -> dict[str, Any]:
    milliseconds = median(cost.cpu_us for cost in case.costs) / 1000
    return {
        "kind": kind, "count": case.count, "median_ms": milliseconds,
        "times_plainest": case.in_times_of(against),
    }  # fmt: skip
