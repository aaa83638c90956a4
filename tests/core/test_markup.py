from __future__ import annotations

import html
import json
import re

import nh3
import pytest
from bleach.linkifier import Linker
from hypothesis import given
from hypothesis import strategies as st

from app.core.markup import (
    _ADDRESS,
    COMMENT_TAGS,
    MAXIMUM_LENGTH,
    STAFF_TAGS,
    VISITOR_LINK_REL,
    fill_in,
    make_data_block,
    render_comment,
    render_markdown,
    render_page,
)
from app.core.text import clean_text

WORDS = st.sampled_from(
    ["\n", "\n\n", " ", "<b>", "&amp;", "&", '"', "http://a.org/x", "www.b.org", "(", ")", "é", "."]
)
SCRAPS = st.sampled_from(
    ["javascript:", "data:", "http://", "https://", "www.", "mailto:", "//", ":", "@", "a", "1"]
) | st.sampled_from(
    ["<", ">", "'", '"', "&#106;", "&colon;", "\\", "?", "#", "(", "[", "é", ".org", "!", "…", "%"]
) | st.sampled_from(["xn--", "256.1.1.1", "\t", " "])  # fmt: skip


def read_back(rendered: str) -> str:
    """The text that a reader's browser has of the rendered comment."""
    paragraphs = re.findall(r'<p dir="auto">(.*?)</p>', rendered, re.DOTALL)
    return "\n\n".join(html.unescape(re.sub(r"</?a\b[^>]*>", "", p)) for p in paragraphs)


@given(st.lists(WORDS | st.text(max_size=8), max_size=30).map("".join))
def test_what_was_typed_can_be_read_back_from_the_page(typed):
    body = clean_text(typed)
    assert read_back(render_comment(body)) == body


@given(st.text(max_size=200))
def test_a_comment_holds_paragraphs_and_links_and_nothing_else(typed):
    tags = set(re.findall(r"<\s*/?\s*([a-zA-Z0-9]+)", render_comment(clean_text(typed))))
    assert tags <= {"p", "a"}


@pytest.mark.parametrize(
    "text",
    [
        "javascript:alert(1)",
        "javascript:123",
        "JaVaScRiPt:123",
        "data://example.org/x",
        "data:text/html,x",
        "vbscript:1",
        "ftp://a.org",
        "a@b.org",
        "file:///etc/hosts",
        "https://",
        "http://[",
        "http://256.1.1.1",
        "http:///x",
        "//example.org",
        "localhost:8000",
        "example.org",
    ],
)
def test_only_web_addresses_become_links(text):
    assert "<a" not in render_comment(text)


LINKS = {
    "https://example.org/a?b=1&c=2#d": "https://example.org/a?b=1&c=2#d",
    "HTTP://EXAMPLE.ORG": "HTTP://EXAMPLE.ORG",
    "www.example.org": "http://www.example.org",
    "(see https://example.org/a)": "https://example.org/a",
    "https://example.org/a.": "https://example.org/a",
    "<https://example.org>": "https://example.org",
    "“https://example.org”, he said": "https://example.org",
    "Have you seen https://example.org/a?": "https://example.org/a",
    "https://example.org… and so on": "https://example.org",
    "https://example.org/a&b&": "https://example.org/a&b&",
    "https://example.org/javascript:123": "https://example.org/javascript:123",
    "https://example.org/?a=1&copy;2": "https://example.org/?a=1&copy;2",
}


@pytest.mark.parametrize(("text", "address"), LINKS.items(), ids=LINKS)
def test_a_web_address_links_to_itself(text, address):
    rendered = render_comment(text)
    assert [html.unescape(link) for link in re.findall(r'href="([^"]*)"', rendered)] == [address]
    assert read_back(rendered) == text


