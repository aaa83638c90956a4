"""Static files carry the hash of their content and may be kept for a year."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

import pytest

from app.web.assets import asset_url

STATIC = Path(__file__).resolve().parents[2] / "static"
FILES = sorted(path.relative_to(STATIC).as_posix() for path in STATIC.rglob("*.*"))
KINDS = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}


@pytest.mark.parametrize("name", FILES)
def test_a_file_is_kept_for_a_year_under_the_hash_of_its_content(app, client, name):
    with app.test_request_context():
        url = asset_url(name)
    response = client.get(url, buffered=True)
    assert url.endswith("?v=" + hashlib.sha256(response.data).hexdigest()[:12])
    assert response.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert response.mimetype == KINDS[Path(name).suffix]
    assert "Set-Cookie" not in response.headers


@pytest.mark.parametrize("query", ["", "?v=", "?v=0123456789ab", "?w=1"])
def test_under_another_hash_it_is_asked_for_again(client, query):
    response = client.get(f"/static/css/base.css{query}", buffered=True)
    assert response.headers["Cache-Control"] == "public, no-cache"
    assert "ETag" in response.headers


def test_a_copy_that_still_holds_is_not_sent_again(client):
    first = client.get("/static/css/base.css", buffered=True)
    held = {"If-None-Match": first.headers["ETag"]}
    again = client.get("/static/css/base.css", headers=held, buffered=True)
    assert (again.status_code, again.data) == (304, b"")


def test_every_file_that_a_page_names_is_there(client, path):
    page = client.get(path).text
    named = re.findall(r'(?:href|src)="(/static/[^"]+)"', page)
    assert len(named) >= 6
    for address in named:
        response = client.get(address, buffered=True)
        assert response.status_code == 200
        assert "immutable" in response.headers["Cache-Control"]
