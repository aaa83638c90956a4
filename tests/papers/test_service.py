from __future__ import annotations

from functools import partial

import pytest

from app.core.db import db
from app.core.errors import RefusedError
from app.core.stamps import SITE, read_stamps
from app.inquiries.enums import PublishingState
from app.papers.models import PaperVersion
from app.papers.queries import (
    find_paragraph,
    get_version,
    list_papers_of_topic,
)
from tests import factories


@pytest.mark.parametrize("slug", ["privacy", "Not Kebab"])
def test_nothing_is_put_up_under_a_name_that_no_address_can_have(topic, slug):
    for put_up in (
        factories.make_inquiry,
        partial(factories.make_topic, topic.inquiry),
        partial(factories.make_paper, topic),
    ):
        with pytest.raises(RefusedError, match="name"):
            put_up(slug=slug)


def test_paragraphs_are_numbered_through_all_sections(topic):
    version = get_version(factories.make_paper(topic))
    numbers = [[part.number for part in section.paragraphs] for section in version.sections]
    assert numbers == [["1", "2"], ["3"]]


def test_staff_text_is_rendered_once_when_it_is_put_up(topic):
    paper = factories.make_paper(topic, "## A\n\n*b* <script>c</script>")
    paragraph = find_paragraph(paper, "p1")
    assert paragraph
    assert paragraph.html.startswith("<p><em>b</em>")
    assert "<script" not in paragraph.html


def test_a_paper_without_a_heading_is_refused(topic):
    with pytest.raises(ValueError, match="begins with a section heading"):
        factories.make_paper(topic, "Words.")


def test_putting_up_a_paper_changes_the_pages(topic):
    before = read_stamps([SITE])[SITE]
    factories.make_paper(topic)
    assert read_stamps([SITE])[SITE] == before + 1


@pytest.mark.parametrize("anchor", ["p0", "p4", "p01", "p", "1", "x1", "p1 ", "p" + "9" * 400])
def test_an_anchor_that_is_not_in_the_paper_is_not_found(topic, anchor):
    assert find_paragraph(factories.make_paper(topic), anchor) is None


def test_a_paragraph_belongs_to_its_own_paper(topic):
    long, short = factories.make_paper(topic), factories.make_paper(topic, "## A\n\nb")
    assert find_paragraph(long, "p3")
    assert find_paragraph(short, "p3") is None


def test_the_latest_version_is_the_current_one(topic):
    paper = factories.make_paper(topic)
    first = get_version(paper)
    newer = PaperVersion(
        paper=paper, number=2, abstract="Anew.", published_at=first.published_at
    )  # fmt: skip
    db.session.add(newer)
    db.session.flush()
    assert get_version(paper) is newer


def test_a_topics_own_papers_stand_before_those_that_it_lists(topic):
    listed = factories.make_paper(factories.make_topic(), title="A first by its title")
    own = factories.make_paper(topic, title="Z last by its title")
    listed.listed_by = [topic]
    draft = factories.make_paper(topic)
    draft.state = PublishingState.DRAFT
    db.session.flush()
    assert list(list_papers_of_topic(topic)) == [own, listed]
