"""Two administrators, and pages that have been changed."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from app.about.showing import read_current
from app.accounts.enums import Role
from app.core.db import db
from app.moderation.enums import Reason
from app.standing.enums import PageName
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
        factories.change_page(page, db.session.merge(admin), note, **facts)
        db.session.commit()

    return put


@pytest.fixture
def change_clause(put_up):
    """Publishes the moderation policy with some facts of one clause changed."""

    def change(reason: Reason, **facts) -> None:
        clauses = read_current(PageName.MODERATION_POLICY).clauses
        changed = {reason.value: replace(clauses[reason.value], **facts)}
        put_up(PageName.MODERATION_POLICY, clauses={**clauses, **changed})

    return change
