"""The commands, as somebody types them."""

from __future__ import annotations

import re

import pytest
from flask.cli import FlaskGroup

from app import create_app
from app.accounts.enums import Role
from app.accounts.queries import find_staff, get_staff
from app.comments.models import Comment
from app.core.db import db
from app.core.markup import render_comment
from app.inquiries.queries import list_inquiries
from config import load_settings
from tests import factories
from tests.accounts.test_sessions import is_in
from tests.factories import PASSWORD
from tests.serving import environment_for, run_command


@pytest.fixture
def run(app):
    """Run a command in this process; the exit code and everything it said."""

    def command(*arguments, typed=None, code=0):
        db.session.commit()
        result = app.test_cli_runner().invoke(args=list(arguments), input=typed)
        assert result.exit_code == code, result.output
        assert "Traceback" not in result.output
        db.session.rollback()
        return result.output

    return command


def create(run, *roles, email="new@example.org", typed=f"{PASSWORD}\n", **options):
    chosen = [part for role in roles for part in ("--role", role)]
    return run("staff", "create", "--email", email, *chosen, "--password-stdin",
               typed=typed, **options)  # fmt: skip


def test_a_created_person_signs_in_with_the_password_from_standard_input(run, browser):
    said = create(run, "moderator")
    assert said == "new@example.org may now sign in.\n"
    browser.sign_in("new@example.org")
    assert is_in(browser)


def test_a_password_on_standard_input_may_begin_and_end_with_spaces(run, browser):
    create(run, "moderator", typed="  plover knot 91  \r\n")
    browser.sign_in("new@example.org", "  plover knot 91  ")
    assert is_in(browser)


def test_without_a_password_one_is_made_and_shown_once(run, browser):
    said = run("staff", "create", "--email", "new@example.org", "--role", "moderator")
    password = said.split("Password (shown only now): ")[1].strip()
    browser.sign_in("new@example.org", password)
    assert is_in(browser)


def test_a_person_may_have_several_roles_and_a_name(run):
    run("staff", "create", "--email", "New@Example.org", "--name", "Nia Reed",
        "--role", "publisher", "--role", "moderator", "--role", "publisher")  # fmt: skip
    person = get_staff("new@example.org")
    assert person.name == "Nia Reed"
    assert person.role_set == {Role.PUBLISHER, Role.MODERATOR}


def test_an_address_that_is_taken_is_refused_in_words(run, moderator):
    said = create(run, "moderator", email=moderator.email.upper(), code=1)
    assert f"Somebody on the staff already has the address {moderator.email}." in said


def test_what_is_no_address_is_refused_in_words(run):
    for email in ("nobody", "a@", "@example.org", "a b@example.org", ""):
        assert "That is not an e-mail address" in create(run, "moderator", email=email, code=1)


def test_a_weak_password_is_refused_in_words_and_nobody_is_made(run):
    said = create(run, "moderator", typed="password1\n", code=1)
    assert said.startswith("Error: That password is too common")
    assert find_staff("new@example.org") is None


def test_no_password_on_standard_input_is_refused(run):
    assert "at least 8 characters" in create(run, "moderator", typed="", code=1)


def test_a_role_that_does_not_exist_is_refused_with_those_that_do(run):
    said = create(run, "owner", code=2)
    assert all(role.value in said for role in Role)


def test_a_person_without_a_role_is_refused(run):
    assert "--role" in create(run, code=2)


def test_a_new_password_replaces_the_old_one_and_ends_the_sessions(run, signed_in, moderator):
    run("staff", "password", "--email", moderator.email, "--password-stdin",
        typed="turnstone sanderling 58\n")  # fmt: skip
    assert not is_in(signed_in)
    signed_in.sign_in(moderator.email, expect=422)
    assert not is_in(signed_in)
    signed_in.sign_in(moderator.email, "turnstone sanderling 58")
    assert is_in(signed_in)


def test_a_weak_new_password_leaves_the_old_one(run, signed_in, moderator):
    said = run("staff", "password", "--email", moderator.email, "--password-stdin",
               typed="12345678\n", code=1)  # fmt: skip
    assert said.startswith("Error: That password is too common")
    assert is_in(signed_in)


def test_disabling_ends_the_sessions_and_refuses_the_next_sign_in(run, signed_in, moderator):
    said = run("staff", "disable", "--email", moderator.email)
    assert said == f"{moderator.email} can no longer sign in.\n"
    assert not is_in(signed_in)
    signed_in.sign_in(moderator.email, expect=422)
    assert not is_in(signed_in)


def test_disabling_twice_keeps_the_first_date(run, moderator):
    run("staff", "disable", "--email", moderator.email)
    first = get_staff(moderator.email).disabled_at
    run("staff", "disable", "--email", moderator.email)
    assert get_staff(moderator.email).disabled_at == first


