from __future__ import annotations

import pytest

from app.core.db import db
from app.core.stamps import SITE, bump_stamp, comments_of, read_stamps

pytestmark = pytest.mark.usefixtures("app")


def test_a_stamp_grows_with_every_change():
    seen = []
    for _ in range(3):
        bump_stamp(SITE)
        seen.append(read_stamps([SITE])[SITE])
    assert seen == [1, 2, 3]


def test_a_change_that_is_undone_leaves_the_stamp_as_it_was():
    bump_stamp(SITE)
    db.session.commit()
    bump_stamp(SITE)
    db.session.rollback()
    assert read_stamps([SITE]) == {SITE: 1}


def test_one_topic_does_not_touch_the_stamp_of_another():
    bump_stamp(comments_of(1))
    assert read_stamps([comments_of(1), comments_of(2)]) == {comments_of(1): 1, comments_of(2): 0}
