"""Sessions end on the server: an old cookie opens nothing any more."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine

from app.accounts.security import ABSOLUTE_LIMIT, IDLE_LIMIT
from app.accounts.service import disable_staff, end_sessions, set_password
from app.core import clock
from tests import factories
from tests.browsing import Browser
from tests.factories import PASSWORD

NEW_PASSWORD = "turnstone sanderling knot 58"


@pytest.fixture
def elsewhere(app, moderator):
    """The same person in another browser."""
    other = Browser(app)
    other.sign_in(moderator.email)
    return other


def is_in(browser) -> bool:
    browser.open("/staff/")
    return bool(browser.path == "/staff/")


def copy_of(app, browser) -> Browser:
    """A browser with a stolen cookie."""
    thief = Browser(app)
    for cookie in browser.client._cookies.values():
        thief.client.set_cookie(cookie.key, cookie.value, domain=cookie.domain)
    return thief


def sign_out(browser):
    browser.open("/staff/")
    form = next(form for form in browser.page.forms if form.action == "/staff/logout")
    browser._take(browser.client.post(form.action, data=form.values), 200)


def change_password(browser, new=NEW_PASSWORD, again=None, old=PASSWORD, expect=200):
    browser.open("/staff/password")
    values = {"password": old, "new_password": new, "new_password_confirm": again or new}
    return browser.send("new_password", values, expect=expect)


def test_a_copied_cookie_works_until_its_owner_signs_out(app, signed_in):
    thief = copy_of(app, signed_in)
    assert is_in(thief)
    sign_out(signed_in)
    assert not is_in(thief)


def test_signing_out_ends_the_sessions_in_every_browser(signed_in, elsewhere):
    sign_out(signed_in)
    assert not is_in(signed_in)
    assert not is_in(elsewhere)


def test_signing_out_empties_what_the_browser_keeps(signed_in):
    form = next(form for form in signed_in.page.forms if form.action == "/staff/logout")
    answer = signed_in.client.post(form.action, data=form.values)
    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'


def test_the_key_of_a_session_is_long_and_never_the_same(moderator):
    keys = set()
    for _ in range(50):
        end_sessions(moderator)
        keys.add(moderator.fs_uniquifier)
    assert len(keys) == 50
    assert {len(key) for key in keys} == {43}  # 256 bits


def test_signing_out_needs_more_than_a_link(signed_in):
    assert signed_in.client.get("/staff/logout").status_code == 405
    assert is_in(signed_in)


def test_changing_the_password_ends_the_other_sessions_and_keeps_this_one(
    app, signed_in, elsewhere, moderator
):
    thief = copy_of(app, signed_in)
    change_password(signed_in)
    assert is_in(signed_in)
    assert not is_in(elsewhere)
    assert not is_in(thief)
    fresh = Browser(app)
    fresh.sign_in(moderator.email, expect=422)
    assert not is_in(fresh)
    fresh.sign_in(moderator.email, NEW_PASSWORD)
    assert is_in(fresh)


def test_a_password_set_by_command_ends_all_sessions(signed_in, moderator):
    set_password(moderator, NEW_PASSWORD)
    assert not is_in(signed_in)


def test_disabling_an_account_ends_its_sessions(signed_in, moderator):
    disable_staff(moderator)
    assert not is_in(signed_in)


def test_ending_one_persons_sessions_leaves_others_alone(app, signed_in):
    other = factories.make_staff()
    browser = Browser(app)
    browser.sign_in(other.email)
    disable_staff(other)
    assert is_in(signed_in)


def test_signing_in_gives_another_session(browser, moderator):
    browser.open("/staff/login")
    before = copy_of(browser.client.application, browser)
    browser.sign_in(moderator.email)
    assert is_in(browser)
    assert not is_in(before)


MARGIN = timedelta(minutes=1)


def test_a_session_ends_when_nobody_uses_it(signed_in):
    with time_machine.travel(clock.now() + IDLE_LIMIT + MARGIN, tick=False):
        assert not is_in(signed_in)


def test_a_session_that_is_used_goes_on(signed_in):
    start = clock.now()
    for step in (1, 2, 3):
        with time_machine.travel(start + step * (IDLE_LIMIT - MARGIN), tick=False):
            assert is_in(signed_in)


def test_a_session_ends_even_when_it_is_used_all_the_time(signed_in):
    start, step = clock.now(), timedelta(hours=1)
    hours = int(ABSOLUTE_LIMIT / step)
    for hour in range(1, hours + 1):
        with time_machine.travel(start + hour * step - MARGIN, tick=False):
            assert is_in(signed_in)
    with time_machine.travel(start + ABSOLUTE_LIMIT + MARGIN, tick=False):
        assert not is_in(signed_in)


def test_whoever_was_away_too_long_comes_back_to_the_page_with_its_filters(signed_in, moderator):
    with time_machine.travel(clock.now() + IDLE_LIMIT + MARGIN, tick=False):
        signed_in.open("/staff/moderation?choice=named")
        signed_in.send("password", {"email": moderator.email, "password": PASSWORD})
        assert signed_in.path == "/staff/moderation?choice=named"


def test_a_decision_sent_after_too_long_is_not_taken_and_its_note_is_kept(signed_in, topic):
    comment = factories.make_comment(topic)
    signed_in.open("/staff/moderation")
    with time_machine.travel(clock.now() + IDLE_LIMIT + MARGIN, tick=False):
        fields = {"note": "Ask Una about this."}
        page = signed_in.send("seen_version", fields, button=("decision", "publish"), expect=403)
        assert "You are not signed in any more" in page.text
        assert "Ask Una about this." in page.text
    assert factories.reload(comment).version == 1


def test_whoever_was_away_too_long_signs_in_again_at_once(signed_in, moderator):
    with time_machine.travel(clock.now() + IDLE_LIMIT + MARGIN, tick=False):
        signed_in.sign_in(moderator.email)
        assert signed_in.path == "/staff/"


def test_a_forged_cookie_opens_nothing(browser, signed_in):
    value = next(iter(signed_in.client._cookies.values())).value
    signed_in.client.set_cookie("soundings", value[:-2] + "xx")
    assert not is_in(signed_in)


def test_the_cookie_is_kept_from_scripts_and_other_sites(browser, moderator):
    browser.open("/staff/login")
    response = browser.client.get("/staff/login")
    cookie = response.headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Expires" not in cookie
