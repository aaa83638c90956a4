"""Settings: refused in words when they make no sense, and never guessable in production."""

from __future__ import annotations

import stat

import pytest

from config import EXAMPLE_SECRETS, ROOT, SettingsError, list_unknown_settings, load_settings

GOOD_SECRET = "Zr8vQm3xKp7tLw2nBy6cHf9dJg4sUaEo"
PRODUCTION = {
    "SOUNDINGS_ENV": "production",
    "SOUNDINGS_SECRET_KEY": GOOD_SECRET,
    "SOUNDINGS_SITE_URL": "https://consult.example.org/",
    "SOUNDINGS_CONTACT": "inquiry@example.org, 1 Example Street, 01632 960000",
}


def load(tmp_path, **changes):
    return load_settings({"SOUNDINGS_INSTANCE": str(tmp_path), **changes})


def test_without_any_setting_the_site_runs_on_sqlite_in_development(tmp_path):
    settings = load(tmp_path)
    assert settings.env == "development"
    assert settings.database_url == f"sqlite:///{tmp_path}/soundings.sqlite3"
    assert settings.rate_limits
    assert not settings.access_log
    assert settings.trusted_proxies == 0


def test_data_live_in_the_instance_folder_unless_told_otherwise():
    settings = load_settings({"SOUNDINGS_SECRET_KEY": GOOD_SECRET})
    assert settings.instance == ROOT / "instance"


def test_a_production_start_with_everything_in_order_is_taken(tmp_path):
    settings = load(tmp_path, **PRODUCTION)
    assert settings.is_production
    assert settings.is_secure
    assert settings.access_log
    assert settings.site_url == "https://consult.example.org"


REFUSED = [
    ("SOUNDINGS_SECRET_KEY", "", "needs a secret"),
    ("SOUNDINGS_SECRET_KEY", "   ", "needs a secret"),
    ("SOUNDINGS_SECRET_KEY", GOOD_SECRET[:31], "too easily guessed"),
    ("SOUNDINGS_SECRET_KEY", "abcabcabc" * 8, "too easily guessed"),
    ("SOUNDINGS_SITE_URL", "", "SOUNDINGS_SITE_URL must be the public address"),
    ("SOUNDINGS_SITE_URL", "consult.example.org", "SOUNDINGS_SITE_URL must be the public address"),
    ("SOUNDINGS_CONTACT", "", "SOUNDINGS_CONTACT must say how to reach"),
    ("SOUNDINGS_CONTACT", "  ", "SOUNDINGS_CONTACT must say how to reach"),
]


@pytest.mark.parametrize(("name", "value", "words"), REFUSED)
def test_a_production_start_that_lacks_something_is_refused(tmp_path, name, value, words):
    with pytest.raises(SettingsError, match=words):
        load(tmp_path, **{**PRODUCTION, name: value})


def test_in_production_mail_comes_from_an_address_that_exists(tmp_path):
    by_server = {**PRODUCTION, "SOUNDINGS_SMTP_URL": "smtp://127.0.0.1"}
    with pytest.raises(SettingsError, match="SOUNDINGS_MAIL_FROM must be"):
        load(tmp_path, **by_server)
    assert load(tmp_path, **by_server, SOUNDINGS_MAIL_FROM="inquiry@example.org").smtp_url


@pytest.mark.parametrize("word", EXAMPLE_SECRETS)
def test_a_secret_copied_from_an_example_is_refused(tmp_path, word):
    with pytest.raises(SettingsError, match="looks like an example"):
        load(tmp_path, **{**PRODUCTION, "SOUNDINGS_SECRET_KEY": word.title() + GOOD_SECRET})


def test_a_secret_of_exactly_the_least_length_is_taken(tmp_path):
    assert len(GOOD_SECRET) == 32
    assert load(tmp_path, **PRODUCTION).secret_key == GOOD_SECRET


def test_a_refusal_never_repeats_the_secret(tmp_path):
    with pytest.raises(SettingsError) as refused:
        load(tmp_path, **{**PRODUCTION, "SOUNDINGS_SECRET_KEY": "too-short-pelican"})
    assert "pelican" not in str(refused.value)


