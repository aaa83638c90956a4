"""Passkeys: added with the password, used instead of a code, each challenge for one answer."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from html import unescape

import pytest
import time_machine
from sqlalchemy import select

from app.accounts import passkeys
from app.accounts.challenges import TIME_LIMIT
from app.accounts.enums import AuditAct
from app.accounts.models import Passkey
from app.accounts.second_factor import offer_secret, turn_off, turn_on
from app.core import clock
from app.core.db import db
from tests import factories
from tests.accounts.authenticator import Authenticator
from tests.accounts.test_audit import acts
from tests.accounts.test_second_factor import App, give
from tests.accounts.test_sessions import copy_of, is_in
from tests.browsing import Browser
from tests.factories import PASSWORD

MINE = "/staff/account/passkeys"
PROVE = "/staff/login/code/passkey"


def options_on(browser) -> dict:
    """What the page gives to the browser's authenticator."""
    return json.loads(unescape(re.findall(r'data-options="([^"]+)"', browser.page.html)[0]))


@pytest.fixture
def with_factor(app, moderator) -> Browser:
    """The moderator, whose second factor is on, signed in by a recovery code."""
    codes = turn_on(moderator, App(offer_secret(moderator)).code())
    browser = Browser(app)
    browser.sign_in(moderator.email)
    give(browser, codes[0])
    return browser


def add(browser, key, expect=200, **changes):
    browser.open(MINE)
    values = {"credential": key.make(options_on(browser)), "name": "Work laptop",
              "password": PASSWORD, **changes}  # fmt: skip
    return browser.send("credential", values, expect=expect)


@pytest.fixture
def key(with_factor) -> Authenticator:
    made = Authenticator()
    add(with_factor, made)
    return made


def prove(browser, person, key, expect=200, **changes):
    """Sign in with the password and then a passkey."""
    browser.sign_in(person.email)
    values = {"credential": key.answer(options_on(browser)), **changes}
    return browser.send("credential", values, expect=expect)


def test_a_passkey_signs_in_again_and_again(app, moderator, key):
    for _ in range(2):
        browser = Browser(app)
        prove(browser, moderator, key)
        assert browser.path == "/staff/"
        assert is_in(browser)
    kept = db.session.scalars(select(Passkey)).one()
    assert kept.sign_count == 2
    assert kept.last_used_at
    assert AuditAct.PASSKEY_ADDED in acts(moderator)


def test_the_app_and_the_recovery_codes_go_on_working_beside_it(app, moderator, key):
    browser = Browser(app)
    browser.sign_in(moderator.email)
    assert browser.page.form("code")


def test_adding_one_keeps_this_session_and_ends_the_others(app, with_factor):
    thief = copy_of(app, with_factor)
    add(with_factor, Authenticator())
    assert is_in(with_factor)
    assert not is_in(thief)


def test_whoever_has_no_second_factor_is_offered_none(signed_in):
    signed_in.open(MINE)
    assert signed_in.path == "/staff/account"


@pytest.mark.parametrize(("changes", "words"), [
    ({"password": "wrong"}, "The password is wrong."), ({"name": " "}, "Type a name"),
    ({"name": "x" * 101}, "up to 100"), ({"credential": ""}, "was not made"),
    ({"credential": "{}"}, "was not made"), ({"credential": "[1"}, "was not made"),
    ({"credential": '"x"'}, "was not made"), ({"credential": "null"}, "was not made"),
])  # fmt: skip
def test_what_cannot_be_added_is_said_in_words(with_factor, changes, words):
    page = add(with_factor, Authenticator(), expect=422, **changes)
    assert words in page.text
    assert 'role="alert"' in page.html
    assert db.session.scalars(select(Passkey)).all() == []


@pytest.mark.parametrize("key", [
    Authenticator(origin="https://evil.example"), Authenticator(host="evil.example"),
])  # fmt: skip
def test_a_passkey_of_another_site_is_not_taken(with_factor, key):
    add(with_factor, key, expect=422)


