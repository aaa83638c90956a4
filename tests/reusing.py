"""Using a PostgreSQL database for one test after another: making one takes half a second of disk."""

from __future__ import annotations

import psycopg

SCHEMA = """
SELECT md5(string_agg(fact, ',' ORDER BY fact)) FROM (
    SELECT c.relname || ' ' || a.attname || ' ' || a.atttypid || ' ' || a.attnotnull AS fact
    FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
    WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'i')
    UNION ALL SELECT tgname || ' ' || tgenabled::text FROM pg_trigger WHERE NOT tgisinternal
) facts
"""
TABLES = """
SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'
AND relname <> 'alembic_version'
"""
END_OTHERS = """
SELECT pg_terminate_backend(pid, 2000) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid()
"""
RESTART_NUMBERS = """
SELECT setval(format('public.%I', sequencename)::regclass, start_value, false)
FROM pg_sequences WHERE schemaname = 'public' AND last_value IS NOT NULL
"""


def describe(address: str) -> tuple[object, ...]:
    """What a test must leave as it was: tables, columns, triggers, and the migrations' mark."""
    with psycopg.connect(address) as connection:
        schema = connection.execute(SCHEMA).fetchone()
        return (schema, connection.execute("SELECT version_num FROM alembic_version").fetchall())


def can_be_used_again(address: str, description: tuple[object, ...]) -> bool:
    """Empty all tables; False where a test has changed more than their rows."""
    try:
        with psycopg.connect(address, autocommit=True) as connection:
            connection.execute(END_OTHERS)
            _delete_rows(connection)
        return describe(address) == description
    except psycopg.Error:
        return False


def _delete_rows(connection: psycopg.Connection) -> None:
    """With triggers and foreign keys asleep, so in any order and from append-only tables too."""
    tables = [name for (name,) in connection.execute(TABLES)]
    asked = " UNION ALL ".join(
        f"SELECT '{name}' WHERE EXISTS (SELECT 1 FROM {name})" for name in tables
    )
    connection.execute("SET session_replication_role = replica")
    for (name,) in connection.execute(asked).fetchall():
        connection.execute(f"DELETE FROM {name}")
    connection.execute(RESTART_NUMBERS)
