"""Addresses of static files with a hash of their content, so that they may be kept for a year."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

from flask import Flask, current_app, url_for


def asset_url(name: str) -> str:
    return url_for("static", filename=name, v=asset_hash(name))


def asset_hash(name: str) -> str:
    return _hash_file(Path(current_app.static_folder or ""), name)


@cache
def _hash_file(folder: Path, name: str) -> str:
    return hashlib.sha256((folder / name).read_bytes()).hexdigest()[:12]


def init_assets(app: Flask) -> None:
    app.add_template_global(asset_url)
