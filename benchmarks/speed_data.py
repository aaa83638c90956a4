"""A site full of comments, put straight into the tables with their counters."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import Connection, text

from app import create_app
from app.core import clock
from app.core.db import db
from app.core.markup import render_comment
from app.inquiries.models import Inquiry, Topic
from app.inquiries.service import publish_inquiry, publish_topic
from config import load_settings

WORDS = (
    "I think that seeing the same doctor each time matters more than anything else. "
    "My mother waited three weeks, and nobody could say why.\n\n"
    "It should be simpler than that: one person who knows you, one number to ring, and an answer "
    "on the same day. We were told that this is how it works now, and that there is no other way."
)
FEW_WORDS = "It should be simpler."
SITE_COMMENTS = "beside"

# A series of numbers, and a reference of its own for each comment, in either database's words.
_SQLITE = (
    "WITH RECURSIVE series(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM series WHERE n < :count)",
    "series", "lower(hex(randomblob(8)))", "lower(hex(randomblob(12)))", "datetime(:at)",
)  # fmt: skip
_POSTGRESQL = (
    "", "generate_series(1, :count) AS series(n)", "substr(md5(random()::text || n), 1, 16)",
    "md5(random()::text || n || :topic)", "cast(:at AS timestamptz)",
)  # fmt: skip


def make_site(environment: dict[str, str], sizes: dict[str, int]) -> dict[str, str]:
    """An open inquiry with a topic for each name, as full as is said; gives their addresses."""
    app = create_app(load_settings(environment))
    with app.app_context():
        inquiry = _make_inquiry()
        paths = {}
        for position, name in enumerate([*sizes, SITE_COMMENTS], 1):
            topic = publish_topic(
                inquiry=inquiry, slug=name, position=position, title="Continuity of care",
                summary="Does it matter to see the same doctor each time?",
                explored="What people need, and what they get.", learnt="Nothing yet.",
                call="Tell us what you think.",
            )  # fmt: skip
            paths[name] = f"/inquiries/{inquiry.slug}/{topic.slug}"
            fill(db.session.connection(), topic.id, sizes.get(name, 0), WORDS)
        db.session.commit()
        _finish()
    return paths


def crowd_site(environment: dict[str, str], count: int) -> None:
    """So many comments more, on another topic of the same site."""
    app = create_app(load_settings(environment))
    with app.app_context():
        topic = db.session.query(Topic).filter_by(slug=SITE_COMMENTS).one()
        fill(db.session.connection(), topic.id, count, FEW_WORDS)
        db.session.commit()
        _finish()


def _finish() -> None:
    """Fresh statistics, as both databases gather them by themselves in time.

    PostgreSQL would begin to tidy up in the middle of what is measured, so it does that now.
    """
    if db.engine.dialect.name == "sqlite":
        db.session.execute(text("ANALYZE"))
        db.session.execute(
            text(
                "CREATE TABLE IF NOT EXISTS bare_comments"
                " (id INTEGER PRIMARY KEY, body TEXT, choice TEXT, name TEXT, email TEXT)"
            )
        )
    else:
        with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("SET statement_timeout = 0"))
            connection.execute(text("VACUUM (ANALYZE)"))
        db.session.execute(
            text(
                "CREATE TABLE IF NOT EXISTS bare_comments"
                " (id BIGSERIAL PRIMARY KEY, body TEXT, choice TEXT, name TEXT, email TEXT)"
            )
        )
    db.session.commit()
    db.session.remove()
    db.engine.dispose()


def fill(connection: Connection, topic_id: int, count: int, words: str) -> None:
    if not count:
        return
    is_sqlite = connection.dialect.name == "sqlite"
    series, source, ref, secret, at = _SQLITE if is_sqlite else _POSTGRESQL
    values = {
        "topic": topic_id if is_sqlite else str(topic_id), "topic_id": topic_id, "count": count,
        "body": words, "html": render_comment(words), "at": "2026-01-05 12:00:00",
    }  # fmt: skip
    if not is_sqlite:  # a million rows take longer than a visitor's statement may
        connection.execute(text("SET LOCAL statement_timeout = 0"))
    connection.execute(
        text(
            f"INSERT INTO comments (topic_id, public_ref, number, status, publication_choice, name,"
            f" body, body_html, received_at, published_at, status_changed_at, is_late, version,"
            f" nonce, receipt_hash) {series} SELECT :topic_id, {ref}, n, 'published', 'named',"
            f" 'Pat Lowe', :body, :html, {at}, {at}, {at}, false, 2, {secret}, {secret}"
            f" FROM {source}"
        ),
        values,
    )
    connection.execute(
        text("INSERT INTO comment_numberings (topic_id, last_number) VALUES (:topic_id, :count)"),
        {"topic_id": topic_id, "count": count},
    )
    connection.execute(
        text(
            "INSERT INTO comment_counters (topic_id, status, publication_choice, total)"
            " VALUES (:topic_id, 'published', 'named', :count)"
        ),
        {"topic_id": topic_id, "count": count},
    )


def _make_inquiry() -> Inquiry:
    present = clock.now()
    return publish_inquiry(
        slug="speed", title="Inquiry into speed", summary="What does a page cost?",
        body="Because readers wait.", commissioned_by="The benchmarks", chair="Nobody",
        still_open="Everything.", already_decided="Nothing.", launched_on=present.date(),
        opens_at=present - timedelta(days=1), closes_at=present + timedelta(days=30),
    )  # fmt: skip
