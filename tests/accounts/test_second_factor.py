"""A second factor: set up, asked for at sign-in, used once, and turned off with the password."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select

from app.accounts.enums import AuditAct
from app.accounts.models import RecoveryCode, StaffUser
from app.accounts.second_factor import (
    count_codes_left,
    has_taken_code,
    offer_secret,
    reseal_factors,
    turn_on,
)
from app.accounts.second_step import PENDING, TIME_LIMIT
from app.accounts.service import disable_staff
from app.accounts.totp import make_code, say_secret, step_at
from app.core import clock
from app.core.crypto import Keys
from app.core.db import db
from app.core.errors import RefusedError
from tests import factories
from tests.accounts.test_audit import acts
from tests.accounts.test_people import press
from tests.accounts.test_sessions import change_password, copy_of, is_in
from tests.accounts.test_sign_in import TRICKS, where_a_browser_goes
from tests.browsing import Browser
from tests.factories import PASSWORD

SET_UP = "/staff/account/second-factor"
ASK = "/staff/login/code"
LATER = timedelta(minutes=2)  # the codes of the set-up are used


class App:
    """An authenticator app that was set up from the key on the page."""

    def __init__(self, secret: bytes) -> None:
        self.secret = secret

    def code(self) -> str:
        return make_code(self.secret, step_at(clock.now()))


@pytest.fixture
def telephone(moderator) -> App:
    """The moderator's second factor is on."""
    made = App(offer_secret(moderator))
    turn_on(moderator, made.code())
    db.session.commit()
    return made


@pytest.fixture
def later():
    with time_machine.travel(clock.now() + LATER, tick=False) as travel:
        yield travel


def give(browser, code, expect=200):
    return browser.send("code", {"code": code}, expect=expect)


def codes_on(page) -> list[str]:
    return re.findall(r"<code>([a-z0-9]{4}-[a-z0-9]{4}-[a-z0-9]{4})</code>", page.html)


def turn_on_by_page(browser, moderator, **changes):
    page = browser.open(SET_UP)
    keys = re.findall(r'address-key">([A-Z2-7 ]+)<', page.html)
    assert [key.replace(" ", "") for key in keys] == [offered(moderator)]
    values = {"code": App(offer_secret(moderator)).code(), "password": PASSWORD, **changes}
    return browser.send("code", values, expect=422 if changes else 200)


def offered(person) -> str:
    return say_secret(offer_secret(person)).replace(" ", "")


def test_a_person_turns_it_on_and_signs_in_with_the_app(app, signed_in, moderator):
    telephone = App(offer_secret(moderator))
    page = turn_on_by_page(signed_in, moderator)
    assert len(codes_on(page)) == 10
    assert is_in(signed_in)
    fresh = Browser(app)
    with time_machine.travel(clock.now() + LATER, tick=False):
        fresh.sign_in(moderator.email)
        assert fresh.path == ASK
        assert not is_in(fresh)
        fresh.open(ASK)
        give(fresh, telephone.code())
        assert fresh.path == "/staff/"
        assert is_in(fresh)
    assert acts(moderator)[-4:] == [
        AuditAct.SIGNED_IN, AuditAct.FACTOR_ADDED, AuditAct.RECOVERY_CODES_MADE,
        AuditAct.SIGNED_IN,
    ]  # fmt: skip


def test_the_page_that_sets_it_up_shows_the_same_key_again_and_needs_no_style(signed_in, moderator):
    first, second = (signed_in.open(SET_UP).html for _ in range(2))
    assert first.count("<svg") == second.count("<svg")
    assert offered(moderator)[:4] in first
    assert re.search(r'<path d="(M\d+ \d+h1v1h-1z)+"', first)
    assert moderator.totp_secret_sealed is None


@pytest.mark.parametrize(("changes", "words"), [
    ({"code": ""}, "Type the code."), ({"code": "000000"}, "That code is not right."),
    ({"code": "1" * 41}, "too long"), ({"password": "wrong"}, "The password is wrong."),
])  # fmt: skip
def test_it_is_not_turned_on_by_a_wrong_code_or_a_wrong_password(
    signed_in, moderator, changes, words
):
    page = turn_on_by_page(signed_in, moderator, **changes)
    assert words in page.text
    assert 'role="alert"' in page.html
    db.session.refresh(moderator)
    assert not moderator.has_second_factor


def test_the_page_of_the_codes_leads_on_and_out(signed_in, moderator):
    page = turn_on_by_page(signed_in, moderator)
    form = next(form for form in page.forms if form.action == "/staff/logout")
    assert signed_in.client.post(form.action, data=form.values).status_code == 302
    assert not is_in(signed_in)


def test_turning_it_on_ends_the_other_sessions(app, signed_in, moderator):
    thief = copy_of(app, signed_in)
    turn_on_by_page(signed_in, moderator)
    assert is_in(signed_in)
    assert not is_in(thief)


