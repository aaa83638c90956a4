"""The servers that are compared, each `python -m benchmarks.speed_apps NAME PORT` under one server.

`soundings` is the site as it is; `afresh` the site without its store of finished pages, so that
each one is rendered. The bare ones are what anybody would write by hand with Flask.
"""

from __future__ import annotations

import os
import secrets
import sqlite3
import sys
import threading
from datetime import datetime
from typing import Any

import psycopg
from flask import Flask, redirect, request
from flask_wtf import FlaskForm
from wtforms import RadioField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length

from app import create_app
from app.server import serve

COMMENTS = """<!doctype html><html lang="en">
<head><meta charset="utf-8"><title>{{ title }}</title></head>
<body><h1>{{ title }}</h1><p>{{ summary }}</p>{{ call|safe }}
<h2>{{ total }} comments</h2>
{% for number, ref, name, at, html in rows %}
<article id="comment-{{ ref }}">
<h3>Comment {{ number }}</h3> <bdi>{{ name or "Name withheld" }}</bdi>
<time datetime="{{ at.isoformat() }}">{{ at.strftime("%d %B %Y") }}</time>
<div>{{ html|safe }}</div>
<p><a href="/comments/{{ ref }}">Comment {{ number }}’s own page</a></p>
</article>
{% endfor %}
</body></html>"""

FORM = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Comment</title></head>
<body><h1>Comment</h1><form method="post">{{ form.hidden_tag() }}
{% for field in (form.body, form.publication_choice, form.name, form.email) %}
<p>{{ field.label }} {{ field() }} {% for error in field.errors %}<b>{{ error }}</b>{% endfor %}</p>
{% endfor %}
<button>Send</button></form></body></html>"""

ONE_TOPIC = """SELECT topics.id, topics.title, topics.summary, topics.call_html FROM topics
JOIN inquiries ON inquiries.id = topics.inquiry_id WHERE inquiries.slug = ? AND topics.slug = ?"""
TOTAL = "SELECT sum(total) FROM comment_counters WHERE topic_id = ? AND status = 'published'"
FIFTY = """SELECT number, public_ref, name, received_at, body_html FROM comments
WHERE topic_id = ? AND status = 'published' AND number BETWEEN ? AND ? ORDER BY number"""
ONE_MORE = "INSERT INTO bare_comments (body, choice, name, email) VALUES (?, ?, ?, ?)"

local = threading.local()


def run(statement: str, *values: object) -> Any:
    """On a connection of this thread's own, which stays open."""
    url = os.environ["SOUNDINGS_DATABASE_URL"]
    if not hasattr(local, "connection"):
        local.connection = (
            psycopg.connect(url.replace("+psycopg", ""), autocommit=True)
            if url
            else sqlite3.connect(f"{os.environ['SOUNDINGS_INSTANCE']}/soundings.sqlite3")
        )
        local.connection.execute("SELECT 1" if url else "PRAGMA synchronous = FULL")
    return local.connection.execute(statement.replace("?", "%s") if url else statement, values)


def moment(value: Any) -> datetime:
    return value if isinstance(value, datetime) else datetime.fromisoformat(value)


def make_hello() -> Flask:
    app = Flask("hello")

    @app.get("/")
    def hello() -> str:
        return "hello"

    return app


def make_bare_topic() -> Flask:
    """The topic's page with the same fifty comments, by hand-written SQL and Jinja."""
    app = Flask("bare")
    app.jinja_env.autoescape = True
    template = app.jinja_env.from_string(COMMENTS)

    @app.get("/inquiries/<inquiry>/<topic>")
    def show(inquiry: str, topic: str) -> str:
        last = request.args.get("page", 1, type=int) * 50
        found = run(ONE_TOPIC, inquiry, topic).fetchone()
        total = run(TOTAL, found[0]).fetchone()[0]
        rows = [
            (number, ref, name, moment(at), html)
            for number, ref, name, at, html in run(FIFTY, found[0], last - 49, last)
        ]
        return template.render(
            title=found[1], summary=found[2], call=found[3], total=total, rows=rows
        )

    return app


class BareForm(FlaskForm):
    body = TextAreaField("Comment", validators=[DataRequired(), Length(max=20_000)])
    publication_choice = RadioField("Publish", choices=[("named", "named"), ("anonymous", "not")])
    name = StringField("Name", validators=[Length(max=100)])
    email = StringField("E-mail", validators=[Length(max=254)])


def make_bare_form() -> Flask:
    """A form with a token, and one INSERT."""
    app = Flask("bare form")
    app.config["SECRET_KEY"] = secrets.token_hex(16)
    app.jinja_env.autoescape = True
    template = app.jinja_env.from_string(FORM)

    @app.route("/comment", methods=["GET", "POST"])
    def comment() -> Any:
        form = BareForm()
        if form.validate_on_submit():
            values = (form.body, form.publication_choice, form.name, form.email)
            run(ONE_MORE, *(field.data for field in values))
            local.connection.commit()
            return redirect("/thanks", 303)
        return template.render(form=form)

    return app


class NoStore:
    """Keeps no page."""

    def find(self, key: str) -> bytes | None:
        return None

    def keep(self, key: str, page: bytes) -> None:
        pass


def make_afresh() -> Flask:
    app = create_app()
    app.extensions["soundings_pages"].store = NoStore()
    return app


SERVERS = {
    "hello": make_hello,
    "bare_topic": make_bare_topic,
    "bare_form": make_bare_form,
    "soundings": create_app,
    "afresh": make_afresh,
}

if __name__ == "__main__":
    serve(SERVERS[sys.argv[1]](), "127.0.0.1", int(sys.argv[2]))
