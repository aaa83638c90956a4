"""The house that every test lives in: a fresh site on a fresh database, SQLite or PostgreSQL."""

from __future__ import annotations

import os
import shutil
import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from tempfile import mkdtemp
from threading import Barrier
from typing import Any

import psycopg
import pytest
import redis
from flask import Flask, has_request_context, request
from flask.testing import FlaskClient
from flask_migrate import upgrade
from jinja2 import FileSystemBytecodeCache
from sqlalchemy import event

from app import create_app
from app.accounts.enums import Role
from app.accounts.security import SETTINGS as SECURITY_SETTINGS
from app.core.db import db
from config import Settings, load_settings
from tests import factories
from tests.browsing import Browser, OwnContextClient
from tests.reusing import can_be_used_again, describe

ON_POSTGRESQL = os.environ.get("SOUNDINGS_TEST_DATABASE") == "postgresql"
POSTGRESQL = os.environ.get(
    "SOUNDINGS_TEST_POSTGRESQL_URL", "postgresql://postgres@127.0.0.1:5432/postgres"
)
# Each test makes a site of its own; its templates need not be compiled anew each time.
COMPILED = FileSystemBytecodeCache(mkdtemp())
REQUIRE_ALL = os.environ.get("SOUNDINGS_TESTS_REQUIRE") == "all"

# Hundreds of tests sign in; the full cost of a hash is tested where the commands run for real.
SECURITY_SETTINGS["SECURITY_PASSWORD_HASH_PASSLIB_OPTIONS"] = {
    "argon2__rounds": 1,
    "argon2__memory_cost": 64,
}


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out on PostgreSQL what never sees a database: it has run with SQLite."""
    if ON_POSTGRESQL:
        apart = {item for item in items if not _sees_a_database(item)}
        config.hook.pytest_deselected(items=list(apart))
        items[:] = [item for item in items if item not in apart]


def _sees_a_database(item: pytest.Item) -> bool:
    has_one = "databases" in getattr(item, "fixturenames", ())
    return has_one or item.get_closest_marker("postgresql") is not None


def pytest_runtest_setup(item: pytest.Item) -> None:
    if item.get_closest_marker("postgresql") and not ON_POSTGRESQL:
        pytest.skip("means something on PostgreSQL only; this run is on SQLite")
    if item.get_closest_marker("sqlite") and ON_POSTGRESQL:
        pytest.skip("means something on SQLite only; this run is on PostgreSQL")


def make_settings(database_url: str, instance: Path, **changes: object) -> Settings:
    settings = load_settings(
        {
            "SOUNDINGS_INSTANCE": str(instance),
            "SOUNDINGS_DATABASE_URL": database_url,
            "SOUNDINGS_SECRET_KEY": "a secret that only the tests know: 7f3k9q",
            "SOUNDINGS_RATE_LIMITS": "off",
            "SOUNDINGS_CONTACT": "inquiry@example.org, 1 Example Street, 01632 960000",
        }
    )
    return replace(settings, **changes)  # type: ignore[arg-type]


def run_on_server(statement: str) -> None:
    with psycopg.connect(POSTGRESQL, autocommit=True) as connection:
        connection.execute(statement)


def postgresql_url(name: str) -> str:
    return (
        f"{POSTGRESQL.rsplit('/', 1)[0].replace('postgresql://', 'postgresql+psycopg://')}/{name}"
    )


def plain(url: str) -> str:
    """The address as the driver itself takes it."""
    return url.replace("+psycopg", "", 1)


class Databases:
    """Makes databases with the current tables by copying one that the migrations made."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.prefix = f"soundings_test_{uuid.uuid4().hex[:10]}"
        self.template = self.empty("template")
        app = create_app(make_settings(self.template, folder))
        with app.app_context():
            upgrade()
            db.session.remove()
            db.engine.dispose()
        self.count = 0
        self.spare: list[str] = []
        self.description = describe(plain(self.template)) if ON_POSTGRESQL else ()

    def empty(self, name: str) -> str:
        """The address of a database without tables."""
        if not ON_POSTGRESQL:
            return f"sqlite:///{self.folder / name}.sqlite3"
        run_on_server(f"CREATE DATABASE {self.prefix}_{name}")
        return postgresql_url(f"{self.prefix}_{name}")

    def fresh(self) -> str:
        """The address of a database with all tables, and nothing in them."""
        if self.spare:
            return self.spare.pop()
        self.count += 1
        name = f"d{self.count}"
        if ON_POSTGRESQL:
            run_on_server(f"CREATE DATABASE {self.prefix}_{name} TEMPLATE {self.prefix}_template")
            return postgresql_url(f"{self.prefix}_{name}")
        path = self.folder / f"{name}.sqlite3"
        shutil.copy(self.folder / "template.sqlite3", path)
        return f"sqlite:///{path}"

    def give_back(self, url: str) -> None:
        """After a test, for the next one."""
        if ON_POSTGRESQL and can_be_used_again(plain(url), self.description):
            self.spare.append(url)
        else:
            self.drop(url)

    def drop(self, url: str) -> None:
        if ON_POSTGRESQL:
            run_on_server(f"DROP DATABASE IF EXISTS {url.rsplit('/', 1)[1]} WITH (FORCE)")
        else:
            for path in self.folder.glob(f"{Path(url).name}*"):
                path.unlink()


