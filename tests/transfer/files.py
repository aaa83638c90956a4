"""The example of the guide, as files; and running the commands."""

from __future__ import annotations

import re
from pathlib import Path

from app.core.db import db

GUIDE = Path(__file__).resolve().parents[2] / "docs" / "import-format.md"
NAMED_BLOCK = re.compile(r"^`([\w./-]+)`\n\n```\n(.*?)^```$", re.MULTILINE | re.DOTALL)
EXAMPLE = dict(NAMED_BLOCK.findall(GUIDE.read_text(encoding="utf-8")))
COMMENTS = "comments/01-at-night.csv"


def write(folder: Path, **changes: str) -> Path:
    """The example; `changes` replace whole files, named by their first words."""
    for name, text in EXAMPLE.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(changes.get(re.split(r"\W", name)[0], text), encoding="utf-8")
    return folder


def edit(folder: Path, name: str, old: str, new: str) -> None:
    path = folder / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def run(app, *arguments, code=0) -> str:
    """A command's output and errors."""
    db.session.commit()
    result = app.test_cli_runner().invoke(args=list(map(str, arguments)))
    assert result.exit_code == code, result.output + str(result.exc_info)
    assert "Traceback" not in result.output
    db.session.rollback()
    return result.output


def read_all(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
