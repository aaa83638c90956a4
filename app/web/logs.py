"""Logs: one JSON object a line, without names, bodies, addresses or receipt keys.

An exception is logged as its type and the places it passed through, never with its message: a
database's message quotes the values that it refused.
"""

from __future__ import annotations

import logging
import secrets
import sys
import traceback
from collections.abc import Iterable
from typing import Any

import structlog
from flask import Flask, g, has_request_context, request

log = structlog.get_logger("soundings")


def init_logs(warnings: Iterable[str] = ()) -> None:
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.JSONRenderer(ensure_ascii=True),
        ],
        logger_factory=lambda *_names: structlog.PrintLogger(sys.stderr),
    )
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)
    logging.getLogger("waitress").addFilter(_names_no_address)
    for sentence in warnings:
        log.warning("settings", says=sentence)


def _names_no_address(record: logging.LogRecord) -> bool:
    """waitress names the whole address of a request that failed, which may hold a receipt's key."""
    return "while serving" not in str(record.msg)


def request_id() -> str:
    """The reference of the request in hand: made here, because one that came with it may lie."""
    if "request_id" not in g:
        g.request_id = secrets.token_hex(8)
    return str(g.request_id)


def log_exception(error: BaseException) -> None:
    """One line: what kind, for which rule, and where; nothing that a person typed."""
    kind = type(error)
    frames = traceback.extract_tb(error.__traceback__)
    log.error(
        "exception",
        id=request_id() if has_request_context() else "",
        kind=f"{kind.__module__}.{kind.__qualname__}",
        rule=str(request.url_rule) if has_request_context() else "",
        method=request.method if has_request_context() else "",
        at=[f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames[-8:]],
    )


class LoggingFlask(Flask):
    """Flask whose own logging of exceptions says no more than ours."""

    def log_exception(self, exc_info: Any) -> None:
        log_exception(exc_info[1])
