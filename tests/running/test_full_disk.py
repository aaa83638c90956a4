"""A disk that is really full: reading goes on, writing is refused in words, and nothing is lost."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.core.db import db
from tests.conftest import ON_POSTGRESQL
from tests.running.visitors import Visitor
from tests.serving import run_command, served

pytestmark = [
    pytest.mark.prove,
    pytest.mark.skipif(ON_POSTGRESQL, reason="about the file of a SQLite"),
]


@contextlib.contextmanager
def small_disk(folder: Path) -> Iterator[Path]:
    """A disk of four megabytes, where this account may mount one."""
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", str(folder)]
    if os.getuid() or subprocess.run(command, capture_output=True, check=False).returncode:
        pytest.skip("only an account that may mount a disk can fill one")
    try:
        yield folder
    finally:
        subprocess.run(["umount", str(folder)], check=True)


def fill(path: Path) -> None:
    with contextlib.suppress(OSError), path.open("wb", buffering=0) as file:
        while True:
            file.write(b"x" * 4096)


def test_reading_goes_on_and_what_was_answered_is_kept(app, settings, topic, tmp_path):
    path = f"/inquiries/{topic.inquiry.slug}/{topic.slug}/comment"
    db.session.commit()
    db.session.remove()
    db.engine.dispose()
    with small_disk(tmp_path / "disk") as disk:
        shutil.copy(str(db.engine.url.database), disk / "site.sqlite3")
        url = f"sqlite:///{disk / 'site.sqlite3'}"
        with served(url, tmp_path) as site:
            visitor = Visitor(site.base, path)
            visitor.send()
            fill(disk / "filling")
            for number in range(3):
                visitor.send("Words that took an hour. " * (100 + number))
            assert visitor.ask("GET", path)[0] == 200
            assert visitor.ask("GET", visitor.receipts[0])[0] == 200
            (disk / "filling").unlink()
            visitor.send()
            assert visitor.codes[0] == visitor.codes[-1] == 303
            assert 503 in visitor.codes
            assert set(visitor.codes) == {303, 503}
            for receipt in visitor.receipts:
                assert visitor.ask("GET", receipt)[0] == 200
            checked = run_command(site.environment, "check")
        assert checked.stdout.endswith("ok\n"), checked.stderr
