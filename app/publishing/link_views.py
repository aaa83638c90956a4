"""Checking by people outside, for those who write: the links of a draft, and what came back."""

from __future__ import annotations

from flask import Blueprint, Response, flash, make_response, redirect, render_template, url_for
from werkzeug.wrappers import Response as BaseResponse

from app.accounts.access import current_staff, requires
from app.accounts.enums import Permission
from app.core.db import db
from app.publishing.models import Manuscript
from app.publishing.outside import end_link, make_link, settle_remark, token_of, why_closed
from app.publishing.outside_forms import LinkForm
from app.publishing.outside_queries import get_link, get_remark, list_links, list_remarks
from app.publishing.queries import get_manuscript
from app.web.addresses import public_url
from app.web.csrf import checks_its_own_token
from app.web.forms import text_of

CHECKING = "/staff/publishing/<int(max=2147483647):manuscript_id>/checking"

bp = Blueprint("checking", __name__, url_prefix=CHECKING)


@bp.get("")
@requires(Permission.WRITE)
def links(manuscript_id: int) -> Response:
    return _page(get_manuscript(manuscript_id), LinkForm(formdata=None), 200)


@bp.post("")
@requires(Permission.WRITE)
@checks_its_own_token
def make(manuscript_id: int) -> BaseResponse:
    manuscript, form = get_manuscript(manuscript_id), LinkForm()
    if not form.validate():
        return _page(manuscript, form, 422)
    make_link(manuscript, text_of(form.for_whom), form.days_given, by=current_staff())
    flash("The link is made: send its address to the person, and to nobody else.", "notice")
    db.session.commit()
    return _back(manuscript_id)


@bp.post("/links/<int(max=2147483647):link_id>/end")
@requires(Permission.WRITE)
def end(manuscript_id: int, link_id: int) -> BaseResponse:
    link = get_link(get_manuscript(manuscript_id), link_id)
    end_link(link, by=current_staff())
    flash("The link has ended: it opens nothing any more.", "notice")
    db.session.commit()
    return _back(manuscript_id)


@bp.post("/remarks/<int(max=2147483647):remark_id>/settled")
@requires(Permission.WRITE)
def settle(manuscript_id: int, remark_id: int) -> BaseResponse:
    remark = get_remark(get_manuscript(manuscript_id), remark_id)
    settle_remark(remark, by=current_staff())
    db.session.commit()
    return _back(manuscript_id)


def _back(manuscript_id: int) -> BaseResponse:
    return redirect(url_for("checking.links", manuscript_id=manuscript_id), 303)


def _page(manuscript: Manuscript, form: LinkForm, code: int) -> Response:
    found = list_links(manuscript)
    shown = [
        (link, why_closed(link), public_url("outside.draft", token=token_of(link)))
        for link in found
    ]
    html = render_template(
        "publishing/staff/checking.html",
        manuscript=manuscript,
        form=form,
        links=shown,
        remarks=list_remarks(manuscript),
    )
    return make_response(html, code)
