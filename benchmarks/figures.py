"""What was measured, as figures: a row for each kind of request, in times of the plainest one."""

from __future__ import annotations

import math
import os
import platform
import statistics
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from benchmarks.visitor import PLAINEST, Timings


@dataclass(frozen=True)
class Row:
    """`times_plainest`: its median against the median of the plainest request of the same run."""

    kind: str
    count: int
    total_seconds: float
    median_ms: float
    p95_ms: float
    per_second: float
    times_plainest: float


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest value that at least this share of all values does not exceed."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)]


def growth(timings: Timings, kind: str) -> float:
    """What the last quarter of such requests cost against the first quarter.

    Each quarter is taken in times of the plainest requests made meanwhile, so that a machine that
    was busier in one of them does not count.
    """
    places = [place for place, (name, _seconds) in enumerate(timings.all) if name == kind]
    quarter = max(1, len(places) // 4)
    first, last = places[:quarter], places[-quarter:]
    return _cost(timings, kind, last) / _cost(timings, kind, first)


def _cost(timings: Timings, kind: str, places: Sequence[int]) -> float:
    """The median in times of the plainest request, from the first to the last of the places."""
    meanwhile = timings.all[places[0] : places[-1] + 1]
    plainest = [seconds for name, seconds in meanwhile if name == PLAINEST]
    plainest = plainest or timings.by_kind()[PLAINEST]
    own = [seconds for name, seconds in meanwhile if name == kind]
    return statistics.median(own) / statistics.median(plainest)


def make_rows(timings: Timings) -> list[Row]:
    by_kind = timings.by_kind()
    plainest = statistics.median(by_kind[PLAINEST])
    return [
        Row(
            kind=kind,
            count=len(seconds),
            total_seconds=round(sum(seconds), 2),
            median_ms=round(statistics.median(seconds) * 1000, 2),
            p95_ms=round(percentile(seconds, 0.95) * 1000, 2),
            per_second=round(len(seconds) / sum(seconds), 1),
            times_plainest=round(statistics.median(seconds) / plainest, 1),
        )
        for kind, seconds in by_kind.items()
    ]


def describe_machine() -> dict[str, Any]:
    """Enough to judge the figures by, and nothing that names the machine."""
    return {
        "cores": os.cpu_count(),
        "processor": _processor(),
        "system": platform.system(),
        "python": platform.python_version(),
        "measured_on": datetime.now(UTC).date().isoformat(),
    }


def _processor() -> str:
    path = Path("/proc/cpuinfo")
    lines = path.read_text().splitlines() if path.exists() else []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.machine()


def as_record(
    rows: Sequence[Row], steps: Mapping[str, float], facts: Mapping[str, Any]
) -> dict[str, Any]:
    return {
        **describe_machine(),
        **facts,
        "steps_seconds": {step: round(seconds, 1) for step, seconds in steps.items()},
        "requests": [asdict(row) for row in rows],
    }


COLUMNS = (
    ("count", "count", "{:,}"),
    ("seconds", "total_seconds", "{:,.1f}"),
    ("median ms", "median_ms", "{:,.1f}"),
    ("95th pct ms", "p95_ms", "{:,.1f}"),
    ("per second", "per_second", "{:,.1f}"),
    ("× plainest", "times_plainest", "{:,.1f}"),
)


def print_record(record: Mapping[str, Any]) -> None:
    """The same tables as in the committed results, for a terminal."""
    print("\nHow long each step took, with the visitor's own reading of the pages:")
    for step, seconds in record["steps_seconds"].items():
        print(f"  {step:<54}{seconds:>9,.1f} s")
    width = max(len(row["kind"]) for row in record["requests"]) + 2
    print(
        "\nEach kind of request, one after another, from the first byte sent to the last one read:"
    )
    print("  " + "request".ljust(width) + "".join(title.rjust(13) for title, _, _ in COLUMNS))
    for row in record["requests"]:
        cells = (form.format(row[name]).rjust(13) for _, name, form in COLUMNS)
        print("  " + row["kind"].ljust(width) + "".join(cells))
    print()
    for sentence in record["ratios"]:
        print(f"  {sentence}")
