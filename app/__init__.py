"""Soundings: a public consultation and comments site."""

from __future__ import annotations

from flask import Flask

from app import cli
from app.about.site_map import bp as site_map_pages
from app.about.staff_views import bp as settings_pages
from app.about.views import bp as about_pages
from app.accounts import tasks as accounts_tasks
from app.accounts.access import init_access
from app.accounts.account_views import bp as account_pages
from app.accounts.audit_views import bp as audit_pages
from app.accounts.passkey_views import bp as passkey_pages
from app.accounts.password_views import bp as password_pages
from app.accounts.people_views import bp as people_pages
from app.accounts.second_step_views import bp as second_step_pages
from app.accounts.security import init_security
from app.accounts.staff_views import bp as accounts_pages
from app.accounts.views import bp as invitation_pages
from app.comments import tasks as comments_tasks
from app.comments.views import bp as comments_pages
from app.core.crypto import Keys, derive_key
from app.core.db import init_database
from app.core.storage import init_storage
from app.inquiries.views import bp as inquiries_pages
from app.jobs.enums import QueueKind
from app.jobs.queries import why_not_working
from app.jobs.queue import init_jobs
from app.mail.views import bp as mail_pages
from app.metrics.views import bp as metrics_pages
from app.moderation import tasks as moderation_tasks
from app.moderation.staff_views import bp as moderation_pages
from app.operations.staff_views import bp as operations_pages
from app.papers.views import bp as papers_pages
from app.publishing import tasks as publishing_tasks
from app.publishing.file_views import bp as draft_files_pages
from app.publishing.link_views import bp as checking_pages
from app.publishing.outside_views import bp as outside_pages
from app.publishing.staff_views import bp as publishing_pages
from app.publishing.subject_views import bp as subject_pages
from app.publishing.views import bp as versions_pages
from app.web.assets import init_assets
from app.web.caching import init_caching
from app.web.cookies import init_cookies
from app.web.crawlers import bp as crawlers_pages
from app.web.csrf import init_csrf
from app.web.door import init_door
from app.web.errors import init_errors
from app.web.filters import init_filters
from app.web.frames import init_frames
from app.web.headers import init_headers
from app.web.health import bp as health_pages
from app.web.health import why_no_database, why_no_space, why_stopping
from app.web.kept_pages import init_kept_pages
from app.web.limits import init_limits
from app.web.logs import LoggingFlask, init_logs
from app.web.measures import init_measures, observer_of
from app.web.proxies import init_proxies
from config import ROOT, Settings, list_unknown_settings, load_settings

BLUEPRINTS = (
    health_pages,
    crawlers_pages,
    inquiries_pages,
    papers_pages,
    versions_pages,
    comments_pages,
    accounts_pages,
    account_pages,
    password_pages,
    passkey_pages,
    second_step_pages,
    audit_pages,
    people_pages,
    invitation_pages,
    moderation_pages,
    publishing_pages,
    draft_files_pages,
    checking_pages,
    outside_pages,
    subject_pages,
    operations_pages,
    mail_pages,
    about_pages,
    site_map_pages,
    settings_pages,
    metrics_pages,
)
# Importing them makes their tasks known to the worker.
TASKS = (accounts_tasks, comments_tasks, moderation_tasks, publishing_tasks)

READY_UNLESS = (why_stopping, why_no_database, why_no_space, why_not_working)


def create_app(settings: Settings | None = None) -> Flask:
    """The whole site; a table of contents."""
    settings = settings or load_settings()
    settings.instance.mkdir(parents=True, exist_ok=True)
    secret = settings.secret_key
    app = LoggingFlask(__name__, template_folder=str(ROOT / "templates"), static_folder=None)
    app.extensions["soundings_settings"] = settings
    app.extensions["soundings_ready_unless"] = READY_UNLESS
    app.extensions["soundings_keys"] = Keys.from_secret(secret)
    app.extensions["soundings_old_keys"] = [
        Keys.from_secret(old) for old in settings.old_secret_keys
    ]
    init_logs(warnings=list_unknown_settings())
    init_measures(app, access_log=settings.access_log)
    init_database(app, settings.database_url, ROOT / "migrations")
    init_storage(app, settings.instance)
    init_jobs(
        app,
        QueueKind(settings.queue),
        key=app.extensions["soundings_keys"].queue,
        file=str(settings.instance / "queue.sqlite3"),
        urls={"redis": settings.redis_url, "database": settings.database_url},
    )
    init_kept_pages(app, settings.redis_url, observer_of(app, access_log=settings.access_log))
    init_frames(app)
    init_door(app)
    init_proxies(app, trusted=settings.trusted_proxies, site_url=settings.site_url)
    init_headers(app, is_secure=settings.is_secure)
    init_cookies(
        app,
        secret=derive_key(secret, "session").hex(),
        old_secrets=[derive_key(old, "session").hex() for old in settings.old_secret_keys],
        is_secure=settings.is_secure,
    )
    init_caching(app, ROOT, shown=settings.shown_on_pages, is_watched=not settings.is_production)
    init_csrf(app)
    init_limits(app, enabled=settings.rate_limits, redis_url=settings.redis_url)
    init_assets(app, ROOT / "static", is_watched=not settings.is_production)
    init_filters(app, settings)
    init_errors(app)
    init_security(app)
    init_access(app)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    cli.init_commands(app)
    return app
