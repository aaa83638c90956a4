"""What search engines are told: they may read everything.

A page that is not to be found says so itself; a crawler kept from reading it would not learn that.
"""

from __future__ import annotations

from flask import Blueprint, Response

from app.web.access import public

ROBOTS = "User-agent: *\nDisallow:\n"

bp = Blueprint("crawlers", __name__)


@bp.get("/robots.txt")
@public
def robots() -> Response:
    headers = {"Cache-Control": "public, max-age=86400"}
    return Response(ROBOTS, mimetype="text/plain", headers=headers)
