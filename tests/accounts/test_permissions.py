"""Which role may do what: the table, and what the pages make of it."""

from __future__ import annotations

import pytest

from app.accounts.enums import Permission, Role
from app.accounts.permissions import ROLES_WITH, may
from app.core.db import db
from tests import factories

TABLE = {
    Permission.VIEW_STAFF_HOME: {Role.PUBLISHER, Role.MODERATOR, Role.ANALYST, Role.ADMIN},
    Permission.MODERATE: {Role.MODERATOR, Role.ADMIN},
    Permission.WRITE: {Role.PUBLISHER, Role.ADMIN},
    Permission.PUBLISH_ALONE: {Role.ADMIN},
    Permission.OPERATE: {Role.ADMIN},
    Permission.MANAGE_STAFF: {Role.ADMIN},
    Permission.READ_AUDIT: {Role.ADMIN},
    Permission.CHANGE_SETTINGS: {Role.ADMIN},
}
MODERATION = ["/staff/moderation", "/staff/moderation/decisions", "/staff/moderation/1"]


def test_every_permission_stands_in_the_table():
    assert set(ROLES_WITH) == set(Permission) == set(TABLE)


@pytest.mark.parametrize("permission", list(Permission), ids=lambda member: member.name)
@pytest.mark.parametrize("role", list(Role), ids=lambda member: member.name)
def test_a_role_may_do_what_the_table_says(role, permission):
    assert may([role], permission) is (role in TABLE[permission])


def test_somebody_without_a_role_may_do_nothing():
    assert not any(may([], permission) for permission in Permission)


def test_one_of_several_roles_is_enough():
    assert may([Role.PUBLISHER, Role.MODERATOR], Permission.MODERATE)


def sign_in_as(browser, role: Role):
    person = factories.make_staff(role)
    db.session.commit()
    return browser.sign_in(person.email)


@pytest.mark.parametrize("role", [Role.PUBLISHER, Role.ANALYST], ids=lambda role: role.name)
def test_who_does_not_moderate_is_told_so(browser, role):
    sign_in_as(browser, role)
    for path in MODERATION:
        page = browser.open(path, expect=403)
        assert "Your account does not have the role that this page needs." in page.text


def test_who_does_not_moderate_decides_nothing(browser, topic):
    comment = factories.make_comment(topic)
    home = sign_in_as(browser, Role.PUBLISHER)
    data = {**home.form("csrf_token").values, "decision": "publish", "seen_version": "1"}
    path = f"/staff/moderation/{comment.id}/decision"
    assert browser.client.post(path, data=data).status_code == 403
    assert factories.reload(comment).version == 1


def test_a_publisher_has_a_home_without_the_queue(browser, topic):
    factories.make_comment(topic)
    home = sign_in_as(browser, Role.PUBLISHER)
    assert browser.path == "/staff/"
    assert "Your role: Publisher" in home.text
    assert not [link for link in home.links if link["href"].startswith("/staff/mod")]
    assert home.link("/staff/account")


@pytest.mark.parametrize("role", [Role.MODERATOR, Role.ADMIN], ids=lambda role: role.name)
def test_a_moderators_home_says_what_waits_and_leads_to_it(browser, topic, role):
    for _ in range(2):
        factories.make_comment(topic)
    home = sign_in_as(browser, role)
    assert "2 in all, the oldest since" in home.text
    assert f"2 {topic.inquiry.title}" in home.text
    assert "2 comments wait" in browser.open(home.link("inquiry=")).text


def test_a_moderators_home_says_when_nothing_waits(signed_in):
    assert "Nothing waits at the moment." in signed_in.open("/staff/").text


def test_a_role_that_is_taken_away_is_gone_at_the_next_request(signed_in, moderator):
    signed_in.open("/staff/moderation")
    moderator.roles.clear()
    db.session.commit()
    signed_in.open("/staff/moderation", expect=403)


def test_who_was_refused_what_is_a_line_of_the_log(browser, capsys):
    sign_in_as(browser, Role.ANALYST)
    browser.open("/staff/people", expect=403)
    said = capsys.readouterr().err
    assert '"access refused"' in said
    assert '"/staff/people"' in said
