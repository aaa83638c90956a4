"""A standing page's text as readers see it, with what its placeholders stand for."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import current_app

from app.about.built_in import get_built_in
from app.about.histories import PageHistory, read_history
from app.comments.rules import PAGE_SIZE
from app.core.markup import fill_in, render_page
from app.inquiries.rules import GRACE
from app.mail.rules import MAIL_FILES_KEPT_FOR
from app.moderation.reasons import Policy, make_policy
from app.standing.contents import PageContent
from app.standing.enums import PageName, Placeholder
from app.standing.models import StandingDraft
from app.standing.queries import find_current, find_version, list_drafts
from config import Settings

_BLOCK = re.compile(r"<p>\{(contact|reasons)\}</p>")


@dataclass(frozen=True)
class Part:
    """Some of the page's HTML, or the name of a block that its template puts in."""

    html: str = ""
    block: str = ""


@dataclass(frozen=True)
class ShownPage:
    title: str
    description: str
    lead: str
    parts: Sequence[Part]
    policy: Policy


def show_page(content: PageContent) -> ShownPage:
    words = read_words()
    return ShownPage(
        fill_plain(content.title, words),
        fill_plain(content.description, words),
        fill_plain(content.lead, words),
        [
            Part(part.html and fill_in(part.html, words), part.block)
            for part in list_parts(content.source)
        ],
        make_policy(content.clauses),
    )


def list_parts(source: str) -> list[Part]:
    """The page's HTML, cut where a block is to stand; inline placeholders are still in it."""
    cut = _BLOCK.split(render_page(source))
    parts = [Part(block=text) if place % 2 else Part(html=text) for place, text in enumerate(cut)]
    return [part for part in parts if part.block or part.html.strip()]


def read_words() -> dict[str, str]:
    """What each placeholder within a sentence stands for, as plain text."""
    settings: Settings = current_app.extensions["soundings_settings"]
    words = {
        Placeholder.ORGANISATION: settings.organisation,
        Placeholder.SITE: str(current_app.jinja_env.globals["site_name"]),
        Placeholder.GRACE: f"{GRACE.seconds // 60} minutes",
        Placeholder.NUMBERS_ON_A_PAGE: str(PAGE_SIZE),
        Placeholder.MESSAGES_KEPT: f"{MAIL_FILES_KEPT_FOR.days} days",
    }
    return {placeholder.value: said for placeholder, said in words.items()}


def fill_plain(text: str, words: dict[str, str]) -> str:
    """The same in plain text, which the template escapes."""
    return re.sub(r"\{([a-z_]+)\}", lambda found: words.get(found[1], found[0]), text)


def read_current(page: PageName) -> PageContent:
    """What the public reads."""
    version = find_current(page)
    return version.content if version else get_built_in(page)


def read_content(page: PageName, number: int) -> PageContent:
    """What a version of the page's history said; the first may be the built-in text."""
    version = find_version(page, number)
    return version.content if version else get_built_in(page)


@dataclass(frozen=True)
class PageState:
    """What a page says now, and who is changing it; `draft` only where it differs."""

    page: PageName
    history: PageHistory
    draft: StandingDraft | None


def list_states() -> list[PageState]:
    """All standing pages, in the order of their links."""
    drafts = {draft.page: draft for draft in list_drafts()}
    return [PageState(page, read_history(page), _find_open(page, drafts)) for page in PageName]


def _find_open(page: PageName, drafts: Mapping[PageName, StandingDraft]) -> StandingDraft | None:
    draft = drafts.get(page)
    return draft if draft and draft.content != read_current(page) else None
