from __future__ import annotations

import pytest
from sqlalchemy import select

from app.comments.models import Comment
from app.core.db import db

FIELDS = {"body": "Kept words.", "name": "Jo Fern", "email": "", "publication_choice": "named"}


@pytest.fixture
def topic_path(topic):
    return f"/inquiries/{topic.inquiry.slug}/{topic.slug}"


@pytest.fixture
def form_path(topic_path):
    return f"{topic_path}/comment"


@pytest.fixture
def fields():
    """A whole form, filled in."""
    return dict(FIELDS)


@pytest.fixture
def stored(app):
    """The comments that were committed."""

    def read():
        db.session.rollback()
        return db.session.scalars(select(Comment).order_by(Comment.id)).all()

    return read
