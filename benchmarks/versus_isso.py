"""Isso with a thread full of comments: `python versus_isso.py ORDERS`, where Isso is installed.

The orders are JSON, written by benchmarks/versus.py, and hold everything that this file is told:
it runs in an environment in which nothing of the site is.
"""

from __future__ import annotations

import json
import logging
import sqlite3
import sys
from pathlib import Path
from typing import Any

from isso import config, make_app
from isso.utils import Bloomfilter
from waitress import serve

# As it comes, but for moderation, which is off; the limits; and notes about new comments.
SETTINGS = """[general]
dbpath = {database}
host = http://127.0.0.1:{port}
notify =
[moderation]
enabled = true
[guard]
enabled = false
"""
ADDRESS = "127.0.0.0"  # of whoever commented, as Isso keeps it: without its last part
FIRST_AT = 1_767_614_400.0


def fill(database: Path, thread: str, count: int, words: str) -> None:
    """Published comments of one thread, a second apart."""
    voters = bytes(Bloomfilter(iterable=[ADDRESS]).array)
    connection = sqlite3.connect(database)
    connection.execute("INSERT INTO threads (id, uri, title) VALUES (1, ?, 'Topic')", [thread])
    connection.executemany(
        "INSERT INTO comments (tid, created, mode, remote_addr, text, author, voters)"
        " VALUES (1, ?, 1, ?, ?, 'Pat Lowe', ?)",
        ((FIRST_AT + number, ADDRESS, words, voters) for number in range(count)),
    )
    connection.commit()
    connection.execute("ANALYZE")
    connection.close()


def main(orders: dict[str, Any]) -> None:
    logging.disable(logging.WARNING)
    database = Path(orders["folder"]) / "isso.sqlite3"
    settings = Path(orders["folder"]) / "isso.cfg"
    settings.write_text(SETTINGS.format(database=database, port=orders["port"]), "utf-8")
    app = make_app(config.load(config.default_file(), str(settings)))
    fill(database, orders["path"], orders["count"], orders["words"])
    serve(app, host="127.0.0.1", port=orders["port"], **orders["server"])


if __name__ == "__main__":
    main(json.loads(sys.argv[1]))
