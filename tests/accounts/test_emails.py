"""What staff are written: the link of an invitation, and notices of what was done to accounts."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from app.accounts.enums import Role
from app.accounts.invitations import invite_again, invite_staff, make_token
from app.accounts.known_browsers import KEPT_FOR
from app.accounts.models import Invitation
from app.accounts.second_factor import offer_secret, turn_off, turn_on
from app.accounts.service import disable_staff, set_password
from app.core.db import db
from app.jobs.models import OutboxEntry
from tests.accounts.test_invitations import CHOSEN, EMAIL, invite, path_of
from tests.accounts.test_second_factor import App, act, give, telephone, turn_on_by_page  # noqa: F401
from tests.accounts.test_sessions import change_password, is_in
from tests.browsing import Browser
from tests.working import do_due_jobs, messages


def written() -> list[str]:
    """The subjects of what has been written since, and to whom."""
    do_due_jobs()
    return [f"{message.to}: {message.subject}" for message in messages()]


def test_an_invited_person_is_written_the_link_and_comes_in_by_it(as_admin, browser):
    invite(as_admin)
    do_due_jobs()
    (message,) = [message for message in messages() if message.to == EMAIL]
    link = next(line for line in message.text.splitlines() if "/staff/invitations/" in line)
    assert link.startswith("http://localhost:8000/")
    browser.open(link.removeprefix("http://localhost:8000"))
    browser.send("password", CHOSEN)
    browser.sign_in(EMAIL)
    assert is_in(browser)


def test_the_outbox_holds_no_token_and_no_address(admin):
    invitation = invite_staff(EMAIL, [Role.MODERATOR], by=admin)
    entry = db.session.scalars(select(OutboxEntry)).one()
    assert entry.arguments == {"invitation_id": invitation.id}
    assert make_token(invitation.nonce) not in repr(vars(entry))


def test_a_link_that_is_void_already_is_not_sent(admin):
    first = invite_staff(EMAIL, [Role.MODERATOR], by=admin)
    second = invite_again(first.staff, by=admin)
    do_due_jobs()
    (message,) = messages()
    assert path_of(second) in message.text
    assert path_of(first) not in message.text


def test_nobody_is_written_to_when_inviting_failed(admin):
    invite_staff(EMAIL, [Role.MODERATOR], by=admin)
    db.session.rollback()
    assert written() == []
    assert db.session.scalars(select(Invitation)).all() == []


def test_a_new_browser_is_told_and_a_known_one_is_not(app, browser, moderator):
    browser.sign_in(moderator.email)
    assert written() == []  # the first sign-in of all
    change_password(browser)
    browser.open("/staff/")
    form = next(form for form in browser.page.forms if form.action == "/staff/logout")
    browser._take(browser.client.post(form.action, data=form.values), 200)
    browser.sign_in(moderator.email, "turnstone sanderling knot 58")
    assert is_in(browser)
    notice = f"{moderator.email}: Your password was changed"
    assert written() == [notice]
    stranger = Browser(app)
    stranger.sign_in(moderator.email, "turnstone sanderling knot 58")
    assert written() == [
        notice,
        f"{moderator.email}: Somebody signed in as you from a browser not seen before",
    ]


def test_one_browser_is_known_to_several_people_each_for_themselves(app, moderator, admin):
    for person in (moderator, admin):
        Browser(app).sign_in(person.email)
    shared = Browser(app)
    for person in (moderator, admin, moderator, admin):
        shared.sign_in(person.email)
        shared.open("/staff/")
        form = next(form for form in shared.page.forms if form.action == "/staff/logout")
        shared.client.post(form.action, data=form.values)
    assert len(written()) == 2


def test_the_cookie_of_a_known_browser_goes_to_staff_pages_alone(app, moderator):
    browser = Browser(app)
    browser.sign_in(moderator.email)
    cookie = browser.client.get_cookie("soundings-browser", path="/staff")
    assert cookie.path == "/staff"
    assert cookie.http_only
    assert cookie.same_site == "Lax"
    assert cookie.max_age == KEPT_FOR.total_seconds()
    assert moderator.email not in cookie.value


@pytest.mark.parametrize("value", ["", "x", "WzFd.forged", "WzFd"])
def test_a_forged_cookie_makes_no_browser_known(app, moderator, value):
    Browser(app).sign_in(moderator.email)
    stranger = Browser(app)
    stranger.client.set_cookie("soundings-browser", value, path="/staff")
    stranger.sign_in(moderator.email)
    assert len(written()) == 1


def test_a_change_of_the_second_factor_is_told(moderator):
    turn_on(moderator, App(offer_secret(moderator)).code())
    turn_off(moderator)
    assert written() == [
        f"{moderator.email}: Your second factor was turned on",
        f"{moderator.email}: Your second factor was turned off",
    ]


def test_new_recovery_codes_and_the_use_of_one_are_told(app, signed_in, moderator):
    turn_on_by_page(signed_in, moderator)
    page = act(signed_in, "/staff/account/recovery-codes", CHOSEN["password"])
    code = page.html.partition("<code>")[2].partition("</code>")[0]
    fresh = Browser(app)
    fresh.sign_in(moderator.email)
    give(fresh, code)
    subjects = [line.partition(": ")[2] for line in written()]
    assert "New recovery codes were made for your account" in subjects
    assert "Somebody signed in as you with a recovery code" in subjects


def test_a_notice_says_when_and_what_to_do_and_nothing_secret(moderator):
    set_password(moderator, "turnstone sanderling 58")
    do_due_jobs()
    (message,) = messages()
    assert "If it was not, change your password at once" in message.text
    assert "http://localhost:8000/staff/account" in message.text
    assert "turnstone" not in message.text


def test_whoever_has_been_disabled_is_not_written_to(moderator):
    set_password(moderator, "turnstone sanderling 58")
    disable_staff(moderator)
    assert written() == []
