"""Where people stop messages: by the link in one, or by their mail program's own button."""

from __future__ import annotations

from flask import Blueprint, Response, make_response, render_template, request

from app.core.db import db
from app.mail.addresses import read_stop_token
from app.mail.forms import StopForm
from app.mail.queries import is_stopped
from app.mail.service import resume_mail, stop_mail
from app.web.access import public
from app.web.csrf import checks_its_own_token

bp = Blueprint("mail", __name__)


@bp.get("/mail/stop/<token>")
@public
def stop(token: str) -> Response:
    return _page(token, StopForm())


@bp.post("/mail/stop/<token>")
@public
@checks_its_own_token
def take_stop(token: str) -> Response:
    """A mail program sends its one click (RFC 8058) without having seen the form."""
    lookup, kind = read_stop_token(token)
    form = StopForm()
    is_one_click = request.form.get("List-Unsubscribe") == "One-Click"
    if not is_one_click and not form.validate():
        return _page(token, form, 422)
    if form.resume.data and not is_one_click:
        resume_mail(lookup, kind)
    else:
        stop_mail(lookup, kind)
    page = _page(token, form)
    db.session.commit()
    return page


def _page(token: str, form: StopForm, code: int = 200) -> Response:
    lookup, kind = read_stop_token(token)
    html = render_template(
        "mail/stop.html", form=form, kind=kind, stopped=is_stopped(lookup, kind), token=token
    )
    response = make_response(html, code)
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response