@pytest.fixture(scope="session")
def databases(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Databases]:
    made = Databases(tmp_path_factory.mktemp("databases"))
    yield made
    for url in (*made.spare, made.template):
        made.drop(url)


@pytest.fixture
def database_url(databases: Databases) -> Iterator[str]:
    url = databases.fresh()
    yield url
    databases.give_back(url)


@pytest.fixture
def settings(database_url: str, tmp_path: Path) -> Settings:
    """Override this in a module to test another configuration."""
    return make_settings(database_url, tmp_path)


@pytest.fixture
def app(settings: Settings) -> Iterator[Flask]:
    """The site, inside an application context; a write on a safe method fails the test."""
    app = create_app(settings)
    app.test_client_class = OwnContextClient
    app.jinja_env.bytecode_cache = COMPILED
    app.config["TESTING"] = True
    app.config["PROPAGATE_EXCEPTIONS"] = False
    with app.app_context():
        event.listen(db.engine, "before_cursor_execute", refuse_writes_on_get)
        yield app
        db.session.remove()
        db.engine.dispose()


def refuse_writes_on_get(
    _connection: object, _cursor: object, statement: str, *_rest: object
) -> None:
    verb = statement.lstrip().split(" ", 1)[0].upper()
    if verb in ("INSERT", "UPDATE", "DELETE") and has_request_context() and request.method == "GET":
        raise AssertionError(f"a GET wrote: {statement}")


@pytest.fixture(scope="session")
def redis_url() -> str:
    """The Redis of this machine; without it a test is skipped, or fails where all must run."""
    url = "redis://127.0.0.1:6379/15"
    try:
        with redis.Redis.from_url(url, socket_connect_timeout=2) as connection:
            connection.ping()
    except redis.ConnectionError:
        if REQUIRE_ALL:
            raise
        pytest.skip("no Redis answers on 127.0.0.1:6379")
    return url


@pytest.fixture
def statements(app: Flask) -> Iterator[list[str]]:
    """Collects the statements that reach the database."""
    seen: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        seen.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    yield seen
    event.remove(db.engine, "before_cursor_execute", note)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def browser(app: Flask) -> Browser:
    """A visitor without JavaScript: follows links, fills in forms, checks every page."""
    return Browser(app)


@pytest.fixture
def at_once(app: Flask) -> Callable[..., list[Any]]:
    """Runs functions at the same moment, each with a session of its own; gives their results."""

    def run(*acts: Callable[[], Any]) -> list[Any]:
        db.session.commit()
        start = Barrier(len(acts))

        def act(function: Callable[[], Any]) -> Any:
            with app.app_context():
                start.wait(10)
                return function()

        with ThreadPoolExecutor(len(acts)) as pool:
            return list(pool.map(act, acts))

    return run


@pytest.fixture
def topic(app: Flask) -> factories.Topic:
    """An open topic of a published inquiry."""
    made = factories.make_topic()
    db.session.commit()
    return made


@pytest.fixture
def moderator(app: Flask) -> factories.StaffUser:
    made = factories.make_staff()
    db.session.commit()
    return made


@pytest.fixture
def admin(app: Flask) -> factories.StaffUser:
    made = factories.make_staff(Role.ADMIN, name="Ada Minter")
    db.session.commit()
    return made


@pytest.fixture
def as_admin(app: Flask, admin: factories.StaffUser) -> Browser:
    """Another browser, signed in as the administrator."""
    browser = Browser(app)
    browser.sign_in(admin.email)
    return browser


@pytest.fixture
def signed_in(browser: Browser, moderator: factories.StaffUser) -> Browser:
    """The visitor of `browser`, signed in as the moderator."""
    browser.sign_in(moderator.email)
    return browser
