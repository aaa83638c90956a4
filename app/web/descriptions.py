"""What a page says of itself to machines that share, index and cite: tags and linked data.

Only published pages have a description; a preview of a draft has none.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import current_app

from app.core import clock

CONTEXT = "https://schema.org"
LANGUAGE = "en-GB"


@dataclass(frozen=True)
class Description:
    """`names` are further tags with their content; `data` is one JSON-LD document."""

    title: str
    summary: str
    address: str
    published_at: datetime | None
    changed_at: datetime | None
    names: Sequence[tuple[str, str]]
    data: dict[str, Any]


def describe(
    kinds: str | list[str],
    *,
    title: str,
    summary: str,
    address: str,
    published_at: datetime | None,
    changed_at: datetime | None,
    names: Sequence[tuple[str, str]] = (),
    **facts: Any,
) -> Description:
    """`kinds` and `facts` are types and properties of schema.org; empty ones are left out."""
    data = {
        "@context": CONTEXT,
        "@type": kinds,
        "@id": address,
        "url": address,
        "name": title,
        "description": summary,
        "inLanguage": LANGUAGE,
        "isAccessibleForFree": True,
        "datePublished": say(published_at),
        "dateModified": say(changed_at),
        **facts,
    }
    known = {name: fact for name, fact in data.items() if fact}
    return Description(title, summary, address, published_at, changed_at, names, known)


def say(moment: datetime | None) -> str:
    """In ISO 8601 by a London clock, "" for none."""
    return clock.london(moment).isoformat(timespec="seconds") if moment else ""


def publisher() -> str:
    organisation: str = current_app.extensions["soundings_settings"].organisation
    return organisation


def make_organisation(name: str) -> dict[str, Any]:
    return {"@type": "Organization", "name": name}
