"""Settings: read once from environment variables, checked, and frozen.

Every setting has a default with which the site runs on one machine; only a production start
insists on secrets, because a guessable secret would open every receipt and every session.
"""

from __future__ import annotations

import os
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, fields
from difflib import get_close_matches
from pathlib import Path
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parent
SECRET_MINIMUM_LENGTH = 32
TOKEN_MINIMUM_LENGTH = 20
QUEUES = ("embedded", "redis", "postgresql")
# Named by what stands around the site: the tests' browser, and scripts that drive several releases.
ELSEWHERE = ("CHROMIUM", "PUBLICATION_DELAY")
EXAMPLE_SECRETS = ("change-me", "changeme", "example", "secret", "password", "development")


class SettingsError(Exception):
    """A setting is missing or makes no sense; the message is a sentence for the operator."""


@dataclass(frozen=True)
class Settings:
    """The whole configuration; field names are the variables without their prefix."""

    env: str
    instance: Path
    database_url: str
    redis_url: str
    secret_key: str
    old_secret_keys: tuple[str, ...]
    site_url: str
    trusted_proxies: int
    rate_limits: bool
    organisation: str
    contact: str
    access_log: bool
    metrics_token: str
    metrics_folder: str
    queue: str
    smtp_url: str
    mail_from: str

    @property
    def is_production(self) -> bool:
        return self.env == "production"

    @property
    def is_secure(self) -> bool:
        """True when people reach the site over TLS, so cookies may insist on it."""
        return self.site_url.startswith("https://")

    @property
    def shown_on_pages(self) -> tuple[str, ...]:
        """What readers see of the settings."""
        return (self.organisation, self.contact, self.site_url, self.env)


def load_settings(environ: Mapping[str, str] = os.environ) -> Settings:
    """Read the settings; raise SettingsError with a sentence when one is unusable."""

    def setting(name: str, default: str = "") -> str:
        return environ.get(f"SOUNDINGS_{name}", "").strip() or default

    env = setting("ENV", "development")
    if env not in ("development", "production"):
        raise SettingsError("SOUNDINGS_ENV must be development or production.")
    instance = Path(setting("INSTANCE", str(ROOT / "instance"))).resolve()
    settings = Settings(
        env=env,
        instance=instance,
        database_url=_database_url(setting("DATABASE_URL"), instance),
        redis_url=setting("REDIS_URL"),
        secret_key=setting("SECRET_KEY"),
        old_secret_keys=_several(setting("OLD_SECRET_KEYS")),
        site_url=setting("SITE_URL").rstrip("/"),
        trusted_proxies=_whole_number("TRUSTED_PROXIES", setting("TRUSTED_PROXIES", "0")),
        rate_limits=_switch("RATE_LIMITS", setting("RATE_LIMITS", "on")),
        organisation=setting("ORGANISATION", "The Soundings inquiry office"),
        contact=setting("CONTACT"),
        access_log=_switch(
            "ACCESS_LOG", setting("ACCESS_LOG", "on" if env == "production" else "off")
        ),
        metrics_token=_token("METRICS_TOKEN", setting("METRICS_TOKEN")),
        # The metrics library's own name: it looks there by itself, as soon as it is imported.
        metrics_folder=environ.get("PROMETHEUS_MULTIPROC_DIR", ""),
        queue=_one_of("QUEUE", setting("QUEUE", "embedded"), QUEUES),
        smtp_url=_smtp_url(setting("SMTP_URL")),
        mail_from=_address("MAIL_FROM", setting("MAIL_FROM", "soundings@localhost")),
    )
    _refuse_contradictions(settings)
    if settings.is_production:
        _refuse_unsafe_production(settings)
        return settings
    return settings if settings.secret_key else _with_local_secret(settings)


def list_unknown_settings(environ: Mapping[str, str] = os.environ) -> list[str]:
    """A sentence for each name that does nothing here, so that a misspelt one is noticed.

    It is no error: after a step back to an older release the newer one's settings are still there.
    """
    known = {field.name.upper() for field in fields(Settings)} | set(ELSEWHERE)
    given = {name.removeprefix("SOUNDINGS_") for name in environ if name.startswith("SOUNDINGS_")}
    return [
        f"There is no setting SOUNDINGS_{name}.{_say_near(name, known)}"
        for name in sorted(given - known)
        if not name.startswith("TEST")
    ]


