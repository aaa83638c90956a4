"""What is exported can be imported elsewhere, and an export of that is the same to the byte."""

from __future__ import annotations

import csv
import stat
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as times
from hypothesis import strategies as st

from app import create_app
from app.comments.enums import CommentStatus, PublicationChoice
from app.core.db import db
from app.core.text import clean_line, clean_text, is_blank
from app.moderation.enums import Reason
from app.publishing.adopting import adopt
from app.publishing.contents import (
    AuthorContent,
    EventContent,
    InquiryContent,
    IssueContent,
    LinkContent,
    PaperContent,
    TopicContent,
)
from app.publishing.enums import Kind
from app.publishing.queries import find_manuscript
from app.publishing.service import withdraw
from app.transfer.package import FolderWriter
from app.transfer.rows import COLUMNS, EMAIL, CommentRow, write_row
from app.transfer.texts import SubjectText, Text, Texts
from app.transfer.writing import name_topic, write_texts
from tests import factories
from tests.conftest import make_settings
from tests.transfer.files import COMMENTS, read_all, run, write


@pytest.fixture
def other(databases, tmp_path_factory):
    """Another site; with `renew` a new one each time."""
    made = []

    def renew():
        url = databases.fresh()
        app = create_app(make_settings(url, tmp_path_factory.mktemp("other")))
        made.append((app, url))
        return app

    yield renew
    for app, url in made:
        with app.app_context():
            db.session.remove()
            db.engine.dispose()
        databases.give_back(url)


def on(app, *arguments):
    with app.app_context():
        said = run(app, *arguments)
        db.session.remove()
        db.engine.dispose()  # a property test makes many sites, and a server has not many places
    return said


def travel(app, other, folder):
    """Import, export, import elsewhere and export again: both exports."""
    run(app, "import", "inquiry", folder / "in")
    return again(app, other, folder)


def again(app, other, folder, slug="care-by-the-sea"):
    there = other()
    on(app, "export", "inquiry", slug, folder / "one", "--with-contacts")
    on(there, "import", "inquiry", folder / "one")
    on(there, "export", "inquiry", slug, folder / "two", "--with-contacts")
    return read_all(folder / "one"), read_all(folder / "two")


def test_the_guides_example_goes_there_and_back(app, other, tmp_path):
    write(tmp_path / "in")
    one, two = travel(app, other, tmp_path)
    assert one == two
    assert set(one) == set(read_all(tmp_path / "in"))


def test_a_zip_holds_the_same_and_is_the_same_each_time(app, other, tmp_path):
    run(app, "import", "inquiry", write(tmp_path / "in"))
    for name in ("a.zip", "b.zip"):
        run(app, "export", "inquiry", "care-by-the-sea", tmp_path / name)
    assert (tmp_path / "a.zip").read_bytes() == (tmp_path / "b.zip").read_bytes()
    assert stat.S_IMODE((tmp_path / "a.zip").stat().st_mode) == 0o600
    there = other()
    on(there, "import", "inquiry", tmp_path / "a.zip")
    on(there, "export", "inquiry", "care-by-the-sea", tmp_path / "c.zip")
    assert (tmp_path / "c.zip").read_bytes() == (tmp_path / "a.zip").read_bytes()


def test_addresses_and_withheld_names_are_left_out_unless_asked_for(app, topic, tmp_path):
    factories.make_comment(
        topic, name="Secret Person", email="secret@example.org",
        publication_choice=PublicationChoice.ANONYMOUS,
    )  # fmt: skip
    db.session.commit()
    adopt()
    run(app, "export", "inquiry", topic.inquiry.slug, tmp_path / "plain")
    run(app, "export", "inquiry", topic.inquiry.slug, tmp_path / "all", "--with-contacts")
    plain, everything = (b"".join(read_all(tmp_path / n).values()) for n in ("plain", "all"))
    assert b"ecret" not in plain
    assert b"Secret Person" in everything
    assert b"secret@example.org" in everything


