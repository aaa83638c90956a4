"""An inquiry is imported: checked while it is brought in out of sight, and shown in short steps."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from app.accounts.audit import record_draft
from app.accounts.enums import AuditAct, Role
from app.accounts.queries import find_staff
from app.accounts.service import add_account, disable_staff
from app.core.db import begin_writing, db, reading, stop_writing
from app.core.errors import RefusedError
from app.transfer.bulk import keep_indexes_in_memory
from app.transfer.checking import SAID_EVERY, CommentCheck, Report, Take, check_comments
from app.transfer.files import keep_files
from app.transfer.judging import judge
from app.transfer.known import KnownComment
from app.transfer.pace import STEP, take_steps
from app.transfer.package import Package, PackageError, open_package
from app.transfer.problems import Findings
from app.transfer.putting_up import put_up_texts
from app.transfer.reading import read_texts
from app.transfer.revealing import Showing, reveal_step
from app.transfer.rows import CommentRow
from app.transfer.staging import Staging, clear_staged
from app.transfer.texts import Texts
from app.transfer.updating import update_step

IMPORTER = "imports@soundings.test"
IMPORTER_NAME = "Decided before the import"


@dataclass(frozen=True)
class Done:
    """What an import has changed."""

    texts: int
    new: int
    updated: int
    same: int


def check_package(path: Path, findings: Findings, report: Report) -> None:
    """Every problem that an import would have; raises PackageError. Nothing is changed."""
    with open_package(path) as package, reading():
        if texts := _check_texts(package, findings, report):
            _check_comments(package, texts, findings, report, None)


def import_package(
    path: Path, findings: Findings, report: Report, moderator: str = ""
) -> Done | None:
    """None, and nothing changed, where there are problems. Raises PackageError."""
    with open_package(path) as package:
        return import_inquiry(package, findings, report, moderator)


def import_inquiry(
    package: Package, findings: Findings, report: Report, moderator: str = ""
) -> Done | None:
    """The same of files that are open already; commits step by step."""
    if moderator and find_staff(moderator) is None:
        raise PackageError(f"Nobody on the staff has the address {moderator}.")
    with reading():
        texts = _check_texts(package, findings, report)
        if texts is None:
            return None
        staging = _prepare(texts)
        check = _check_comments(package, texts, findings, report, _bring_in(staging))
    if findings.problems:
        clear_staged(texts.inquiry.slug)
        return None
    keep_files(package, texts)
    showing = Showing(staging.run, texts.inquiry.slug, check.highest, _moderator_id(moderator))
    changed = _show_first(texts, showing, staging)
    _show_rest(showing, staging, report)
    return Done(changed, staging.new, staging.known, staging.same)


def _check_texts(package: Package, findings: Findings, report: Report) -> Texts | None:
    texts = read_texts(package, findings)
    if texts:
        judge(texts, findings)
        report(f"checked: 1 inquiry, {len(texts.topics)} topics, {len(texts.papers)} papers")
    return texts


def _check_comments(
    package: Package, texts: Texts, findings: Findings, report: Report, take: Take | None
) -> CommentCheck:
    check = check_comments(package, texts, findings, report, take)
    report(f"checked: {check.count:,} comments")
    db.session.rollback()
    return check


def _bring_in(staging: Staging) -> Take:
    """The good ones are staged while all are checked, so that each is read and rendered once."""

    def take(topic: str, rows: Sequence[CommentRow], known: Mapping[str, KnownComment]) -> None:
        begin_writing()
        staging.take(topic, rows, known)
        db.session.commit()
        stop_writing()

    return take


def _prepare(texts: Texts) -> Staging:
    begin_writing()
    clear_staged(texts.inquiry.slug)
    stop_writing()
    return Staging(texts)


def _moderator_id(email: str) -> int:
    """In whose name decisions are logged: a member of staff, or a retired account for it."""
    known = find_staff(email or IMPORTER)
    if known is None:
        known = add_account(IMPORTER, IMPORTER_NAME, [Role.MODERATOR])
        disable_staff(known)
    return known.id


def _show_first(texts: Texts, showing: Showing, staging: Staging) -> int:
    """The texts, and as many comments as one step takes, in one transaction."""
    try:
        manuscript, changed = put_up_texts(texts)
    except RefusedError as refusal:
        db.session.rollback()
        clear_staged(showing.inquiry)
        raise PackageError(refusal.reason) from refusal
    reveal_step(showing, STEP)
    detail = f"{showing.inquiry}: {changed} texts, {staging.new} comments, {staging.known} changed"
    record_draft(AuditAct.IMPORTED, manuscript.id, by=None, detail=detail)
    db.session.commit()
    return changed


def _show_rest(showing: Showing, staging: Staging, report: Report) -> None:
    shown, said = STEP, 0
    if staging.new > STEP:
        keep_indexes_in_memory()

    def step(limit: int) -> int:
        return reveal_step(showing, limit) or update_step(showing.run, showing.moderator_id, limit)

    for done in take_steps(step):
        shown += done
        if shown - said >= SAID_EVERY:
            said = shown
            report(f"shown: {shown:,} comments")
