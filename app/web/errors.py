"""Error pages in plain words. They need no database and no session, and keep what was typed."""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus

from flask import Flask, Response, make_response, render_template, request
from flask_limiter import RateLimitExceeded
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from werkzeug.exceptions import HTTPException, NotFound, SecurityError
from werkzeug.wrappers import Response as BaseResponse

from app.core.db import is_away
from app.core.errors import NotFoundError
from app.core.text import clean_text
from app.web.door import FieldTooLongError
from app.web.limits import seconds_to_wait
from app.web.logs import log_exception
from app.web.measures import database_errors
from app.web.redirects import find_page_without_slash

BUSY_SECONDS = 30
KEPT_FIELDS = {
    "body": "Your comment",
    "name": "Name",
    "email": "E-mail",
    "note": "Note",
    "title": "Title",
    "summary": "Summary",
    "abstract": "Abstract",
    "explored": "What we explored",
    "learnt": "What we learnt",
    "call": "Call for views",
    "still_open": "What is still open",
    "already_decided": "What is already decided",
    "description": "Description",
    "lead": "Lead",
    "source": "Text",
}


@dataclass(frozen=True)
class ErrorText:
    title: str
    sentence: str
    what_next: tuple[str, ...] = ()


TEXTS = {
    400: ErrorText(
        "We could not read that",
        "Something in the request was not in a form that this site understands.",
        ("Go back, check what you typed and try again.",),
    ),
    403: ErrorText(
        "You may not see this page",
        "Your account does not have the role that this page needs.",
        ("Ask an administrator if you think that it should.",),
    ),
    404: ErrorText(
        "Page not found",
        "There is no page at this address.",
        (
            "If you typed the address, check that it is right.",
            "If you followed a link, the page may have moved or been taken down.",
        ),
    ),
    405: ErrorText("That cannot be done here", "This address does not take requests of that kind."),
    413: ErrorText(
        "That is too long",
        "What you sent is larger than this site takes in one go.",
        ("Go back and shorten it. A comment can have up to 20,000 characters.",),
    ),
    415: ErrorText("That cannot be sent here", "This page does not take files."),
    429: ErrorText(
        "Please wait a little",
        "A lot has been sent from your network in a short time, so we are slowing it down.",
        ("Wait, then try again. What you typed is kept below where there was any.",),
    ),
    500: ErrorText(
        "Something went wrong",
        "The fault is ours. It has been recorded.",
        ("Go back and try again in a few minutes.",),
    ),
    503: ErrorText(
        "The site is not available at the moment",
        "It should be back shortly. Nothing that you had sent before is lost.",
        ("Wait a minute, then try again.",),
    ),
}
EXPIRED_FORM = ErrorText(
    "This form was open for too long",
    "For your safety a form works only with the cookie that came with it, and that cookie is gone.",
    ("Copy what you typed, open the page again and send it from there.",),
)


def init_errors(app: Flask) -> None:
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(NotFound, _nowhere)
    app.register_error_handler(NotFoundError, lambda _error: error_page(404))
    app.register_error_handler(CSRFError, lambda _error: error_page(400, EXPIRED_FORM))
    app.register_error_handler(RateLimitExceeded, _too_many)
    app.register_error_handler(FieldTooLongError, _field_too_long)
    app.register_error_handler(DBAPIError, _database_error)
    app.register_error_handler(PoolTimeoutError, _database_away)
    app.register_error_handler(Exception, _unexpected)


def error_page(code: int, text: ErrorText | None = None, retry_after: int = 0) -> Response:
    if text is None:
        text = TEXTS.get(code) or ErrorText(HTTPStatus(code).phrase, "The request was refused.")
    html = render_template(
        "errors/error.html",
        code=code,
        title=text.title,
        sentence=text.sentence,
        what_next=text.what_next,
        retry_after=retry_after,
        kept=kept_text(),
        retry_action=request.full_path.rstrip("?"),
        retry_fields=_fields_to_retry() if retry_after else {},
    )
    response = make_response(html, code)
    if retry_after:
        response.headers["Retry-After"] = str(retry_after)
    return response


def kept_text() -> dict[str, str]:
    """What a person typed into the refused form, by label, so that it can be copied."""
    if not _has_readable_form():
        return {}
    in_rows = {name: _label_of(name) for name in request.form if _is_in_a_row(name)}
    return {
        label: clean_text(request.form[name])
        for name, label in (KEPT_FIELDS | in_rows).items()
        if request.form.get(name)
    }


def _is_in_a_row(name: str) -> bool:
    """One of several fields of a kind, such as "events-2-venue" or "spam-message"."""
    return "-" in name and "password" not in name


def _label_of(name: str) -> str:
    return name.replace("-", " ").replace("_", " ").capitalize()


def _fields_to_retry() -> dict[str, str]:
    """The whole form, to be sent again with one button; never one with a password in it."""
    if not _has_readable_form() or any("password" in name for name in request.form):
        return {}
    return request.form.to_dict()


def _has_readable_form() -> bool:
    """True for a form that the door let in; another one must not be read again here."""
    return (
        request.method == "POST"
        and request.mimetype == "application/x-www-form-urlencoded"
        and (request.content_length or 0) <= (request.max_content_length or 0)
    )


def _nowhere(error: NotFound) -> BaseResponse | HTTPException:
    return (request.routing_exception and find_page_without_slash()) or _http_error(error)


def _http_error(error: HTTPException) -> Response | HTTPException:
    if isinstance(error, SecurityError):
        return Response("This site is not served under that name.\n", 400, mimetype="text/plain")
    code = error.code or 500
    if error.response is not None or code < 400:
        return error
    response = error_page(code)
    for name, value in error.get_headers():
        if name not in ("Content-Type", "Content-Length"):
            response.headers[name] = value
    return response


def _field_too_long(error: FieldTooLongError) -> Response:
    steps = ("Go back and shorten it.",)
    return error_page(413, ErrorText(TEXTS[413].title, error.sentence, steps))


def _too_many(error: RateLimitExceeded) -> Response:
    return error_page(429, retry_after=seconds_to_wait(error))


def _database_error(error: DBAPIError) -> Response:
    return _database_away(error) if is_away(error) else _unexpected(error)


def _database_away(error: DBAPIError | PoolTimeoutError) -> Response:
    database_errors.inc()
    log_exception(error)
    return error_page(503, retry_after=BUSY_SECONDS)


def _unexpected(error: Exception) -> Response:
    log_exception(error)
    return error_page(500)