def test_an_answer_for_an_earlier_page_is_not_taken(with_factor):
    with_factor.open(MINE)
    stale = Authenticator().make(options_on(with_factor))
    add(with_factor, Authenticator(), expect=422, credential=stale)


def test_the_same_passkey_is_added_once(with_factor, key):
    assert "in use already" in add(with_factor, key, expect=422).text


def test_there_is_a_bound_to_them(with_factor, key, monkeypatch):
    monkeypatch.setattr(passkeys, "MOST_PASSKEYS", 1)
    assert "Remove one first" in add(with_factor, Authenticator(), expect=422).text


def test_another_persons_passkey_opens_nothing(app, moderator, key):
    other = factories.make_staff()
    codes = turn_on(other, App(offer_secret(other)).code())
    browser = Browser(app)
    browser.sign_in(other.email)
    give(browser, codes[0])
    own = Authenticator()
    add(browser, own)
    thief = Browser(app)
    page = prove(thief, moderator, own, expect=422)
    assert "The passkey was not taken." in page.text
    assert not is_in(thief)


@pytest.mark.parametrize("credential", ["", "{}", "[", '{"id": 5}', '{"id": "AAAA"}', "null"])
def test_what_is_no_answer_opens_nothing(app, moderator, key, credential):
    browser = Browser(app)
    prove(browser, moderator, key, expect=422, credential=credential)
    assert not is_in(browser)


def test_an_answer_is_taken_once(app, moderator, key):
    browser = Browser(app)
    browser.sign_in(moderator.email)
    form = browser.page.form("credential")
    data = {**form.values, "credential": key.answer(options_on(browser))}
    thief = copy_of(app, browser)  # with the cookie that holds the challenge
    assert browser.client.post(PROVE, data=data).status_code == 303
    assert thief.client.post(PROVE, data=data).status_code == 422


def test_an_answer_from_a_copied_key_that_is_behind_is_refused(app, moderator, key):
    prove(Browser(app), moderator, key)
    key.count = 0
    prove(Browser(app), moderator, key, expect=422)


def test_a_challenge_is_good_for_ten_minutes(app, moderator, key):
    browser = Browser(app)
    browser.sign_in(moderator.email)
    credential = key.answer(options_on(browser))
    late = clock.now() + TIME_LIMIT + timedelta(seconds=5)
    with time_machine.travel(late, tick=False):
        browser.send("credential", {"credential": credential})
        assert not is_in(browser)


def test_without_the_password_there_is_nothing_to_prove(browser, moderator, key):
    token = browser.open("/staff/login").form("csrf_token").values["csrf_token"]
    data = {"csrf_token": token, "credential": key.answer({"challenge": "AAAA"})}
    assert browser.client.post(PROVE, data=data).location == "/staff/login"
    assert not is_in(browser)


def remove(browser, password, expect=200):
    page = browser.open(MINE)
    form = next(form for form in page.forms if form.action.endswith("/remove"))
    browser.path = form.action
    data = {**form.values, "password": password}
    return browser._take(browser.client.post(form.action, data=data), expect)


def test_removing_one_needs_the_password(with_factor, moderator, key):
    assert "The password is wrong." in remove(with_factor, "wrong", expect=422).text
    assert db.session.scalars(select(Passkey)).all()
    assert "The passkey is removed" in remove(with_factor, PASSWORD).text
    assert db.session.scalars(select(Passkey)).all() == []
    assert acts(moderator)[-1] is AuditAct.PASSKEY_REMOVED
    assert is_in(with_factor)


def test_nobody_removes_the_passkey_of_another(as_admin, with_factor, key):
    number = db.session.scalars(select(Passkey.id)).one()
    token = as_admin.open("/staff/account").form("csrf_token").values["csrf_token"]
    data = {"csrf_token": token, "password": PASSWORD}
    assert as_admin.client.post(f"{MINE}/{number}/remove", data=data).status_code == 422
    assert db.session.scalars(select(Passkey)).all()


def test_turning_the_second_factor_off_takes_them_away(moderator, key):
    turn_off(moderator)
    assert db.session.scalars(select(Passkey)).all() == []
