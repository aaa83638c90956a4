"""The page that belongs to the author alone: what it says, who may keep it, and taking back."""

from __future__ import annotations

import json

import pytest

from app.comments.enums import CommentStatus, PublicationChoice
from app.comments.models import Comment
from app.comments.nonces import make_receipt_key
from app.comments.receipts import describe_receipt
from app.comments.rules import why_not_withdraw
from app.comments.service import change_status
from app.moderation.enums import Decision, Reason
from app.moderation.reasons import BUILT_IN
from app.moderation.service import decide
from tests import factories


@pytest.fixture
def comment(topic):
    made = factories.make_comment(topic, body="Kept words.", name="Jo Fern")
    factories.commit()
    return made


@pytest.fixture
def receipt_path(comment):
    return f"/receipts/{make_receipt_key(comment.nonce)}"


WORDS = {
    CommentStatus.PENDING: "Waiting to be read",
    CommentStatus.PUBLISHED: "Your comment can be read on this site.",
    CommentStatus.REJECTED: "A moderator decided not to publish your comment.",
    CommentStatus.SPAM: "took your comment for advertising",
    CommentStatus.WITHDRAWN: "You withdrew your comment.",
    CommentStatus.SUSPENDED: "Taken from view for now",
    CommentStatus.ACKNOWLEDGED: "The inquiry has read your comment.",
}


@pytest.mark.parametrize("status", CommentStatus)
def test_each_state_is_told_in_words(status):
    comment = Comment(status=status, publication_choice=PublicationChoice.NAMED)
    state = describe_receipt(comment, None)
    assert WORDS[status] in f"{state.title}. {state.sentence}"
    assert state.can_withdraw is (why_not_withdraw(status) is None)
    assert state.next_steps, "every state says what happens next"


def test_the_receipt_follows_its_comment_through_all_states(browser, comment, receipt_path):
    for version, status in enumerate(CommentStatus, 1):
        change_status(comment, version, status)
        page = browser.open(receipt_path)
        assert WORDS[status] in page.text
        assert comment.public_ref in page.text
        assert "Kept words." in page.text
        offers_withdrawal = any("withdrawal" in form.action for form in page.forms)
        assert offers_withdrawal is (why_not_withdraw(status) is None)


def test_a_waiting_comment_says_what_happens_next():
    steps = {
        choice: describe_receipt(
            Comment(status=CommentStatus.PENDING, publication_choice=choice), None
        ).next_steps[0]
        for choice in PublicationChoice
    }
    assert "A moderator reads it" in steps[PublicationChoice.NAMED]
    assert "A moderator reads it" in steps[PublicationChoice.ANONYMOUS]
    assert "you asked for that" in steps[PublicationChoice.NOT_PUBLISHED]


def test_a_rejected_comment_says_why_until_it_is_reopened(
    browser, comment, receipt_path, moderator
):
    for reason in Reason:
        factories.reject(comment, moderator, reason)
        assert BUILT_IN[reason].message in browser.open(receipt_path).text
        decide(comment, comment.version, Decision.REOPEN, moderator)
        assert BUILT_IN[reason].message not in browser.open(receipt_path).text


def test_what_its_author_chose_is_not_taken_for_what_became_of_it(
    browser, comment, receipt_path, moderator
):
    factories.reject(comment, moderator)
    html = browser.open(receipt_path).html
    assert "<dt>Your choice</dt><dd>To be published with name</dd>" in html


def test_a_receipt_never_shows_who_decided_nor_the_note(browser, comment, receipt_path, moderator):
    decide(
        comment, 1, Decision.REJECT, moderator, reason=Reason.ABUSIVE, note="Between moderators."
    )
    html = browser.open(receipt_path).html
    assert moderator.name not in html
    assert "Between moderators." not in html


def test_a_receipt_gives_its_whole_address_to_keep(browser, receipt_path):
    assert f"http://localhost{receipt_path}" in browser.open(receipt_path).text


def test_a_published_comment_is_linked_from_its_receipt(browser, comment, receipt_path, moderator):
    factories.publish(comment, moderator)
    assert browser.open(receipt_path).link(f"/comments/{comment.public_ref}")


def is_private(answer):
    headers = answer.headers
    return (
        headers["Cache-Control"] == "no-store"
        and headers["Referrer-Policy"] == "no-referrer"
        and headers["X-Robots-Tag"] == "noindex, nofollow"
        and "ETag" not in headers
    )


