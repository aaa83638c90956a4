"""What became of each request: a line in the log, and figures for whoever watches the site.

Both name the route's rule, never the address: the address of a receipt is the key to it. The
reference that the site makes for a request stands in its lines and, where the answer is an error
(and so is never kept by a cache), in its `X-Request-ID`.
"""

from __future__ import annotations

import time

from flask import Flask, Response, g, request
from prometheus_client import CollectorRegistry, Counter, Histogram

from app.web.logs import log, request_id

METHODS = frozenset({"GET", "HEAD", "POST", "OPTIONS", "PUT", "PATCH", "DELETE", "TRACE"})
SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)

registry = CollectorRegistry()
request_seconds = Histogram(
    "soundings_request_seconds",
    "How long requests took, by endpoint, method and status of the answer.",
    ("endpoint", "method", "status"),
    buckets=SECONDS,
    registry=registry,
)
database_errors = Counter(
    "soundings_database_errors", "Requests that found the database away.", registry=registry
)


def init_measures(app: Flask, *, access_log: bool) -> None:
    """To be called before whatever else has a part in answers, so that their last state counts."""

    def end(response: Response) -> Response:
        seconds = time.perf_counter() - g.pop("begun", time.perf_counter())
        method = request.method if request.method in METHODS else "other"
        status = str(response.status_code)
        request_seconds.labels(request.endpoint or "none", method, status).observe(seconds)
        if response.status_code >= 400:
            response.headers["X-Request-ID"] = request_id()
        if access_log:
            log.info(
                "request",
                id=request_id(),
                method=method,
                rule=str(request.url_rule or ""),
                status=response.status_code,
                ms=round(seconds * 1000, 1),
            )
        return response

    app.before_request(_begin)
    app.after_request(end)


def _begin() -> None:
    g.begun = time.perf_counter()
