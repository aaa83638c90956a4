"""`backup` and `restore`."""

from __future__ import annotations

from pathlib import Path

import click
from flask.cli import with_appcontext

from app.backup.archive import BackupError
from app.backup.making import make_backup
from app.backup.restoring import restore_backup

FILE = click.Path(dir_okay=False, path_type=Path)


@click.command()
@click.argument("file", type=FILE)
@click.option("--with-secret", is_flag=True, help="Put instance/secret_key into it as well.")
@click.option("--scratch", default="", help="An empty PostgreSQL database to verify it in.")
@with_appcontext
def backup(file: Path, with_secret: bool, scratch: str) -> None:
    """Save everything into FILE while the site runs, and prove it. The last line is "ok"."""
    try:
        make_backup(file.absolute(), click.echo, with_secret=with_secret, scratch=scratch)
    except (BackupError, OSError) as error:
        raise click.ClickException(str(error)) from error
    click.echo("ok")


@click.command()
@click.argument("file", type=FILE)
@click.option("--replace", is_flag=True, help="Throw away what the database holds now.")
@with_appcontext
def restore(file: Path, replace: bool) -> None:
    """Bring back what FILE holds; stop the site first. The last line is "ok"."""
    try:
        restore_backup(file.absolute(), click.echo, may_replace=replace)
    except (BackupError, OSError) as error:
        raise click.ClickException(str(error)) from error
    click.echo("ok")
