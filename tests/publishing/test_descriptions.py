"""Only what is published describes itself: no draft, nothing planned, nothing withdrawn."""

from __future__ import annotations

from datetime import timedelta

import pytest
from msgspec.structs import replace

from app.core import clock
from app.core.db import db
from app.publishing.service import save, schedule, submit
from tests.vocabularies import Head, check_head

SECRET = "A sentence that nobody may read yet"


def addresses(inquiry, topic, paper):
    return [
        f"/inquiries/{inquiry.slug}",
        f"/inquiries/{inquiry.slug}/{topic.slug}",
        f"/papers/{paper.slug}",
        f"/papers/{paper.slug}/citation.bib",
        f"/papers/{paper.slug}/citation.ris",
    ]


@pytest.fixture
def written(inquiry, topic, paper, writer):
    """All three are being rewritten."""
    for manuscript, field in ((inquiry, "summary"), (topic, "summary"), (paper, "abstract")):
        content = replace(manuscript.content, **{"title": SECRET, field: SECRET})
        save(manuscript, manuscript.version, content, by=writer)
    db.session.commit()
    return inquiry, topic, paper


def test_a_draft_appears_in_none_of_them(client, written):
    for address in addresses(*written):
        response = client.get(address)
        assert response.status_code == 200
        assert SECRET not in response.text, address


def test_nor_does_what_is_planned(client, written, writer, second):
    for manuscript in written:
        submit(manuscript, manuscript.version, "Better words.", is_minor=False, by=writer)
        at = clock.now() + timedelta(days=3)
        schedule(manuscript, manuscript.version, at, by=second, alone_reason="")
    db.session.commit()
    for address in addresses(*written):
        assert SECRET not in client.get(address).text, address


def test_a_withdrawn_paper_is_cited_and_described_nowhere(client, inquiry, topic, paper, take_down):
    take_down(paper)
    for address in addresses(inquiry, topic, paper)[2:]:
        response = client.get(address)
        assert response.status_code == 410
        assert "What is known." not in response.text
        assert "Ada Marsh" not in response.text
        assert Head(response.text).is_bare


def test_a_preview_says_nothing_of_itself(browser, writer, inquiry, topic, paper):
    browser.sign_in(writer.email)
    for manuscript in (inquiry, topic, paper):
        page = browser.client.get(f"/staff/publishing/{manuscript.id}/preview")
        assert page.status_code == 200
        assert Head(page.text).is_bare
        assert "citation.bib" not in page.text


def test_an_earlier_version_says_nothing_of_itself(client, paper):
    assert Head(client.get(f"/papers/{paper.slug}/versions/1").text).is_bare


def test_a_page_says_since_when_it_is_there_and_when_it_changed(client, paper, put_up):
    first = paper.publications[0].happened_at
    with clock.at(first + timedelta(days=40)):
        put_up(paper, replace(paper.content, title="Answering well"), "A better title.")
    head = Head(client.get(f"/papers/{paper.slug}").text)
    check_head(head)
    facts = dict(head.properties)
    assert facts["article:published_time"] < facts["article:modified_time"]
    assert dict(head.names)["citation_title"] == "Answering well"
    assert head.blocks[0]["version"] == "2"
