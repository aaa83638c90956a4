"""The way of a comment from the empty form to the receipt, one answer at a time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from flask import (
    get_template_attribute,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask_limiter import RateLimitExceeded
from flask_wtf.csrf import generate_csrf
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
from app.inquiries.queries import list_turns, period_of
from app.inquiries.rules import why_not_comment
from app.papers.models import DiscussionPaper, Paragraph
from app.web.forms import text_of
from app.web.frames import Frame, frame_and_stamps, make_frame
from app.web.limits import CHECKING, SENDING, limiter, seconds_to_wait

OTHER_WORDS = (
    "You have already sent a comment from this form, and it has arrived. "
    "If what you see here is another comment, check it and send it."
)
TOO_MANY = (
    "A lot of comments have come from your network in a short time. "
    "Nothing you typed is lost: wait {minutes}, then press the button again."
)


GetTarget = Callable[[], CommentTarget]


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


def show_form(get_target: GetTarget) -> Response:
    """The empty form, or why there is none; all but its token and nonce is the same for all."""
    frame, _stamps = frame_and_stamps(lambda: _make_form_frame(get_target()), "paragraph")
    if not frame.told["is_open"]:
        return make_response(frame.pieces[0])
    hidden_field = get_template_attribute("components/hidden_field.html", "hidden_field")
    token = hidden_field("csrf_token", generate_csrf())
    nonce = hidden_field("nonce", make_nonce().signed)
    before, after = frame.pieces
    return make_response("".join((before, token, nonce, after)))


def _make_form_frame(target: CommentTarget) -> Frame:
    is_open = _why_not_now(target, None) is None
    html = (
        _render_form(target, CommentForm(), is_frame=True)
        if is_open
        else _render_closed(target, {})
    )
    return make_frame(html, [], list_turns(target.topic), is_open=is_open)


def take_form(get_target: GetTarget) -> Response:
    """Show what is wrong, the text to be checked, or the receipt."""
    form = CommentForm()
    nonce = _nonce_of(form)
    form.nonce.data = nonce.signed
    try:
        with limiter.shared_limit(CHECKING, scope="check a comment"):
            if not _is_to_be_sent(form):
                return _show_again(get_target(), form, nonce)
        with limiter.shared_limit(SENDING, scope="send a comment"):
            return _send(get_target, form, nonce)
    except RateLimitExceeded as error:
        return _slow_down(get_target(), form, seconds_to_wait(error))


def _is_to_be_sent(form: CommentForm) -> bool:
    return "confirmed" in request.form and "change" not in request.form and form.validate()


def _show_again(target: CommentTarget, form: CommentForm, nonce: FormNonce) -> Response:
    """The form, with what is wrong in it if anything is, or what was typed as it will look."""
    if _why_not_now(target, nonce):
        return _closed_page(target, form)
    if "change" in request.form:
        return _form_page(target, form, 200)
    if not form.validate():
        return _form_page(target, form, 422)
    return _check_page(target, form)


def _nonce_of(form: CommentForm) -> FormNonce:
    """The form's nonce; a new one when it has none, or when it comes from somebody else's page.

    Whoever chose the nonce could ask for the receipt, so one without this browser's token is
    replaced; when the form was opened is all that is kept of it.
    """
    nonce = find_nonce(form.nonce.data or "")
    if nonce is None:
        return make_nonce()
    return nonce if form.has_valid_token else make_nonce(nonce.opened_at)


def _send(get_target: GetTarget, form: CommentForm, nonce: FormNonce) -> Response:
    """Nothing was read before: the topic is found in the transaction that writes."""
    begin_writing()
    target = get_target()
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
        return _closed_page(target, form)
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
    return make_response(_render_form(target, form, notice), code)


def _render_form(
    target: CommentTarget, form: CommentForm, notice: str = "", *, is_frame: bool = False
) -> str:
    return render_template(
        "comments/form.html",
        form=form,
        target=target,
        period=period_of(target.topic, clock.now()),
        problems=form.problems,
        body_limit=BODY_LIMIT,
        notice=notice,
        is_frame=is_frame,
    )


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


def _closed_page(target: CommentTarget, form: CommentForm) -> Response:
    return make_response(_render_closed(target, _kept(form)), 422)


def _render_closed(target: CommentTarget, kept: dict[str, str]) -> str:
    return render_template(
        "comments/period_closed.html",
        target=target,
        period=period_of(target.topic, clock.now()),
        kept=kept,
    )


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