@given(st.lists(SCRAPS | st.text(max_size=4), max_size=20).map("".join))
def test_no_link_leaves_the_web(typed):
    rendered = render_comment(clean_text(typed))
    addresses = re.findall(r'<a href="([^"]*)"', rendered)
    assert len(addresses) == rendered.count("<a")
    assert all(re.match(r"https?://[^/]", address, re.IGNORECASE) for address in addresses)


def only_what_opens(attrs, new=False):
    href = attrs.get((None, "href"), "")
    web = re.match(r"https?://[^\s/]", href, re.IGNORECASE)
    return attrs if web and "href=" in nh3.clean(f'<a href="{html.escape(href)}">x</a>') else None


def render_slowly(body: str) -> str:
    """The same by a whole parser of HTML, which takes seconds over some comments."""
    linker = Linker(callbacks=[only_what_opens], url_re=_ADDRESS, parse_email=False)
    paragraphs = re.split(r"(?<!\n)\n\n", body)
    escaped = "".join(f'<p dir="auto">{html.escape(p, quote=False)}</p>' for p in paragraphs)
    return nh3.clean(
        linker.linkify(escaped),
        tags=COMMENT_TAGS,
        attributes={"a": {"href"}, "p": {"dir"}},
        url_schemes={"http", "https", "mailto"},
        link_rel=VISITOR_LINK_REL,
    )


@given(
    st.lists(SCRAPS | st.sampled_from(["www.a.org", "http://a.org/", ")", ",", "\n\n"])).map(
        "".join
    )
)
def test_a_comment_is_rendered_as_a_parser_of_html_would(typed):
    body = clean_text(typed)
    assert render_comment(body) == render_slowly(body)


@pytest.mark.parametrize("block", range(0, 0x3000, 0x80), ids=hex)
def test_words_without_markup_are_what_the_sanitiser_would_make_of_them(block):
    for typed in [f"a{chr(code)}b\n\nc" for code in range(block, block + 0x80)]:
        body = clean_text(typed)
        assert render_comment(body) == render_slowly(body)


@pytest.mark.parametrize("unit", ["<", "&", "a\n\n", "http://a/&&&&"])
def test_no_long_row_of_anything_goes_through_a_slow_parser(unit, monkeypatch):
    """Each took seconds where a parser of HTML read it; none is left on the way."""
    monkeypatch.setattr("bleach.html5lib_shim.BleachHTMLParser.parseFragment", None)
    body = clean_text((unit * 20_000)[:20_000])
    assert read_back(render_comment(body)) == body


def test_markup_in_a_comment_is_shown_and_does_nothing():
    rendered = render_comment('<script>a()</script><img src=x onerror=b()> **c** "d" &lt;')
    assert rendered.startswith('<p dir="auto">&lt;script&gt;')
    assert set(re.findall(r"<(\w+)", rendered)) == {"p"}


def test_an_address_with_markup_in_it_stays_inside_its_link():
    rendered = render_comment('https://a.org/"onmouseover="x https://b.org/<b>')
    assert "onmouseover=" not in "".join(re.findall(r"<[^>]*>", rendered))
    assert re.findall(r'href="([^"]*)"', rendered) == ["https://a.org/", "https://b.org/"]


def test_a_link_is_marked_as_a_visitors():
    assert 'rel="nofollow ugc noopener"' in render_comment("see https://example.org/a.")


@pytest.mark.parametrize(
    "unit", ["(", "((http://a", "a-", "&", "<", "http://", "www.a ", "\n/<<\n"]
)
def test_no_long_row_of_anything_is_refused_or_lost(unit):
    body = clean_text((unit * 20_000)[:20_000])
    assert read_back(render_comment(body)) == body


def test_a_text_beyond_any_page_is_refused():
    with pytest.raises(ValueError, match="too long"):
        render_comment("a" * (MAXIMUM_LENGTH + 1))


STAFF = """## Two

### Three

Some *em*, **strong**, `code` and [a link](https://example.org/ "title") and [mail](mailto:a@b.org).

- one
- two

1. first

> quoted

---"""


