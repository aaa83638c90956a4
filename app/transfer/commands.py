"""`import inquiry` and `export inquiry`."""

from __future__ import annotations

import sys
from pathlib import Path

import click
from flask.cli import AppGroup, with_appcontext

from app.core.errors import NotFoundError
from app.transfer.exporting import export_inquiry
from app.transfer.importing import check_package, import_package
from app.transfer.package import PackageError
from app.transfer.problems import Findings

import_group = AppGroup("import", help="Take in what others wrote as files.")
export_group = AppGroup("export", help="Write what the site holds as files.")
PLACE = click.Path(path_type=Path)


@import_group.command("inquiry")
@click.argument("place", type=PLACE)
@click.option("--dry-run", is_flag=True, help="Only say what is wrong; change nothing.")
@click.option("--moderator", default="", help="The member of staff who took the decisions.")
@with_appcontext
def import_inquiry(place: Path, dry_run: bool, moderator: str) -> None:
    """Take in the inquiry in PLACE, a folder or a zip. The last line is "ok".

    Everything is checked first; with any problem nothing is changed. Again, it changes what has
    changed in the files.
    """
    findings = Findings()
    try:
        if dry_run:
            check_package(place, findings, click.echo)
            done = None
        else:
            done = import_package(place, findings, click.echo, moderator)
    except PackageError as error:
        raise click.ClickException(str(error)) from error
    _say(findings)
    if done:
        click.echo(
            f"{done.texts:,} texts and {done.new:,} comments are new, {done.updated:,} comments"
            f" have another status, {done.same:,} were here already."
        )
    click.echo("ok")


def _say(findings: Findings) -> None:
    """Ends the command with 1 where there are problems."""
    for note in findings.notes:
        click.echo(f"note: {note}")
    for problem in sorted(findings.problems):
        click.echo(f"problem: {problem}", err=True)
    if findings.left_out:
        click.echo(f"… and {findings.left_out:,} more", err=True)
    if findings.count:
        click.echo(f"{findings.count:,} problems; nothing was changed.", err=True)
        sys.exit(1)


@export_group.command("inquiry")
@click.argument("slug")
@click.argument("place", type=PLACE)
@click.option(
    "--with-contacts", is_flag=True, help="With e-mail addresses and names that are withheld."
)
@with_appcontext
def export_one(slug: str, place: Path, with_contacts: bool) -> None:
    """Write the inquiry SLUG to PLACE, a new folder or a zip. The last line is "ok"."""
    try:
        count = export_inquiry(slug, place, click.echo, with_contacts=with_contacts)
    except (NotFoundError, PackageError, OSError) as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"{count:,} comments, also those that are not public: keep the files safe.")
    click.echo("ok")
