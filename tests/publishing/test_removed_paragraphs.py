"""A paragraph's number and address live on after the paragraph has gone."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from app.core import clock
from app.core.db import db
from tests import factories
from tests.publishing.texts import PAPER

PAGE = "/papers/answering-at-night"
SHORTER = replace(PAPER, source="## Before\n\nThe first paragraph of it all.")
OLD_WORDS = "The second speaks of trust."


@pytest.fixture
def shortened(paper, put_up):
    put_up(paper, SHORTER, "The second paragraph is gone.")
    return paper


def test_an_old_link_lands_on_the_old_words(browser, shortened):
    page = browser.open(PAGE)
    assert page.ids["p2"] == 1
    removed = page.text[page.text.index("Removed paragraphs") :]
    assert OLD_WORDS in removed
    assert f"Removed in version 2, on {clock.say_date(clock.now())}." in removed


def test_a_paper_that_lost_nothing_has_no_such_section(browser, paper, put_up):
    put_up(paper, replace(PAPER, abstract="Other."), "Another abstract.")
    assert "Removed paragraphs" not in browser.open(PAGE).text


def test_a_paragraph_is_shown_as_it_stood_last(browser, paper, put_up):
    put_up(paper, replace(PAPER, source=PAPER.source.replace("trust", "doubt")), "Doubt.")
    put_up(paper, SHORTER, "Gone.")
    put_up(paper, replace(SHORTER, abstract="Other."), "Another abstract.")
    text = browser.open(PAGE).text
    assert "The second speaks of doubt." in text
    assert OLD_WORDS not in text
    assert "Removed in version 3," in text


def test_nobody_is_asked_to_comment_on_it(browser, shortened):
    links = [link["href"] for link in browser.open(PAGE).links]
    assert f"{PAGE}/comment?paragraph=p1" in links
    assert f"{PAGE}/comment?paragraph=p2" not in links


def test_a_comment_on_it_leads_to_the_old_words(browser, paper, topic, moderator, put_up):
    paragraph = paper.paper.versions[0].sections[0].paragraphs[1]
    comment = factories.make_published(
        topic.topic, moderator, paper_id=paper.paper_id, paragraph=paragraph
    )
    db.session.commit()
    put_up(paper, SHORTER, "Gone.")
    link = browser.open(f"/comments/{comment.public_ref}").link("#p2")
    assert OLD_WORDS in browser.open(link).text


def test_words_that_were_withdrawn_do_not_come_back_under_their_number(
    browser, paper, put_up, take_down
):
    take_down(paper)
    put_up(paper, SHORTER, "Without the second paragraph.")
    page = browser.open(PAGE)
    assert page.ids["p2"] == 1
    assert "Its words were withdrawn" in page.text
    assert OLD_WORDS not in page.text
    browser.open(f"{PAGE}/comment?paragraph=p2", expect=404)
