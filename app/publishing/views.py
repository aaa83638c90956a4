"""What a page said before: its versions, each as it stood, what changed; and withdrawn pages."""

from __future__ import annotations

from typing import cast

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from app.core.errors import NotFoundError
from app.core.stamps import SITE, read_stamps
from app.inquiries.withdrawals import WithdrawnError, is_known, refuse_hidden
from app.publishing.addresses import list_above, names_of, place_of
from app.publishing.files import get_file_of
from app.publishing.histories import Entry, History, Thing
from app.publishing.parts import compare_sources
from app.publishing.queries import find_history, get_source, get_thing
from app.publishing.shown_versions import show_version
from app.publishing.version_forms import CompareForm, DayForm
from app.web.access import public
from app.web.attachments import send_stored
from app.web.caching import PUBLIC_PAGE
from app.web.errors import kept_text
from app.web.kept_pages import kept_page

bp = Blueprint("versions", __name__)


@bp.get("/inquiries/<inquiry>/versions")
@bp.get("/inquiries/<inquiry>/<topic>/versions")
@bp.get("/papers/<paper>/versions")
@public
def versions(**names: str) -> BaseResponse:
    history = _get_history(names)
    if "on" in request.args:
        return _answer_for_day(history)
    if "older" in request.args or "newer" in request.args:
        return _answer_comparison(history)
    return kept_page(read_stamps([SITE]), [], lambda: _render_list(history, DayForm(None)))


@bp.get("/inquiries/<inquiry>/versions/<int:number>")
@bp.get("/inquiries/<inquiry>/<topic>/versions/<int:number>")
@bp.get("/papers/<paper>/versions/<int:number>")
@public
def version(number: int, **names: str) -> Response:
    history = _get_history(names)
    entry = _get_readable(history, number)
    return kept_page(
        read_stamps([SITE]),
        [],
        lambda: render_template(
            "publishing/version.html",
            place=place_of(history.thing),
            history=history,
            entry=entry,
            until=history.find_next(entry),
            shown=show_version(history.thing, number),
        ),
    )


@bp.get("/papers/<paper>/versions/<int:number>/files/<name>")
@public
def file(paper: str, number: int, name: str) -> Response:
    """A file as it stood beside that version; gone with the version."""
    history = _get_history({"paper": paper})
    _get_readable(history, number)
    content = get_source(history.thing, number).content
    kept = get_file_of(content, name)
    saved_as = f"{paper}-version-{number}-{name}"
    return send_stored(kept.sha256, kept.format.media_type, saved_as, PUBLIC_PAGE)


@bp.get("/inquiries/<inquiry>/versions/<int:older>/changes/<int:newer>")
@bp.get("/inquiries/<inquiry>/<topic>/versions/<int:older>/changes/<int:newer>")
@bp.get("/papers/<paper>/versions/<int:older>/changes/<int:newer>")
@public
def changes(older: int, newer: int, **names: str) -> Response:
    history = _get_history(names)
    before, after = _get_readable(history, older), _get_readable(history, newer)
    if older >= newer:
        raise NotFoundError("a difference is that from an earlier version to a later one")
    return kept_page(
        read_stamps([SITE]),
        [],
        lambda: render_template(
            "publishing/changes.html",
            place=place_of(history.thing),
            history=history,
            older=before,
            newer=after,
            difference=compare_sources(
                get_source(history.thing, older), get_source(history.thing, newer)
            ),
        ),
    )


def _get_history(names: dict[str, str]) -> History:
    """Of a page that was published once; of one under a withdrawn page nothing is shown."""
    thing = get_thing(**names)
    if not is_known(thing):
        raise NotFoundError("it is not published")
    if above := list_above(thing):
        try:
            refuse_hidden(*above)
        except WithdrawnError as error:
            raise WithdrawnError(
                thing, error.withdrawn, error.withdrawn_at, error.reason
            ) from error
    history = find_history(thing)
    if history is None:
        raise NotFoundError("it has no versions")
    return history


def _get_readable(history: History, number: int) -> Entry:
    """Raises NotFoundError, and WithdrawnError for a version that was withdrawn."""
    entry = history.find_version(number)
    if entry is None:
        raise NotFoundError(f"there is no version {number}")
    if withdrawal := history.find_withdrawal(entry):
        raise WithdrawnError(
            history.thing, history.thing, withdrawal.happened_at, withdrawal.note, number
        )
    return entry


def _render_list(
    history: History,
    day_form: DayForm,
    compare_form: CompareForm | None = None,
    stood: Entry | None = None,
) -> str:
    if compare_form is None:
        compare_form = CompareForm(None)
        compare_form.offer(history.choices)
    return render_template(
        "publishing/versions.html",
        place=place_of(history.thing),
        history=history,
        day_form=day_form,
        compare_form=compare_form,
        is_answered=bool(day_form.on.data and not day_form.errors),
        stood=stood,
    )


def _answer_for_day(history: History) -> BaseResponse:
    """Leads to what could be read when the day ended; says so where that was nothing."""
    form = DayForm(request.args)
    if not form.validate():
        return make_response(_render_list(history, form), 422)
    stood = history.find_before(form.end_of_day)
    if stood is not None and history.is_readable(stood):
        address = url_for("versions.version", **names_of(history.thing), number=stood.number)
        return redirect(address, 303)
    return make_response(_render_list(history, form, stood=stood))


def _answer_comparison(history: History) -> BaseResponse:
    form = CompareForm(request.args)
    form.offer(history.choices)
    if not form.validate():
        return make_response(_render_list(history, DayForm(None), form), 422)
    older, newer = sorted((form.older.data, form.newer.data))
    names = names_of(history.thing)
    return redirect(url_for("versions.changes", **names, older=older, newer=newer), 303)


@bp.app_errorhandler(WithdrawnError)
def withdrawn(error: WithdrawnError) -> Response:
    """The page in the place of one that was taken away, with what was typed into its form."""
    page, above = cast(Thing, error.page), cast(Thing, error.withdrawn)
    html = render_template(
        "publishing/withdrawn.html",
        error=error,
        place=place_of(page),
        withdrawn=place_of(above),
        has_versions=page is above and find_history(page) is not None,
        kept=kept_text(),
    )
    return make_response(html, 410)
