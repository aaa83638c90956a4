"""Drafts, for those who write and publish: the list, a draft's page, its form, and its steps."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, Response, flash, make_response, redirect, render_template, url_for
from flask import request as current_request
from werkzeug.wrappers import Response as BaseResponse

from app.accounts.access import current_staff, requires
from app.accounts.enums import Permission
from app.core import clock
from app.core.db import db
from app.core.errors import NotFoundError, RefusedError
from app.inquiries.rules import days_between
from app.publishing.above import list_gaps_above
from app.publishing.addresses import draft_file_address
from app.publishing.checklist import Gap, list_gaps
from app.publishing.contents import PaperContent
from app.publishing.editing import (
    FORM_OF,
    change_rows,
    list_differing,
    make_form,
    read_content,
)
from app.publishing.enums import Kind
from app.publishing.forms import ActForm, DraftForm, NewDraftForm
from app.publishing.links import list_lost_links
from app.publishing.models import Manuscript
from app.publishing.outside_queries import count_open_remarks, list_open_remarks
from app.publishing.queries import (
    get_manuscript,
    get_manuscript_to_change,
    list_manuscripts,
    list_publications,
    list_tree,
    read_choices,
)
from app.publishing.rules import say_saved
from app.publishing.service import (
    StaleError,
    publish,
    return_to_writer,
    save,
    schedule,
    start_manuscript,
    submit,
    why_not_publish_by,
    withdraw,
)
from app.publishing.showing import drafted_above, show_content
from app.web.csrf import checks_its_own_token
from app.web.door import takes_whole_texts
from app.web.forms import text_of

INQUIRIES_A_PAGE = 20
DRAFT = "/<int(max=2147483647):manuscript_id>"
PREVIEW_BANNER = "publishing/staff/preview_banner.html"
CHILD_OF = {None: Kind.INQUIRY, Kind.INQUIRY: Kind.TOPIC, Kind.TOPIC: Kind.PAPER}
STALE = "Somebody has changed this draft since you opened it. Look at it again, and then decide."

bp = Blueprint("publishing", __name__, url_prefix="/staff/publishing")


@bp.get("")
@requires(Permission.WRITE)
def drafts() -> str:
    before_id = _read_number(current_request.args.get("before", ""))
    tree = list_tree(before_id, INQUIRIES_A_PAGE + 1)
    is_more = len(tree) > INQUIRIES_A_PAGE
    return render_template(
        "publishing/staff/drafts.html",
        tree=tree[:INQUIRIES_A_PAGE],
        next_before=tree[INQUIRIES_A_PAGE - 1].manuscript.id if is_more else None,
        is_first_page=before_id is None,
    )


@bp.get("/new")
@requires(Permission.WRITE)
def new_form() -> Response:
    return _new_page(NewDraftForm(formdata=None), 200)


@bp.post("/new")
@requires(Permission.WRITE)
@checks_its_own_token
def start() -> BaseResponse:
    form, parent = NewDraftForm(), _read_parent()
    if not form.validate():
        return _new_page(form, 422)
    try:
        manuscript = start_manuscript(
            _kind_under(parent), text_of(form.slug), text_of(form.title), parent, by=current_staff()
        )
    except RefusedError as refusal:
        form.reject(form.slug, refusal.reason)
        return _new_page(form, 422)
    db.session.commit()
    return redirect(url_for("publishing.edit_form", manuscript_id=manuscript.id), 303)


@bp.get(DRAFT)
@requires(Permission.WRITE)
def draft(manuscript_id: int) -> Response:
    return _draft_page(get_manuscript(manuscript_id), ActForm(formdata=None), 200)


@bp.get(f"{DRAFT}/edit")
@requires(Permission.WRITE)
def edit_form(manuscript_id: int) -> Response:
    manuscript = get_manuscript(manuscript_id)
    form = make_form(manuscript.kind, manuscript.content, manuscript.version)
    return _edit_page(manuscript, form, 200)


@bp.post(f"{DRAFT}/edit")
@requires(Permission.WRITE)
@checks_its_own_token
@takes_whole_texts
def edit(manuscript_id: int) -> BaseResponse:
    manuscript = get_manuscript_to_change(manuscript_id)
    form = FORM_OF[manuscript.kind]()
    button = current_request.form.get("button", "")
    if change_rows(form, button):
        return _edit_page(manuscript, form, 200)
    if not form.validate():
        return _edit_page(manuscript, form, 422)
    content, said = read_content(form, manuscript.content), say_saved(manuscript.state)
    try:
        save(manuscript, form.version_seen, content, by=current_staff())
    except StaleError:
        return _edit_page(manuscript, form, 409)
    flash(said, "notice")
    db.session.commit()
    target = "publishing.preview" if button == "preview" else "publishing.draft"
    return redirect(url_for(target, manuscript_id=manuscript_id), 303)


@bp.get(f"{DRAFT}/preview")
@requires(Permission.WRITE)
def preview(manuscript_id: int) -> str:
    manuscript = get_manuscript(manuscript_id)
    try:
        return show_content(
            manuscript, PREVIEW_BANNER, drafted_above, draft_file_address(manuscript.id)
        )
    except ValueError:
        return render_template("publishing/staff/no_preview.html", manuscript=manuscript)


def _do_submit(manuscript: Manuscript, form: ActForm) -> str:
    note, is_minor = text_of(form.note), bool(form.is_minor.data)
    submit(manuscript, form.version_seen, note, is_minor=is_minor, by=current_staff())
    return "It is submitted: somebody else can publish it now."


def _do_return(manuscript: Manuscript, form: ActForm) -> str:
    return_to_writer(manuscript, form.version_seen, text_of(form.note), by=current_staff())
    return "It is a draft again."


def _do_publish(manuscript: Manuscript, form: ActForm) -> str:
    if form.publish_on.data:
        schedule(
            manuscript, form.version_seen, form.moment, by=current_staff(),
            alone_reason=text_of(form.note),
        )  # fmt: skip
        return "It will appear by itself at the time that you gave."
    publish(manuscript, form.version_seen, by=current_staff(), alone_reason=text_of(form.note))
    return "It is published."


def _do_withdraw(manuscript: Manuscript, form: ActForm) -> str:
    withdraw(manuscript, form.version_seen, text_of(form.note), by=current_staff())
    return "It is withdrawn: its page says so, with your reason."


STEPS: dict[str, Callable[[Manuscript, ActForm], str]] = {
    "submit": _do_submit,
    "return": _do_return,
    "publish": _do_publish,
    "withdraw": _do_withdraw,
}


@bp.post(f"{DRAFT}/<any({','.join(map(repr, STEPS))}):name>")
@requires(Permission.WRITE)
@checks_its_own_token
def step(manuscript_id: int, name: str) -> BaseResponse:
    manuscript, form = get_manuscript_to_change(manuscript_id), ActForm()
    if not form.validate():
        return _draft_page(manuscript, form, 422, name)
    try:
        said = STEPS[name](manuscript, form)
    except StaleError:
        form.reject(form.note, STALE)
        return _draft_page(manuscript, form, 409, name)
    except RefusedError as refusal:
        form.reject(form.note, refusal.reason)
        return _draft_page(manuscript, form, 422, name)
    flash(said, "notice")
    db.session.commit()
    return redirect(url_for("publishing.draft", manuscript_id=manuscript_id), 303)


def _read_parent() -> Manuscript | None:
    parent_id = _read_number(current_request.args.get("parent", ""))
    return get_manuscript(parent_id) if parent_id is not None else None


def _read_number(text: str) -> int | None:
    """None for nothing; raises NotFoundError for what is no draft's number."""
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise NotFoundError("no such draft")
    return int(text)


