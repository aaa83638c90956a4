"""Every endpoint stands here with its guard; an unlisted one fails."""

from __future__ import annotations

import pytest

from tests import factories

PUBLIC, MODERATE, HOME, LIBRARY = "public", "moderate", "view_staff_home", "signs in by itself"
OPERATE, WRITE = "operate", "write"
MANAGE, AUDIT, SETTINGS = "manage_staff", "read_audit", "change_settings"

GUARDS = {
    "about.accessibility": PUBLIC,
    "about.how_we_count": PUBLIC,
    "about.moderation_policy": PUBLIC,
    "about.privacy": PUBLIC,
    "about.changes": PUBLIC,
    "about.version": PUBLIC,
    "about.versions": PUBLIC,
    "account.account": HOME,
    "account.confirm": HOME,
    "account.remove": HOME,
    "account.renew_codes": HOME,
    "account.set_up": HOME,
    "accounts.home": HOME,
    "audit.log": AUDIT,
    "checking.end": WRITE,
    "checking.links": WRITE,
    "checking.make": WRITE,
    "checking.settle": WRITE,
    "comments.comment": PUBLIC,
    "comments.paper_form": PUBLIC,
    "comments.receipt": PUBLIC,
    "comments.topic_form": PUBLIC,
    "comments.withdraw": PUBLIC,
    "crawlers.robots": PUBLIC,
    "draft_files.add": WRITE,
    "draft_files.change": WRITE,
    "draft_files.file": WRITE,
    "draft_files.files": WRITE,
    "health.healthz": PUBLIC,
    "health.readyz": PUBLIC,
    "inquiries.home": PUBLIC,
    "inquiries.inquiry": PUBLIC,
    "inquiries.subject": PUBLIC,
    "inquiries.topic": PUBLIC,
    "metrics.metrics": "metrics token",
    "mail.stop": PUBLIC,
    "mail.take_stop": PUBLIC,
    "invitations.accept": PUBLIC,
    "invitations.welcome": PUBLIC,
    "moderation.card": MODERATE,
    "moderation.decision": MODERATE,
    "moderation.decisions": MODERATE,
    "moderation.queue": MODERATE,
    "operations.jobs": OPERATE,
    "operations.mail": OPERATE,
    "operations.message": OPERATE,
    "operations.try_entry_again": OPERATE,
    "outside.draft": PUBLIC,
    "outside.file": PUBLIC,
    "outside.remark": PUBLIC,
    "outside.remarks": PUBLIC,
    "papers.bibtex": PUBLIC,
    "papers.file": PUBLIC,
    "papers.paper": PUBLIC,
    "papers.ris": PUBLIC,
    "passkeys.add": HOME,
    "passkeys.passkeys": HOME,
    "passkeys.remove": HOME,
    "password.change": HOME,
    "password.password": HOME,
    "people.act": MANAGE,
    "people.invitation_form": MANAGE,
    "people.invite": MANAGE,
    "people.people": MANAGE,
    "people.person": MANAGE,
    "people.roles": MANAGE,
    "publishing.draft": WRITE,
    "publishing.drafts": WRITE,
    "publishing.edit": WRITE,
    "publishing.edit_form": WRITE,
    "publishing.new_form": WRITE,
    "publishing.preview": WRITE,
    "publishing.start": WRITE,
    "publishing.step": WRITE,
    "settings.edit": SETTINGS,
    "settings.edit_form": SETTINGS,
    "settings.pages": SETTINGS,
    "settings.preview": SETTINGS,
    "settings.settings": SETTINGS,
    "subjects.add": WRITE,
    "subjects.change": WRITE,
    "subjects.delete": WRITE,
    "subjects.new_form": WRITE,
    "subjects.subject": WRITE,
    "subjects.subjects": WRITE,
    "second_step.ask": PUBLIC,
    "second_step.check": PUBLIC,
    "second_step.prove": PUBLIC,
    "security.login": LIBRARY,
    "security.logout": LIBRARY,
    "site_map.site_map": PUBLIC,
    "static": PUBLIC,
    "versions.changes": PUBLIC,
    "versions.file": PUBLIC,
    "versions.version": PUBLIC,
    "versions.versions": PUBLIC,
}


def test_every_endpoint_has_the_guard_that_is_written_here(app):
    guards = {name: getattr(view, "access", LIBRARY) for name, view in app.view_functions.items()}
    assert guards == GUARDS


@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize(
    "path",
    [
        "/staff/",
        "/staff/moderation",
        "/staff/moderation/1",
        "/staff/people",
        "/staff/audit",
        "/staff/settings",
        "/staff/settings/pages",
        "/staff/settings/pages/privacy",
        "/staff/settings/pages/privacy/preview",
        "/staff/account",
        "/staff/password",
        "/staff/account/second-factor",
    ],
)
def test_a_stranger_is_asked_to_sign_in(client, path, method):
    response = client.open(path, method=method)
    assert response.status_code == 302
    assert response.location.startswith("/staff/login?next=")


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("/staff/logout", 400),
        ("/staff/login", 400),
    ],
)
def test_a_library_page_refuses_a_request_without_its_token(client, path, code):
    assert client.post(path, data={"email": "a@example.org", "password": "x"}).status_code == code


def test_a_decision_without_its_token_decides_nothing(signed_in, topic):
    comment = factories.make_comment(topic)
    factories.commit()
    path = f"/staff/moderation/{comment.id}/decision"
    response = signed_in.client.post(path, data={"decision": "publish", "seen_version": "1"})
    assert response.status_code == 422
    assert factories.reload(comment).status.value == "pending"
