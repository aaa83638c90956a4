"""What became of each request: a line in the log, and figures for whoever watches the site.

Both name the route's rule, never the address: the address of a receipt is the key to it. The
reference that the site makes for a request stands in its lines and, where the answer is an error
(and so is never kept by a cache), in its `X-Request-ID`.
"""

from __future__ import annotations

import time
from collections.abc import Callable

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
        _count(request.endpoint or "none", request.method, response.status_code, seconds)
        if response.status_code >= 400:
            response.headers["X-Request-ID"] = request_id()
        if access_log:
            rule = str(request.url_rule or "")
            _log(request_id(), request.method, rule, response.status_code, seconds)
        return response

    app.before_request(_begin)
    app.after_request(end)


def observer_of(app: Flask, *, access_log: bool) -> Callable[[str, str, int, float], None]:
    """For answers that are given before Flask sees the request, all of them pages by one rule."""

    def observe(endpoint: str, method: str, status: int, seconds: float) -> None:
        _count(endpoint, method, status, seconds)
        if access_log:
            _log("", method, str(next(app.url_map.iter_rules(endpoint))), status, seconds)

    return observe


def _count(endpoint: str, method: str, status: int, seconds: float) -> None:
    request_seconds.labels(endpoint, _known(method), str(status)).observe(seconds)


def _log(reference: str, method: str, rule: str, status: int, seconds: float) -> None:
    milliseconds = round(seconds * 1000, 1)
    log.info(
        "request", id=reference, method=_known(method), rule=rule, status=status, ms=milliseconds
    )


def _known(method: str) -> str:
    return method if method in METHODS else "other"


def _begin() -> None:
    g.begun = time.perf_counter()