def test_the_secret_and_the_recovery_codes_are_not_stored_in_clear(moderator):
    secret = offer_secret(moderator)
    codes = turn_on(moderator, App(secret).code())
    assert secret not in moderator.totp_secret_sealed
    kept = db.session.scalars(select(RecoveryCode.code_hash)).all()
    assert len(kept) == len(set(kept)) == 10
    assert not [hashed for hashed in kept for code in codes if code.replace("-", "") in hashed]


def test_it_is_turned_on_once(moderator, telephone):
    with pytest.raises(RefusedError, match="on already"):
        turn_on(moderator, telephone.code())


def test_a_code_opens_nothing_a_second_time(app, moderator, telephone, later):
    code = telephone.code()
    for expected in (True, False):
        browser = Browser(app)
        browser.sign_in(moderator.email)
        page = give(browser, code, expect=200 if expected else 422)
        assert is_in(browser) is expected
    assert "has been used" in page.text


def test_the_code_that_turned_it_on_signs_nobody_in(browser, moderator, telephone):
    browser.sign_in(moderator.email)
    give(browser, telephone.code(), expect=422)
    assert not is_in(browser)


def test_an_earlier_code_is_refused_after_a_later_one(moderator, telephone, later):
    earlier = make_code(telephone.secret, step_at(clock.now()) - 1)
    assert has_taken_code(moderator, telephone.code())
    assert not has_taken_code(moderator, earlier)


def test_two_who_send_the_same_code_at_once_do_not_both_get_in(
    at_once, moderator, telephone, later
):
    code, number = telephone.code(), moderator.id

    def send():
        taken = has_taken_code(db.session.get_one(StaffUser, number), code)
        db.session.commit()
        return taken

    assert sorted(at_once(send, send)) == [False, True]


@pytest.mark.parametrize("typed", ["{}", " {} ", "{0[0]}{0[1]}{0[2]} {0[3]}{0[4]}{0[5]}"])
def test_a_code_may_be_typed_with_spaces(browser, moderator, telephone, later, typed):
    browser.sign_in(moderator.email)
    give(browser, typed.format(telephone.code()))
    assert is_in(browser)


@pytest.mark.parametrize("code", ["000000", "abcd-efgh-jkmn", "", "x" * 60, "１２３４５６"])
def test_a_wrong_code_is_said_in_words_and_lets_nobody_in(browser, moderator, telephone, code):
    browser.sign_in(moderator.email)
    page = give(browser, code, expect=422)
    assert 'role="alert"' in page.html
    assert not is_in(browser)


def test_a_recovery_code_signs_in_once_and_is_logged(app, moderator):
    codes = turn_on(moderator, App(offer_secret(moderator)).code())
    for typed, expected in ((codes[3], True), (codes[3], False), (codes[4].upper(), True)):
        browser = Browser(app)
        browser.sign_in(moderator.email)
        give(browser, typed, expect=200 if expected else 422)
        assert is_in(browser) is expected
    assert count_codes_left(moderator) == 8
    assert acts(moderator).count(AuditAct.RECOVERY_CODE_USED) == 2


def test_a_recovery_code_is_one_persons_own(app, browser, moderator, telephone):
    other = factories.make_staff()
    codes = turn_on(other, App(offer_secret(other)).code())
    browser.sign_in(moderator.email)
    give(browser, codes[0], expect=422)


def test_new_recovery_codes_need_the_password_and_make_the_old_ones_void(signed_in, moderator):
    old = codes_on(turn_on_by_page(signed_in, moderator))
    signed_in.open("/staff/account")
    page = act(signed_in, "/staff/account/recovery-codes", "wrong", expect=422)
    assert "The password is wrong." in page.text
    new = codes_on(act(signed_in, "/staff/account/recovery-codes", PASSWORD))
    assert len(new) == 10
    assert not set(new) & set(old)
    assert not has_taken_code(moderator, old[0])
    assert has_taken_code(moderator, new[0])


def act(browser, action, password, expect=200):
    """Send one of the forms of the account's page."""
    token = browser.open("/staff/account").form("csrf_token").values["csrf_token"]
    browser.path = action
    data = {"csrf_token": token, "password": password}
    return browser._take(browser.client.post(action, data=data), expect)


def test_turning_it_off_needs_the_password(app, signed_in, moderator):
    turn_on_by_page(signed_in, moderator)
    act(signed_in, f"{SET_UP}/off", "wrong", expect=422)
    db.session.refresh(moderator)
    assert moderator.has_second_factor
    thief = copy_of(app, signed_in)
    act(signed_in, f"{SET_UP}/off", PASSWORD)
    assert is_in(signed_in)
    assert not is_in(thief)
    assert acts(moderator)[-1] is AuditAct.FACTOR_REMOVED
    assert count_codes_left(moderator) == 0
    fresh = Browser(app)
    fresh.sign_in(moderator.email)
    assert is_in(fresh)


def test_what_is_off_is_not_turned_off_and_gets_no_codes(signed_in):
    assert "off already" in act(signed_in, f"{SET_UP}/off", PASSWORD, expect=422).text
    act(signed_in, "/staff/account/recovery-codes", PASSWORD, expect=422)