@pytest.mark.parametrize("command", [["disable"], ["password"]])
def test_somebody_who_is_not_there_is_said_in_words(run, command):
    said = run("staff", *command, "--email", "nobody@example.org", code=1)
    assert said == "Error: Nobody on the staff has the address nobody@example.org.\n"


def test_rendering_anew_mends_every_comment(run, topic):
    made = [factories.make_comment(topic, f"Line {n} <b>").id for n in range(3)]
    for comment_id in made:
        db.session.get_one(Comment, comment_id).body_html = "spoiled"
    assert "All comments are rendered anew." in run("comments", "rerender")
    assert {db.session.get_one(Comment, n).body_html for n in made} == {
        render_comment(f"Line {n} <b>") for n in range(3)
    }


COMMANDS = [
    "backup", "check", "comments", "db", "demo", "export", "import", "restore", "routes", "run", "serve", "shell",
    "staff", "worker",
]  # fmt: skip


def test_every_command_of_the_guide_is_there_and_no_stray_one(app):
    group = FlaskGroup(create_app=lambda: app)
    said = app.test_cli_runner().invoke(group, ["--help"]).output.split("Commands:")[1]
    assert re.findall(r"^  (\S+)", said, re.MULTILINE) == COMMANDS


def test_a_worker_beside_the_embedded_queue_is_refused_in_words(run):
    assert "`serve` does the jobs" in run("worker", code=1)


def test_a_port_that_cannot_be_is_refused(run):
    for port in ("0", "65536", "web"):
        assert "--port" in run("serve", "--port", port, code=2)


def test_the_real_command_hashes_at_full_cost(settings, app):
    environment = environment_for(settings.database_url, settings.instance)
    result = run_command(environment, "staff", "create", "--email", "new@example.org",
                         "--role", "admin", "--password-stdin", typed=f"{PASSWORD}\n")  # fmt: skip
    assert result.returncode == 0, result.stderr
    kind, cost = get_staff("new@example.org").password.split("$")[1:4:2]
    facts = dict(part.split("=") for part in cost.split(","))
    assert kind == "argon2id"
    assert int(facts["m"]) >= 19_456
    assert int(facts["t"]) >= 2


def test_a_start_with_a_setting_that_makes_no_sense_ends_in_a_sentence(settings):
    environment = environment_for(settings.database_url, settings.instance)
    result = run_command({**environment, "SOUNDINGS_RATE_LIMITS": "perhaps"}, "check")
    assert result.returncode != 0
    assert "SOUNDINGS_RATE_LIMITS must be on or off." in result.stderr
    assert "Traceback" not in result.stderr


def test_a_production_start_without_a_secret_is_refused_in_a_sentence(settings):
    environment = environment_for(settings.database_url, settings.instance)
    changes = {"SOUNDINGS_ENV": "production", "SOUNDINGS_SECRET_KEY": ""}
    result = run_command({**environment, **changes}, "serve")
    assert result.returncode != 0
    assert "SOUNDINGS_SECRET_KEY is not set" in result.stderr
    assert "Traceback" not in result.stderr


PRODUCTION = {
    "SOUNDINGS_ENV": "production",
    "SOUNDINGS_SECRET_KEY": "Zr8vQm3xKp7tLw2nBy6cHf9dJg4sUaEo",
    "SOUNDINGS_SITE_URL": "https://consult.example.org",
}


def serve_on_a_fresh_machine(databases, tmp_path, monkeypatch, request, changes):
    """`serve --prepare` up to the moment where it would listen: its output, and how it ended."""
    url = databases.empty(f"fresh_{abs(hash(request.node.name))}")
    environment = {**environment_for(url, tmp_path), **changes}
    app = create_app(load_settings(environment))
    monkeypatch.setattr("app.cli.run_server", lambda *_arguments: None)
    with app.app_context():
        first, second = (app.test_cli_runner().invoke(args=["serve", "--prepare"]) for _ in "12")
        inquiries = len(list_inquiries())
        db.session.remove()
        db.engine.dispose()
    databases.drop(url)
    assert (first.exit_code, second.exit_code) == (0, 0), first.output + second.output
    return first.output, second.output, inquiries


def test_one_process_prepares_the_database_and_serves(databases, tmp_path, monkeypatch, request):
    first, second, inquiries = serve_on_a_fresh_machine(
        databases, tmp_path, monkeypatch, request, {}
    )
    assert re.search(r"Preparing.+Loading.+moderator@example.org.+answers at", first, re.DOTALL)
    assert "was not loaded again" in second
    assert "Soundings answers at http://127.0.0.1:8000/" in second
    assert inquiries == 2


def test_in_production_it_says_that_the_demonstration_is_left_out(
    databases, tmp_path, monkeypatch, request
):
    first, _, inquiries = serve_on_a_fresh_machine(
        databases, tmp_path, monkeypatch, request, PRODUCTION
    )
    assert "The demonstration is left out: it never loads in production." in first
    assert "Soundings answers at" in first
    assert inquiries == 0
