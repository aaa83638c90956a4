"""Real comments, end to end over HTTP: sent, decided, read back; every text as it was typed."""

from __future__ import annotations

import argparse
import csv
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPException
from pathlib import Path
from typing import Any

from psycopg import OperationalError

from app.comments.rules import BODY_LIMIT
from app.core.text import clean_text, is_blank
from benchmarks import report
from benchmarks.deciding import Decided, Desk, sign_in
from benchmarks.figures import Row, as_record, growth, make_rows, print_record
from benchmarks.reading import check_rejected, compare, read_again, read_one_by_one, read_pages
from benchmarks.running_site import RunningSite, running_site
from benchmarks.sending import Sent, make_long_text, see_refusal, send, split_in_parts
from benchmarks.visitor import FaultError, Timings, Visitor, say_progress
from config import ROOT

DEFAULT_DATA = ROOT.parent / "shared" / "data" / "public_comments.csv"
PLAINEST_REQUESTS = 250


@dataclass
class Run:
    """One run: where it happens, what it measured, and what it did."""

    site: RunningSite
    visitor: Visitor
    steps: dict[str, float] = field(default_factory=dict)
    sent: list[Sent] = field(default_factory=list)
    refused: int = 0

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        print(f"{name} …", flush=True)
        begun = time.perf_counter()
        yield
        self.steps[name] = time.perf_counter() - begun


