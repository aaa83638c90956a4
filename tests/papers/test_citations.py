"""A paper as a reference in BibTeX and RIS."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.db import db
from app.core.text import clean_line
from app.inquiries.enums import PublishingState
from app.inquiries.service import withdraw_page
from app.papers.citations import Cited, escape_bibtex, make_bibtex, make_key, make_ris, split_name
from tests import factories
from tests.papers.references import read_authors, read_bibtex, read_latex, read_ris

CITED = Cited(
    authors=["Trisha Greenhalgh", "Iona Heath"],
    title="Measuring quality in the therapeutic relationship",
    abstract="What can be measured.",
    inquiry="Quality of care",
    publisher="The Example Foundation",
    address="https://consult.example.org/papers/measuring",
    published_on=date(2010, 6, 30),
    version=1,
)
TEXTS = st.text(st.characters(codec="utf-8") | st.sampled_from('\\{}~^#$%&_ \r\n\u2028"@,'))
NAMES = st.text(st.sampled_from("abÉ{}\\,& -"), min_size=1).map(clean_line).filter(bool)


def test_bibtex_names_the_authors_the_title_and_where_it_stands():
    entry = read_bibtex(make_bibtex(CITED))
    assert entry.kind == "techreport"
    assert entry.key == "greenhalgh2010measuring"
    assert read_authors(entry.fields["author"]) == ["Greenhalgh, Trisha", "Heath, Iona"]
    assert entry.fields["title"] == f"{{{CITED.title}}}"
    assert (entry.fields["year"], entry.fields["month"]) == ("2010", "6")
    assert entry.fields["url"] == CITED.address
    assert "note" not in entry.fields


def test_ris_says_the_same():
    pairs = read_ris(make_ris(CITED))
    assert pairs[0] == ("TY", "RPRT")
    assert [value for tag, value in pairs if tag == "AU"] == ["Greenhalgh, Trisha", "Heath, Iona"]
    facts = dict(pairs)
    assert facts["TI"] == CITED.title
    assert (facts["PY"], facts["DA"]) == ("2010", "2010/06/30")
    assert facts["UR"] == CITED.address


def test_a_later_version_is_cited_as_such():
    later = replace(CITED, version=3)
    assert read_bibtex(make_bibtex(later)).fields["note"] == "Version 3"
    assert ("ET", "Version 3") in read_ris(make_ris(later))


@given(TEXTS)
def test_nothing_in_a_text_is_a_sign_to_bibtex(text):
    assert read_latex(escape_bibtex(text)) == clean_line(text)


@given(TEXTS, TEXTS, st.lists(NAMES, min_size=1, max_size=3))
def test_whatever_a_paper_is_called_both_formats_can_be_read_back(title, abstract, authors):
    cited = replace(CITED, title=title, abstract=abstract, authors=authors)
    entry, pairs = read_bibtex(make_bibtex(cited)), read_ris(make_ris(cited))
    assert read_latex(entry.fields["title"][1:-1]) == clean_line(title)
    in_order = [split_name(name).in_order for name in authors]
    assert read_authors(entry.fields["author"]) == in_order
    assert [value for tag, value in pairs if tag == "AU"] == in_order
    assert dict(pairs)["TI"] == clean_line(title)


def test_a_line_end_in_a_title_begins_no_line_of_its_own():
    cited = replace(CITED, title="On care\r\nER  - \r\nTY  - BOOK")
    assert [tag for tag, _ in read_ris(make_ris(cited))].count("TY") == 1


@pytest.mark.parametrize(
    ("name", "family", "given_name"),
    [
        ("Ada Marsh", "Marsh", "Ada"),
        ("Dr Jan van der Berg", "van der Berg", "Jan"),
        ("Professor Sir Sam Vale", "Vale", "Sam"),
        ("Plato", "Plato", ""),
        ("Lord Vale", "Vale", "Lord"),
        ("Royal College of Examples", "Royal College of Examples", ""),
        ("Marsh & Holt", "Marsh & Holt", ""),
        ("de Sousa", "Sousa", "de"),
    ],
)
def test_a_name_is_sorted_by_the_family(name, family, given_name):
    assert split_name(name) == (family, given_name)


@pytest.mark.parametrize(
    ("author", "title", "key"),
    [
        ("Jürgen Müller", "The long road", "muller2010long"),
        ("Søren Ærø", "On “trust”", "aero2010trust"),
        ("李 雷", "医疗", "paper2010paper"),
        ("The College of Examples", "Follow-up", "college2010follow"),
    ],
)
def test_a_key_is_made_of_plain_letters(author, title, key):
    assert make_key(replace(CITED, authors=[author], title=title)) == key


@given(st.text(), st.text())
def test_a_key_holds_nothing_that_ends_it(author, title):
    key = make_key(replace(CITED, authors=[author], title=title))
    assert re.fullmatch(r"[a-z0-9]+2010[a-z0-9]+", key)


class TestDownloads:
    @pytest.fixture
    def paper(self, topic):
        made = factories.make_paper(topic, published_at=datetime(2025, 12, 31, 23, 30, tzinfo=UTC))
        factories.commit()
        return made

    @pytest.mark.parametrize(
        ("ending", "media_type"),
        [("bib", "application/x-bibtex"), ("ris", "application/x-research-info-systems")],
    )
    def test_they_are_files_to_keep(self, client, paper, ending, media_type):
        response = client.get(f"/papers/{paper.slug}/citation.{ending}")
        assert response.status_code == 200
        assert response.headers["Content-Type"] == f"{media_type}; charset=utf-8"
        assert (
            response.headers["Content-Disposition"] == f"attachment; filename={paper.slug}.{ending}"
        )
        assert response.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
        assert "Marsh, Ada" in response.text

    def test_they_read_back(self, client, paper):
        entry = read_bibtex(client.get(f"/papers/{paper.slug}/citation.bib").text)
        assert entry.key == "marsh2025paper"
        assert entry.fields["url"] == f"http://localhost/papers/{paper.slug}"
        pairs = dict(read_ris(client.get(f"/papers/{paper.slug}/citation.ris").text))
        assert pairs["T2"] == paper.topic.inquiry.title

    @pytest.mark.parametrize("ending", ["bib", "ris"])
    def test_they_are_kept_by_readers_like_any_public_page(self, client, paper, ending):
        address = f"/papers/{paper.slug}/citation.{ending}"
        first = client.get(address)
        assert first.headers["Cache-Control"] == "public, no-cache"
        again = client.get(address)
        assert (again.text, again.headers["Content-Type"]) == (
            first.text,
            first.headers["Content-Type"],
        )
        assert again.headers["Content-Disposition"] == first.headers["Content-Disposition"]
        held = {"If-None-Match": first.headers["ETag"]}
        assert client.get(address, headers=held).status_code == 304
        factories.revise(paper, "## New\n\nWords.")
        db.session.commit()
        assert client.get(address, headers=held).status_code == 200

    @pytest.mark.parametrize("ending", ["bib", "ris"])
    def test_a_draft_has_none_and_a_withdrawn_paper_none_any_more(self, client, paper, ending):
        address = f"/papers/{paper.slug}/citation.{ending}"
        assert client.get(address).status_code == 200
        withdraw_page(paper, "It named a patient.")
        db.session.commit()
        response = client.get(address)
        assert response.status_code == 410
        assert "Marsh, Ada" not in response.text
        paper.state = PublishingState.DRAFT
        db.session.commit()
        assert client.get(f"/papers/{paper.slug}/citation.{ending}?again").status_code == 404

    def test_the_page_leads_to_both(self, browser, paper):
        page = browser.open(f"/papers/{paper.slug}")
        assert page.link("citation.bib")
        assert page.link("citation.ris")
        assert "Cite this paper" in page.text
