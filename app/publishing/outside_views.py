"""What a person outside sees of a draft: the page that it would be, and a form for remarks."""

from __future__ import annotations

import secrets
from collections.abc import Callable

from flask import Blueprint, Response, make_response, redirect, render_template, url_for
from flask_limiter import RateLimitExceeded
from werkzeug.wrappers import Response as BaseResponse

from app.core.crypto import hash_token
from app.core.db import db
from app.core.errors import RefusedError
from app.core.text import say_count
from app.publishing.files import get_file_of
from app.publishing.models import PreviewLink
from app.publishing.outside import add_remark, why_closed
from app.publishing.outside_forms import RemarkForm
from app.publishing.outside_queries import get_link_by_hash, list_remarks_of
from app.publishing.showing import public_above, show_content
from app.web.access import public
from app.web.attachments import send_stored
from app.web.csrf import checks_its_own_token
from app.web.errors import ErrorText, error_page
from app.web.forms import text_of
from app.web.limits import SENDING, limiter, seconds_to_wait

BANNER = "publishing/preview_banner.html"
NONCE_LIMIT = 64
TOO_MANY = (
    "A lot has been sent from your network in a short time. Nothing you typed is lost: wait "
    "{minutes}, then press the button again."
)

bp = Blueprint("outside", __name__, url_prefix="/preview/<token>")


@bp.after_request
def keep_secret(response: BaseResponse) -> BaseResponse:
    """The address is a key: no page that is linked from here is told it."""
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response


@bp.get("")
@public
def draft(token: str) -> Response:
    link = get_link_by_hash(hash_token(token))
    if refusal := why_closed(link):
        return _closed_page(refusal)
    try:
        html = show_content(
            link.manuscript, BANNER, public_above, file_address(token), link=link, token=token
        )
    except ValueError:
        html = render_template("publishing/no_text_yet.html", link=link, token=token)
    return make_response(html)


def file_address(token: str) -> Callable[[str], str]:
    """Where the person outside finds a file of the draft, by its name."""
    return lambda name: url_for("outside.file", token=token, name=name)


@bp.get("/files/<name>")
@public
def file(token: str, name: str) -> Response:
    """A file of the draft, as long as the link opens anything."""
    link = get_link_by_hash(hash_token(token))
    if refusal := why_closed(link):
        return _closed_page(refusal)
    found = get_file_of(link.manuscript.content, name)
    return send_stored(found.sha256, found.format.media_type, f"{link.manuscript.slug}-{name}")


@bp.get("/remarks")
@public
def remarks(token: str) -> Response:
    link = get_link_by_hash(hash_token(token))
    if refusal := why_closed(link):
        return _closed_page(refusal)
    form = RemarkForm(formdata=None)
    form.seen_version.data = str(link.manuscript.version)
    return _remarks_page(link, token, form, 200)


@bp.post("/remarks")
@public
@checks_its_own_token
def remark(token: str) -> BaseResponse:
    link = get_link_by_hash(hash_token(token))
    if refusal := why_closed(link):
        return _closed_page(refusal)
    form = RemarkForm()
    if not form.validate():
        return _remarks_page(link, token, form, 422)
    try:
        with limiter.shared_limit(SENDING, scope="send a remark"):
            add_remark(
                link, text_of(form.nonce)[:NONCE_LIMIT] or secrets.token_urlsafe(24),
                form.version_seen, text_of(form.place), text_of(form.note),
            )  # fmt: skip
    except RateLimitExceeded as error:
        return _slow_down(link, token, form, seconds_to_wait(error))
    except RefusedError as refused:
        form.reject(form.note, refused.reason)
        return _remarks_page(link, token, form, 422)
    db.session.commit()
    return redirect(url_for("outside.remarks", token=token, _anchor="sent"), 303)


def _remarks_page(link: PreviewLink, token: str, form: RemarkForm, code: int) -> Response:
    form.nonce.data = text_of(form.nonce)[:NONCE_LIMIT] or secrets.token_urlsafe(24)
    html = render_template(
        "publishing/remarks.html",
        link=link,
        token=token,
        form=form,
        remarks=list_remarks_of(link),
        manuscript=link.manuscript,
    )
    return make_response(html, code)


def _slow_down(link: PreviewLink, token: str, form: RemarkForm, seconds: int) -> Response:
    form.reject(form.note, TOO_MANY.format(minutes=say_count(-(-seconds // 60), "minute")))
    page = _remarks_page(link, token, form, 429)
    page.headers["Retry-After"] = str(seconds)
    return page


def _closed_page(refusal: str) -> Response:
    text = ErrorText(
        "This preview has ended",
        refusal,
        ("If you still have something to say about the draft, answer whoever sent you the link.",),
    )
    return error_page(410, text)
