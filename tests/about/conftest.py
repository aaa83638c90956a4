"""Two administrators, and pages that have been changed."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from app.about.built_in import get_built_in
from app.about.showing import read_current
from app.accounts.enums import Role
from app.core.db import db
from app.standing.enums import PageName
from app.standing.queries import find_draft
from app.standing.service import publish
from tests import factories
from tests.browsing import Browser


@pytest.fixture
def as_other(app) -> Browser:
    """Another administrator."""
    other = factories.make_staff(Role.ADMIN, name="Ola Other")
    db.session.commit()
    browser = Browser(app)
    browser.sign_in(other.email)
    return browser


@pytest.fixture
def put_up(admin):
    """Publishes a page with some facts of its content changed."""

    def put(page: PageName, note: str = "Something is new.", **facts) -> None:
        draft = find_draft(page)
        content = replace(read_current(page), **facts)
        seen = draft.version if draft else 0
        publish(page, seen, content, note, get_built_in(page), by=db.session.merge(admin))
        db.session.commit()

    return put
