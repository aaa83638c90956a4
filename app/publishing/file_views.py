"""The files of a paper's draft, for those who write: sent in, put in order, changed, taken out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import IO

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

from app.accounts.access import begin_acting, current_staff, requires
from app.accounts.enums import Permission
from app.accounts.models import StaffUser
from app.core.db import db, stop_writing
from app.core.errors import NotFoundError, RefusedError
from app.core.storage import store
from app.papers.file_links import FileLink, link_files
from app.papers.inspection import LARGEST_FILE
from app.papers.inspection.apart import inspect_apart
from app.publishing.addresses import draft_file_address
from app.publishing.contents import FileContent, PaperContent
from app.publishing.file_forms import FileForm, NewFileForm
from app.publishing.files import (
    add_file,
    change_file,
    get_file_of,
    raise_file,
    remove_file,
)
from app.publishing.models import Manuscript
from app.publishing.queries import get_manuscript, get_manuscript_to_change
from app.publishing.rules import say_saved
from app.publishing.service import StaleError, save
from app.web.attachments import send_stored
from app.web.csrf import checks_its_own_token
from app.web.door import reads_first, takes_files
from app.web.logs import log_exception

bp = Blueprint(
    "draft_files", __name__,
    url_prefix="/staff/publishing/<int(max=2147483647):manuscript_id>/files",
)  # fmt: skip
STALE = "Somebody has changed this draft since you opened it. Look at it again, and then decide."
Change = Callable[[PaperContent], PaperContent]
ACTS = {"up": raise_file, "remove": remove_file}
NOT_NOW = "The file could not be looked through just now: the fault is ours. Try again later."
CHOOSE_AGAIN = "Browsers forget the file: choose it again."


@bp.get("")
@requires(Permission.WRITE)
def files(manuscript_id: int) -> Response:
    return _page(get_manuscript(manuscript_id), NewFileForm(formdata=None), 200)


@bp.post("")
@requires(Permission.WRITE)
@checks_its_own_token
@takes_files
@reads_first
def add(manuscript_id: int) -> BaseResponse:
    """The file is looked through and stored before anything is locked."""
    form = NewFileForm()
    if not form.validate():
        return _page(get_manuscript(manuscript_id), form, 422)
    try:
        change = _take_in(form)
        person = begin_acting()
        said = _add(get_manuscript_to_change(manuscript_id), change, form.version_seen, person)
    except (RefusedError, StaleError) as refusal:
        stop_writing()
        is_stale = isinstance(refusal, StaleError)
        form.reject(form.file, f"{STALE if is_stale else refusal} {CHOOSE_AGAIN}")
        return _page(get_manuscript(manuscript_id), form, 409 if is_stale else 422)
    flash(said, "notice")
    db.session.commit()
    return _back(manuscript_id)


def _add(manuscript: Manuscript, change: Change, seen_version: int, person: StaffUser) -> str:
    """What is said of it. Raises RefusedError and StaleError."""
    before, content = manuscript.state, _content_of(manuscript)
    changed = change(content)
    if changed is content:
        return "The file is in the draft already."
    save(manuscript, seen_version, changed, by=person)
    return f"The file is added. {say_saved(before)}"


def _take_in(form: NewFileForm) -> Change:
    """Store what was sent; gives what adds it to a draft. Raises RefusedError."""
    sent: IO[bytes] = form.file.data.stream
    try:
        found = inspect_apart(sent, form.said.kind)
    except ChildProcessError as error:
        log_exception(error)
        raise RefusedError(NOT_NOW) from error
    sent.seek(0)
    stored = store().keep(sent, LARGEST_FILE)
    return lambda content: add_file(content, stored, found, form.said)


@bp.get("/<name>")
@requires(Permission.WRITE)
def file(manuscript_id: int, name: str) -> Response:
    """As it would be published."""
    manuscript = get_manuscript(manuscript_id)
    found = get_file_of(_content_of(manuscript), name)
    return send_stored(found.sha256, found.format.media_type, f"{manuscript.slug}-{name}")


@bp.post("/<name>")
@requires(Permission.WRITE)
@checks_its_own_token
def change(manuscript_id: int, name: str) -> BaseResponse:
    manuscript, form = get_manuscript_to_change(manuscript_id), FileForm()
    button = request.form.get("button", "")
    content, said = _content_of(manuscript), say_saved(manuscript.state)
    get_file_of(content, name)
    if not form.has_valid_token or (button not in ACTS and not form.validate()):
        form.validate()
        return _page(manuscript, NewFileForm(formdata=None), 422, (name, form))
    try:
        changed = (
            ACTS[button](content, name) if button in ACTS else change_file(content, name, form.said)
        )
        save(manuscript, form.version_seen, changed, by=current_staff())
    except RefusedError as refusal:
        form.reject(form.kind, refusal.reason)
        return _page(manuscript, NewFileForm(formdata=None), 422, (name, form))
    except StaleError:
        form.reject(form.kind, STALE)
        return _page(manuscript, NewFileForm(formdata=None), 409, (name, form))
    flash(said, "notice")
    db.session.commit()
    return _back(manuscript_id)


def _content_of(manuscript: Manuscript) -> PaperContent:
    content = manuscript.content
    if not isinstance(content, PaperContent):
        raise NotFoundError("only papers have files")
    return content


def _back(manuscript_id: int) -> BaseResponse:
    return redirect(url_for("draft_files.files", manuscript_id=manuscript_id), 303)


@dataclass(frozen=True)
class FileRow:
    """A file of the draft with the form that changes it, whose fields have names of their own."""

    name: str
    link: FileLink
    form: FileForm


def _page(
    manuscript: Manuscript,
    new: NewFileForm,
    code: int,
    tried: tuple[str, FileForm] | None = None,
) -> Response:
    content = _content_of(manuscript)
    new.seen_version.data = str(manuscript.version)
    rows = _list_rows(manuscript, content, tried)
    problems = [problem for form in (new, *(row.form for row in rows)) for problem in form.problems]
    html = render_template(
        "publishing/staff/files.html",
        manuscript=manuscript,
        rows=rows,
        form=new,
        problems=problems,
    )
    return make_response(html, code)


def _list_rows(
    manuscript: Manuscript, content: PaperContent, tried: tuple[str, FileForm] | None
) -> list[FileRow]:
    links = link_files(content.files, draft_file_address(manuscript.id))
    rows = []
    for place, (kept, link) in enumerate(zip(content.files, links, strict=True), 1):
        form = tried[1] if tried and tried[0] == kept.name else _form_of(kept)
        form.seen_version.data = str(manuscript.version)
        for field in form:
            field.id = f"file-{place}-{field.name}"
        rows.append(FileRow(kept.name, link, form))
    return rows


def _form_of(kept: FileContent) -> FileForm:
    facts = {"kind": kept.kind.value, "language": kept.language, "title": kept.title}
    return FileForm(formdata=None, data=facts)
