"""Static files carry the hash of their content in their names and may be kept for a year."""

from __future__ import annotations

import gzip
import hashlib
import os
import re
from pathlib import Path

import brotli
import pytest

from app.web.assets import Assets, asset_url

STATIC = Path(__file__).resolve().parents[2] / "static"
FILES = sorted(path.relative_to(STATIC).as_posix() for path in STATIC.rglob("*.*"))
KINDS = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
UNPACK = {"gzip": gzip.decompress, "br": brotli.decompress}
A_YEAR = "public, max-age=31536000, immutable"


@pytest.fixture
def address(app):
    """The address under which pages name a file."""

    def find(name):
        with app.test_request_context():
            return asset_url(name)

    return find


@pytest.mark.parametrize("name", FILES)
def test_a_file_is_kept_for_a_year_under_the_hash_of_its_content(address, client, name):
    url = address(name)
    response = client.get(url)
    stem, _, suffix = name.rpartition(".")
    assert url == f"/static/{stem}.{hashlib.sha256(response.data).hexdigest()[:12]}.{suffix}"
    assert response.headers["Cache-Control"] == A_YEAR
    assert response.mimetype == KINDS[Path(name).suffix]
    assert "Set-Cookie" not in response.headers


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("coding", ["gzip", "br"])
def test_a_file_travels_compressed(address, client, name, coding):
    plain = client.get(address(name))
    packed = client.get(address(name), headers={"Accept-Encoding": coding})
    assert packed.headers["Content-Encoding"] == coding
    assert UNPACK[coding](packed.data) == plain.data
    assert {answer.headers["Vary"] for answer in (plain, packed)} == {"Accept-Encoding"}


@pytest.mark.parametrize("name", ["css/base.css", "css/base.0123456789ab.css"])
def test_under_another_name_it_is_asked_for_again(client, name):
    response = client.get(f"/static/{name}")
    assert response.headers["Cache-Control"] == "public, no-cache"
    assert response.data == (STATIC / "css/base.css").read_bytes()


@pytest.mark.parametrize(
    "name", ["css/other.0123456789ab.css", "css", "", "css/base.012.css", "CSS/base.css", "../wsgi.py"]
)  # fmt: skip
def test_what_is_not_in_the_folder_is_not_found(client, name):
    assert client.get(f"/static/{name}").status_code == 404


@pytest.mark.parametrize("coding", ["", "gzip", "br"])
def test_a_copy_that_still_holds_is_not_sent_again(address, client, coding):
    headers = {"Accept-Encoding": coding}
    first = client.get(address("css/base.css"), headers=headers)
    held = {"If-None-Match": first.headers["ETag"], **headers}
    again = client.get(address("css/base.css"), headers=held)
    assert (again.status_code, again.data) == (304, b"")
    assert again.headers["Cache-Control"] == A_YEAR


def test_every_file_that_a_page_names_is_there(client, path):
    page = client.get(path).text
    named = re.findall(r'(?:href|src)="(/static/[^"]+)"', page)
    assert len(named) >= 6
    for address in named:
        assert client.get(address).headers["Cache-Control"] == A_YEAR


def test_every_module_that_a_script_imports_is_there_for_a_year(address, client):
    script = client.get(address("js/main.js")).text
    imported = re.findall(r'import\("\./([^"]+)"\)', script)
    assert len(imported) >= 3
    for name in imported:
        assert client.get(f"/static/js/{name}").headers["Cache-Control"] == A_YEAR


@pytest.fixture
def folder(tmp_path):
    """A folder of files in which a module and a style sheet name others."""
    for name, text in {
        "js/main.js": 'import { a } from "./part.js";\nimport "../other/far.js";',
        "js/part.js": "export const a = 1;",
        "other/far.js": "1;",
        "css/page.css": "a { background: url(../img/dot.svg) }",
        "img/dot.svg": "<svg/>",
    }.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    return tmp_path


def test_neighbours_are_named_by_their_hashes_too(folder):
    assets = Assets(folder, is_watched=False)
    for name, neighbours in {
        "js/main.js": ["./part", "../other/far"],
        "css/page.css": ["../img/dot"],
    }.items():
        text = assets.find(name).body.decode()
        for neighbour in neighbours:
            assert re.search(rf"{re.escape(neighbour)}\.[0-9a-f]{{12}}\.", text)


def test_a_changed_module_renames_what_imports_it(folder):
    before = Assets(folder, is_watched=False).hashed_name("js/main.js")
    (folder / "js/part.js").write_text("export const a = 2;")
    assert Assets(folder, is_watched=False).hashed_name("js/main.js") != before


@pytest.mark.parametrize("is_watched", [True, False])
def test_a_change_shows_at_once_where_the_folder_is_watched(folder, is_watched):
    assets = Assets(folder, is_watched=is_watched)
    before = assets.hashed_name("img/dot.svg")
    (folder / "img/dot.svg").write_text("<svg></svg>")
    os.utime(folder / "img/dot.svg", ns=(1, 1))
    assert (assets.hashed_name("img/dot.svg") != before) is is_watched


def test_modules_that_import_each_other_are_a_fault_in_words(folder):
    (folder / "js/part.js").write_text('import "./main.js";')
    with pytest.raises(ValueError, match="in a circle"):
        Assets(folder, is_watched=False).hashed_name("js/main.js")
