"""Settings, for administrators: the standing pages' texts are written, tried and published."""

from __future__ import annotations

from collections.abc import Callable

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

from app.about.built_in import get_built_in
from app.about.forms import FORM_OF, PageForm, list_differing, make_form, read_content
from app.about.histories import read_history
from app.about.showing import list_states, read_current, show_page
from app.accounts.access import current_staff, requires
from app.accounts.enums import Permission
from app.core.db import db, stop_writing
from app.core.errors import RefusedError
from app.publishing.service import StaleError
from app.standing.contents import PageContent
from app.standing.enums import PageName, Placeholder
from app.standing.queries import find_draft
from app.standing.service import publish, save
from app.web.csrf import checks_its_own_token
from app.web.door import takes_whole_texts
from app.web.forms import text_of

PAGE = f"/pages/<any({','.join(repr(page.value) for page in PageName)}):name>"
BEGINNINGS: dict[str, Callable[[PageName], PageContent]] = {
    "public": read_current,
    "built-in": get_built_in,
}
PREVIEW_BANNER = "about/staff/preview_banner.html"

bp = Blueprint("settings", __name__, url_prefix="/staff/settings")


@bp.get("")
@requires(Permission.CHANGE_SETTINGS)
def settings() -> str:
    return render_template("about/staff/settings.html")


@bp.get("/pages")
@requires(Permission.CHANGE_SETTINGS)
def pages() -> str:
    return render_template("about/staff/pages.html", states=list_states())


@bp.get(PAGE)
@requires(Permission.CHANGE_SETTINGS)
def edit_form(name: str) -> Response:
    page = PageName(name)
    content, version = _read_draft(page)
    return _edit_page(make_form(page, content, version), 200)


@bp.post(PAGE)
@requires(Permission.CHANGE_SETTINGS)
@checks_its_own_token
@takes_whole_texts
def edit(name: str) -> BaseResponse:
    page = PageName(name)
    form, button = FORM_OF[page](), request.form.get("button", "")
    if button in BEGINNINGS:
        return _edit_page(make_form(page, BEGINNINGS[button](page), form.version_seen), 200)
    if not form.validate():
        return _edit_page(form, 422)
    try:
        said = _publish(form) if button == "publish" else _save(form)
    except StaleError:
        stop_writing()
        return _edit_page(form, 409)
    except RefusedError as refusal:
        stop_writing()
        form.reject(form.note, refusal.reason)
        return _edit_page(form, 422)
    flash(said, "notice")
    db.session.commit()
    target = "settings.preview" if button == "preview" else "settings.edit_form"
    return redirect(url_for(target, name=name), 303)


@bp.get(f"{PAGE}/preview")
@requires(Permission.CHANGE_SETTINGS)
def preview(name: str) -> str:
    page = PageName(name)
    content, _ = _read_draft(page)
    return render_template(
        "about/page.html", banner=PREVIEW_BANNER, name=page, shown=show_page(content), history=None
    )


def _save(form: PageForm) -> str:
    save(form.page, form.version_seen, read_content(form), by=current_staff())
    return "The text is saved. The public reads the old words until you publish it."


def _publish(form: PageForm) -> str:
    version = publish(
        form.page,
        form.version_seen,
        read_content(form),
        text_of(form.note),
        get_built_in(form.page),
        by=current_staff(),
    )
    return f"It is published as version {version.number}."


def _read_draft(page: PageName) -> tuple[PageContent, int]:
    """The text in hand and its version: what the public reads, 0, where nobody has begun one."""
    draft = find_draft(page)
    return (draft.content, draft.version) if draft else (read_current(page), 0)


def _edit_page(form: PageForm, code: int) -> Response:
    """The form; with 409 also what somebody else has made of the text meanwhile."""
    draft = find_draft(form.page)
    is_stale = code == 409 and draft is not None
    if is_stale and draft:
        form.seen_version.data = str(draft.version)
    html = render_template(
        "about/staff/edit.html",
        form=form,
        draft=draft,
        is_stale=is_stale,
        differing=list_differing(form, draft.content) if is_stale and draft else [],
        history=read_history(form.page),
        placeholders=list(Placeholder),
    )
    return make_response(html, code)
