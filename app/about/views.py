from __future__ import annotations

from flask import Blueprint, Response, render_template

from app.moderation.reasons import REASONS
from app.web.access import public
from app.web.kept_pages import kept_page

bp = Blueprint("about", __name__, url_prefix="/about")


def _standing_page(template: str) -> Response:
    return kept_page({}, [], lambda: render_template(template, reasons=list(REASONS.values())))


@bp.get("/accessibility")
@public
def accessibility() -> Response:
    return _standing_page("about/accessibility.html")


@bp.get("/privacy")
@public
def privacy() -> Response:
    return _standing_page("about/privacy.html")


@bp.get("/moderation-policy")
@public
def moderation_policy() -> Response:
    return _standing_page("about/moderation_policy.html")


@bp.get("/how-we-count")
@public
def how_we_count() -> Response:
    return _standing_page("about/how_we_count.html")