def _say_near(name: str, known: set[str]) -> str:
    near = get_close_matches(name, known, 1)
    return f" Is SOUNDINGS_{near[0]} meant?" if near else ""


def _database_url(url: str, instance: Path) -> str:
    if not url:
        return f"sqlite:///{instance / 'soundings.sqlite3'}"
    for scheme in ("postgres://", "postgresql://"):
        if url.startswith(scheme):
            return "postgresql+psycopg://" + url.removeprefix(scheme)
    return url


def _whole_number(name: str, text: str) -> int:
    if not text.isdecimal():
        raise SettingsError(f"SOUNDINGS_{name} must be a whole number, 0 or more.")
    return int(text)


def _switch(name: str, text: str) -> bool:
    if text not in ("on", "off"):
        raise SettingsError(f"SOUNDINGS_{name} must be on or off.")
    return text == "on"


def _refuse_contradictions(settings: Settings) -> None:
    if settings.queue == "redis" and not settings.redis_url:
        raise SettingsError("SOUNDINGS_QUEUE is redis, but SOUNDINGS_REDIS_URL is not set.")
    if settings.queue == "postgresql" and settings.database_url.startswith("sqlite"):
        raise SettingsError("SOUNDINGS_QUEUE is postgresql, but the database is SQLite.")


def _several(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(",") if part.strip())


def _token(name: str, text: str) -> str:
    if text and len(text) < TOKEN_MINIMUM_LENGTH:
        raise SettingsError(f"SOUNDINGS_{name} needs at least {TOKEN_MINIMUM_LENGTH} characters.")
    return text


def _one_of(name: str, text: str, choices: tuple[str, ...]) -> str:
    if text not in choices:
        raise SettingsError(f"SOUNDINGS_{name} must be one of: {', '.join(choices)}.")
    return text


def _smtp_url(url: str) -> str:
    if url and (urlsplit(url).scheme not in ("smtp", "smtps") or not urlsplit(url).hostname):
        raise SettingsError("SOUNDINGS_SMTP_URL must be like smtp://user:password@host:587.")
    return url


def _address(name: str, text: str) -> str:
    if not re.fullmatch(r"[!-?A-~]+@[A-Za-z0-9.-]+", text):
        raise SettingsError(f"SOUNDINGS_{name} must be an e-mail address.")
    return text


def _refuse_unsafe_production(settings: Settings) -> None:
    secret = settings.secret_key
    if not secret:
        raise SettingsError("SOUNDINGS_SECRET_KEY is not set: a production start needs a secret.")
    if len(secret) < SECRET_MINIMUM_LENGTH or len(set(secret)) < 10:
        raise SettingsError(
            "SOUNDINGS_SECRET_KEY is too easily guessed: use at least "
            f'{SECRET_MINIMUM_LENGTH} random characters (python3 -c "import secrets; '
            'print(secrets.token_urlsafe(48))").'
        )
    if any(word in secret.lower() for word in EXAMPLE_SECRETS):
        raise SettingsError("SOUNDINGS_SECRET_KEY looks like an example: choose a random one.")
    if not settings.site_url.startswith(("https://", "http://")):
        raise SettingsError("SOUNDINGS_SITE_URL must be the public address, such as https://….")
    if not settings.contact:
        raise SettingsError("SOUNDINGS_CONTACT must say how to reach the people who run the site.")
    if settings.smtp_url and settings.mail_from.endswith("@localhost"):
        raise SettingsError("SOUNDINGS_MAIL_FROM must be the address that messages come from.")


def _with_local_secret(settings: Settings) -> Settings:
    """Keep one random secret in the instance folder, so that receipts survive a restart."""
    path = settings.instance / "secret_key"
    settings.instance.mkdir(parents=True, exist_ok=True)
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        secret = path.read_text(encoding="ascii").strip()
    else:
        secret = secrets.token_urlsafe(48)
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(secret + "\n")
    if not secret:
        raise SettingsError(f"The file {path} is empty: delete it and start again.")
    return Settings(**{**vars(settings), "secret_key": secret})
