"""What readers are shown of a text: everything filled in, nothing of it taken for HTML."""

from __future__ import annotations

from dataclasses import replace
from html import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.about.showing import list_parts
from app.standing.enums import PageName, Placeholder
from app.standing.rules import why_not_source

NAMES = [one.value for one in Placeholder]
PIECES = st.sampled_from(
    ["\n\n", "\n", "> ", "- ", "1. ", "    ", "```", "## ", " {#a}", "word", "*", "`", "[a](/b)"]
) | st.sampled_from(NAMES).map("{{{}}}".format)
SOURCES = st.lists(PIECES, max_size=15).map("".join)


@given(SOURCES)
def test_a_block_is_cut_out_only_where_it_stands_alone(source):
    parts = list_parts(source)
    for block in ("contact", "reasons"):
        shown = [part for part in parts if part.block == block]
        assert len(shown) <= source.count(f"{{{block}}}")
    assert all(bool(part.html) is not bool(part.block) for part in parts)


@given(st.lists(st.sampled_from(["Words.", "## A part", "{contact}", "- one\n- two"]), max_size=8))
def test_an_accepted_text_of_plain_blocks_shows_each_of_them(blocks):
    source = "\n\n".join([*blocks, "{reasons}"])
    assert why_not_source(PageName.MODERATION_POLICY, source) is None
    shown = [part.block for part in list_parts(source) if part.block]
    assert shown == [block[1:-1] for block in [*blocks, "{reasons}"] if block.startswith("{")]


class TestWithAnOddOrganisation:
    NAME = "A & B <i>Inquiries</i> *today* {site}"

    @pytest.fixture
    def settings(self, settings):
        return replace(settings, organisation=self.NAME)

    def test_its_name_is_text_and_nothing_else(self, browser, put_up):
        put_up(PageName.PRIVACY, lead="By {organisation}.", source="We are {organisation}.")
        html = browser.open("/about/privacy").html
        assert f"<p>We are {escape(self.NAME)}.</p>" in html
        assert f"By {escape(self.NAME)}." in html