def test_production_never_makes_a_secret_of_its_own(tmp_path):
    with pytest.raises(SettingsError):
        load(tmp_path, **{**PRODUCTION, "SOUNDINGS_SECRET_KEY": ""})
    assert not list(tmp_path.iterdir())


WITHOUT_SENSE = [
    ("ENV", "staging", "development or production"),
    ("TRUSTED_PROXIES", "-1", "whole number, 0 or more"),
    ("TRUSTED_PROXIES", "one", "whole number, 0 or more"),
    ("TRUSTED_PROXIES", "1.5", "whole number, 0 or more"),
    ("RATE_LIMITS", "yes", "on or off"),
    ("RATE_LIMITS", "ON", "on or off"),
    ("ACCESS_LOG", "all", "on or off"),
    ("METRICS_TOKEN", "nineteen characters", "at least 20 characters"),
    ("QUEUE", "rabbit", "one of: embedded, redis, postgresql"),
    ("QUEUE", "redis", "redis, but SOUNDINGS_REDIS_URL is not set"),
    ("QUEUE", "postgresql", "postgresql, but the database is SQLite"),
    ("SMTP_URL", "mail.example.org", "like smtp://"),
    ("SMTP_URL", "smtp:///", "like smtp://"),
    ("MAIL_FROM", "inquiry", "an e-mail address"),
    ("MAIL_FROM", "a@example.org\nBcc: b@example.org", "an e-mail address"),
]


@pytest.mark.parametrize(("name", "value", "words"), WITHOUT_SENSE)
def test_a_setting_without_sense_is_refused_by_name(tmp_path, name, value, words):
    with pytest.raises(SettingsError, match=f"SOUNDINGS_{name} .*{words}"):
        load(tmp_path, **{f"SOUNDINGS_{name}": value})


def test_a_misspelt_setting_is_noticed_with_the_name_that_is_meant():
    misspelt = {"SOUNDINGS_TRUSTED_PROXY": "1", "SOUNDINGS_COLOUR_OF_WALLS": "red"}
    of_tests = {"SOUNDINGS_TEST_DATABASE": "sqlite", "SOUNDINGS_TESTS_REQUIRE": "all"}
    assert list_unknown_settings({**PRODUCTION, **misspelt, **of_tests}) == [
        "There is no setting SOUNDINGS_COLOUR_OF_WALLS.",
        "There is no setting SOUNDINGS_TRUSTED_PROXY. Is SOUNDINGS_TRUSTED_PROXIES meant?",
    ]


def test_an_empty_setting_is_as_good_as_none(tmp_path):
    assert load(tmp_path, SOUNDINGS_ENV=" ", SOUNDINGS_RATE_LIMITS="").rate_limits


def test_old_secrets_are_separated_by_commas(tmp_path):
    assert load(tmp_path).old_secret_keys == ()
    assert load(tmp_path, SOUNDINGS_OLD_SECRET_KEYS=" one, two ,").old_secret_keys == ("one", "two")


@pytest.mark.parametrize("scheme", ["postgres://", "postgresql://", "postgresql+psycopg://"])
def test_every_spelling_of_a_postgresql_address_means_psycopg(tmp_path, scheme):
    settings = load(tmp_path, SOUNDINGS_DATABASE_URL=f"{scheme}user@host/name")
    assert settings.database_url == "postgresql+psycopg://user@host/name"


def test_a_local_secret_is_made_once_and_kept_for_its_owner_alone(tmp_path):
    first = load(tmp_path / "deep" / "instance")
    second = load(tmp_path / "deep" / "instance")
    path = tmp_path / "deep" / "instance" / "secret_key"
    assert first.secret_key == second.secret_key == path.read_text().strip()
    assert len(first.secret_key) >= 48
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_two_instances_have_different_secrets(tmp_path):
    assert load(tmp_path / "a").secret_key != load(tmp_path / "b").secret_key


def test_a_secret_that_was_given_is_not_written_down(tmp_path):
    load(tmp_path, SOUNDINGS_SECRET_KEY=GOOD_SECRET)
    assert not (tmp_path / "secret_key").exists()


def test_an_empty_secret_file_is_said_in_words(tmp_path):
    (tmp_path / "secret_key").touch()
    with pytest.raises(SettingsError, match="is empty: delete it and start again"):
        load(tmp_path)
