"""Ways back that stay on this site."""

from __future__ import annotations

import re


def local_path(text: str | None, otherwise: str) -> str:
    """The path when it is plainly one of this site, else `otherwise`.

    Browsers drop tabs and line ends and read a backslash as a slash, so these are dealt with
    before the start of the path is looked at.
    """
    path = re.sub(r"[\t\r\n]", "", text or "").replace("\\", "/")
    is_local = path.startswith("/") and not path.startswith("//")
    return path if is_local else otherwise