def read_arguments(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks real_input", description=__doc__)
    parser.add_argument(
        "--data", type=Path, default=DEFAULT_DATA, metavar="FILE",
        help="a CSV file with a column “text” (default: ../shared/data/public_comments.csv, "
        "seen from the project)",
    )  # fmt: skip
    parser.add_argument(
        "--database", metavar="URL",
        help="a PostgreSQL server, such as postgresql://postgres@127.0.0.1:5432/postgres; a new "
        "database is made there and dropped (default: a new SQLite database)",
    )  # fmt: skip
    parser.add_argument(
        "--limit", type=int, metavar="N",
        help="send only the first N texts; the committed results are then left as they are",
    )  # fmt: skip
    chosen = parser.parse_args(arguments)
    if chosen.limit is not None and chosen.limit < 1:
        parser.error("--limit is 1 or more")
    if chosen.database and not chosen.database.startswith(("postgresql", "postgres:")):
        parser.error("--database is the address of a PostgreSQL server: postgresql://…")
    return chosen


def main(arguments: Sequence[str]) -> int:
    chosen = read_arguments(arguments)
    if not chosen.data.is_file():
        print(
            f"There is no file {chosen.data}. Name a CSV file with a column “text”: --data FILE",
            file=sys.stderr,
        )
        return 2
    try:
        record = measure(read_texts(chosen.data)[: chosen.limit], chosen.database)
    except (FaultError, HTTPException, OSError, OperationalError) as fault:
        print(f"\nFault: {str(fault) or type(fault).__name__}", file=sys.stderr)
        return 1
    print_record(record)
    if chosen.limit is None:
        report.write(record)
    print("\nok")
    return 0


def read_texts(path: Path) -> list[str]:
    """The texts that a person could send: not the blank ones."""
    csv.field_size_limit(10_000_000)
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = csv.DictReader(file)
        if "text" not in (rows.fieldnames or ()):
            raise FaultError(f"{path.name} has no column “text”.")
        texts = [row["text"] for row in rows]
    kept = [text for text in texts if not is_blank(text)]
    if not kept:
        raise FaultError(f"{path.name} holds no text.")
    return kept


def measure(texts: Sequence[str], server_url: str | None) -> dict[str, Any]:
    """All steps; raises FaultError at the first thing that is not as it must be."""
    print("Starting a site of its own …", flush=True)
    timings = Timings()
    with running_site(server_url) as site:
        print(f"It answers on {site.database}, port {site.port}.", flush=True)
        run = Run(site, Visitor(site.port, timings))
        ask_plainly(run)
        at_rest = site.memory_mb("VmRSS")
        send_all(run, texts)
        decided = decide_all(run)
        etags = read_all(run, decided)
        ask_plainly(run)
        with run.step("Checking the database (flask check)"):
            site.check()
        run.visitor.connection.close()
        facts = {
            "database": site.database,
            "texts": len(texts),
            "characters": sum(map(len, texts)),
            "comments_sent": len(run.sent),
            "published": len(decided.published),
            "rejected": len(decided.rejected),
            "refused_as_too_long": run.refused,
            "public_pages": len(etags),
            "memory_mb": {
                "at_rest": at_rest,
                "at_the_end": site.memory_mb("VmRSS"),
                "at_most": site.memory_mb("VmHWM"),
            },
        }
    rows = make_rows(timings)
    return as_record(rows, run.steps, {**facts, "ratios": say_ratios(rows, timings, facts)})


def ask_plainly(run: Run) -> None:
    for _ in range(PLAINEST_REQUESTS):
        run.visitor.ask_plainly()


def send_all(run: Run, texts: Sequence[str]) -> None:
    """Every text, and some put together from them that are as long as may be, or longer."""
    with run.step("Sending every text through the form"):
        for row, text in enumerate(texts, start=1):
            send_whole_or_in_parts(run, f"text {row}", text)
            run.visitor.ask_plainly(row)
            say_progress(row, len(texts), "texts")
    with run.step("Sending long texts, in parts where they must be"):
        long = clean_text(make_long_text(texts))
        send_whole_or_in_parts(run, "the long text", long)
        send_whole_or_in_parts(run, "a text at the limit", long[: BODY_LIMIT - 1] + ".")
        send_whole_or_in_parts(run, "a text just over the limit", long[:BODY_LIMIT] + ".")


def send_whole_or_in_parts(run: Run, label: str, text: str) -> None:
    text_to_send = clean_text(text)
    if len(text_to_send) <= BODY_LIMIT:
        parts, labels = [text], [label]
    else:
        see_refusal(run.visitor, run.site.topic_path, label, text)
        run.refused += 1
        parts = split_in_parts(text_to_send)
        labels = [f"{label}, part {number}" for number in range(1, len(parts) + 1)]
        if "".join("".join(parts).split()) != "".join(text.split()):
            raise FaultError(f"{label}: the benchmark itself lost words when it cut the text.")
    for part_label, part in zip(labels, parts, strict=True):
        turn = len(run.sent) + 1
        run.sent.append(send(run.visitor, run.site.topic_path, part_label, turn, part))


def decide_all(run: Run) -> Decided:
    by_ref = {sent.ref: sent for sent in run.sent}
    if len(by_ref) != len(run.sent):
        raise FaultError("Two comments have the same reference.")
    run.visitor.forget()
    with run.step("Looking through the queue and deciding each comment"):
        sign_in(run.visitor, run.site.password)
        desk = Desk(run.visitor, by_ref)
        desk.look_through()
        decided = desk.clear_queue()
    run.visitor.forget()
    return decided


def read_all(run: Run, decided: Decided) -> dict[str, str]:
    visitor = run.visitor
    with run.step("Reading all public pages"):
        shown, etags = read_pages(visitor, run.site.topic_path)
        compare(shown, decided.published)
    with run.step("Reading them again, unchanged"):
        read_again(visitor, etags)
    with run.step("Reading each comment's own page"):
        read_one_by_one(visitor, decided.published)
    with run.step("Looking for the rejected ones"):
        check_rejected(visitor, decided.rejected)
    return etags


def say_ratios(rows: Sequence[Row], timings: Timings, facts: dict[str, Any]) -> list[str]:
    """The comparisons worth a sentence."""
    median = {row.kind: row.median_ms for row in rows}
    whole, again = median["read a public page"], median["the same page, unchanged (304)"]
    sending, checking = median["send the comment"], median["check the comment"]
    memory = facts["memory_mb"]
    sentences = [
        f"An unchanged public page costs {again / whole:.2f} of the whole page.",
        f"Sending a comment costs {sending / checking:.2f} of checking it.",
        f"Deciding costs {median['decide'] / sending:.2f} of sending, "
        f"and a page of the queue {median['open a page of the queue'] / whole:.2f} "
        "of a public page.",
        f"With the number of comments: the last quarter of the sends cost "
        f"{growth(timings, 'send the comment'):.2f} of the first quarter, of the decisions "
        f"{growth(timings, 'decide'):.2f}.",
    ]
    if memory["at_rest"]:
        end, most = memory["at_the_end"], memory["at_most"]
        sentences.append(
            f"The server's memory was {end / memory['at_rest']:.2f} of what it was before the "
            f"first comment at the end ({end:.0f} MB), and {most / memory['at_rest']:.2f} at "
            f"most ({most:.0f} MB)."
        )
    return sentences
