"""The committed results: figures only, one record for each kind of database."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from benchmarks.chart import draw
from benchmarks.figures import COLUMNS

FOLDER = Path(__file__).parent / "results"
NAME = "real_input"
TITLE = "Real input: real public comments, sent, decided and read back"


def write(record: Mapping[str, Any]) -> None:
    """Put this run's record in place of the former one of the same database; draw all anew."""
    path = FOLDER / f"{NAME}.json"
    records: dict[str, Any] = json.loads(path.read_text("utf-8")) if path.exists() else {}
    kind = record["database"].split()[0].lower()
    records = dict(sorted({**records, kind: dict(record)}.items(), reverse=True))
    FOLDER.mkdir(exist_ok=True)
    path.write_text(json.dumps(records, indent=2) + "\n", "utf-8")
    (FOLDER / f"{NAME}.md").write_text(as_markdown(records), "utf-8")
    drawn = draw(TITLE, records, "Median time, in times of /healthz", f"{NAME}.md")
    (FOLDER / f"{NAME}.svg").write_text(drawn, "utf-8")
    print(f"\nThe results are in benchmarks/results/{NAME}.json, .md and .svg.")


def as_markdown(records: Mapping[str, Mapping[str, Any]]) -> str:
    lines = [
        f"# {TITLE}",
        "",
        "Written by `python -m benchmarks real_input`; what it does is told in "
        "[docs/benchmarks.md](../../docs/benchmarks.md).",
        "",
        f"![The bars show the median time of each kind of request]({NAME}.svg)",
    ]
    for record in records.values():
        lines += ["", f"## {record['database']}", "", _facts(record), ""]
        lines += _requests(record)
        lines += ["", "| step | seconds |", "|---|---:|"]
        lines += [f"| {step} | {took:,.1f} |" for step, took in record["steps_seconds"].items()]
        lines += ["", *(f"- {sentence}" for sentence in record["ratios"])]
    return "\n".join(lines) + "\n"


def _facts(record: Mapping[str, Any]) -> str:
    return (
        f"{record['texts']:,} texts of {record['characters']:,} characters, and some long ones put "
        f"together from them: {record['comments_sent']:,} comments sent, "
        f"{record['published']:,} published on {record['public_pages']} pages, "
        f"{record['rejected']:,} rejected; none lost, none twice, each as it was typed. "
        f"Measured on {record['measured_on']}: {record['processor']}, {record['cores']} cores, "
        f"{record['system']}, Python {record['python']}."
    )


def _requests(record: Mapping[str, Any]) -> list[str]:
    titles = [title for title, _name, _form in COLUMNS]
    lines = ["| request | " + " | ".join(titles) + " |", "|---|" + "---:|" * len(titles)]
    for row in record["requests"]:
        cells = [form.format(row[name]) for _title, name, form in COLUMNS]
        lines.append(f"| {row['kind']} | " + " | ".join(cells) + " |")
    return lines
