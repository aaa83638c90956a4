"""Whole addresses of this site, for people to keep."""

from __future__ import annotations

from typing import Any

from flask import current_app, url_for


def public_url(endpoint: str, **values: Any) -> str:
    """The address under the site's own name where that is set, else as it was asked for."""
    site_url: str = current_app.extensions["soundings_settings"].site_url
    if not site_url:
        return url_for(endpoint, **values, _external=True)
    return site_url + url_for(endpoint, **values)
