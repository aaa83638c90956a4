"""What a paper's page says of the paper to indexes and libraries."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from tests import factories
from tests.vocabularies import Head, check_head


@pytest.fixture
def paper(topic):
    made = factories.make_paper(
        topic,
        published_at=datetime(2026, 6, 30, 23, 30, tzinfo=UTC),
        title='Care & "trust" </script><b>',
    )
    factories.commit()
    return made


@pytest.fixture
def head(client, paper):
    return Head(client.get(f"/papers/{paper.slug}").text)


def test_every_word_is_one_that_others_know(head):
    check_head(head)


def test_each_author_is_followed_by_the_institution(head):
    assert head.names[1:5] == [
        ("citation_author", "Ada Marsh"),
        ("citation_author_institution", "University of Example"),
        ("citation_author", "Ben Holt"),
        ("citation_author_institution", "Example Trust"),
    ]


def test_the_tags_of_indexes_tell_title_dates_and_addresses(head, paper):
    facts = dict(head.names)
    assert facts["citation_title"] == paper.title
    assert facts["citation_publication_date"] == "2026/07/01"
    assert facts["citation_online_date"] == "2026/07/01"
    assert facts["citation_public_url"] == f"http://localhost/papers/{paper.slug}"


def test_those_who_share_it_see_what_it_is(head, paper):
    facts = dict(head.properties)
    assert facts["og:type"] == "article"
    assert facts["og:title"] == paper.title
    assert facts["og:url"] == f"http://localhost/papers/{paper.slug}"
    assert facts["og:description"] == "What the paper says, in short."
    assert facts["article:published_time"] == "2026-07-01T00:30:00+01:00"


def test_the_linked_data_names_authors_with_their_institutions(head, paper):
    data = head.blocks[0]
    assert data["@type"] == ["ScholarlyArticle", "Report"]
    assert data["name"] == paper.title
    assert [person["name"] for person in data["author"]] == ["Ada Marsh", "Ben Holt"]
    assert data["author"][0]["affiliation"]["name"] == "University of Example"
    assert data["isPartOf"]["url"].endswith(f"/{paper.topic.slug}")
    assert data["datePublished"] == "2026-07-01T00:30:00+01:00"


def test_a_college_is_no_person(client, topic):
    made = factories.make_paper(topic, authors=[("The College of Examples", "")])
    factories.commit()
    author = Head(client.get(f"/papers/{made.slug}").text).blocks[0]["author"][0]
    assert author == {"@type": "Organization", "name": "The College of Examples"}
