"""The commands under `flask --app wsgi`."""

from __future__ import annotations

import sys

import click
from cryptography.fernet import InvalidToken
from flask import Flask, current_app
from flask.cli import AppGroup, with_appcontext
from flask_limiter.commands import cli as limits_commands
from flask_migrate import upgrade

from app import demo as demonstration
from app.accounts.enums import Role
from app.accounts.invitations import invite_staff, make_token
from app.accounts.passwords import make_password
from app.accounts.queries import get_staff, list_emails
from app.accounts.rules import INVITATION_DAYS
from app.accounts.second_factor import reseal_factors, turn_off_for
from app.accounts.service import create_staff, disable_staff, set_password
from app.backup.commands import backup, restore
from app.checks import list_faults
from app.comments.service import rerender_comments, reseal_contacts
from app.core.db import db
from app.core.errors import NotFoundError, RefusedError
from app.jobs.worker import work
from app.mail.service import carry_stops
from app.server import serve as run_server
from app.transfer.commands import export_group, import_group
from app.web.proxies import trust_host
from config import Settings

RERENDERED_AT_ONCE = 200

staff = AppGroup("staff", help="Make, change and retire staff accounts.")
comments = AppGroup("comments", help="Keep the stored comments.")
password_from_input = click.option(
    "--password-stdin", is_flag=True, help="Read the password from standard input."
)


def init_commands(app: Flask) -> None:
    app.cli.add_command(serve)
    app.cli.add_command(worker)
    app.cli.add_command(demo)
    app.cli.add_command(check)
    app.cli.add_command(backup)
    app.cli.add_command(restore)
    app.cli.add_command(import_group)
    app.cli.add_command(export_group)
    app.cli.add_command(staff)
    app.cli.add_command(comments)
    limits_commands.hidden = True  # a library's own, which needs what is not installed


@click.command()
@click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True)
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option(
    "--prepare", is_flag=True, help="First do what `db upgrade` and `demo` do, in this process."
)
@with_appcontext
def serve(port: int, host: str, prepare: bool) -> None:
    """Serve the site until it is told to stop."""
    app = current_app._get_current_object()  # type: ignore[attr-defined]
    if prepare:
        _prepare()
        db.session.remove()  # or what was read would stay locked while the site is served
    trust_host(app, host)
    click.echo(f"Soundings answers at http://{host}:{port}/ (stop it with Ctrl-C)")
    try:
        run_server(app, host, port)
    except OSError as error:
        raise click.ClickException(f"Port {port} cannot be used: {error.strerror}.") from error
    click.echo("Stopped.")


@click.command()
@click.option("--threads", type=click.IntRange(1, 32), default=2, show_default=True)
@with_appcontext
def worker(threads: int) -> None:
    """Do the jobs of a site whose queue is in Redis or PostgreSQL, until told to stop."""
    settings: Settings = current_app.extensions["soundings_settings"]
    if settings.queue == "embedded":
        raise click.ClickException(
            "SOUNDINGS_QUEUE is embedded, so `serve` does the jobs: set it to redis or postgresql."
        )
    click.echo(f"Waiting for jobs in {settings.queue} (stop it with Ctrl-C)")
    work(current_app._get_current_object(), threads)  # type: ignore[attr-defined]
    click.echo("Stopped.")


@click.command()
@click.option("--new-passwords", is_flag=True, help="Set its staff's passwords anew.")
@with_appcontext
def demo(new_passwords: bool) -> None:
    """Load the demonstration into an empty database."""
    if _is_production():
        raise click.ClickException("The demonstration never loads in production.")
    _load_demonstration(new_passwords=new_passwords)


def _prepare() -> None:
    click.echo("Preparing the database …")
    upgrade()
    if _is_production():
        click.echo("The demonstration is left out: it never loads in production.")
    else:
        _load_demonstration(new_passwords=False)


def _is_production() -> bool:
    settings: Settings = current_app.extensions["soundings_settings"]
    return settings.is_production


def _load_demonstration(*, new_passwords: bool) -> None:
    if new_passwords:
        passwords = _renew_passwords()
    elif demonstration.is_wanted():
        click.echo("Loading the demonstration …")
        passwords = demonstration.load(report=lambda line: click.echo(f"  {line}"))
    else:
        click.echo("The database has content: the demonstration was not loaded again.")
        return
    db.session.commit()
    click.echo("Sign in at /staff/login (shown only now; `demo --new-passwords` sets new ones):")
    for email, password in passwords.items():
        click.echo(f"  {email:<32} {password}")


def _renew_passwords() -> dict[str, str]:
    try:
        return demonstration.renew_passwords()
    except NotFoundError as error:
        raise click.ClickException("The demonstration is not loaded here.") from error


