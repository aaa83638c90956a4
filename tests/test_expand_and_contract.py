"""Migrations leave the version before them working, and wait for nobody for long."""

from __future__ import annotations

import ast
import threading
import time
from pathlib import Path

import pytest
from flask_migrate import downgrade, upgrade
from sqlalchemy import create_engine, inspect, text

from app import create_app
from app.core.db import db
from tests.conftest import make_settings
from tests.serving import ROOT

STEPS = sorted((ROOT / "migrations" / "versions").glob("*.py"))
CONTRACTING = ("drop_column", "drop_table", "drop_constraint", "rename_table")
ADDING = ("add_column", "create_table")


def calls_in_upgrade(path: Path) -> list[ast.Call]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    ups = [n for n in tree.body if isinstance(n, ast.FunctionDef) and n.name == "upgrade"]
    return [node for up in ups for node in ast.walk(up) if isinstance(node, ast.Call)]


def is_contracting(call: ast.Call) -> bool:
    name = ast.unparse(call.func).rsplit(".", 1)[-1]
    names_anew = any(word.arg == "new_column_name" for word in call.keywords)
    return name in CONTRACTING or (name == "alter_column" and names_anew)


def faults_of(path: Path) -> list[str]:
    calls = calls_in_upgrade(path)
    names = {ast.unparse(call.func).rsplit(".", 1)[-1] for call in calls}
    if not any(map(is_contracting, calls)):
        return []
    faults = []
    if names & set(ADDING):
        faults.append("adds and takes away in one step")
    if "\ncontracts = " not in path.read_text(encoding="utf-8"):
        faults.append("takes away without saying what stopped using it (contracts = …)")
    return faults


@pytest.mark.parametrize("path", STEPS, ids=lambda path: path.stem)
def test_a_step_does_not_take_away_what_the_version_before_uses(path):
    assert faults_of(path) == []


TAKES_AWAY = "def upgrade():\n    with op.batch_alter_table('a') as b:\n        {}\n"


@pytest.mark.parametrize(
    ("line", "count"),
    [
        ("b.drop_column('x')", 1),
        ("b.alter_column('x', new_column_name='y')", 1),
        ("b.alter_column('x', nullable=True)", 0),
        ("b.add_column(sa.Column('x')), b.drop_column('y')", 2),
        ("b.add_column(sa.Column('x'))", 0),
    ],
)
def test_the_rule_finds_what_it_is_about(tmp_path, line, count):
    step = tmp_path / "step.py"
    step.write_text(TAKES_AWAY.format(line))
    assert len(faults_of(step)) == count


@pytest.fixture
def empty_url(databases, request):
    url = databases.empty(f"locks_{abs(hash(request.node.name))}")
    yield url
    databases.drop(url)


@pytest.mark.prove
@pytest.mark.postgresql
def test_a_step_gives_way_to_whoever_holds_a_lock_and_is_tried_again(empty_url, tmp_path):
    app = create_app(make_settings(empty_url, tmp_path))
    other = create_engine(empty_url)
    with app.app_context(), other.connect() as holder:
        upgrade()
        holder.execute(text("LOCK TABLE comments IN ACCESS SHARE MODE"))
        threading.Timer(3, holder.rollback).start()
        begun = time.monotonic()
        downgrade(revision="base")
        assert time.monotonic() - begun > 2
        assert inspect(db.engine).get_table_names() == ["alembic_version"]
        db.session.remove()
        db.engine.dispose()
    other.dispose()
