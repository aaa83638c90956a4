"""The table of the importing benchmark: one row for each database."""

from __future__ import annotations

import os
import platform
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from statistics import mean, median

from app.core import clock

FOLDER = Path(__file__).parent / "results"
TITLE = "Importing: many comments, in times of a bare executemany of the same rows"


@dataclass(frozen=True)
class Found:
    """Seconds and megabytes of one database."""

    comments: int
    bare_seconds: tuple[float, float]
    alone_seconds: float
    visited_seconds: float
    few_mb: float
    many_mb: float
    page_seconds: list[float]
    sent_seconds: list[float]


def write(found: Mapping[str, Found], seconds: float, *, is_whole: bool) -> None:
    text = as_markdown(found, seconds)
    print("\n" + text)
    if is_whole:
        FOLDER.mkdir(exist_ok=True)
        (FOLDER / "importing.md").write_text(text, "utf-8")
        print("The results are in benchmarks/results/importing.md.")


def as_markdown(found: Mapping[str, Found], seconds: float) -> str:
    lines = [
        f"# {TITLE}", "",
        "Written by `python -m benchmarks importing`; what it does is told in "
        "[docs/benchmarks.md](../../docs/benchmarks.md).", "",
        f"Measured on {clock.now():%-d %B %Y}: {os.cpu_count()} cores, {platform.system()}, "
        f"Python {platform.python_version()}, in {seconds / 60:.1f} minutes; the load average was "
        f"{os.getloadavg()[0]:.1f} at the end. All seconds are wall time.", "",
        "| | comments | bare executemany, s | import, s | × bare | import with visitors, s "
        "| × bare | memory, MB: 10,000 | all |",
        "|---|" + "---:|" * 8,
    ]  # fmt: skip
    lines += [_cost(name, entry) for name, entry in found.items()]
    lines += [
        "", "| while it was imported | pages read | median, ms | slowest, ms "
        "| comments sent | median, ms | slowest, ms |",
        "|---|" + "---:|" * 6,
    ]  # fmt: skip
    lines += [_waits(name, entry) for name, entry in found.items()]
    return "\n".join(lines) + "\n"


def _cost(name: str, found: Found) -> str:
    bare = mean(found.bare_seconds)
    before, after = found.bare_seconds
    return (
        f"| {name} | {found.comments:,} | {before:.1f}, {after:.1f} | {found.alone_seconds:.1f} "
        f"| {found.alone_seconds / bare:.2f} | {found.visited_seconds:.1f} "
        f"| {found.visited_seconds / bare:.2f} | {found.few_mb:.0f} | {found.many_mb:.0f} |"
    )


def _waits(name: str, found: Found) -> str:
    cells = (
        f"{len(times):,} | {median(times) * 1000:.0f} | {max(times) * 1000:.0f}"
        for times in (found.page_seconds, found.sent_seconds)
    )
    return f"| {name} | {' | '.join(cells)} |"
