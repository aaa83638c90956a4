"""The only maker of HTML from text, and the only door to bleach.

bleach is final and unmaintained, so it is pinned, kept behind this file and never has the last
word: nh3 does. Everything is rendered once, when it is written. A visitor's comment goes past
bleach: its parser takes seconds over a long row of brackets or of paragraphs.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from html import escape, unescape
from itertools import pairwise
from typing import Any

import bleach
import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup

COMMENT_TAGS = {"p", "a"}
STAFF_TAGS = {
    "p", "a", "strong", "em", "ul", "ol", "li", "blockquote", "h2", "h3", "h4", "br", "code", "hr",
}  # fmt: skip
MAXIMUM_LENGTH = 400_000
VISITOR_LINK_REL = "nofollow ugc noopener"
_WEB_ADDRESS = re.compile(r"https?://[^\s/]", re.IGNORECASE)
_STAFF_SCHEMES = {"http", "https", "mailto"}
# Sees the text escaped, so that an address between < and > ends at "&gt;"; read in one pass.
_ADDRESS = re.compile(
    r"\(?(?<![\w@.])(?:https?://|www\.)(?:(?!&[lg]t;)[^\s<>\"“”])+(?<![!?:'’…])", re.IGNORECASE
)
# In JSON each of these can be written as its number, and then ends no element and opens none.
_ENDS_A_BLOCK = {ord(sign): f"\\u{ord(sign):04x}" for sign in "<>&\u2028\u2029"}
_PARAGRAPH_END = re.compile(r"(?<!\n)\n\n")
_BETWEEN = '</p><p dir="auto">'
_PLAIN_WORDS = re.compile(r"[\n -%'-;=?-~\u00a1-\u02ff\u2010-\u2027]*")
_MARK = re.compile(r"(?<!\s)\s*\{#([a-z0-9-]+)\}\Z")
_PLACEHOLDER = re.compile(r"\{([a-z_]+)\}")
_markdown = MarkdownIt("commonmark", {"html": False, "linkify": False})


def render_comment(body: str) -> str:
    """A visitor's plain text as HTML: escaped, in paragraphs, its web addresses linked.

    Paragraphs end at an empty line; every other line end and space is kept as typed and shown by
    the style sheet, so that the text read back from the page is the text that was sent.
    """
    _refuse_too_long(body)
    if _is_plain(body):
        return f'<p dir="auto">{_PARAGRAPH_END.sub(_BETWEEN, body)}</p>'
    paragraphs = _PARAGRAPH_END.split(body)
    html = "".join(
        f'<p dir="auto">{_ADDRESS.sub(_link, escape(paragraph, quote=False))}</p>'
        for paragraph in paragraphs
    )
    return nh3.clean(
        html,
        tags=COMMENT_TAGS,
        attributes={"a": {"href"}, "p": {"dir"}},
        url_schemes=_STAFF_SCHEMES,
        link_rel=VISITOR_LINK_REL,
    )


def _is_plain(body: str) -> bool:
    """Is nothing in it that could be markup or an address?

    The sanitiser would give such words back as they are, after a third of the time that bringing
    in many comments takes.
    """
    return bool(_PLAIN_WORDS.fullmatch(body)) and not ("://" in body or "www." in body.lower())


def _link(match: re.Match[str]) -> str:
    """What was found, escaped, as a link but for the stops and brackets around the address."""
    found = match[0]
    start, end = _bounds(found)
    typed = unescape(found[start:end])
    href = f"http://{typed}" if typed[:3].lower() == "www" else typed
    # nh3 takes an address that no browser could open away from its link; such a link is not made.
    link = f'<a href="{escape(href)}">'
    if not _WEB_ADDRESS.match(href) or "href=" not in nh3.clean(f"{link}x</a>"):
        return found
    return f"{found[:start]}{link}{found[start:end]}</a>{found[end:]}"


def _bounds(found: str) -> tuple[int, int]:
    """Where the address itself begins and ends."""
    start, end = int(found.startswith("(")), len(found)
    if start and found.endswith(")"):
        end -= 1
    stops = ",." if "(" in found[start:end] else ",.)"
    return start, start + len(found[start:end].rstrip(stops))


def render_markdown(source: str) -> str:
    """Staff's Markdown as HTML, through bleach and then nh3, with a short list of tags."""
    _refuse_too_long(source)
    return _clean_staff_html(_markdown.render(source), {})


def render_page(source: str) -> str:
    """The same for a page of its own: a heading can be linked to by `{#its-mark}` at its end."""
    _refuse_too_long(source)
    tokens = _markdown.parse(source)
    for heading, words in pairwise(tokens):
        if heading.type == "heading_open" and (mark := _take_mark(words)):
            heading.attrSet("id", mark)
    html = _markdown.renderer.render(tokens, _markdown.options, {})
    return _clean_staff_html(html, {heading: ["id"] for heading in ("h2", "h3", "h4")})


def _take_mark(words: Token) -> str:
    """The mark at the end of a heading, which is taken from its words; "" where it has none."""
    last = words.children[-1] if words.children else None
    found = _MARK.search(last.content) if last and last.type == "text" else None
    if last is None or found is None:
        return ""
    last.content = last.content[: found.start()]
    return found[1]


def _clean_staff_html(html: str, more: dict[str, list[str]]) -> str:
    """Cleaned by both, with what a link needs and `more` attributes by their tags."""
    attributes = {"a": ["href"], **more}
    return nh3.clean(
        bleach.clean(
            html, tags=STAFF_TAGS, attributes=attributes, protocols=_STAFF_SCHEMES, strip=True
        ),
        tags=STAFF_TAGS,
        attributes={tag: set(names) for tag, names in attributes.items()},
        url_schemes=_STAFF_SCHEMES,
        link_rel="noopener",
    )


def fill_in(html: str, words: Mapping[str, str]) -> str:
    """HTML with the plain text of each `{name}` that has words in the place of it."""
    return _PLACEHOLDER.sub(lambda found: escape(words.get(found[1], found[0])), html)


def list_link_addresses(source: str) -> list[str]:
    """Where the links of a Markdown text lead, in its order."""
    if not re.search(r"\]\(|\]:", source):
        return []
    return [str(token.attrs["href"]) for token in _inline_tokens(source, "link_open")]


def list_images(source: str) -> list[str]:
    """The alternative texts of a Markdown text's images, which `render_markdown` leaves out."""
    if "![" not in source:
        return []
    return [token.content for token in _inline_tokens(source, "image")]


def _inline_tokens(source: str, kind: str) -> Iterator[Token]:
    _refuse_too_long(source)
    for block in _markdown.parse(source):
        yield from (token for token in block.children or () if token.type == kind)


def trusted(html: str) -> Markup:
    """Mark stored HTML, made by this module on write, as ready for a page."""
    return Markup(html)  # noqa: S704 - rendered and cleaned above


def make_data_block(data: Mapping[str, Any]) -> Markup:
    """Linked data as an element of a page; browsers run nothing of this type."""
    text = json.dumps(data, ensure_ascii=False).translate(_ENDS_A_BLOCK)
    return Markup(f'<script type="application/ld+json">{text}</script>')  # noqa: S704


def _refuse_too_long(text: str) -> None:
    if len(text) > MAXIMUM_LENGTH:
        raise ValueError("the text is too long to be rendered")
