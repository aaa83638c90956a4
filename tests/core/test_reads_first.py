"""What takes its time in a form keeps nobody else from writing, and what it relied on still holds."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from app.accounts import forms, password_views, views
from app.accounts.enums import Role
from app.accounts.invitations import invite_staff, make_token
from app.accounts.models import StaffUser
from app.accounts.service import disable_staff, set_password
from app.comments.forms import WithdrawalForm
from app.comments.nonces import make_receipt_key
from app.core.db import db
from app.core.stamps import bump_stamp, read_stamps
from app.moderation.forms import DecisionForm
from tests import factories
from tests.accounts.test_sessions import NEW_PASSWORD, change_password, is_in
from tests.browsing import Browser
from tests.factories import PASSWORD


@pytest.fixture
def meanwhile(app, monkeypatch):
    """Has another transaction do something, and commit it, whenever a function is called."""

    def arrange(place, name, act=lambda: bump_stamp("meanwhile")):
        slow = getattr(place, name)

        def apart():
            with app.app_context():
                act()
                db.session.commit()

        def with_another(*arguments, **details):
            with ThreadPoolExecutor(1) as pool:
                pool.submit(apart).result(timeout=5)
            return slow(*arguments, **details)

        monkeypatch.setattr(place, name, with_another)

    return arrange


def was_written():
    db.session.rollback()
    return read_stamps(["meanwhile"]) != {"meanwhile": 0}


def decide(browser, comment, **details):
    browser.open(f"/staff/moderation/{comment.id}")
    return browser.send(
        "seen_version", {"note": "Kept."}, button=("decision", "publish"), **details
    )


@pytest.mark.parametrize(
    ("place", "name"), [(forms, "is_password_of"), (password_views, "hash_checked")]
)
def test_a_password_is_changed_while_somebody_writes(
    app, signed_in, moderator, meanwhile, place, name
):
    meanwhile(place, name)
    change_password(signed_in)
    assert was_written()
    fresh = Browser(app)
    fresh.sign_in(moderator.email, NEW_PASSWORD)
    assert is_in(fresh)


@pytest.mark.parametrize("action", ["second-factor", "passkeys", "passkeys/1/remove"])
def test_a_password_is_asked_for_again_while_somebody_writes(signed_in, meanwhile, action):
    meanwhile(forms, "is_password_of")
    token = signed_in.open("/staff/account").form("csrf_token").values["csrf_token"]
    fields = {"csrf_token": token, "password": PASSWORD}
    answer = signed_in.client.post(f"/staff/account/{action}", data=fields)
    assert answer.status_code == 422
    assert was_written()


def test_an_invitation_is_taken_while_somebody_writes(app, admin, browser, meanwhile):
    invitation = invite_staff("new@example.org", [Role.MODERATOR], by=admin)
    token = make_token(invitation.nonce)
    factories.commit()
    meanwhile(views, "hash_checked")
    browser.open(f"/staff/invitations/{token}")
    fields = {"name": "New Comer", "password": PASSWORD, "password_again": PASSWORD}
    browser.send("name", fields)
    assert was_written()
    browser.sign_in("new@example.org")
    assert is_in(browser)


def test_a_decision_is_checked_while_somebody_writes(signed_in, topic, meanwhile):
    comment = factories.make_comment(topic)
    factories.commit()
    meanwhile(DecisionForm, "validate")
    decide(signed_in, comment)
    assert was_written()
    assert factories.reload(comment).status.value == "published"


def test_a_withdrawal_is_checked_while_somebody_writes(browser, topic, meanwhile):
    comment = factories.make_comment(topic)
    factories.commit()
    meanwhile(WithdrawalForm, "validate")
    browser.open(f"/receipts/{make_receipt_key(comment.nonce)}")
    form = next(form for form in browser.page.forms if "withdrawal" in form.action)
    assert browser.client.post(form.action, data=form.values).status_code == 303
    assert was_written()
    assert factories.reload(comment).status.value == "withdrawn"


def end(act):
    """What somebody does to the moderator's account, in a session of their own."""
    return lambda: act(db.session.query(StaffUser).filter_by(name="Mo Derrin").one())


@pytest.mark.parametrize("act", [disable_staff, lambda staff: set_password(staff, NEW_PASSWORD)])
def test_whose_session_ended_meanwhile_decides_nothing(signed_in, topic, meanwhile, act):
    comment = factories.make_comment(topic)
    factories.commit()
    meanwhile(DecisionForm, "validate", end(act))
    page = decide(signed_in, comment, expect=403)
    assert "You are not signed in any more" in page.text
    assert "Kept." in page.text
    assert factories.reload(comment).version == 1


@pytest.mark.parametrize("act", [disable_staff, lambda staff: set_password(staff, NEW_PASSWORD)])
def test_a_password_that_was_changed_meanwhile_opens_nothing(browser, moderator, meanwhile, act):
    meanwhile(StaffUser, "verify_and_update_password", end(act))
    page = browser.sign_in(moderator.email, expect=422)
    assert "The e-mail address or the password is wrong." in page.text
    assert not is_in(browser)
