"""Signing in: one answer for every wrong try, and a way on that stays on the site."""

from __future__ import annotations

import pytest

from app.accounts.models import StaffUser
from app.accounts.service import disable_staff
from app.core.db import db
from tests import factories
from tests.browsing import Browser
from tests.factories import PASSWORD

WRONG = "The e-mail address or the password is wrong."


@pytest.fixture
def disabled(app):
    person = factories.make_staff()
    disable_staff(person)
    db.session.commit()
    return person


def shown_without_what_was_typed(page, email: str) -> str:
    token = page.form("csrf_token").values["csrf_token"]
    return str(page.html.replace(email, "").replace(token, ""))


def test_an_unknown_a_disabled_and_a_mistyped_account_are_answered_alike(
    browser, moderator, disabled
):
    tries = [
        ("nobody@example.org", PASSWORD),
        (disabled.email, PASSWORD),
        (disabled.email, "something else"),
        (moderator.email, "something else"),
    ]
    answers = set()
    for email, password in tries:
        page = browser.sign_in(email, password, expect=422)
        assert WRONG in page.text
        answers.add((browser.response.status_code, shown_without_what_was_typed(page, email)))
    assert len(answers) == 1


def test_an_unknown_account_costs_as_much_hashing_as_a_known_one(browser, monkeypatch):
    hashed: list[str] = []
    monkeypatch.setattr("flask_security.forms.hash_password", hashed.append)
    browser.sign_in("nobody@example.org", "something else", expect=422)
    assert hashed == ["something else"]


@pytest.mark.parametrize(("email", "password"), [("", PASSWORD), ("x@example.org", ""), ("", "")])
def test_an_empty_field_signs_nobody_in(browser, email, password):
    page = browser.sign_in(email, password, expect=422)
    assert 'role="alert"' in page.html
    assert page.text.count(WRONG) == 1
    browser.open("/staff/")
    assert browser.path.startswith("/staff/login")


def test_the_password_is_never_shown_again(browser, moderator):
    assert "a wrong guess" not in browser.sign_in(moderator.email, "a wrong guess", 422).html


def test_the_case_of_an_address_does_not_matter(browser, moderator):
    browser.sign_in(moderator.email.upper())
    assert browser.path == "/staff/"


def test_a_stranger_comes_back_to_the_page_that_was_asked_for(browser, moderator):
    browser.open("/staff/moderation?choice=named")
    assert browser.path.startswith("/staff/login?next=")
    browser.send("password", {"email": moderator.email, "password": PASSWORD})
    assert browser.path == "/staff/moderation?choice=named"


LOCAL = ["/staff/moderation", "/staff/moderation?choice=named", "/"]
TRICKS = [
    "//evil.example", "///evil.example", "////evil.example/staff", "/\\evil.example",
    "\\\\evil.example", "\\/evil.example", "https://evil.example/", "https:evil.example",
    "https:/evil.example", "http:///evil.example", "HTTPS://evil.example", "/\t/evil.example",
    "\t//evil.example", "/\n/evil.example", "/\r\n/evil.example", " //evil.example",
    "\x19//evil.example", "javascript:alert(1)", "data:text/html,evil", "//localhost@evil.example",
    "https://localhost@evil.example", "https://localhost.evil.example", "evil.example",
]  # fmt: skip


def sign_in_on_the_way_to(app, person, where: str, *, in_form: bool):
    """The raw answer to a right password with `next` in the address or among the fields."""
    browser = Browser(app)
    browser.open("/staff/login")
    fields = {**browser.page.form("password").values, "email": person.email, "password": PASSWORD}
    if in_form:
        return browser.client.post("/staff/login", data={**fields, "next": where})
    return browser.client.post("/staff/login", query_string={"next": where}, data=fields)


@pytest.mark.parametrize("in_form", [True, False], ids=["field", "address"])
def test_next_leads_to_a_page_of_this_site(app, moderator, in_form):
    for where in LOCAL:
        response = sign_in_on_the_way_to(app, moderator, where, in_form=in_form)
        assert (response.status_code, response.location) == (302, where)


@pytest.mark.parametrize("in_form", [True, False], ids=["field", "address"])
def test_next_never_leads_away(app, moderator, in_form):
    for where in TRICKS:
        response = sign_in_on_the_way_to(app, moderator, where, in_form=in_form)
        assert response.status_code == 302
        assert where_a_browser_goes(response.location) == "localhost", ascii(where)


def where_a_browser_goes(location: str) -> str:
    """The host that a browser would ask, as the URL standard reads a Location on localhost."""
    location = location.strip("".join(map(chr, range(33))))
    for gone in "\t\r\n":
        location = location.replace(gone, "")
    location = location.replace("\\", "/")
    scheme, colon, rest = location.partition(":")
    if colon and scheme.isalnum():
        # "https:evil" and "https:/evil" are read as "https://evil" from another scheme.
        return rest.lstrip("/").partition("/")[0].rpartition("@")[2] or scheme
    if location.startswith("//"):
        return location.lstrip("/").partition("/")[0].rpartition("@")[2]
    return "localhost"


def test_a_way_on_that_leads_away_is_replaced_by_the_staff_home(app, moderator):
    response = sign_in_on_the_way_to(app, moderator, "//evil.example", in_form=False)
    assert (response.status_code, response.location) == (302, "/staff/")


def test_no_token_is_given_out_for_a_password(browser, moderator):
    fields = {**browser.open("/staff/login").form("password").values, "email": moderator.email}
    response = browser.client.post(
        "/staff/login?include_auth_token",
        data={**fields, "password": PASSWORD},
        headers={"Accept": "application/json"},
    )
    assert response.status_code == 302
    assert "token" not in response.text


def test_a_forms_token_from_before_signing_in_is_worthless_after_it(browser, moderator):
    before = browser.open("/staff/login").form("csrf_token").values["csrf_token"]
    with browser.client.session_transaction() as session:
        secret = session["csrf_token"]
    browser.sign_in(moderator.email)
    with browser.client.session_transaction() as session:
        assert session["csrf_token"] != secret
    assert browser.client.post("/staff/logout", data={"csrf_token": before}).status_code == 400


def test_whoever_is_signed_in_is_not_asked_again(signed_in):
    signed_in.open("/staff/login")
    assert signed_in.path == "/staff/"


def test_a_disabled_account_stays_in_the_table(disabled):
    assert db.session.get(StaffUser, disabled.id)
    assert disabled.disabled_at


@pytest.mark.parametrize("path", ["/staff/register", "/staff/reset", "/staff/confirm",
                                  "/staff/us-signin", "/staff/tf-setup", "/login"])  # fmt: skip
def test_nobody_registers_or_resets_over_the_web(client, path):
    assert client.get(path).status_code == 404
