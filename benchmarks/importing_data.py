"""A folder in the import format with as many invented comments as are asked for."""

from __future__ import annotations

import csv
import random
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

TOPICS = ("access", "continuity", "prescribing", "long-waits")
COLUMNS = (
    "ref", "status", "publication_choice", "name", "received_at", "published_at", "changed_at",
    "paper", "paragraph", "reason", "note", "email", "body",
)  # fmt: skip
PARAGRAPHS = 40
LINK = " See https://example.org/minutes?meeting=12&page=3 for what was promised then."
FIRST_DAY = datetime(2024, 1, 8, 9, 0)  # noqa: DTZ001 - the files hold London's clock
SENTENCES = (
    "I think that seeing the same doctor each time matters more than anything else.",
    "My mother waited three weeks, and nobody could say why.",
    "It should be simpler than that: one person who knows you, and one number to ring.",
    "We were told that “this is how it works now”.",
    "The receptionist was kind, but she had nothing to offer before the end of the month.",
    "In our village the bus goes twice a day, so half of the appointments are of no use.",
    "The café beside the surgery knows more about the waiting list than the surgery does.",
    "Please do not take the telephone away from those who have nothing else.",
    "For me it went well, and I should like that to be written down too.",
)
_HEAD = """+++
slug = "{slug}"
title = "Inquiry into imports"
summary = "What does it cost to bring many comments in?"
commissioned_by = "The benchmarks"
chair = "Nobody"
launched_on = 2024-01-08
opens_at = 2024-01-08T09:00:00
closes_at = {closes}
still_open = "Everything."
already_decided = "Nothing."
published_at = 2024-01-08T09:00:00
+++
### Why

Because people write a lot.
"""
_TOPIC = """+++
title = "{title}"
summary = "What people say about it."
published_at = 2024-01-08T09:00:00
+++
# Explored
What people need, and what they get.

# Learnt
Nothing yet.

# Call for views
Tell us what you think.
"""
_PAPER = """+++
title = "A paper about {topic}"
topic = "{topic}"
abstract = "What is known."
published_at = 2024-01-08T09:00:00

[[authors]]
name = "Ada Marsh"
affiliation = "University of Example"
+++
## What is known

{text}
"""


def write_inquiry(folder: Path, slug: str, count: int) -> Path:
    """So many comments on four topics, the same for the same slug; in the order of their days."""
    for name in ("topics", "papers", "comments"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    closes = datetime.now().year + 1  # noqa: DTZ005 - so that the site takes comments meanwhile
    head = _HEAD.format(slug=slug, closes=f"{closes}-12-31T23:59:00")
    (folder / "inquiry.md").write_text(head, encoding="utf-8")
    for place, topic in enumerate(TOPICS, 1):
        name = f"{place:02}-{topic}"
        text = "\n\n".join(f"Paragraph {number} of what is known." for number in range(PARAGRAPHS))
        (folder / "topics" / f"{name}.md").write_text(_TOPIC.format(title=topic), encoding="utf-8")
        paper = _PAPER.format(topic=topic, text=text)
        (folder / "papers" / f"{slug}-{topic}.md").write_text(paper, encoding="utf-8")
        with (folder / "comments" / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            table = csv.DictWriter(file, COLUMNS, restval="")
            table.writeheader()
            table.writerows(_make_rows(slug, topic, count // len(TOPICS)))
    return folder


def _make_rows(slug: str, topic: str, count: int) -> Iterator[dict[str, str]]:
    """85 in 100 are published; one in five withholds the name, one in three gives an address."""
    chance = random.Random(f"{slug} {topic}")
    for place in range(count):
        received = FIRST_DAY + timedelta(minutes=10 * place)
        row = {
            "publication_choice": chance.choices(("named", "anonymous"), (4, 1))[0],
            "name": f"{chance.choice(('Pat', 'Sam', 'Zoë', 'Ada'))} Lowe {place}",
            "received_at": received.isoformat(timespec="minutes"),
            "body": _make_body(chance, place),
            **_make_fate(chance, received),
        }
        if not place % 3:
            row["email"] = f"person{place}@example.org"
        if not place % 10:
            row |= {"paper": f"{slug}-{topic}", "paragraph": str(1 + place % PARAGRAPHS)}
        if not place % 2:
            row["ref"] = f"{chance.getrandbits(48):012x}"
        yield row


def _make_body(chance: random.Random, place: int) -> str:
    paragraphs = (
        " ".join(chance.choices(SENTENCES, k=chance.randint(1, 5)))
        for _ in range(chance.choice((1, 1, 2, 3)))
    )
    return f"{place}. " + "\n\n".join(paragraphs) + ("" if place % 20 else LINK)


def _make_fate(chance: random.Random, received: datetime) -> dict[str, str]:
    later = (received + timedelta(hours=20)).isoformat(timespec="minutes")
    status = chance.choices(("published", "rejected", "spam", "pending"), (85, 7, 3, 5))[0]
    if status == "published":
        return {"status": status, "published_at": later, "changed_at": later}
    if status == "pending":
        return {"status": status}
    reason, note = ("off_topic", "Sent on to the council.") if status == "rejected" else ("", "")
    return {"status": status, "changed_at": later, "reason": reason, "note": note}
