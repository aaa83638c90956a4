"""The HTML of comments as the public sees them, wherever they stand.

A page shows fifty, and a template would escape each small thing on its own, at three times the
cost; so this is the one piece of a page that is put together here. What people typed is escaped by
name; what is not (references, numbers, moments) is made by the site.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from html import escape
from typing import Any, Protocol

from flask import url_for

from app.core.clock import london, say_date
from app.core.markup import trusted


class PublicComment(Protocol):
    """What is shown of a comment; also its topic where that is to be named."""

    @property
    def public_ref(self) -> str: ...
    @property
    def number(self) -> int | None: ...
    @property
    def public_name(self) -> str: ...
    @property
    def received_at(self) -> datetime: ...
    @property
    def body_html(self) -> str: ...
    @property
    def paper(self) -> Any: ...
    @property
    def paragraph(self) -> Any: ...


def comment_articles(
    items: Iterable[PublicComment], *, show_target: bool = False, level: int = 3, address: str = ""
) -> str:
    """An article for each. `show_target` says which topic or paper each is about; the address of
    a comment's own page is `address` and its reference; `level` is that of the headings."""
    return trusted("".join(_article(item, show_target, level, address) for item in items))


def _article(item: PublicComment, show_target: bool, level: int, address: str) -> str:
    ref, number, wall = item.public_ref, item.number, london(item.received_at)
    title = f"Comment {number}" if number else "Comment, not numbered yet"
    target = _target(item) if show_target or item.paper else ""
    return f"""<article class="comment" id="comment-{ref}">
  <div class="comment-head">
    <h{level} class="comment-number">{title}</h{level}>
    {_name(item.public_name)}
    <span class="comment-date"><time datetime="{wall.isoformat(timespec="seconds")}">{
        say_date(wall.date())
    }</time></span>
    {target}
  </div>
  <div class="comment-body">{item.body_html}</div>
  {_foot(ref, number, address) if address and number else ""}
</article>
"""


def _name(name: str) -> str:
    if not name:
        return '<span class="comment-name is-withheld">Name withheld</span>'
    return f'<span class="comment-name"><bdi>{escape(name)}</bdi></span>'


def _target(item: Any) -> str:
    """What a comment is about: a paragraph, a paper, or else its topic."""
    if item.paper is None:
        inquiry, topic = item.topic.inquiry.slug, item.topic.slug
        address, before, words = (
            url_for("inquiries.topic", inquiry=inquiry, topic=topic), "", item.topic.title
        )  # fmt: skip
    elif item.paragraph is None:
        address = url_for("papers.paper", paper=item.paper.slug)
        before, words = "the paper ", item.paper.title
    else:
        address = url_for("papers.paper", paper=item.paper.slug, _anchor=item.paragraph.anchor)
        before, words = "", f"paragraph {item.paragraph.number} of {item.paper.title}"
    link = f'<a href="{escape(address)}">{escape(words)}</a>'
    return f'<p class="comment-target">On {before}{link}</p>'


def _foot(ref: str, number: int, address: str) -> str:
    own_page = f'<a href="{escape(address)}{ref}">Comment {number}’s own page</a>'
    return (
        f'<p class="print-only comment-reference">Reference {ref}</p>\n'
        f'  <p class="comment-foot">{own_page}</p>'
    )
