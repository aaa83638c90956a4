"""What was published without a manuscript gets one, once, and nothing changes for the public."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from msgspec.structs import replace
from sqlalchemy import func, select

from app.core import clock
from app.core.db import db
from app.inquiries.enums import PublishingState
from app.inquiries.service import withdraw_page
from app.jobs.runner import sweep
from app.papers.service import add_version
from app.publishing.adopting import adopt
from app.publishing.contents import PaperContent
from app.publishing.enums import PublicationAct
from app.publishing.models import Manuscript, Publication
from app.publishing.queries import list_publications
from app.publishing.service import save, submit
from tests import factories


def find(**links) -> Manuscript:
    return db.session.scalars(select(Manuscript).filter_by(**links)).one()


def count(model) -> int:
    return db.session.scalar(select(func.count()).select_from(model)) or 0


@pytest.fixture
def old_topic(app):
    """Published before there were manuscripts."""
    made = factories.make_topic()
    db.session.commit()
    return made


@pytest.fixture
def old_paper(old_topic):
    made = factories.make_paper(old_topic)
    db.session.commit()
    return made


def test_an_inquiry_its_topic_and_its_paper_stand_under_each_other(old_topic, old_paper):
    assert adopt() == 3
    top, middle = find(inquiry_id=old_topic.inquiry_id), find(topic_id=old_topic.id)
    assert (top.parent, middle.parent, find(paper_id=old_paper.id).parent) == (None, top, middle)
    assert {top.state, middle.state} == {PublishingState.PUBLISHED}
    assert [publication.number for publication in list_publications(top)] == [1]


def test_the_second_time_there_is_nothing_to_do(old_paper):
    adopt()
    before = count(Publication)
    assert adopt() == 0
    assert count(Publication) == before


def test_the_first_sweep_does_it_for_a_database_from_before(old_paper):
    sweep()
    assert count(Manuscript) == 3


def test_it_is_dated_as_of_when_the_public_could_read_it(old_topic, old_paper):
    adopt()
    launched = clock.from_london(
        datetime.combine(old_topic.inquiry.launched_on, datetime.min.time())
    )
    first = list_publications(find(topic_id=old_topic.id))[0]
    assert first.happened_at == launched + timedelta(hours=9)
    assert list_publications(find(paper_id=old_paper.id))[0].happened_at == (
        old_paper.versions[0].published_at
    )


def test_a_papers_text_is_joined_again_and_each_version_is_kept(old_paper):
    longer = f"{factories.PAPER_SOURCE}\n\nA fourth paragraph."
    add_version(old_paper, published_at=clock.now(), source=longer, abstract="Now longer.")
    adopt()
    second, first = list_publications(find(paper_id=old_paper.id))
    assert isinstance(first.content, PaperContent)
    assert first.content.source == factories.PAPER_SOURCE
    assert (second.number, second.content.source) == (2, longer)


def test_what_was_withdrawn_stays_so_with_its_reason(old_topic):
    withdraw_page(old_topic, "Published by mistake.")
    adopt()
    manuscript = find(topic_id=old_topic.id)
    assert manuscript.state is PublishingState.WITHDRAWN
    last = list_publications(manuscript)[0]
    assert (last.act, last.note) == (PublicationAct.WITHDRAWN, "Published by mistake.")


def test_staff_can_go_on_with_what_was_adopted(old_topic, writer):
    adopt()
    manuscript = find(topic_id=old_topic.id)
    content = replace(manuscript.content, summary="Said more clearly.")
    save(manuscript, manuscript.version, content, by=writer)
    submit(manuscript, manuscript.version, "The summary is clearer.", is_minor=False, by=writer)
    assert manuscript.state is PublishingState.SUBMITTED
