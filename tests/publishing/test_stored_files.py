"""Which stored files are kept, and when the others are forgotten."""

from __future__ import annotations

import os
from datetime import timedelta

from app.core import clock
from app.core.storage import store
from app.publishing.stored_files import forget_unnamed
from tests.papers.samples import WHOLE


class TestForgetting:
    def age(self, days):
        for path in store().list_kept():
            moment = (clock.now() - timedelta(days=days)).timestamp()
            os.utime(path, (moment, moment))

    def test_what_nothing_names_any_more_is_deleted_after_some_days(self, send, act):
        send()
        self.age(300)
        act("original.pdf", "remove")
        assert forget_unnamed() == 0
        assert forget_unnamed() == 0
        with clock.at(clock.now() + timedelta(days=3)):
            assert forget_unnamed() == 1
        assert store().list_kept() == []

    def test_what_is_named_again_meanwhile_begins_anew(self, send, act):
        send()
        act("original.pdf", "remove")
        assert forget_unnamed() == 0
        send()
        assert forget_unnamed() == 0
        act("original.pdf", "remove")
        with clock.at(clock.now() + timedelta(days=3)):
            assert forget_unnamed() == 0
        assert len(store().list_kept()) == 1

    def test_what_an_upload_that_was_cut_off_left_goes_after_some_days(self, send):
        send()
        left = store().folder / "xyz.partial"
        left.touch()
        forget_unnamed()
        assert left.exists()
        with clock.at(clock.now() + timedelta(days=3)):
            forget_unnamed()
        assert not left.exists()

    def test_what_a_draft_or_an_earlier_version_names_stays(self, send, act, go_public):
        send()
        go_public()
        act("original.pdf", "remove")
        send(WHOLE["txt"])
        self.age(300)
        assert forget_unnamed() == 0
        assert len(store().list_kept()) == 2
