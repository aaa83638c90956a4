"""An inquiry is imported: checked as a whole, brought in out of sight, and shown in short steps."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from app.accounts.audit import record_draft
from app.accounts.enums import AuditAct, Role
from app.accounts.queries import find_staff
from app.accounts.service import add_account, disable_staff
from app.core.db import db, reading
from app.core.errors import RefusedError
from app.transfer.checking import CommentCheck, Report, check_comments
from app.transfer.files import keep_files
from app.transfer.judging import judge
from app.transfer.package import Package, PackageError, open_package
from app.transfer.problems import Findings
from app.transfer.putting_up import put_up_texts
from app.transfer.reading import read_texts
from app.transfer.revealing import reveal_step
from app.transfer.staging import Staged, clear_staged, stage
from app.transfer.texts import Texts
from app.transfer.updating import update_step

IMPORTER = "imports@soundings.test"
IMPORTER_NAME = "Decided before the import"
SAID_EVERY = 10_000


@dataclass(frozen=True)
class Done:
    """What an import has changed."""

    texts: int
    new: int
    updated: int
    same: int


@dataclass(frozen=True)
class _Plan:
    texts: Texts
    check: CommentCheck
    moderator_id: int


def check_package(path: Path, findings: Findings, report: Report) -> None:
    """Every problem that an import would have; raises PackageError. Nothing is changed."""
    with open_package(path) as package:
        _check(package, findings, report)


def import_package(
    path: Path, findings: Findings, report: Report, moderator: str = ""
) -> Done | None:
    """None, and nothing changed, where there are problems. Raises PackageError."""
    with open_package(path) as package:
        checked = _check(package, findings, report)
        if findings.problems or checked is None:
            return None
        texts, check = checked
        plan = _Plan(texts, check, _prepare(texts, moderator))
        staged = _stage(package, plan, report)
        keep_files(package, texts)
        changed = _show_first(plan, staged)
        _show_rest(plan, staged, report)
        return Done(changed, staged.new, staged.known, staged.same)


def _check(
    package: Package, findings: Findings, report: Report
) -> tuple[Texts, CommentCheck] | None:
    with reading():
        texts = read_texts(package, findings)
        if texts is None:
            return None
        judge(texts, findings)
        report(f"checked: 1 inquiry, {len(texts.topics)} topics, {len(texts.papers)} papers")
        check = check_comments(package, texts, findings, report)
        report(f"checked: {check.count:,} comments")
        db.session.rollback()
    return texts, check


def _prepare(texts: Texts, moderator: str) -> int:
    clear_staged(texts.inquiry.slug)
    moderator_id = _moderator_id(moderator)
    db.session.commit()
    return moderator_id


def _moderator_id(email: str) -> int:
    """In whose name decisions are logged: a member of staff, or a retired account for it."""
    known = find_staff(email or IMPORTER)
    if known is None and email:
        raise PackageError(f"Nobody on the staff has the address {email}.")
    if known is None:
        known = add_account(IMPORTER, IMPORTER_NAME, [Role.MODERATOR])
        disable_staff(known)
    return known.id


def _stage(package: Package, plan: _Plan, report: Report) -> Staged:
    staged, said = Staged(""), 0
    try:
        for staged in stage(package, plan.texts):
            db.session.commit()
            done = staged.new + staged.known + staged.same
            if done - said >= SAID_EVERY:
                said = done
                report(f"brought in: {done:,} of {plan.check.count:,} comments")
    except RuntimeError as error:
        raise PackageError(str(error)) from error
    return staged


def _show_first(plan: _Plan, staged: Staged) -> int:
    """The texts, and as many comments as one step takes, in one transaction."""
    try:
        manuscript, changed = put_up_texts(plan.texts)
    except RefusedError as refusal:
        raise PackageError(refusal.reason) from refusal
    slug = plan.texts.inquiry.slug
    reveal_step(staged.run, slug, plan.check.highest, plan.moderator_id)
    detail = f"{slug}: {changed} texts, {staged.new} comments, {staged.known} changed"
    record_draft(AuditAct.IMPORTED, manuscript.id, by=None, detail=detail)
    db.session.commit()
    return changed


def _show_rest(plan: _Plan, staged: Staged, report: Report) -> None:
    slug = plan.texts.inquiry.slug
    while _step(plan, staged, slug):
        report("shown: the next comments")


def _step(plan: _Plan, staged: Staged, slug: str) -> int:
    done = reveal_step(staged.run, slug, plan.check.highest, plan.moderator_id) or update_step(
        staged.run, plan.moderator_id
    )
    db.session.commit()
    return done
