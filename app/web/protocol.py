"""How the embedded server reads requests, and what it answers to those that no page ever sees."""

from __future__ import annotations

from typing import Any, cast

from waitress.channel import HTTPChannel
from waitress.parser import HTTPRequestParser, ParsingError
from waitress.task import ErrorTask, WSGITask

HEADERS = (
    ("Content-Type", "text/plain; charset=utf-8"),
    ("Content-Security-Policy", "default-src 'none'; base-uri 'none'; frame-ancestors 'none'"),
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "same-origin"),
    ("Cache-Control", "no-store"),
)
SENTENCES = {
    400: "This site could not read the request.",
    413: "What you sent is larger than this site takes in one go. Go back and shorten it.",
    431: "The address or the cookies that were sent are longer than this site takes.",
    501: "This site does not take requests that are sent in that way.",
}
FAULT = "Something went wrong. The fault is ours: try again in a few minutes."


class Parser(HTTPRequestParser):
    def parse_header(self, header_plus: bytes) -> None:
        """Refuses a body whose end is told in two ways: a proxy might believe the other one."""
        super().parse_header(header_plus)
        if self.chunked and "CONTENT_LENGTH" in self.headers:
            raise ParsingError("Both Transfer-Encoding and Content-Length are given")


class PlainErrorTask(ErrorTask):
    def execute(self) -> None:
        """A sentence, the headers of every answer, and the end of the connection."""
        error = cast(Any, self.request).error
        body = (SENTENCES.get(error.code, FAULT) + "\n").encode()
        self.status = f"{error.code} {error.reason}"
        self.response_headers = [*self.response_headers, *HEADERS]
        self.set_close_on_finish()
        self.content_length = len(body)
        self.write(body)


class Task(WSGITask):
    """Keeps the connection after an answer without a body, such as 304, which waitress closes."""

    def set_close_on_finish(self) -> None:
        headers: dict[str, str] = getattr(self.request, "headers", {})
        asked_to_close = headers.get("CONNECTION", "").lower() == "close"
        if self.has_body or self.version != "1.1" or asked_to_close:
            super().set_close_on_finish()


class Channel(HTTPChannel):
    task_class = Task
    parser_class = Parser
    error_task_class = PlainErrorTask
