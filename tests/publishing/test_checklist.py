"""What the list before publishing says, and at which field."""

from __future__ import annotations

from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from app.core.db import db
from app.inquiries.models import Subject
from app.publishing.checklist import count_blocking, list_gaps
from app.publishing.contents import LinkContent
from app.publishing.enums import Kind
from app.publishing.links import list_lost_links
from app.publishing.readability import count_syllables, reading_age
from app.publishing.service import add_manuscript
from tests.browsing import Browser
from tests.publishing.texts import INQUIRY, PAPER, TOPIC

HARD = (
    "Notwithstanding considerable organisational heterogeneity, multidisciplinary collaboration "
    "facilitates comprehensive identification of individuals experiencing deteriorating "
    "physiological parameters, necessitating immediate reconsideration of established "
    "institutional responsibilities."
)
PLAIN = "We want to know how you get help at night. Who came to the door? Was it the help you hoped for?"


def gaps(content) -> list[tuple[str, str, bool]]:
    """Without that of the subjects, which the texts lack."""
    found = [(gap.field, gap.sentence, gap.advises) for gap in list_gaps(content)]
    return [gap for gap in found if gap[0] != "subjects"]


# Headings


@pytest.mark.parametrize(
    ("source", "told"),
    [
        ("## One\n\nText.\n\n#### Deep\n\nText.", "“Deep” is of level 4, where 3 belongs."),
        ("## One\n\nText.\n\n# Top\n\nText.", "“Top” is of level 1, where 2 belongs."),
        ("## One\n\n### Two\n\nText.\n\n##### Deep\n\nText.", "“Deep” is of level 5, where 4"),
    ],
)
def test_a_heading_of_a_paper_that_skips_a_level_is_named(source, told):
    ((field, sentence, advises),) = gaps(replace(PAPER, source=source))
    assert field == "source"
    assert told in sentence
    assert not advises


def test_headings_of_a_paper_that_follow_each_other_are_right():
    source = "## One\n\nText.\n\n### Two\n\nText.\n\n#### Three\n\nText.\n\n## Four\n\nText."
    assert gaps(replace(PAPER, source=source)) == []


# Images


@pytest.mark.parametrize(
    ("content", "field"),
    [
        (replace(PAPER, source=f"{PAPER.source}\n\n![A chart](/chart.png)"), "source"),
        (replace(TOPIC, learnt="[![A chart](chart.png)](/papers/x)"), "learnt"),
        (replace(INQUIRY, body="![A chart][one]\n\n[one]: /chart.png"), "body"),
    ],
)
def test_an_image_would_be_left_out_and_so_holds_a_text_up(content, field):
    ((told_at, sentence, advises),) = gaps(content)
    assert told_at == field
    assert "Images cannot be shown yet, so “A chart” would be left out" in sentence
    assert not advises


def test_an_image_without_words_in_its_place_is_told_as_one():
    ((_, sentence, _),) = gaps(replace(TOPIC, call="Look: ![](/chart.png)"))
    assert "no text in its place" in sentence


def test_what_only_looks_like_an_image_is_none():
    assert gaps(replace(TOPIC, call="Write `![words](address)`! [A page](https://e.org/)")) == []


# Reading age


def test_the_formulas_own_example():
    """The sentence of thirteen words and 26 syllables that stands in most accounts of it: 13.1."""
    words = "The Australian platypus is seemingly a hybrid of a mammal and reptilian creature"
    assert sum(map(count_syllables, words.split())) == 26
    assert reading_age(f"{words}. {words}.") == 18


@pytest.mark.parametrize(
    ("word", "count"),
    [("care", 1), ("people", 2), ("the", 1), ("asked", 1), ("wanted", 2), ("audio", 3), ("nation", 2),
     ("services", 3), ("doctor’s", 2), ("table", 2), ("whole", 1), ("mm", 1), ("times", 1)],
)  # fmt: skip
def test_syllables_are_counted_by_the_spelling(word, count):
    assert count_syllables(word) == count


def test_short_and_plain_sentences_read_as_for_the_young():
    assert reading_age(PLAIN) <= 9
    assert reading_age(HARD) > 20


def test_lists_and_headings_are_sentences_of_their_own_and_addresses_are_no_words():
    items = "\n".join(f"- number {number} is a short one" for number in range(9))
    assert reading_age(items) <= 9
    linked = PLAIN.replace("help", "[help](/internationalisation/organisational)")
    assert reading_age(linked) == reading_age(PLAIN)


def test_a_text_of_few_words_is_not_judged():
    assert reading_age("Extraordinarily heterogeneous.") is None
    assert reading_age("") is None


