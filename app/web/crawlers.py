"""What search engines are told: they may read everything, and where its list is.

A page that is not to be found says so itself; a crawler kept from reading it would not learn that.
"""

from __future__ import annotations

from flask import Blueprint, Response

from app.web.access import public
from app.web.addresses import public_url

ROBOTS = "User-agent: *\nDisallow:\n\nSitemap: {}\n"

bp = Blueprint("crawlers", __name__)


@bp.get("/robots.txt")
@public
def robots() -> Response:
    headers = {"Cache-Control": "public, max-age=86400"}
    text = ROBOTS.format(public_url("site_map.site_map"))
    return Response(text, mimetype="text/plain", headers=headers)
