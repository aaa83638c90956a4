"""The only maker of HTML from text, and the only door to bleach.

bleach is final and unmaintained, so it is pinned, kept behind this file and never has the last
word: nh3 does. Everything is rendered once, when it is written.
"""

from __future__ import annotations

import re
from collections.abc import MutableMapping
from html import escape
from typing import Any

import bleach
import nh3
from bleach.linkifier import Linker
from markdown_it import MarkdownIt
from markupsafe import Markup

COMMENT_TAGS = {"p", "a"}
STAFF_TAGS = {
    "p", "a", "strong", "em", "ul", "ol", "li", "blockquote", "h2", "h3", "h4", "br", "code", "hr",
}  # fmt: skip
MAXIMUM_LENGTH = 400_000
VISITOR_LINK_REL = "nofollow ugc noopener"
_WEB_LINK = re.compile(r"(https?://[^\s/]|mailto:[^\s@]+@)", re.IGNORECASE)
_STAFF_SCHEMES = {"http", "https", "mailto"}

Attributes = MutableMapping[Any, str]


def _only_web_links(attrs: Attributes, new: bool = False) -> Attributes | None:
    """Drop every link that is not plainly one to the web or to a mailbox.

    nh3 takes an address that no browser could open away from its link; such a link is not made.
    """
    href = attrs.get((None, "href"), "")
    is_kept = _WEB_LINK.match(href) and "href=" in nh3.clean(f'<a href="{escape(href)}">x</a>')
    return attrs if is_kept else None


# bleach's own pattern takes seconds over a long row of brackets; this one is read in one pass.
# It sees the text escaped, so that an address between < and > ends at "&gt;".
_ADDRESS = re.compile(
    r"\(?(?<![\w@.])(?:https?://|www\.)(?:(?!&[lg]t;)[^\s<>\"“”])+(?<![!?:'’…])", re.IGNORECASE
)
_linker = Linker(
    callbacks=[_only_web_links],  # type: ignore[list-item]  # its stubs want no defaults
    url_re=_ADDRESS,
    parse_email=False,
)
_markdown = MarkdownIt("commonmark", {"html": False, "linkify": False})


def render_comment(body: str) -> str:
    """A visitor's plain text as HTML: escaped, in paragraphs, its web addresses linked.

    Paragraphs end at an empty line; every other line end and space is kept as typed and shown by
    the style sheet, so that the text read back from the page is the text that was sent.
    """
    _refuse_too_long(body)
    paragraphs = re.split(r"(?<!\n)\n\n", body)
    html = "".join(
        f'<p dir="auto">{escape(paragraph, quote=False)}</p>' for paragraph in paragraphs
    )
    return nh3.clean(
        _linker.linkify(html) if _ADDRESS.search(html) else html,
        tags=COMMENT_TAGS,
        attributes={"a": {"href"}, "p": {"dir"}},
        url_schemes=_STAFF_SCHEMES,
        link_rel=VISITOR_LINK_REL,
    )


def render_markdown(source: str) -> str:
    """Staff's Markdown as HTML, through bleach and then nh3, with a short list of tags."""
    _refuse_too_long(source)
    html = bleach.clean(
        _markdown.render(source),
        tags=STAFF_TAGS,
        attributes={"a": ["href"]},
        protocols=_STAFF_SCHEMES,
        strip=True,
    )
    return nh3.clean(
        html,
        tags=STAFF_TAGS,
        attributes={"a": {"href"}},
        url_schemes=_STAFF_SCHEMES,
        link_rel="noopener",
    )


def trusted(html: str) -> Markup:
    """Mark stored HTML, made by this module on write, as ready for a page."""
    return Markup(html)  # noqa: S704 - rendered and cleaned above


def _refuse_too_long(text: str) -> None:
    if len(text) > MAXIMUM_LENGTH:
        raise ValueError("the text is too long to be rendered")