@click.command()
@with_appcontext
def check() -> None:
    """Is the database whole, and do the counts add up? The last line is "ok" when they do."""
    faults = list_faults(report=click.echo)
    for fault in faults:
        click.echo(f"fault: {fault}", err=True)
    if faults:
        sys.exit(1)
    click.echo("ok")


@comments.command("rerender")
def comments_rerender() -> None:
    """Make the HTML of all comments anew, after a change of the rules for it."""
    last_id: int | None = 0
    while last_id is not None:
        last_id = rerender_comments(last_id, RERENDERED_AT_ONCE)
        db.session.commit()
        if last_id is not None:
            click.echo(f"done up to comment {last_id}")
    click.echo("All comments are rendered anew.")


@comments.command("reseal")
def comments_reseal() -> None:
    """Seal all private details under the present secret, so that the old one can be given up."""
    last_id: int | None = 0
    carry_stops(list_emails())
    try:
        reseal_factors()
        while last_id is not None:
            last_id = reseal_contacts(last_id, RERENDERED_AT_ONCE)
            db.session.commit()
    except InvalidToken as error:
        raise click.ClickException(
            "Some details are sealed under a secret that is not in SOUNDINGS_OLD_SECRET_KEYS."
        ) from error
    click.echo("All private details are sealed under the present secret.")


@staff.command("create")
@click.option("--email", required=True)
@click.option("--name", default="", help="The name that colleagues see; the address by default.")
@click.option(
    "--role", "roles", multiple=True, required=True, type=click.Choice([r.value for r in Role])
)
@password_from_input
def staff_create(email: str, name: str, roles: tuple[str, ...], password_stdin: bool) -> None:
    """Make an account; without --password-stdin a random password is printed."""
    password = _read_password() if password_stdin else make_password()
    try:
        person = create_staff(email, name or email, [Role(role) for role in roles], password)
    except RefusedError as refusal:
        raise click.ClickException(refusal.reason) from refusal
    db.session.commit()
    click.echo(f"{person.email} may now sign in.")
    _show_password(password, password_stdin)


@staff.command("invite")
@click.option("--email", required=True)
@click.option(
    "--role", "roles", multiple=True, required=True, type=click.Choice([r.value for r in Role])
)
def staff_invite(email: str, roles: tuple[str, ...]) -> None:
    """Make an account and print the link with which its owner chooses a password."""
    try:
        invitation = invite_staff(email, [Role(role) for role in roles], by=None)
    except RefusedError as refusal:
        raise click.ClickException(refusal.reason) from refusal
    db.session.commit()
    settings: Settings = current_app.extensions["soundings_settings"]
    click.echo(f"This link works once, for {INVITATION_DAYS} days:")
    click.echo(f"{settings.site_url}/staff/invitations/{make_token(invitation.nonce)}")


@staff.command("password")
@click.option("--email", required=True)
@password_from_input
def staff_password(email: str, password_stdin: bool) -> None:
    """Set a new password and end that person's sessions."""
    password = _read_password() if password_stdin else make_password()
    try:
        set_password(get_staff(email), password)
    except NotFoundError as error:
        raise click.ClickException(f"Nobody on the staff has the address {email}.") from error
    except RefusedError as refusal:
        raise click.ClickException(refusal.reason) from refusal
    db.session.commit()
    click.echo("The password is set, and all sessions of that person have ended.")
    _show_password(password, password_stdin)


@staff.command("disable")
@click.option("--email", required=True)
def staff_disable(email: str) -> None:
    """Retire an account and end its sessions. Its decisions stay."""
    try:
        disable_staff(get_staff(email))
    except NotFoundError as error:
        raise click.ClickException(f"Nobody on the staff has the address {email}.") from error
    db.session.commit()
    click.echo(f"{email} can no longer sign in.")


@staff.command("second-factor-off")
@click.option("--email", required=True)
def staff_second_factor_off(email: str) -> None:
    """Turn off the second factor of somebody who lost the app and the recovery codes."""
    try:
        turn_off_for(get_staff(email), by=None)
    except NotFoundError as error:
        raise click.ClickException(f"Nobody on the staff has the address {email}.") from error
    except RefusedError as refusal:
        raise click.ClickException(refusal.reason) from refusal
    db.session.commit()
    click.echo(f"{email} signs in with the password alone, and all sessions have ended.")


def _read_password() -> str:
    return sys.stdin.readline().rstrip("\r\n")


def _show_password(password: str, was_given: bool) -> None:
    if not was_given:
        click.echo(f"Password (shown only now): {password}")
