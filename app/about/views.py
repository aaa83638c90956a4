"""The standing pages: accessibility, privacy, the moderation policy, how we count."""

from __future__ import annotations

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from app.about.comparing import compare_pages
from app.about.histories import PageHistory, read_history
from app.about.showing import read_content, read_current, show_page
from app.core.errors import NotFoundError
from app.core.stamps import read_stamps
from app.publishing.version_forms import CompareForm
from app.standing.enums import PageName
from app.standing.models import STAMP
from app.web.access import public
from app.web.kept_pages import kept_page

PAGE = f"/<any({','.join(repr(page.value) for page in PageName)}):page>"

bp = Blueprint("about", __name__, url_prefix="/about")


def _standing_page(page: PageName) -> Response:
    return kept_page(
        read_stamps([STAMP]),
        [],
        lambda: render_template(
            "about/page.html",
            name=page,
            shown=show_page(read_current(page)),
            history=read_history(page),
        ),
    )


@bp.get("/accessibility")
@public
def accessibility() -> Response:
    return _standing_page(PageName.ACCESSIBILITY)


@bp.get("/privacy")
@public
def privacy() -> Response:
    return _standing_page(PageName.PRIVACY)


@bp.get("/moderation-policy")
@public
def moderation_policy() -> Response:
    return _standing_page(PageName.MODERATION_POLICY)


@bp.get("/how-we-count")
@public
def how_we_count() -> Response:
    return _standing_page(PageName.HOW_WE_COUNT)


@bp.get(f"{PAGE}/versions")
@public
def versions(page: str) -> BaseResponse:
    history = read_history(PageName(page))
    form = CompareForm(request.args)
    form.offer(history.choices)
    if not form.is_sent:
        return kept_page(read_stamps([STAMP]), [], lambda: _render_list(history, form))
    if not form.validate():
        return make_response(_render_list(history, form), 422)
    older, newer = sorted((form.older.data, form.newer.data))
    return redirect(url_for("about.changes", page=page, older=older, newer=newer), 303)


@bp.get(f"{PAGE}/versions/<int(max=2147483647):number>")
@public
def version(page: str, number: int) -> Response:
    history = read_history(PageName(page))
    entry = history.get_entry(number)
    return kept_page(
        read_stamps([STAMP]),
        [],
        lambda: render_template(
            "about/version.html",
            name=history.page,
            shown=show_page(read_content(history.page, number)),
            history=history,
            entry=entry,
            until=history.find_next(entry),
        ),
    )


@bp.get(f"{PAGE}/versions/<int(max=2147483647):older>/changes/<int(max=2147483647):newer>")
@public
def changes(page: str, older: int, newer: int) -> Response:
    history = read_history(PageName(page))
    before, after = history.get_entry(older), history.get_entry(newer)
    if older >= newer:
        raise NotFoundError("a difference is that from an earlier version to a later one")
    return kept_page(
        read_stamps([STAMP]),
        [],
        lambda: render_template(
            "about/changes.html",
            name=history.page,
            older=before,
            newer=after,
            difference=compare_pages(
                read_content(history.page, older), read_content(history.page, newer)
            ),
        ),
    )


def _render_list(history: PageHistory, form: CompareForm) -> str:
    return render_template("about/versions.html", name=history.page, history=history, form=form)
