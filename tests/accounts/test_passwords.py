"""New passwords: long ones of any kind are taken, common ones are not."""

from __future__ import annotations

import pytest

from app.accounts.enums import Role
from app.accounts.invitations import invite_staff, make_token
from app.accounts.passwords import make_password
from app.accounts.service import create_staff, set_password
from app.core.errors import RefusedError
from tests import factories
from tests.accounts.test_sessions import NEW_PASSWORD, change_password, is_in
from tests.browsing import Browser
from tests.factories import PASSWORD

WADERS = "plover knot sanderling turnstone dunlin ruff stint whimbrel "
TAKEN = {
    "eight characters": "xq7!Lm2#",
    "spaces inside": "plover under the old pier",
    "spaces at both ends": "  plover knot 91  ",
    "another script": "кулик на отмели 27",
    "emoji": "🐦🌊 plover 🐚 knot",
    "seventy-three characters": f"{WADERS}12345, gannet",
    "sixty-four characters": f"{WADERS}1234",
    "two hundred characters": "plover knot stint ruff. " * 8 + "and end.",
    "a quotation mark and markup": "\"plover\" <b>'knot' & 91",
}
REFUSED = {
    "seven characters": "xq7!Lm2",
    "a common one": "password",
    "a common one with digits": "password123",
    "a keyboard row": "qwertyuiop",
    "digits in a row": "12345678",
    "one letter again and again": "aaaaaaaaaaaa",
    "nothing": "",
    "more than a thousand characters": "plover knot " * 84,
}


def test_a_long_password_of_any_kind_signs_in(app, moderator):
    for kind, password in TAKEN.items():
        set_password(moderator, password)
        browser = Browser(app)
        browser.sign_in(moderator.email, password)
        assert is_in(browser), kind


def test_a_short_or_common_password_is_refused_with_a_sentence(moderator):
    before = moderator.password
    for kind, password in REFUSED.items():
        with pytest.raises(RefusedError) as refused:
            set_password(moderator, password)
        assert refused.value.reason.endswith("."), kind
        assert moderator.password == before, kind


def test_the_same_letters_typed_in_another_form_sign_in(browser, moderator):
    set_password(moderator, "Ca\u0301lidris alpi\u0301na")
    browser.sign_in(moderator.email, "Cálidris alpína")
    assert is_in(browser)


def test_the_present_password_may_be_typed_in_another_form_too(browser, moderator):
    set_password(moderator, "Cálidris alpína")
    browser.sign_in(moderator.email, "Cálidris alpína")
    change_password(browser, old="Ca\u0301lidris alpi\u0301na")
    assert browser.path == "/staff/"


def test_no_part_of_a_long_password_is_cut_off(browser, moderator):
    long = TAKEN["two hundred characters"]
    set_password(moderator, long)
    browser.sign_in(moderator.email, long[:-1], expect=422)
    assert not is_in(browser)


def test_a_made_password_is_strong_and_never_the_same(moderator):
    made = {make_password() for _ in range(50)}
    assert len(made) == 50
    set_password(moderator, made.pop())


def test_a_password_is_kept_as_an_argon2_hash(moderator):
    assert moderator.password.startswith("$argon2id$")
    assert PASSWORD not in moderator.password


@pytest.mark.parametrize("password", ["plover.knot@example.org", "turnstone"])
def test_a_persons_own_words_are_no_password(app, password):
    with pytest.raises(RefusedError, match="easily guessed"):
        create_staff("plover.knot@example.org", "Turnstone", [], password)


@pytest.mark.parametrize("password", ["Soundings2026", "consultation1", "moderator1!"])
def test_words_that_everybody_here_knows_are_no_password(app, password):
    with pytest.raises(RefusedError, match="easily guessed"):
        create_staff("plover.knot@example.org", "Turnstone", [], password)


def test_an_invited_persons_chosen_name_is_no_password(browser, admin):
    invitation = invite_staff("new@example.org", [Role.MODERATOR], by=admin)
    token = make_token(invitation.nonce)
    factories.commit()
    browser.open(f"/staff/invitations/{token}")
    fields = {"name": "Turnstone", "password": "turnstone", "password_again": "turnstone"}
    assert "easily guessed" in browser.send("name", fields, expect=422).text


CHANGES = [
    ({"old": "not mine"}, "present password"),
    ({"new": "password1"}, "too common"),
    ({"new": "short"}, "at least 8 characters"),
    ({"again": "something else entirely"}, "match"),
    ({"new": PASSWORD}, "different"),
]


@pytest.mark.parametrize(("fields", "words"), CHANGES)
def test_a_change_that_cannot_be_made_changes_nothing(app, signed_in, moderator, fields, words):
    page = change_password(signed_in, **fields, expect=422)
    assert 'role="alert"' in page.html
    assert NEW_PASSWORD not in page.html
    fresh = Browser(app)
    fresh.sign_in(moderator.email)
    assert is_in(fresh)


def test_the_page_for_changing_a_password_is_for_staff_alone(browser):
    browser.open("/staff/password")
    assert browser.path.startswith("/staff/login")


def test_one_person_never_changes_the_password_of_another(signed_in, app):
    other = factories.make_staff()
    before = other.password
    change_password(signed_in)
    factories.commit()
    assert other.password == before
