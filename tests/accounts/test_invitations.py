"""Invitations: one link, used once, for seven days, whose token the database does not hold."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select

from app.accounts.enums import AuditAct, Role, StaffState
from app.accounts.invitations import (
    accept_invitation,
    find_invitation,
    invite_again,
    invite_staff,
    make_token,
)
from app.accounts.models import Invitation, StaffUser
from app.accounts.passwords import hash_checked
from app.accounts.queries import find_staff, get_staff
from app.accounts.rules import INVITATION_DAYS, why_not_accept
from app.accounts.service import disable_staff
from app.core import clock
from app.core.db import db
from app.core.errors import RefusedError
from tests import factories
from tests.accounts.test_audit import acts
from tests.accounts.test_people import press
from tests.accounts.test_sessions import is_in
from tests.factories import PASSWORD

EMAIL = "nia@example.org"
CHOSEN = {"name": "Nia Reed", "password": PASSWORD, "password_again": PASSWORD}


@pytest.fixture
def invitation(admin) -> Invitation:
    made = invite_staff(EMAIL, [Role.MODERATOR], by=admin)
    db.session.commit()
    return made


def path_of(invitation: Invitation) -> str:
    return f"/staff/invitations/{make_token(invitation.nonce)}"


def accept(browser, invitation, expect=200, **changes):
    browser.open(path_of(invitation))
    return browser.send("password", {**CHOSEN, **changes}, expect=expect)


def invite(browser, email=EMAIL, roles=("moderator",), expect=200):
    browser.open("/staff/people/invite")
    return browser.send("email", {"email": email, "roles": list(roles)}, expect=expect)


def test_an_invited_person_chooses_a_password_and_signs_in(browser, as_admin):
    page = invite(as_admin, f" {EMAIL.upper()}", ["moderator", "analyst"])
    assert f"An invitation to {EMAIL} is on its way." in page.text
    assert "Invited" in page.text
    invitation = db.session.scalars(select(Invitation)).one()
    accept(browser, invitation)
    assert "Your password is set." in browser.page.text
    browser.sign_in(EMAIL)
    assert is_in(browser)
    person = get_staff(EMAIL)
    assert person.name == "Nia Reed"
    assert person.role_set == {Role.MODERATOR, Role.ANALYST}
    assert acts(person) == [AuditAct.INVITED, AuditAct.INVITATION_ACCEPTED, AuditAct.SIGNED_IN]


def test_nobody_signs_in_before_the_invitation_is_accepted(browser, invitation):
    for password in (PASSWORD, "", "anything at all"):
        browser.sign_in(EMAIL, password, expect=422)
        assert not is_in(browser)
    assert invitation.staff.state is StaffState.INVITED


def test_the_database_does_not_hold_the_token(invitation):
    token = make_token(invitation.nonce)
    kept = {str(getattr(invitation, column.key)) for column in Invitation.__table__.columns}
    assert not [value for value in kept if token in value]
    assert find_invitation(token) is invitation
    assert find_invitation(invitation.token_hash) is None
    assert find_invitation(invitation.nonce) is None


def test_an_address_that_nobody_was_sent_is_not_found(browser):
    browser.open("/staff/invitations/" + "x" * 43, expect=404)


def test_a_link_works_once(browser, invitation):
    accept(browser, invitation)
    before = invitation.staff.password
    page = browser.open(path_of(invitation), expect=410)
    assert "This invitation has been used" in page.text
    token = browser.open("/staff/login").form("csrf_token").values["csrf_token"]
    answer = browser.client.post(path_of(invitation), data={**CHOSEN, "csrf_token": token})
    assert answer.status_code == 410
    db.session.refresh(invitation.staff)
    assert invitation.staff.password == before


def test_a_link_is_used_once_by_two_who_come_at_the_same_moment(at_once, invitation):
    names = ["First Comer", "Other Comer"]
    number = invitation.id

    def take(name):
        try:
            accept_invitation(
                db.session.get_one(Invitation, number), name, hash_checked(PASSWORD, "", "")
            )
        except RefusedError:
            db.session.rollback()
            return None
        db.session.commit()
        return name

    taken = at_once(*[lambda name=name: take(name) for name in names])
    assert taken.count(None) == 1
    db.session.rollback()
    db.session.refresh(invitation.staff)
    assert invitation.staff.name in taken


def test_a_link_expires_after_seven_days(browser, invitation):
    life = timedelta(days=INVITATION_DAYS)
    with time_machine.travel(invitation.created_at + life - timedelta(seconds=5), tick=False):
        browser.open(path_of(invitation))
    with time_machine.travel(invitation.created_at + life, tick=False):
        page = browser.open(path_of(invitation), expect=410)
        assert "a link works for 7 days" in page.text
        assert "ask the administrator" in page.text


def test_sending_again_makes_the_older_link_void(as_admin, browser, invitation):
    press(as_admin, invitation.staff, "invite-again")
    newer = db.session.scalars(select(Invitation).order_by(Invitation.id.desc())).first()
    page = browser.open(path_of(invitation), expect=410)
    assert "A newer invitation was sent" in page.text
    accept(browser, newer)
    browser.sign_in(EMAIL)
    assert is_in(browser)


def test_whoever_has_a_password_is_not_invited_again(admin, moderator):
    with pytest.raises(RefusedError, match="needs no invitation"):
        invite_again(moderator, by=admin)


def test_a_disabled_account_is_not_opened_by_its_invitation(browser, admin, invitation):
    disable_staff(invitation.staff, by=admin)
    page = browser.open(path_of(invitation), expect=410)
    assert "has been disabled" in page.text
    with pytest.raises(RefusedError, match="Enable it first"):
        invite_again(invitation.staff, by=admin)


def test_an_invited_administrator_is_not_yet_one_who_could_manage_the_site(admin):
    invite_staff(EMAIL, [Role.ADMIN], by=admin)
    actor = factories.make_staff(Role.ADMIN)
    disable_staff(actor)
    with pytest.raises(RefusedError, match="last administrator"):
        disable_staff(admin, by=actor)


@pytest.mark.parametrize(("changes", "words"), [
    ({"name": " "}, "name that your colleagues"), ({"name": "x" * 101}, "at most 100 characters"),
    ({"password": "short", "password_again": "short"}, "at least 8"),
    ({"password": "password1", "password_again": "password1"}, "too common"),
    ({"password_again": "something else"}, "not the same"),
])  # fmt: skip
def test_what_cannot_be_taken_is_said_and_sets_nothing(browser, invitation, changes, words):
    page = accept(browser, invitation, expect=422, **changes)
    assert 'role="alert"' in page.html
    assert words.replace("at most", "up to") in page.text
    assert PASSWORD not in page.html
    db.session.refresh(invitation)
    assert invitation.used_at is None
    assert invitation.staff.state is StaffState.INVITED


@pytest.mark.parametrize(("email", "roles", "words"), [
    ("", ["moderator"], "e-mail address"), ("nobody", ["moderator"], "not an e-mail address"),
    ("x@example.org", [], "at least one role"), ("x@example.org", ["owner"], "from the list"),
    ("x" * 255, ["moderator"], "up to 254"),
])  # fmt: skip
def test_an_invitation_that_makes_no_sense_invites_nobody(as_admin, email, roles, words):
    page = invite(as_admin, email, roles, expect=422)
    assert words in page.text
    if email:
        assert f'value="{email}"' in page.html
    assert find_staff("x@example.org") is None


def test_somebody_on_the_staff_is_not_invited(as_admin, moderator):
    page = invite(as_admin, moderator.email, expect=422)
    assert "already has the address" in page.text


def test_an_invitation_names_its_acting_administrator(as_admin, admin):
    invite(as_admin)
    page = as_admin.open("/staff/audit?act=invited")
    assert "Ada Minter" in page.text.partition("Detail")[2]
    assert db.session.scalars(select(StaffUser).where(StaffUser.email == EMAIL)).one()


@pytest.mark.parametrize("fact", ["is_used", "is_replaced", "is_expired", "is_disabled"])
def test_why_an_invitation_opens_nothing(fact):
    facts = dict.fromkeys(("is_used", "is_replaced", "is_expired", "is_disabled"), False)
    assert why_not_accept(**facts) is None
    assert why_not_accept(**{**facts, fact: True}).endswith(".")


def test_time_stands_in_the_row(invitation):
    assert invitation.expires_at - invitation.created_at == timedelta(days=7)
    assert invitation.created_at <= clock.now()


def test_a_command_prints_the_link_for_where_there_is_no_mail(app, browser):
    command = ["staff", "invite", "--email", EMAIL, "--role", "admin"]
    said = app.test_cli_runner().invoke(args=command).output
    browser.open("/staff/invitations/" + said.strip().rpartition("/")[2])
    browser.send("password", CHOSEN)
    browser.sign_in(EMAIL)
    assert is_in(browser)
    again = app.test_cli_runner().invoke(args=command)
    assert again.exit_code == 1
    assert "already has the address" in again.output