def test_staff_markdown_has_the_tags_it_needs():
    tags = set(re.findall(r"<([a-z0-9]+)", render_markdown(STAFF)))
    assert tags == {
        "h2", "h3", "p", "em", "strong", "code", "a", "ul", "ol", "li", "blockquote", "hr",
    }  # fmt: skip
    assert " title=" not in render_markdown(STAFF)


@pytest.mark.parametrize(
    "source",
    [
        "<script>x</script>", "<img src=x onerror=y>", "![picture](https://example.org/a.png)",
        "<p style='color:red' onclick='x'>y</p>", "<iframe src=https://example.org></iframe>",
        "# One", "<https://example.org>", "[a](javascript:b)", "[a](javascript:123)",
        "[a](data:text/html,b)", "[a](&#106;avascript:b)", "<!-- c -->", "```\n<b>\n```",
    ],
)  # fmt: skip
def test_staff_markdown_has_nothing_else(source):
    rendered = render_markdown(source)
    for tag, attributes in re.findall(r"<([a-z0-9]+)([^>]*)>", rendered):
        assert tag in STAFF_TAGS
        assert re.fullmatch(r'( (href="(https?://|mailto:|/)[^"]*"|rel="noopener"))*', attributes)


@given(
    st.lists(SCRAPS | st.sampled_from(["[x](", ")", "<b ", "\n\n", "> ", "*", "`"])).map("".join)
)
def test_no_markdown_makes_a_link_that_runs(source):
    for address in re.findall(r'href="([^"]*)"', render_markdown(source)):
        scheme = re.match(r"([a-z][a-z0-9+.-]*):", html.unescape(address).strip(), re.IGNORECASE)
        assert scheme is None or scheme[1].lower() in {"http", "https", "mailto"}


def test_a_staff_link_to_this_site_stays():
    assert '<a href="/f"' in render_markdown("[e](/f)")


DATA = st.recursive(
    st.text(st.characters(codec="utf-8") | st.sampled_from('<>&/!-\u2028\u2029"\\')),
    lambda inner: st.lists(inner) | st.dictionaries(st.text("</script>&"), inner),
)


@given(st.dictionaries(st.text("@abc<"), DATA))
def test_a_data_block_says_what_it_was_given_and_nothing_in_it_ends_it(data):
    block = str(make_data_block(data))
    inner = block.removeprefix('<script type="application/ld+json">').removesuffix("</script>")
    assert len(block) == len(inner) + 44
    assert json.loads(inner) == data
    assert not set(inner) & set("<>&\u2028\u2029")


def test_a_heading_of_a_page_takes_the_mark_at_its_end():
    rendered = render_page("## What *we* do {#what-we-do}\n\n### Less\n\nWords {#no}.")
    assert '<h2 id="what-we-do">What <em>we</em> do</h2>' in rendered
    assert "<h3>Less</h3>" in rendered
    assert "<p>Words {#no}.</p>" in rendered


@pytest.mark.parametrize("source", ["## {#a}", "## *words {#a}*", "## A {#A}", "## A {#a b}"])
def test_a_mark_that_is_none_is_left_alone_or_taken_whole(source):
    assert re.findall(r'id="([^"]*)"', render_page(source)) in ([], ["a"])


@given(st.lists(SCRAPS | WORDS | st.text(max_size=8), max_size=20).map("".join))
def test_a_page_without_marks_is_rendered_as_any_markdown(source):
    if "{#" not in source:
        assert render_page(source) == render_markdown(source)


@given(st.text(max_size=30), st.text(max_size=30))
def test_what_is_filled_in_is_read_back_and_makes_no_html(organisation, around):
    filled = fill_in("<p>{organisation} {other}</p>", {"organisation": organisation})
    assert html.unescape(filled) == f"<p>{organisation} {{other}}</p>"
    assert not re.findall("[<>]", filled.removeprefix("<p>").removesuffix("</p>"))
    assert fill_in(html.escape(around), {}) == html.escape(around)
