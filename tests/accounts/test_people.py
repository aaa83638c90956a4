"""The administrator's page of staff: what it shows, and what it does to an account."""

from __future__ import annotations

import pytest

from app.accounts.enums import Role, StaffState
from app.accounts.models import StaffUser
from app.accounts.rules import why_not_change_roles, why_not_disable
from app.accounts.service import change_roles, disable_staff
from app.core.db import db
from app.core.errors import RefusedError
from tests import factories
from tests.accounts.test_sessions import is_in
from tests.browsing import Browser

NEVER_LEFT_ALONE = "last administrator"


def refreshed(person: StaffUser) -> StaffUser:
    db.session.rollback()
    db.session.refresh(person)
    return person


def press(browser, person, act, expect=200):
    """Open somebody's page and press one of its buttons."""
    page = browser.open(f"/staff/people/{person.id}")
    form = next(form for form in page.forms if form.action.endswith(f"/{act}"))
    browser.path = form.action
    return browser._take(browser.client.post(form.action, data=form.values), expect)


def save_roles(browser, person, *roles, expect=200):
    browser.open(f"/staff/people/{person.id}")
    return browser.send("roles", {"roles": [role.value for role in roles]}, expect=expect)


def test_the_pages_are_for_administrators_alone(signed_in, admin):
    for path in ("", "/invite", f"/{admin.id}"):
        signed_in.open(f"/staff/people{path}", expect=403)
    token = signed_in.open("/staff/").form("csrf_token").values
    for act in ("disable", "roles", "end-sessions"):
        response = signed_in.client.post(f"/staff/people/{admin.id}/{act}", data=token)
        assert response.status_code == 403
    assert refreshed(admin).active


def test_the_list_says_who_has_which_role_and_who_can_sign_in(as_admin, moderator):
    disable_staff(moderator)
    page = as_admin.open("/staff/people")
    assert "Mo Derrin" in page.text
    assert moderator.email in page.text
    assert "Disabled" in page.text
    assert "Administrator" not in page.text.partition("Name and address")[0]
    assert as_admin.open(page.link(f"/{moderator.id}")).title.startswith("Mo Derrin")


def test_the_list_goes_on_where_it_ended(as_admin, monkeypatch):
    monkeypatch.setattr("app.accounts.people_views.PAGE_SIZE", 3)
    everybody = {factories.make_staff().email for _ in range(7)}
    seen: list[str] = []
    page = as_admin.open("/staff/people")
    while True:
        seen += [email for email in everybody if email in page.text]
        if 'rel="next"' not in page.html:
            break
        page = as_admin.open(page.link("after="))
    assert sorted(seen) == sorted(everybody)


def test_somebody_who_is_not_there_is_not_found(as_admin):
    as_admin.open("/staff/people/999999", expect=404)


def test_disabling_keeps_a_person_out_until_the_account_is_enabled(
    app, as_admin, signed_in, moderator
):
    press(as_admin, moderator, "disable")
    assert "The account is disabled" in as_admin.page.text
    assert not is_in(signed_in)
    signed_in.sign_in(moderator.email, expect=422)
    assert not is_in(signed_in)
    press(as_admin, moderator, "enable")
    assert refreshed(moderator).disabled_at is None
    signed_in.sign_in(moderator.email)
    assert is_in(signed_in)


def test_ending_the_sessions_of_a_person_ends_no_other(as_admin, signed_in, moderator):
    press(as_admin, moderator, "end-sessions")
    assert not is_in(signed_in)
    assert is_in(as_admin)


def test_a_change_of_roles_is_kept_and_ends_the_sessions(as_admin, signed_in, moderator):
    save_roles(as_admin, moderator, Role.PUBLISHER, Role.ANALYST)
    assert refreshed(moderator).role_set == {Role.PUBLISHER, Role.ANALYST}
    assert not is_in(signed_in)


def test_saving_the_same_roles_ends_no_session(as_admin, signed_in, moderator):
    save_roles(as_admin, moderator, Role.MODERATOR)
    assert is_in(signed_in)