def test_the_forms_need_their_token(signed_in, moderator):
    for path in (SET_UP, f"{SET_UP}/off", "/staff/account/recovery-codes"):
        assert signed_in.client.post(path, data={"password": PASSWORD}).status_code == 422
    db.session.refresh(moderator)
    assert not moderator.has_second_factor


def test_the_second_step_is_not_open_to_whoever_skipped_the_first(browser, moderator, telephone):
    browser.open(ASK)
    assert browser.path == "/staff/login"
    token = browser.page.form("csrf_token").values["csrf_token"]
    browser._take(browser.client.post(ASK, data={"csrf_token": token, "code": "123456"}), 200)
    assert not is_in(browser)


def test_the_password_alone_opens_no_page_of_the_staff(browser, moderator, telephone):
    for path in ("/staff/", "/staff/moderation", "/staff/password", SET_UP):
        browser.sign_in(moderator.email)
        browser.open(path)
        assert browser.path.startswith("/staff/login"), path


def test_the_first_step_counts_for_ten_minutes(browser, moderator, telephone):
    browser.sign_in(moderator.email)
    with time_machine.travel(clock.now() + TIME_LIMIT + timedelta(seconds=5), tick=False):
        browser.send("code", {"code": telephone.code()})
        assert browser.path == "/staff/login"
        assert not is_in(browser)


def test_whoever_is_disabled_between_the_steps_stays_out(browser, moderator, telephone, later):
    browser.sign_in(moderator.email)
    disable_staff(moderator)
    browser.send("code", {"code": telephone.code()})
    assert not is_in(browser)


def test_the_way_on_goes_through_both_steps(browser, moderator, telephone, later):
    browser.open("/staff/moderation?choice=named")
    browser.send("password", {"email": moderator.email, "password": PASSWORD})
    give(browser, telephone.code())
    assert browser.path == "/staff/moderation?choice=named"


def test_the_second_step_never_leads_away(app, moderator):
    codes = turn_on(moderator, App(offer_secret(moderator)).code())
    for where in [*TRICKS[:5], TRICKS[6], TRICKS[12]]:
        browser = Browser(app)
        browser.sign_in(moderator.email)
        with browser.client.session_transaction() as session:
            session[PENDING] = {**session[PENDING], "next": where}
        data = {**browser.page.form("code").values, "code": codes.pop()}
        answer = browser.client.post(ASK, data=data)
        assert answer.status_code == 303
        assert where_a_browser_goes(answer.location) == "localhost"


def test_a_new_password_leaves_the_second_factor_on(app, signed_in, moderator):
    turn_on_by_page(signed_in, moderator)
    change_password(signed_in)
    db.session.refresh(moderator)
    assert moderator.has_second_factor


def test_an_administrator_helps_somebody_who_lost_everything(as_admin, browser, moderator,
                                                             telephone):  # fmt: skip
    assert "Second factor on" in as_admin.open("/staff/people").text
    press(as_admin, moderator, "second-factor-off")
    browser.sign_in(moderator.email)
    assert is_in(browser)
    assert AuditAct.FACTOR_REMOVED in acts(moderator)


def test_nobody_turns_the_own_off_without_the_password(as_admin, admin):
    codes = turn_on(admin, App(offer_secret(admin)).code())
    as_admin.sign_in(admin.email)
    give(as_admin, codes[0])
    page = as_admin.open(f"/staff/people/{admin.id}")
    path = f"/staff/people/{admin.id}/second-factor-off"
    assert path not in page.html
    token = page.form("roles").values["csrf_token"]
    answer = as_admin.client.post(path, data={"csrf_token": token})
    assert answer.status_code == 422
    assert "on the page of your account" in answer.text


def test_a_command_turns_it_off(app, browser, moderator, telephone):
    command = ["staff", "second-factor-off", "--email", moderator.email]
    assert app.test_cli_runner().invoke(args=command).exit_code == 0
    browser.sign_in(moderator.email)
    assert is_in(browser)
    again = app.test_cli_runner().invoke(args=command)
    assert (again.exit_code, again.output) == (1, "Error: The second factor is off already.\n")


def test_a_change_of_the_secret_keeps_the_app_and_the_codes(app, moderator, later):
    keys = app.extensions["soundings_keys"]
    telephone = App(offer_secret(moderator))
    codes = turn_on(moderator, telephone.code())
    app.extensions["soundings_keys"] = Keys.from_secret("the secret that comes next: 5h2xq")
    app.extensions["soundings_old_keys"] = (keys,)
    assert has_taken_code(moderator, codes[0])
    reseal_factors()
    app.extensions["soundings_old_keys"] = ()
    later.shift(LATER)
    assert has_taken_code(moderator, telephone.code())
    assert not has_taken_code(moderator, codes[1])


def test_a_form_that_is_sent_twice_at_once_turns_it_on_once(at_once, moderator):
    code, number = App(offer_secret(moderator)).code(), moderator.id

    def send():
        try:
            codes = turn_on(db.session.get_one(StaffUser, number), code)
        except RefusedError:
            return None
        db.session.commit()
        return codes

    results = at_once(send, send)
    assert results.count(None) == 1
    assert count_codes_left(moderator) == 10