@pytest.mark.parametrize("piece", ["!", "a", "e", "](", "a’", "\n ", "io", "\n- ", "ed "])
def test_the_longest_texts_are_judged_at_once(piece):
    began = process_time()
    reading_age(piece * (400_000 // len(piece)))
    assert process_time() - began < 3


@given(st.text(max_size=400))
def test_any_text_has_an_age_or_none(text):
    age = reading_age(text)
    assert age is None or age >= 5


@pytest.mark.parametrize(
    ("content", "field", "words"),
    [
        (replace(INQUIRY, still_open=HARD), "still_open", "The text on what is still open reads"),
        (replace(TOPIC, call=HARD), "call", "The call for views reads"),
        (replace(PAPER, abstract=HARD), "abstract", "The abstract reads"),
    ],
)
def test_a_hard_text_is_worth_a_look_and_holds_nothing_up(content, field, words):
    told = [gap for gap in gaps(content) if gap[0] == field]
    ((_, sentence, advises),) = told
    assert sentence.startswith(words)
    assert "shorter sentences" in sentence
    assert advises
    assert count_blocking(content) == 0


def test_a_plain_text_is_left_alone():
    assert [gap for gap in gaps(replace(TOPIC, call=PLAIN)) if gap[0] == "call"] == []


# Links


@pytest.fixture
def lost(writer, topic, paper):
    """What is said of a topic's draft with these links in its text."""
    db.session.add(Subject(slug="nights", title="Nights", description=""))

    def find(*addresses, **changes):
        text = "\n\n".join(f"[a page]({address})" for address in addresses)
        content = replace(TOPIC, learnt=text, **changes)
        draft = add_manuscript(Kind.TOPIC, "buses", content, topic.parent, by=writer)
        return [(gap.field, gap.sentence, gap.advises) for gap in list_lost_links(draft)]

    return find


def test_links_that_lead_somewhere_are_left_alone(lost):
    assert lost(
        "/", "/inquiries/care-at-night", "/inquiries/care-at-night/who-answers?page=2#comments",
        "/inquiries/care-at-night/who-answers/comment", "/papers/answering-at-night#p2",
        "/papers/answering-at-night/versions/1", "/subjects/nights", "/about/privacy",
        "/inquiries/care-at-night/buses", "https://example.org/nowhere", "//example.org/x",
        "mailto:a@example.org", "#here", "papers/none",
    ) == []  # fmt: skip


@pytest.mark.parametrize(
    ("address", "why"),
    [
        ("/papers/none", "nothing that is published has this address"),
        ("/papers/none/comment", "nothing that is published has this address"),
        ("/subjects/none", "nothing that is published has this address"),
        ("/inquiries/none", "nothing that is published has this address"),
        ("/inquiries/none/who-answers", "nothing that is published has this address"),
        ("/inquiries/care-at-night/none", "nothing that is published has this address"),
        ("/papers", "the site has no such address"),
        ("/no%20such", "the site has no such address"),
        ("/staff/people", "leads to a page for staff alone"),
        ("/staff", "leads to a page for staff alone"),
        ("/staff/logout", "the site has no such address"),
    ],
)
def test_a_link_that_leads_nowhere_is_worth_a_look(lost, address, why):
    ((field, sentence, advises),) = lost(address)
    assert field == "learnt"
    assert f"The link to {address} " in sentence
    assert why in sentence
    assert advises


def test_a_link_to_what_was_withdrawn_leads_nowhere(lost, paper, take_down):
    take_down(paper)
    assert "nothing that is published" in lost("/papers/answering-at-night")[0][1]


def test_related_content_that_is_not_there_is_told_at_its_row(lost):
    related = (LinkContent(title="One", path="/"), LinkContent(title="Two", path="/papers/none"))
    ((field, sentence, _),) = lost(related=related)
    assert field == "related-1-path"
    assert "/papers/none" in sentence


def test_a_link_that_stands_twice_is_told_once(lost):
    assert len(lost("/papers/none", "/papers/none")) == 1


def test_the_drafts_page_links_each_to_its_field(app, writer, topic):
    content = replace(TOPIC, call=HARD, learnt="[a page](/papers/none) ![chart](/chart.png)")
    draft = add_manuscript(Kind.TOPIC, "buses", content, topic.parent, by=writer)
    db.session.commit()
    browser = Browser(app)
    browser.sign_in(writer.email)
    page = browser.open(f"/staff/publishing/{draft.id}")
    assert "Worth a look: The call for views reads as for age" in page.text
    assert "Worth a look: The link to /papers/none leads nowhere" in page.text
    assert "Images cannot be shown yet" in page.text
    linked = {link["href"].partition("#")[2] for link in page.links if "/edit#" in link["href"]}
    assert {"call", "learnt"} <= linked
    form = browser.open(f"/staff/publishing/{draft.id}/edit")
    assert {"call", "learnt"} <= set(form.ids)
