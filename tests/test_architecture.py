"""The rules of the house that no linter knows."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Date, Enum

from app.core.db import Base, UtcDateTime

APP = Path(__file__).resolve().parent.parent / "app"
FILES = {path.relative_to(APP).as_posix(): path for path in sorted(APP.rglob("*.py"))}
TREES = {name: ast.parse(path.read_text(encoding="utf-8")) for name, path in FILES.items()}
Function = ast.FunctionDef | ast.AsyncFunctionDef

MAY_COMMIT = ("views.py", "staff_views.py")
ALSO_COMMIT = {
    "cli.py",
    "accounts/security.py",
    "jobs/runner.py",
    "jobs/worker.py",
    "transfer/importing.py",
    "transfer/pace.py",
    "demo.py",
}  # commands, signing out, tasks, and imports, which go step by step


def calls(name: str) -> Iterator[str]:
    """What a file calls, as dotted names ("db.session.commit")."""
    for node in ast.walk(TREES[name]):
        if isinstance(node, ast.Call):
            yield ast.unparse(node.func)


def functions(name: str) -> Iterator[Function]:
    return (node for node in ast.walk(TREES[name]) if isinstance(node, Function))


def imports(name: str) -> Iterator[str]:
    for node in ast.walk(TREES[name]):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        if isinstance(node, ast.ImportFrom):
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def files_that_call(pattern: str) -> set[str]:
    return {name for name in FILES if any(re.search(pattern, call) for call in calls(name))}


def test_only_the_outermost_caller_commits():
    found = files_that_call(r"\bcommit$")
    inner = {name for name in found if not name.endswith(MAY_COMMIT)}
    assert inner <= ALSO_COMMIT | {"comments/sending.py"}  # the steps of the comment form's view
    assert found > ALSO_COMMIT


def test_each_function_commits_once_at_most():
    for name in files_that_call(r"\bcommit$"):
        for function in functions(name):
            assert ast.unparse(function).count(".commit()") <= 1, f"{name}: {function.name}"


def test_nothing_is_rolled_back_or_flushed_by_a_page():
    pages = {name for name in FILES if name.endswith(MAY_COMMIT)}
    assert not pages & files_that_call(r"session\.(flush|rollback|add|add_all|delete)$")


def test_only_one_file_makes_markup():
    makers = {name for name in FILES if any("Markup" in thing for thing in imports(name))}
    assert makers == {"core/markup.py"}


def test_only_one_file_reads_the_clock():
    assert files_that_call(r"\b(datetime|date)\.(now|utcnow|today)$") == {"core/clock.py"}


def test_no_list_is_read_by_offset():
    assert files_that_call(r"\.offset$") == set()


def test_nobody_prints_or_asks_the_environment():
    assert files_that_call(r"^print$|os\.getenv$|environ\.get$") == set()


def annotation(function: Function) -> str:
    return ast.unparse(function.returns) if function.returns else ""


NAMED = [
    (f"{name}: {function.name}", function.name.lstrip("_"), annotation(function))
    for name in FILES
    for function in functions(name)
]


@pytest.mark.parametrize(
    ("prefix", "returns"),
    [
        ("get_", r"^(?!.*\bNone\b).+$"),
        ("find_", r"\bNone\b"),
        ("list_", r"^(Sequence|list|CommentListing|QueuePage)\b"),
        ("is_", r"^bool$"),
        ("has_", r"^bool$"),
        ("may_", r"^bool$"),
        ("why_", r"^str \| None$"),
    ],
)
def test_a_functions_name_tells_what_it_returns(prefix, returns):
    named = [entry for entry in NAMED if entry[1].startswith(prefix)]
    assert [place for place, _, given in named if not re.search(returns, given)] == []


def test_nothing_is_called_a_response():
    classes = [
        f"{name}: {node.name}"
        for name, tree in TREES.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef) and "response" in node.name.lower()
    ]
    assert classes == []
    assert [table for table in Base.metadata.tables if "response" in table] == []


COLUMNS = [column for table in Base.metadata.sorted_tables for column in table.columns]


def test_a_moment_is_called_at_and_a_day_on():
    for column in COLUMNS:
        assert isinstance(column.type, UtcDateTime) is column.name.endswith("_at"), column
        assert isinstance(column.type, Date) is column.name.endswith("_on"), column


def test_enums_are_stored_as_text():
    for column in COLUMNS:
        if isinstance(column.type, Enum):
            assert not column.type.native_enum, column
            assert column.type.enums == [value.lower() for value in column.type.enums], column


def test_every_constraint_and_index_has_a_name():
    for table in Base.metadata.sorted_tables:
        for thing in [*table.constraints, *table.indexes]:
            assert thing.name, f"{table.name}: {thing!r}"
