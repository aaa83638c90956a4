"""The form's addresses, the receipt, and a published comment's own page."""

from __future__ import annotations

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from app.comments.articles import comment_articles
from app.comments.forms import WithdrawalForm
from app.comments.models import Comment
from app.comments.queries import get_by_receipt_key, get_public_comment
from app.comments.receipts import describe_receipt
from app.comments.rules import page_of_number
from app.comments.sending import show_form, take_form
from app.comments.service import withdraw_comment
from app.comments.targets import CommentTarget, target_of
from app.core.db import begin_writing, db, reading, stop_writing
from app.core.errors import NotFoundError, RefusedError
from app.core.stamps import SITE, comments_of, read_stamps
from app.inquiries.queries import get_topic
from app.inquiries.withdrawals import refuse_hidden
from app.moderation.queries import find_latest_decision
from app.moderation.telling import find_told_clause
from app.papers.models import DiscussionPaper
from app.papers.queries import find_paragraph, get_paper
from app.publishing.queries import find_history
from app.web.access import public
from app.web.addresses import public_url
from app.web.csrf import checks_its_own_token
from app.web.door import reads_first
from app.web.kept_pages import kept_page

bp = Blueprint("comments", __name__)
bp.add_app_template_global(comment_articles)


@bp.route("/inquiries/<inquiry>/<topic>/comment", methods=["GET", "POST"])
@public
@checks_its_own_token
@reading()
def topic_form(inquiry: str, topic: str) -> BaseResponse:
    def get_target() -> CommentTarget:
        return CommentTarget(get_topic(inquiry, topic))

    return take_form(get_target) if request.method == "POST" else show_form(get_target)


@bp.route("/papers/<paper>/comment", methods=["GET", "POST"])
@public
@checks_its_own_token
@reading()
def paper_form(paper: str) -> BaseResponse:
    def get_target() -> CommentTarget:
        found = get_paper(paper)
        anchor = request.args.get("paragraph", "")
        paragraph = find_paragraph(found, anchor, _readable_since(found)) if anchor else None
        if anchor and paragraph is None:
            raise NotFoundError(f"the paper has no paragraph {anchor!r}")
        return CommentTarget(found.topic, found, paragraph)

    return take_form(get_target) if request.method == "POST" else show_form(get_target)


def _readable_since(paper: DiscussionPaper) -> int:
    """The first version of a paper whose words may be quoted."""
    history = find_history(paper)
    return history.readable_since if history else 1


@bp.get("/comments/<public_ref>")
@public
def comment(public_ref: str) -> Response:
    found = get_public_comment(public_ref)
    refuse_hidden(found.topic, found.topic.inquiry)
    stamps = read_stamps([SITE, comments_of(found.topic_id)])
    return kept_page(
        stamps,
        [],
        lambda: render_template(
            "comments/comment.html",
            comment=found,
            topic=found.topic,
            inquiry=found.topic.inquiry,
            listing_page=page_of_number(found.number or 1),
        ),
    )


@bp.get("/receipts/<receipt_key>")
@public
def receipt(receipt_key: str) -> Response:
    found = get_by_receipt_key(receipt_key)
    return _receipt_page(found, receipt_key, WithdrawalForm(), [])


@bp.post("/receipts/<receipt_key>/withdrawal")
@public
@checks_its_own_token
@reads_first
def withdraw(receipt_key: str) -> BaseResponse:
    found = get_by_receipt_key(receipt_key)
    form = WithdrawalForm()
    if not form.validate():
        return _receipt_page(found, receipt_key, form, form.problems, 422)
    begin_writing()
    try:
        withdraw_comment(found)
    except RefusedError as refusal:
        stop_writing()
        return _receipt_page(found, receipt_key, form, [("withdraw", refusal.reason)], 409)
    db.session.commit()
    return redirect(url_for("comments.receipt", receipt_key=receipt_key), 303)


def _receipt_page(
    comment: Comment,
    receipt_key: str,
    form: WithdrawalForm,
    problems: list[tuple[str, str]],
    code: int = 200,
) -> Response:
    decision = find_latest_decision(comment)
    is_current = decision is not None and decision.to_status is comment.status
    clause = find_told_clause(decision, url_for) if decision and is_current else None
    html = render_template(
        "comments/receipt.html",
        comment=comment,
        target=target_of(comment),
        state=describe_receipt(comment, clause),
        form=form,
        problems=problems,
        receipt_key=receipt_key,
        receipt_url=public_url("comments.receipt", receipt_key=receipt_key),
    )
    response = make_response(html, code)
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response
