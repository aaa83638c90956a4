"""The way of a comment from the empty form to the receipt, one answer at a time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from flask import make_response, redirect, render_template, request, url_for
from flask_limiter import RateLimitExceeded
from werkzeug.wrappers import Response

from app.comments.enums import PublicationChoice
from app.comments.forms import CHOICES, CommentForm
from app.comments.nonces import FormNonce, find_nonce, make_nonce
from app.comments.queries import find_by_nonce
from app.comments.rules import BODY_LIMIT
from app.comments.service import Draft, post_comment
from app.comments.targets import CommentTarget
from app.core import clock
from app.core.db import begin_writing, db
from app.core.errors import RefusedError
from app.core.markup import render_comment
from app.inquiries.queries import period_of
from app.inquiries.rules import why_not_comment
from app.papers.models import DiscussionPaper, Paragraph
from app.web.forms import text_of
from app.web.limits import CHECKING, SENDING, limiter, seconds_to_wait

OTHER_WORDS = (
    "You have already sent a comment from this form, and it has arrived. "
    "If what you see here is another comment, check it and send it."
)
TOO_MANY = (
    "A lot of comments have come from your network in a short time. "
    "Nothing you typed is lost: wait {minutes}, then press the button again."
)


@dataclass(frozen=True)
class PreviewComment:
    """A comment that does not exist yet, as it will appear."""

    public_name: str
    body_html: str
    publication_choice: PublicationChoice
    received_at: datetime
    paper: DiscussionPaper | None
    paragraph: Paragraph | None
    public_ref: str = "preview"
    number: None = None


def show_form(target: CommentTarget) -> Response:
    """The empty form, or why there is none."""
    if _why_not_now(target, None):
        return _closed_page(target, {}, 200)
    return _form_page(target, CommentForm(data={"nonce": make_nonce().signed}), 200)


def take_form(target: CommentTarget) -> Response:
    """Show what is wrong, the text to be checked, or the receipt."""
    form = CommentForm()
    nonce = _nonce_of(form)
    form.nonce.data = nonce.signed
    try:
        with limiter.shared_limit(CHECKING, scope="check a comment"):
            if _why_not_now(target, nonce):
                return _closed_page(target, _kept(form), 422)
            if "change" in request.form:
                return _form_page(target, form, 200)
            if not form.validate():
                return _form_page(target, form, 422)
            if "confirmed" not in request.form:
                return _check_page(target, form)
        with limiter.shared_limit(SENDING, scope="send a comment"):
            return _send(target, form, nonce)
    except RateLimitExceeded as error:
        return _slow_down(target, form, seconds_to_wait(error))


def _nonce_of(form: CommentForm) -> FormNonce:
    """The form's nonce; a new one when it has none, or when it comes from somebody else's page.

    Whoever chose the nonce could ask for the receipt, so one without this browser's token is
    replaced; when the form was opened is all that is kept of it.
    """
    nonce = find_nonce(form.nonce.data or "")
    if nonce is None:
        return make_nonce()
    return nonce if form.has_valid_token else make_nonce(nonce.opened_at)


def _send(target: CommentTarget, form: CommentForm, nonce: FormNonce) -> Response:
    begin_writing()
    draft = Draft(
        topic=target.topic,
        name=text_of(form.name),
        email=text_of(form.email),
        body=text_of(form.body),
        publication_choice=form.choice,
        paper_id=target.paper.id if target.paper else None,
        paragraph=target.paragraph,
    )
    try:
        posted = post_comment(draft, nonce)
    except RefusedError:
        return _closed_page(target, _kept(form), 422)
    if posted.is_other:
        form.nonce.data = make_nonce(nonce.opened_at).signed
        return _form_page(target, form, 422, OTHER_WORDS)
    db.session.commit()
    return redirect(url_for("comments.receipt", receipt_key=posted.receipt_key), 303)


def _why_not_now(target: CommentTarget, nonce: FormNonce | None) -> str | None:
    """Why the period takes no comment; a form that was already taken may come again."""
    present = clock.now()
    period = period_of(target.topic, present)
    opened_at = nonce.opened_at if nonce else None
    reason = why_not_comment(period.state, period.closes_at, present, opened_at)
    if reason and nonce and find_by_nonce(nonce.value):
        return None
    return reason


def _form_page(target: CommentTarget, form: CommentForm, code: int, notice: str = "") -> Response:
    html = render_template(
        "comments/form.html",
        form=form,
        target=target,
        period=period_of(target.topic, clock.now()),
        problems=form.problems,
        body_limit=BODY_LIMIT,
        notice=notice,
    )
    return make_response(html, code)


def _check_page(target: CommentTarget, form: CommentForm) -> Response:
    is_named = form.choice is PublicationChoice.NAMED
    preview = PreviewComment(
        text_of(form.name) if is_named else "",
        render_comment(text_of(form.body)),
        form.choice,
        clock.now(),
        target.paper,
        target.paragraph,
    )
    html = render_template(
        "comments/check.html",
        form=form,
        target=target,
        preview=preview,
        period=period_of(target.topic, clock.now()),
        choice_words=dict(CHOICES)[form.publication_choice.data],
    )
    return make_response(html)


def _closed_page(target: CommentTarget, kept: dict[str, str], code: int) -> Response:
    html = render_template(
        "comments/period_closed.html",
        target=target,
        period=period_of(target.topic, clock.now()),
        kept=kept,
    )
    return make_response(html, code)


def _kept(form: CommentForm) -> dict[str, str]:
    fields = {
        "Your comment": text_of(form.body),
        "Your name": text_of(form.name),
        "Your e-mail address": text_of(form.email),
    }
    return {label: text for label, text in fields.items() if text}


def _slow_down(target: CommentTarget, form: CommentForm, seconds: int) -> Response:
    minutes = -(-seconds // 60)
    wait = "a minute" if minutes == 1 else f"{minutes} minutes"
    response = _form_page(target, form, 429, TOO_MANY.format(minutes=wait))
    response.headers["Retry-After"] = str(seconds)
    return response