def _kind_under(parent: Manuscript | None) -> Kind:
    kind = parent.kind if parent else None
    if kind is Kind.PAPER:
        raise NotFoundError("nothing stands under a paper")
    return CHILD_OF[kind]


def _new_page(form: NewDraftForm, code: int) -> Response:
    parent = _read_parent()
    html = render_template(
        "publishing/staff/new.html", form=form, parent=parent, kind=_kind_under(parent)
    )
    return make_response(html, code)


def _draft_page(manuscript: Manuscript, form: ActForm, code: int, tried: str = "") -> Response:
    person = current_staff()
    forms = {name: _name_fields(name, form if name == tried else None) for name in STEPS}
    html = render_template(
        "publishing/staff/draft.html",
        manuscript=manuscript,
        forms=forms,
        tried=forms.get(tried),
        gaps=_list_all_gaps(manuscript),
        publications=list_publications(manuscript),
        public_address=_public_address(manuscript),
        below=list_manuscripts(manuscript)[::-1],
        why_not_publish=why_not_publish_by(manuscript, person, ""),
        is_own=person.id in (manuscript.changed_by_id, manuscript.submitted_by_id),
        child_kind=CHILD_OF.get(manuscript.kind),
        open_remarks=count_open_remarks(manuscript),
    )
    return make_response(html, code)


def _list_all_gaps(manuscript: Manuscript) -> list[Gap]:
    own = list_gaps(manuscript.content)
    return [*own, *list_gaps_above(manuscript), *list_lost_links(manuscript)]


def _public_address(manuscript: Manuscript) -> str:
    """Where the public reads it, once there is something to read."""
    if manuscript.inquiry:
        return url_for("inquiries.inquiry", inquiry=manuscript.slug)
    if manuscript.topic and manuscript.parent:
        return url_for("inquiries.topic", inquiry=manuscript.parent.slug, topic=manuscript.slug)
    return url_for("papers.paper", paper=manuscript.slug) if manuscript.paper else ""


def _name_fields(name: str, sent: ActForm | None) -> ActForm:
    """The form of one step: a page has several, so their fields need names of their own."""
    form = sent or ActForm(formdata=None)
    for field in form:
        field.id = f"{name}-{field.name}"
    return form


def _edit_page(manuscript: Manuscript, form: DraftForm, code: int) -> Response:
    """The form; with 409 also what somebody else has made of the draft meanwhile."""
    differing = _list_differing(manuscript, form) if code == 409 else []
    if code == 409:
        form.seen_version.data = str(manuscript.version)
    html = render_template(
        "publishing/staff/edit.html",
        manuscript=manuscript,
        form=form,
        is_stale=code == 409,
        differing=differing,
        choices=read_choices(manuscript),
        remarks=list_open_remarks(manuscript),
        period_in_words=_say_period(manuscript),
    )
    return make_response(html, code)


def _list_differing(manuscript: Manuscript, form: DraftForm) -> list[tuple[str, str, str]]:
    theirs = manuscript.content
    return list_differing(manuscript.kind, read_content(form, theirs), theirs)


def _say_period(manuscript: Manuscript) -> str:
    """The comment period as it is saved, in words, or "" where it has none of its own."""
    content = manuscript.content
    if isinstance(content, PaperContent) or not (content.opens_at and content.closes_at):
        return ""
    days = days_between(clock.london_date(content.opens_at), clock.london_date(content.closes_at))
    return (
        f"As saved: opens at {clock.say_moment(content.opens_at)} and closes at "
        f"{clock.say_moment(content.closes_at)}, {clock.say_period(days)}."
    )