def test_paragraph_numbers_of_later_versions_travel_along(app, other, tmp_path):
    folder = write(tmp_path / "in")
    run(app, "import", "inquiry", folder)
    paper = folder / "papers" / "the-last-ferry.md"
    paper.write_text(paper.read_text().replace("After that", "A new second one.\n\nAfter that"))
    run(app, "import", "inquiry", folder)
    one, two = again(app, other, tmp_path)
    assert b'numbers = ["1", "1A", "2"]' in one["papers/the-last-ferry.md"]
    assert one == two
    assert b"the-last-ferry,2," in two[COMMENTS]


def test_what_is_withdrawn_is_withdrawn_elsewhere_too(app, other, tmp_path, admin):
    run(app, "import", "inquiry", write(tmp_path / "in"))
    paper = find_manuscript(Kind.PAPER, "the-last-ferry", None)
    assert paper
    withdraw(paper, paper.version, "The figures were wrong.", by=admin)
    db.session.commit()
    one, two = again(app, other, tmp_path)
    assert b"The figures were wrong." in one["papers/the-last-ferry.md"]
    assert one == two


def test_nothing_is_written_over(app, tmp_path):
    run(app, "import", "inquiry", write(tmp_path / "in"))
    said = run(app, "export", "inquiry", "care-by-the-sea", tmp_path / "in", code=1)
    assert "is there already" in said


def test_an_inquiry_that_is_not_there_is_refused_in_words(app, tmp_path):
    said = run(app, "export", "inquiry", "no-such", tmp_path / "out", code=1)
    assert said == "Error: There is no published inquiry no-such.\n"
    assert not (tmp_path / "out").exists()


# Generated inquiries

WORDS = st.text(min_size=1, max_size=60)
LINE = WORDS.map(clean_line).filter(lambda text: text and not is_blank(text))
TEXT = st.text(max_size=120).map(clean_text)
PROSE = TEXT.map(lambda text: clean_text(text.replace("#", "")))
MICROSECONDS = st.integers(0, 500_000_000_000_000)
MOMENT = MICROSECONDS.map(
    lambda much: datetime(2010, 1, 1, tzinfo=UTC) + timedelta(microseconds=much)
)
SPANS = st.timedeltas(timedelta(days=90), timedelta(days=400))
SLUG = st.from_regex(r"[a-z]{3,9}(-[a-z]{2,9})?", fullmatch=True)
STATUSES = [status for status in CommentStatus if status is not CommentStatus.SUSPENDED]


@st.composite
def topic_texts(draw, slug, position, subjects):
    opens_at = draw(st.none() | MOMENT)
    return Text(Kind.TOPIC, slug, TopicContent(
        title=draw(LINE), position=position, summary=draw(TEXT), explored=draw(PROSE),
        learnt=draw(PROSE), call=draw(PROSE), opens_at=opens_at,
        closes_at=opens_at + draw(SPANS) if opens_at else None,
        subjects=tuple(draw(st.permutations(subjects))),
        key_issues=tuple(IssueContent(question=draw(LINE), detail=draw(TEXT)) for _ in range(draw(st.integers(0, 2)))),
        related=tuple(LinkContent(title=draw(LINE), path="/about/privacy", note=draw(TEXT)) for _ in range(draw(st.integers(0, 2)))),
    ), published_at=draw(MOMENT))  # fmt: skip


@st.composite
def paper_texts(draw, slug, topic, topics):
    blocks = draw(
        st.lists(PROSE.map(lambda t: " ".join(t.split())).filter(bool), min_size=1, max_size=4)
    )
    source = f"## {draw(LINE)}\n\n" + "\n\n".join(blocks)
    return Text(Kind.PAPER, slug, PaperContent(
        title=draw(LINE), abstract=draw(TEXT), source=clean_text(source),
        authors=(AuthorContent(name=draw(LINE), affiliation=draw(LINE)),),
        listed_by=tuple(other for other in topics if other != topic and draw(st.booleans())),
    ), published_at=draw(MOMENT), parent=topic)  # fmt: skip