def test_somebody_without_any_role_is_refused_beside_the_field(as_admin, moderator):
    page = save_roles(as_admin, moderator, expect=422)
    assert "Choose at least one role." in page.text
    assert refreshed(moderator).role_set == {Role.MODERATOR}


def test_a_role_that_does_not_exist_is_refused(as_admin, moderator):
    as_admin.open(f"/staff/people/{moderator.id}")
    as_admin.send("roles", {"roles": ["owner"]}, expect=422)
    assert refreshed(moderator).role_set == {Role.MODERATOR}


def test_nobody_disables_or_demotes_themselves(as_admin, admin):
    factories.make_staff(Role.ADMIN)
    assert "cannot disable your own" in press(as_admin, admin, "disable", expect=422).text
    assert "from yourself" in save_roles(as_admin, admin, Role.ANALYST, expect=422).text
    assert refreshed(admin).active
    assert refreshed(admin).role_set == {Role.ADMIN}


def test_the_last_administrator_who_can_sign_in_stays_one(app, admin):
    actor = factories.make_staff(Role.ADMIN)
    disable_staff(actor)  # whoever acts has just been retired
    with pytest.raises(RefusedError, match=NEVER_LEFT_ALONE):
        disable_staff(admin, by=actor)
    with pytest.raises(RefusedError, match=NEVER_LEFT_ALONE):
        change_roles(admin, [Role.ANALYST], by=actor)
    change_roles(admin, [Role.ADMIN, Role.ANALYST], by=actor)


def test_two_administrators_who_retire_each_other_at_once_do_not_both_succeed(at_once, admin):
    other = factories.make_staff(Role.ADMIN)
    pairs = [(admin.id, other.id), (other.id, admin.id)]

    def retire(target, actor):
        try:
            disable_staff(
                db.session.get_one(StaffUser, target), by=db.session.get_one(StaffUser, actor)
            )
        except RefusedError:
            db.session.rollback()
        db.session.commit()

    at_once(*[lambda pair=pair: retire(*pair) for pair in pairs])
    assert [refreshed(person).active for person in (admin, other)].count(True) == 1


def test_an_act_without_its_token_does_nothing(as_admin, moderator):
    as_admin.open(f"/staff/people/{moderator.id}")
    assert as_admin.client.post(f"/staff/people/{moderator.id}/disable").status_code == 400
    answer = as_admin.client.post(f"/staff/people/{moderator.id}/roles", data={"roles": "admin"})
    assert answer.status_code == 422
    assert refreshed(moderator).state is StaffState.ACTIVE
    assert refreshed(moderator).role_set == {Role.MODERATOR}


def test_a_button_that_does_not_exist_is_not_found(as_admin, moderator):
    token = as_admin.open(f"/staff/people/{moderator.id}").form("roles").values["csrf_token"]
    path = f"/staff/people/{moderator.id}/delete"
    assert as_admin.client.post(path, data={"csrf_token": token}).status_code == 404


@pytest.mark.parametrize(("is_self", "is_last", "words"), [
    (False, False, None), (True, False, "your own"), (False, True, "last"), (True, True, "your own"),
])  # fmt: skip
def test_why_an_account_is_not_disabled(is_self, is_last, words):
    reason = why_not_disable(is_self=is_self, is_last_admin=is_last)
    assert words in reason if words else reason is None


@pytest.mark.parametrize(("takes_admin", "is_self", "is_last", "words"), [
    (False, True, True, None), (True, False, False, None), (True, True, False, "yourself"),
    (True, False, True, "last"),
])  # fmt: skip
def test_why_roles_are_not_changed(takes_admin, is_self, is_last, words):
    facts = {"takes_admin": takes_admin, "is_self": is_self, "is_last_admin": is_last}
    reason = why_not_change_roles([Role.ANALYST], **facts)
    assert words in reason if words else reason is None
    assert "at least one" in why_not_change_roles([], **facts)


def is_admins_page_quiet_for(browser: Browser) -> bool:
    return not [link for link in browser.page.links if "/staff/people" in link["href"]]


def test_the_way_to_the_people_is_shown_to_administrators_alone(as_admin, signed_in):
    assert as_admin.open("/staff/").link("/staff/people")
    signed_in.open("/staff/")
    assert is_admins_page_quiet_for(signed_in)
