"""The guides name only files that are there, and every link among them leads somewhere."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
GUIDES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
FOLDERS = (
    "app/",
    "tests/",
    "templates/",
    "static/",
    "migrations/",
    "deploy/",
    "docs/",
    "benchmarks/",
    ".ci/",
)
CODE = re.compile(r"`([^`\s]+)`")
LINK = re.compile(r"\]\(([^)\s]+)\)")
OUTSIDE = re.compile(r"[a-z]+:|//")

every_guide = pytest.mark.parametrize(
    "guide", GUIDES, ids=lambda path: path.relative_to(ROOT).as_posix()
)


def list_missing_paths(text: str) -> list[str]:
    """What stands in backticks and looks like a path of this repository, but is none."""
    named = (word for word in CODE.findall(text) if word.startswith(FOLDERS))
    return [path for path in named if not any(ROOT.glob(path.rstrip("/")))]


def list_broken_links(text: str, folder: Path) -> list[str]:
    """The links to files, as seen from a folder, that lead nowhere."""
    links = (link for link in LINK.findall(text) if not OUTSIDE.match(link))
    paths = [link.partition("#")[0] for link in links]
    return [path for path in paths if path and not (folder / path).exists()]


@every_guide
def test_every_path_it_names_is_there(guide):
    assert list_missing_paths(guide.read_text(encoding="utf-8")) == []


@every_guide
def test_every_link_in_it_leads_to_a_file(guide):
    assert list_broken_links(guide.read_text(encoding="utf-8"), guide.parent) == []


def test_a_path_or_a_link_that_is_wrong_would_be_found():
    assert list_missing_paths("`app/no_such.py`, `app/web/*.py`, `app/`") == ["app/no_such.py"]
    text = "[a](no-such.md#part) [b](README.md#part) [c](#part) [d](https://example.org)"
    assert list_broken_links(text, ROOT) == ["no-such.md"]
