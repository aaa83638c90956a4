"""The page that a Prometheus reads, with a token; for everybody else there is no such page."""

from __future__ import annotations

import hmac

from flask import Blueprint, Response, current_app, request
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector

from app.core.errors import NotFoundError
from app.metrics.figures import DatabaseFigures
from app.web.access import declare_access
from app.web.measures import registry
from config import Settings

bp = Blueprint("metrics", __name__)


@bp.get("/metrics")
def metrics() -> Response:
    """Counts since the start, of all workers that share `PROMETHEUS_MULTIPROC_DIR`."""
    settings: Settings = current_app.extensions["soundings_settings"]
    offered = request.headers.get("Authorization", "").encode()
    if not settings.metrics_token or not hmac.compare_digest(
        offered, f"Bearer {settings.metrics_token}".encode()
    ):
        raise NotFoundError("the figures need their token")
    figures = CollectorRegistry()
    figures.register(DatabaseFigures())
    if settings.metrics_folder:
        MultiProcessCollector(figures, settings.metrics_folder)  # type: ignore[no-untyped-call]
        body = generate_latest(figures)
    else:
        body = generate_latest(registry) + generate_latest(figures)
    return Response(body, content_type=CONTENT_TYPE_LATEST)


declare_access(metrics, "metrics token")
