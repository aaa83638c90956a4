"""The queue, a card, a decision, and the log."""

from __future__ import annotations

from flask import (
    Blueprint,
    Response,
    flash,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from werkzeug.wrappers import Response as BaseResponse

from app.accounts.access import begin_acting, requires
from app.accounts.enums import Permission
from app.comments.models import Comment
from app.core.db import db, stop_writing
from app.core.errors import NotFoundError, RefusedError
from app.moderation.filters import read_filter
from app.moderation.forms import DecisionForm
from app.moderation.models import ModerationDecision
from app.moderation.queries import Cursor, get_comment, list_decisions, list_queue_page, make_items
from app.moderation.reasons import read_policy
from app.moderation.service import Result, Verdict, decide
from app.moderation.words import say_conflict, say_decided, say_outcome
from app.web.csrf import checks_its_own_token
from app.web.door import reads_first
from app.web.filters import label
from app.web.forms import text_of
from app.web.pagination import read_id
from app.web.redirects import local_path

bp = Blueprint("moderation", __name__, url_prefix="/staff/moderation")


@bp.get("")
@requires(Permission.MODERATE)
def queue() -> str:
    filters = read_filter(request.args)
    after = _read_cursor("after")
    return render_template(
        "moderation/staff/queue.html",
        page=list_queue_page(filters.chosen, after),
        filters=filters,
        reasons=read_policy().reasons,
        back=request.full_path.rstrip("?"),
    )


@bp.get("/<int(max=2147483647):comment_id>")
@requires(Permission.MODERATE)
def card(comment_id: int) -> Response:
    return _card_page(get_comment(comment_id), DecisionForm(formdata=None), 200)


@bp.post("/<int(max=2147483647):comment_id>/decision")
@requires(Permission.MODERATE)
@checks_its_own_token
@reads_first
def decision(comment_id: int) -> BaseResponse:
    comment = get_comment(comment_id)
    form = DecisionForm()
    if not form.validate():
        return _card_page(comment, form, 422)
    try:
        verdict = decide(
            comment,
            int(text_of(form.seen_version)),
            form.chosen,
            begin_acting(),
            reason=form.chosen_reason,
            note=text_of(form.note),
        )
    except RefusedError as refusal:
        stop_writing()
        form.reject(form.decision, refusal.reason)
        return _card_page(comment, form, 422)
    if verdict.result is Result.STALE:
        stop_writing()
        return _conflict_page(comment, form, verdict.latest)
    flash(_notice(comment, verdict, text_of(form.note)), "notice")
    db.session.commit()
    return redirect(local_path(form.back.data, url_for("moderation.queue")), 303)


@bp.get("/decisions")
@requires(Permission.MODERATE)
def decisions() -> str:
    rows = list_decisions(read_id("before"))
    return render_template(
        "moderation/staff/decided.html",
        rows=rows,
        next_cursor=rows[-1].id if len(rows) == 50 else None,
    )


def _notice(comment: Comment, verdict: Verdict, note: str) -> str:
    if verdict.result is Result.SAME and verdict.latest:
        return say_decided(comment, verdict.latest, note)
    return say_outcome(comment)


def _card_page(comment: Comment, form: DecisionForm, code: int) -> Response:
    html = render_template(
        "moderation/staff/card.html",
        item=make_items([comment])[0],
        form=form,
        problems=form.problems,
        reasons=read_policy().reasons,
        back=local_path(form.back.data, url_for("moderation.queue")),
    )
    return make_response(html, code)


def _conflict_page(
    comment: Comment, form: DecisionForm, latest: ModerationDecision | None
) -> Response:
    html = render_template(
        "moderation/staff/conflict.html",
        item=make_items([comment])[0],
        latest=latest,
        sentence=say_conflict(
            comment, int(text_of(form.seen_version)), latest, label(comment.status).lower()
        ),
        attempted=form.chosen,
        attempted_reason=form.chosen_reason,
        note=form.note.data,
        back=local_path(form.back.data, url_for("moderation.queue")),
    )
    return make_response(html, 409)


def _read_cursor(name: str) -> Cursor | None:
    text = request.args.get(name, "")
    cursor = Cursor.parse(text)
    if text and cursor is None:
        raise NotFoundError("that is not a place in the queue")
    return cursor
