"""Roles that need a second factor: whoever has none sets one up before anything else."""

from __future__ import annotations

import pytest

from app.accounts.enums import Role
from app.accounts.rules import needs_second_factor, why_not_turn_off
from app.accounts.second_factor import offer_secret
from app.accounts.service import change_roles
from app.core.db import db
from config import STAFF_ROLES, SettingsError, load_settings
from tests import factories
from tests.accounts.test_second_factor import SET_UP, App, act, turn_on_by_page
from tests.accounts.test_sessions import is_in, sign_out
from tests.conftest import make_settings


@pytest.fixture
def settings(database_url, tmp_path):
    return make_settings(database_url, tmp_path, second_factor_roles=("moderator",))


PAGES = ["/staff/", "/staff/moderation", "/staff/moderation/1", "/staff/password",
         "/staff/account", "/staff/people", "/staff/nothing-here"]  # fmt: skip


def test_signing_in_leads_to_the_page_that_sets_it_up(signed_in):
    assert signed_in.path == SET_UP
    assert "Your role needs a second factor here." in signed_in.page.text


@pytest.mark.parametrize("path", PAGES)
def test_every_other_page_leads_there_too(signed_in, path):
    signed_in.open(path)
    assert signed_in.path == SET_UP


def test_nothing_can_be_sent_before(signed_in, topic):
    comment = factories.make_comment(topic)
    factories.commit()
    token = {"csrf_token": signed_in.page.form("csrf_token").values["csrf_token"]}
    decision = {**token, "decision": "publish", "seen_version": "1", "note": "What I thought."}
    answer = signed_in.client.post(f"/staff/moderation/{comment.id}/decision", data=decision)
    assert answer.status_code == 403
    assert "Set up your second factor first" in answer.text
    assert "What I thought." in answer.text
    for path in ("/staff/password", "/staff/account/recovery-codes"):
        assert signed_in.client.post(path, data=token).status_code == 403, path
    assert factories.reload(comment).version == 1


def test_once_it_is_set_up_everything_is_open(signed_in, moderator):
    turn_on_by_page(signed_in, moderator)
    assert is_in(signed_in)
    signed_in.open("/staff/moderation")
    assert signed_in.path == "/staff/moderation"


def test_it_cannot_be_turned_off_again(signed_in, moderator):
    turn_on_by_page(signed_in, moderator)
    assert "cannot turn it off" in signed_in.open("/staff/account").text
    page = act(signed_in, f"{SET_UP}/off", factories.PASSWORD, expect=422)
    assert "Your role needs a second factor" in page.text
    db.session.refresh(moderator)
    assert moderator.has_second_factor


def test_signing_out_is_always_possible(signed_in):
    sign_out(signed_in)
    signed_in.open("/staff/")
    assert signed_in.path.startswith("/staff/login")


def test_other_roles_do_without(browser, admin):
    browser.sign_in(admin.email)
    assert is_in(browser)


def test_a_role_that_is_given_later_counts(browser, admin):
    person = factories.make_staff(Role.ANALYST)
    change_roles(person, [Role.ANALYST, Role.MODERATOR], by=admin)
    browser.sign_in(person.email)
    assert browser.path == SET_UP


def test_a_public_page_is_not_held_up(signed_in):
    assert signed_in.open("/").title


def test_the_offered_key_is_another_persons_for_nobody(admin, moderator):
    assert App(offer_secret(admin)).secret != App(offer_secret(moderator)).secret


@pytest.mark.parametrize(("text", "roles"), [
    ("", ()), ("admin", ("admin",)), (" admin , moderator ,", ("admin", "moderator")),
])  # fmt: skip
def test_the_setting_is_a_list_of_roles(tmp_path, text, roles):
    environment = {"SOUNDINGS_INSTANCE": str(tmp_path), "SOUNDINGS_SECOND_FACTOR_ROLES": text}
    assert load_settings(environment).second_factor_roles == roles


def test_a_role_that_does_not_exist_ends_the_start_in_a_sentence(tmp_path):
    environment = {"SOUNDINGS_INSTANCE": str(tmp_path), "SOUNDINGS_SECOND_FACTOR_ROLES": "boss"}
    with pytest.raises(SettingsError, match="'boss', which is no role: the roles are publisher"):
        load_settings(environment)


def test_the_settings_know_the_roles_that_there_are():
    assert {role.value for role in Role} == set(STAFF_ROLES)


def test_who_needs_one_and_who_may_turn_it_off():
    assert needs_second_factor([Role.ANALYST, Role.ADMIN], ["admin"])
    assert not needs_second_factor([Role.ANALYST], ["admin"])
    assert not needs_second_factor([Role.ADMIN], [])
    assert "cannot turn it off" in why_not_turn_off(is_on=True, is_required=True)
    assert "off already" in why_not_turn_off(is_on=False, is_required=False)
    assert why_not_turn_off(is_on=True, is_required=False) is None
