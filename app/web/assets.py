"""Static files under names that hold a hash of their content ("css/base.0123456789ab.css").

Such a name may be kept for a year, so each process reads and compresses a file once, in memory.
Modules and style sheets name their neighbours by relative paths; these become hashed names too.
"""

from __future__ import annotations

import hashlib
import mimetypes
import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path, PurePosixPath
from posixpath import normpath

from flask import Flask, Response, abort, current_app, make_response, request

from app.web.access import public
from app.web.compression import choose_coding, compress

PREFIX = "/static"
FOR_A_YEAR = "public, max-age=31536000, immutable"
ASKED_FOR_AGAIN = "public, no-cache"
_HASH_LENGTH = 12
_HASHED = re.compile(rf"(.+)\.([0-9a-f]{{{_HASH_LENGTH}}})(\.\w+)")
_NAMES_OTHERS = (".css", ".js")
_RELATIVE = re.compile(r"""(?<=["'(])\.{1,2}/[\w./-]+\.\w+(?=["')])""")


@dataclass(frozen=True)
class Asset:
    """A file as it is sent; `hash` is that of its uncompressed body."""

    name: str
    mimetype: str
    hash: str
    body: bytes

    @property
    def hashed_name(self) -> str:
        path = PurePosixPath(self.name)
        return path.with_name(f"{path.stem}.{self.hash}{path.suffix}").as_posix()


class Assets:
    """The files of one folder; a watched folder is read anew when something in it changes."""

    def __init__(self, folder: Path, *, is_watched: bool) -> None:
        self.folder = folder
        self.is_watched = is_watched
        self._read: dict[str, Asset] = {}
        self._seen: object = None

    def find(self, name: str) -> Asset | None:
        """The file of this plain name."""
        if self.is_watched and (state := state_of(self.folder)) != self._seen:
            self._read, self._seen = {}, state
        if name not in self._read:
            names = {path.relative_to(self.folder).as_posix() for path in files_in(self.folder)}
            if name not in names:
                return None
            self._read[name] = self._load(name, ())
        return self._read[name]

    def hashed_name(self, name: str) -> str:
        asset = self.find(name)
        if asset is None:
            raise FileNotFoundError(self.folder / name)
        return asset.hashed_name

    def _load(self, name: str, above: tuple[str, ...]) -> Asset:
        if name in above:
            raise ValueError(f"static files name each other in a circle: {(*above, name)}")
        body = (self.folder / name).read_bytes()
        if name.endswith(_NAMES_OTHERS):
            body = self._name_neighbours(name, body.decode(), (*above, name)).encode()
        mimetype = mimetypes.guess_type(name)[0] or "application/octet-stream"
        return Asset(name, mimetype, hashlib.sha256(body).hexdigest()[:_HASH_LENGTH], body)

    def _name_neighbours(self, name: str, text: str, above: tuple[str, ...]) -> str:
        def rename(found: re.Match[str]) -> str:
            neighbour = normpath(PurePosixPath(name).parent / found[0])
            hashed = PurePosixPath(self._load(neighbour, above).hashed_name).name
            return str(PurePosixPath(found[0]).parent / hashed).removeprefix("./")

        return _RELATIVE.sub(lambda found: _dotted(rename(found)), text)


def _dotted(path: str) -> str:
    """A module is found by a relative path only when the path begins with a dot."""
    return path if path.startswith(".") else f"./{path}"


@lru_cache(maxsize=256)
def _packed(body: bytes, coding: str) -> bytes:
    return compress(body, coding, ahead=True)


def files_in(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def state_of(folder: Path) -> tuple[tuple[str, int], ...]:
    """Differs when a file of the folder was added, taken away or written."""
    return tuple((str(path), path.stat().st_mtime_ns) for path in files_in(folder))


def asset_url(name: str) -> str:
    return f"{request.script_root}{PREFIX}/{_assets().hashed_name(name)}"


def _assets() -> Assets:
    assets: Assets = current_app.extensions["soundings_assets"]
    return assets


@public
def static(filename: str) -> Response:
    """A file by its hashed name, for a year; by its plain or an old name, to be asked for again.

    While a new release is rolled out, a machine may be asked for content that it does not have.
    """
    hashed = _HASHED.fullmatch(filename)
    asset = _assets().find(hashed[1] + hashed[3] if hashed else filename)
    if asset is None:
        abort(404)
    is_exact = hashed is not None and hashed[2] == asset.hash
    return _answer(asset, FOR_A_YEAR if is_exact else ASKED_FOR_AGAIN)


def _answer(asset: Asset, kept: str) -> Response:
    coding = choose_coding(request.headers.get("Accept-Encoding"))
    if request.if_none_match.contains_weak(asset.hash):
        response = make_response("", 304)
    else:
        response = make_response(_packed(asset.body, coding))
        response.mimetype = asset.mimetype
        if coding:
            response.headers["Content-Encoding"] = coding
    response.set_etag(asset.hash, weak=True)
    response.headers["Cache-Control"] = kept
    response.headers["Vary"] = "Accept-Encoding"
    return response


def init_assets(app: Flask, folder: Path, *, is_watched: bool) -> None:
    app.extensions["soundings_assets"] = Assets(folder, is_watched=is_watched)
    app.add_url_rule(f"{PREFIX}/<path:filename>", endpoint="static", view_func=static)
    app.add_template_global(asset_url)
