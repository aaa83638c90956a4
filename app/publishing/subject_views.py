"""Subjects, for those who write and publish: the list, and a page to change each."""

from __future__ import annotations

from flask import Blueprint, Response, flash, make_response, redirect, render_template, url_for
from werkzeug.wrappers import Response as BaseResponse

from app.accounts.access import current_staff, requires
from app.accounts.enums import Permission
from app.core.db import db
from app.core.errors import RefusedError
from app.inquiries.models import Subject
from app.publishing.service import StaleError
from app.publishing.subject_forms import DeleteSubjectForm, NewSubjectForm, SubjectForm
from app.publishing.subject_queries import (
    get_subject_by_id,
    get_subject_to_change,
    list_naming,
    list_subject_uses,
    read_subject_use,
)
from app.publishing.subjects import (
    add_subject,
    change_subject,
    delete_subject,
    mark_of,
    why_not_delete,
)
from app.web.csrf import checks_its_own_token
from app.web.forms import text_of

SUBJECT = "/<int(max=2147483647):subject_id>"
STALE = "Somebody has changed this subject since you opened it. Look at it again, and then decide."

bp = Blueprint("subjects", __name__, url_prefix="/staff/subjects")


@bp.get("")
@requires(Permission.WRITE)
def subjects() -> str:
    return render_template("publishing/staff/subjects.html", uses=list_subject_uses())


@bp.get("/new")
@requires(Permission.WRITE)
def new_form() -> Response:
    return _new_page(NewSubjectForm(formdata=None), 200)


@bp.post("/new")
@requires(Permission.WRITE)
@checks_its_own_token
def add() -> BaseResponse:
    form = NewSubjectForm()
    if not form.validate():
        return _new_page(form, 422)
    title, description = text_of(form.title), text_of(form.description)
    try:
        add_subject(text_of(form.slug), title, description, by=current_staff())
    except RefusedError as refusal:
        form.reject(form.slug, refusal.reason)
        return _new_page(form, 422)
    flash(f"The subject “{title}” is made: topics and papers can carry it now.", "notice")
    db.session.commit()
    return redirect(url_for("subjects.subjects"), 303)


@bp.get(SUBJECT)
@requires(Permission.WRITE)
def subject(subject_id: int) -> Response:
    found = get_subject_by_id(subject_id)
    return _subject_page(found, _form_of(found), 200)


@bp.post(SUBJECT)
@requires(Permission.WRITE)
@checks_its_own_token
def change(subject_id: int) -> BaseResponse:
    found, form = get_subject_to_change(subject_id), SubjectForm()
    if not form.validate():
        return _subject_page(found, form, 422)
    title, description = text_of(form.title), text_of(form.description)
    try:
        change_subject(found, text_of(form.seen), title, description, by=current_staff())
    except StaleError:
        return _subject_page(found, form, 409, is_stale=True)
    flash(f"The subject “{title}” is saved.", "notice")
    db.session.commit()
    return redirect(url_for("subjects.subjects"), 303)


@bp.post(f"{SUBJECT}/delete")
@requires(Permission.WRITE)
@checks_its_own_token
def delete(subject_id: int) -> BaseResponse:
    found, form = get_subject_to_change(subject_id), DeleteSubjectForm()
    if not form.validate():
        return _subject_page(found, _form_of(found), 422, form.problems)
    try:
        delete_subject(found, text_of(form.seen), by=current_staff())
    except StaleError:
        return _subject_page(found, _form_of(found), 409, [("", STALE)])
    except RefusedError as refusal:
        return _subject_page(found, _form_of(found), 422, [("", refusal.reason)])
    flash("The subject is deleted.", "notice")
    db.session.commit()
    return redirect(url_for("subjects.subjects"), 303)


def _form_of(subject: Subject) -> SubjectForm:
    return SubjectForm(
        formdata=None,
        data={
            "title": subject.title,
            "description": subject.description,
            "seen": mark_of(subject),
        },
    )


def _new_page(form: NewSubjectForm, code: int) -> Response:
    html = render_template("publishing/staff/new_subject.html", form=form)
    return make_response(html, code)


def _subject_page(
    subject: Subject,
    form: SubjectForm,
    code: int,
    problems: list[tuple[str, str]] | None = None,
    *,
    is_stale: bool = False,
) -> Response:
    """The form; where somebody else has saved meanwhile, with what they made of the subject."""
    if is_stale:
        form.seen.data = mark_of(subject)
    use = read_subject_use(subject)
    html = render_template(
        "publishing/staff/subject.html",
        subject=subject,
        form=form,
        problems=[*form.problems, *(problems or [])],
        is_stale=is_stale,
        seen=mark_of(subject),
        use=use,
        naming=list_naming(subject),
        why_not_delete=why_not_delete(use),
    )
    return make_response(html, code)