def test_a_receipt_is_kept_indexed_and_referred_to_by_nobody(client, receipt_path):
    assert is_private(client.get(receipt_path))
    assert 'name="robots" content="noindex"' in client.get(receipt_path).text


def test_its_refusals_are_as_private(browser, comment, receipt_path):
    assert is_private(browser.client.post(f"{receipt_path}/withdrawal"))
    values = browser.open(receipt_path).form("csrf_token").values
    change_status(comment, 1, CommentStatus.SPAM)
    answer = browser.client.post(f"{receipt_path}/withdrawal", data=values)
    assert answer.status_code == 409
    assert is_private(answer)


def test_a_trick_with_the_address_makes_no_receipt_cacheable(client, receipt_path):
    assert client.get(f"{receipt_path}/").headers["Cache-Control"] == "no-store"
    for ending in ("/a.css", ".css", "%2Fa.css", "x", ";a.js"):
        answer = client.get(receipt_path + ending)
        assert (ending, answer.status_code) == (ending, 404)
        assert answer.headers["Cache-Control"] == "no-store"


def test_an_unknown_key_opens_nothing(client, comment, receipt_path):
    own = receipt_path.removeprefix("/receipts/")
    guesses = ["x", "a" * 43, "%00", "é", "a" * 4_000, own.swapcase(), own[:-1],
               comment.receipt_hash, comment.nonce, comment.public_ref]  # fmt: skip
    for key in guesses:
        assert (key, client.get(f"/receipts/{key}").status_code) == (key, 404)
        assert client.post(f"/receipts/{key}/withdrawal").status_code == 404


def test_an_author_withdraws_a_published_comment(browser, comment, receipt_path, moderator):
    factories.publish(comment, moderator)
    browser.open(receipt_path)
    assert "You withdrew your comment." in browser.send("csrf_token", {}).text
    assert factories.reload(comment).status is CommentStatus.WITHDRAWN
    browser.open(f"/comments/{comment.public_ref}", expect=404)


def test_a_withdrawal_without_a_token_changes_nothing_and_can_be_pressed_again(
    browser, comment, receipt_path
):
    browser.open(receipt_path)
    browser.client.delete_cookie("soundings")
    assert "press the button again" in browser.send("csrf_token", {}, expect=422).text
    assert factories.reload(comment).status is CommentStatus.PENDING
    browser.send("csrf_token", {})
    assert factories.reload(comment).status is CommentStatus.WITHDRAWN


def test_a_withdrawal_pressed_twice_leads_to_the_receipt_twice(browser, comment, receipt_path):
    browser.open(receipt_path)
    form = browser.page.form("csrf_token")
    assert browser.client.post(form.action, data=form.values).status_code == 303
    again = browser.client.post(form.action, data=form.values)
    assert (again.status_code, again.location) == (303, receipt_path)
    assert factories.reload(comment).version == 2


def test_a_link_alone_withdraws_nothing(client, comment, receipt_path):
    assert client.get(f"{receipt_path}/withdrawal").status_code == 405
    assert factories.reload(comment).status is CommentStatus.PENDING


@pytest.mark.parametrize("ending", ["", "/withdrawal"])
def test_a_fault_names_neither_key_nor_words_in_the_log(
    client, comment, receipt_path, monkeypatch, capfd, ending
):
    def fail(found, *_rest):
        raise ValueError(f"{receipt_path} {found.body} {found.name}")

    monkeypatch.setattr("app.comments.views._receipt_page", fail)
    method = "POST" if ending else "GET"
    assert client.open(receipt_path + ending, method=method).status_code == 500
    logged = capfd.readouterr().err
    assert json.loads(logged.splitlines()[-1])["kind"] == "builtins.ValueError"
    for private in (receipt_path.removeprefix("/receipts/"), "Kept words", "Fern"):
        assert private not in logged


def test_a_fault_while_sending_names_nothing_of_the_comment(
    browser, form_path, fields, monkeypatch, capfd, stored
):
    browser.open(form_path)
    monkeypatch.setattr("app.comments.service._count", None)
    typed = {**fields, "email": "jo@example.org"}
    browser.send("body", typed, button=("confirmed", "1"), expect=500)
    logged = capfd.readouterr().err
    assert "TypeError" in logged
    assert not [value for value in typed.values() if value in logged]
    assert "Kept words." in browser.page.html
    assert stored() == []