@st.composite
def inquiries(draw):
    opens_at = draw(MOMENT)
    slugs = draw(st.lists(SLUG, min_size=1, max_size=3, unique=True))
    subjects = draw(st.lists(SLUG, max_size=2, unique=True))
    event_at = draw(MOMENT)
    content = InquiryContent(
        title=draw(LINE), summary=draw(TEXT), body=draw(PROSE), commissioned_by=draw(LINE),
        chair=draw(LINE), still_open=draw(TEXT), already_decided=draw(TEXT),
        formats_contact=draw(LINE),
        launched_on=draw(st.dates(date(2010, 1, 1), date(2026, 1, 1))), opens_at=opens_at,
        closes_at=opens_at + draw(SPANS),
        events=(EventContent(title=draw(LINE), starts_at=event_at, ends_at=event_at + timedelta(hours=2), venue=draw(LINE), description=draw(TEXT), topics=(slugs[0],)),),
    )  # fmt: skip
    texts = Texts(Text(Kind.INQUIRY, "care-by-the-sea", content, published_at=draw(MOMENT)))
    texts.topics = [draw(topic_texts(slug, place, subjects)) for place, slug in enumerate(slugs, 1)]
    texts.papers = [draw(paper_texts(f"paper-{slug}", slug, slugs)) for slug in slugs[:2]]
    texts.subjects = [SubjectText(slug, draw(LINE), draw(TEXT)) for slug in subjects]
    return texts


@st.composite
def rows(draw, place, paper):
    choice = draw(st.sampled_from(list(PublicationChoice)))
    is_private = choice is PublicationChoice.NOT_PUBLISHED
    allowed = [
        s
        for s in STATUSES
        if s is not (CommentStatus.PUBLISHED if is_private else CommentStatus.ACKNOWLEDGED)
    ]
    status = draw(st.sampled_from(allowed))
    was_published = not is_private and (status is CommentStatus.PUBLISHED or draw(st.booleans()))
    received_at = draw(MOMENT)
    published_at = received_at + timedelta(hours=3) if was_published else None
    reason = {
        CommentStatus.REJECTED: draw(st.sampled_from(list(Reason))),
        CommentStatus.SPAM: Reason.SPAM,
    }.get(status)
    has_note = status.value in ("published", "rejected", "spam", "acknowledged")
    return CommentRow(
        0, f"ref{place:05}", place if was_published else None, status, choice, draw(LINE),
        draw(st.sampled_from(["", "pat@example.org"])), received_at, published_at,
        received_at + timedelta(hours=draw(st.integers(4, 90))), draw(st.booleans()),
        paper, "1" if paper and draw(st.booleans()) else "", reason,
        draw(TEXT) if has_note else "",
        draw(st.text(min_size=1, max_size=80).map(clean_text).filter(lambda t: not is_blank(t))),
    )  # fmt: skip


def write_files(folder, texts, data):
    folder.mkdir()
    write_texts(texts, FolderWriter(folder))
    (folder / "comments").mkdir()
    papers = {text.parent: text.slug for text in texts.papers}
    place = 0
    for number, text in enumerate(texts.topics, 1):
        with (folder / "comments" / f"{name_topic(number, text.slug)}.csv").open(
            "w", encoding="utf-8", newline=""
        ) as file:
            table = csv.writer(file, lineterminator="\n")
            table.writerow([*COLUMNS, EMAIL])
            for _ in range(data.draw(st.integers(0, 4))):
                place += 1
                paper = papers.get(text.slug, "") if data.draw(st.booleans()) else ""
                table.writerow(write_row(data.draw(rows(place, paper))))


@times(max_examples=6, deadline=None, suppress_health_check=list(HealthCheck))
@given(texts=inquiries(), data=st.data())
def test_whatever_an_inquiry_holds_it_is_the_same_after_the_journey(
    other, tmp_path_factory, texts, data
):
    folder = tmp_path_factory.mktemp("journey")
    write_files(folder / "in", texts, data)
    first = other()
    on(first, "import", "inquiry", folder / "in")
    one, two = again(first, other, folder)
    assert one == two
    with first.app_context():
        manuscript = find_manuscript(Kind.INQUIRY, "care-by-the-sea", None)
        assert manuscript.content == texts.inquiry.content
        db.session.remove()
