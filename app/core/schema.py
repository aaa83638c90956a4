"""Database objects that no model can say: triggers, in each database's own words."""

from __future__ import annotations

_SQLITE = """
CREATE TRIGGER {table}_no_{verb} BEFORE {verb} ON {table}
BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END
"""

_SQLITE_REPLACE = """
CREATE TRIGGER {table}_no_REPLACE BEFORE INSERT ON {table}
WHEN EXISTS (SELECT 1 FROM {table} WHERE id = NEW.id)
BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END
"""

_POSTGRESQL_FUNCTION = """
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$
"""

_POSTGRESQL = """
CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()
"""


def append_only(dialect: str, table: str) -> list[str]:
    """The statements that make a table refuse changes and deletions."""
    if dialect == "postgresql":
        return [_POSTGRESQL.format(table=table)]
    refusals = [_SQLITE.format(table=table, verb=verb) for verb in ("UPDATE", "DELETE")]
    return [*refusals, _SQLITE_REPLACE.format(table=table)]


def prepare_append_only(dialect: str) -> list[str]:
    """What must exist once, before the first append-only table."""
    return [_POSTGRESQL_FUNCTION] if dialect == "postgresql" else []


def drop_append_only(dialect: str) -> list[str]:
    """Take away again what stands apart from the tables, once the last of them is gone."""
    return ["DROP FUNCTION refuse_change()"] if dialect == "postgresql" else []
