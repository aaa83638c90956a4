"""Ways back that stay on this site."""

from __future__ import annotations

import re
from urllib.parse import quote

from flask import current_app, redirect, request
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

from app.web.door import SAFE_METHODS


def local_path(text: str | None, otherwise: str) -> str:
    """The path when it is plainly one of this site, else `otherwise`.

    Browsers drop tabs and line ends and read a backslash as a slash, so these are dealt with
    before the start of the path is looked at.
    """
    path = re.sub(r"[\t\r\n]", "", text or "").replace("\\", "/")
    is_local = path.startswith("/") and not path.startswith("//")
    return path if is_local else otherwise


def find_page_without_slash() -> Response | None:
    """The way to the page whose address somebody has ended with a slash, where there is one."""
    path = request.path.rstrip("/")
    adapter = current_app.create_url_adapter(request)
    if request.method not in SAFE_METHODS or not adapter or local_path(path, "") != path:
        return None
    if path == request.path or not path or "//" in path:
        return None
    try:
        adapter.match(path, "GET")
    except HTTPException:
        return None
    query = request.query_string.decode("latin-1")
    return redirect(quote(path) + (f"?{query}" if query else ""), 308)
