"""A Django site with django-contrib-comments: `python versus_django.py ORDERS`, where both are.

A page (a flat page, Django's own kind) with its comments, fifty at a time, and a form. The orders
are JSON, written by benchmarks/versus.py, and hold everything that this file is told: it runs in an
environment in which nothing of the site is.
"""

from __future__ import annotations

import json
import secrets
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import django
from django.conf import settings
from waitress import serve

ORDERS: dict[str, Any] = json.loads(sys.argv[1])

TEMPLATES = {
    "topic.html": """<!doctype html><html lang="en">
<head><meta charset="utf-8"><title>{{ page.title }}</title></head>
<body><h1>{{ page.title }}</h1><p>{{ page.content }}</p>
<h2>{{ comments.paginator.count }} comments</h2>
{% for comment in comments %}
<article id="c{{ comment.pk }}">
<h3>Comment {{ comment.pk }}</h3> <bdi>{{ comment.name }}</bdi>
<time datetime="{{ comment.submit_date|date:"c" }}">{{ comment.submit_date|date:"d F Y" }}</time>
{{ comment.comment|linebreaks }}
<p><a href="{{ comment.get_absolute_url }}">Comment {{ comment.pk }}’s own address</a></p>
</article>
{% endfor %}
{% if comments.has_next %}
<a rel="next" href="?page={{ comments.next_page_number }}">The following comments</a>
{% endif %}
</body></html>""",
    "form.html": """{% load comments %}<!doctype html><html lang="en">
<head><meta charset="utf-8"><title>Comment</title></head>
<body><h1>Comment</h1>{% render_comment_form for page %}</body></html>""",
}


def describe_database() -> dict[str, Any]:
    """Connections stay open; on SQLite with the same journal and durability as the site's."""
    kept = {"CONN_MAX_AGE": None}
    if not ORDERS["database"]:
        pragmas = "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL"
        return kept | {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": Path(ORDERS["folder"]) / "django.sqlite3",
            "OPTIONS": {"init_command": pragmas},
        }
    url = urlsplit(ORDERS["database"])
    return kept | {
        "ENGINE": "django.db.backends.postgresql", "NAME": url.path[1:], "HOST": url.hostname,
        "PORT": url.port or "", "USER": url.username or "", "PASSWORD": url.password or "",
    }  # fmt: skip


settings.configure(
    SECRET_KEY=secrets.token_hex(32),
    ALLOWED_HOSTS=["127.0.0.1"],
    ROOT_URLCONF=__name__,
    SITE_ID=1,
    INSTALLED_APPS=[
        "django.contrib.auth", "django.contrib.contenttypes", "django.contrib.sessions",
        "django.contrib.messages", "django.contrib.sites", "django.contrib.flatpages",
        "django_comments",
    ],
    MIDDLEWARE=[  # those of a new project
        "django.middleware.security.SecurityMiddleware",
        "django.contrib.sessions.middleware.SessionMiddleware",
        "django.middleware.common.CommonMiddleware",
        "django.middleware.csrf.CsrfViewMiddleware",
        "django.contrib.auth.middleware.AuthenticationMiddleware",
        "django.contrib.messages.middleware.MessageMiddleware",
        "django.middleware.clickjacking.XFrameOptionsMiddleware",
    ],
    DATABASES={"default": describe_database()},
    TEMPLATES=[
        {
            "BACKEND": "django.template.backends.django.DjangoTemplates",
            "OPTIONS": {
                "loaders": [
                    (
                        "django.template.loaders.cached.Loader",
                        [
                            ("django.template.loaders.locmem.Loader", TEMPLATES),
                            "django.template.loaders.app_directories.Loader",
                        ],
                    )
                ],
                "context_processors": [
                    "django.template.context_processors.request",
                    "django.contrib.auth.context_processors.auth",
                    "django.contrib.messages.context_processors.messages",
                ],
            },
        }
    ],
)  # fmt: skip
django.setup()

from django.contrib.flatpages.models import FlatPage
from django.core.management import call_command
from django.core.paginator import Paginator
from django.core.wsgi import get_wsgi_application
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import include, path
from django_comments.models import Comment
from django_comments.moderation import CommentModerator, moderator

FIRST_AT = datetime(2026, 1, 5, 12, tzinfo=UTC)


class Moderator(CommentModerator):
    """Nothing is public before somebody has looked at it."""

    enable_field = "enable_comments"

    def moderate(self, comment: Comment, content_object: FlatPage, request: HttpRequest) -> bool:
        return True


def show_topic(request: HttpRequest) -> HttpResponse:
    page = get_object_or_404(FlatPage, url=ORDERS["path"])
    comments = Comment.objects.for_model(page).filter(
        site_id=settings.SITE_ID, is_public=True, is_removed=False
    )
    shown = Paginator(comments, 50).get_page(request.GET.get("page"))
    return render(request, "topic.html", {"page": page, "comments": shown})


def show_form(request: HttpRequest) -> HttpResponse:
    page = get_object_or_404(FlatPage, url=ORDERS["path"])
    return render(request, "form.html", {"page": page})


urlpatterns = [
    path(ORDERS["path"][1:], show_topic),
    path(ORDERS["path"][1:] + "comment", show_form),
    path("comments/", include("django_comments.urls")),
]


def fill(count: int, words: str) -> None:
    """Published comments of one page, a second apart, each by somebody with another address.

    (For every comment that is sent, django-contrib-comments reads all by the same person.)
    """
    page = FlatPage.objects.create(
        url=ORDERS["path"], title="Continuity of care", enable_comments=True,
        content="Does it matter to see the same doctor each time?",
    )  # fmt: skip
    Comment.objects.bulk_create(
        (
            Comment(
                content_object=page, site_id=settings.SITE_ID, user_name="Pat Lowe",
                user_email=f"pat.{number}@example.org", comment=words, ip_address="127.0.0.1",
                submit_date=FIRST_AT + timedelta(seconds=number), is_public=True,
            )
            for number in range(count)
        ),
        batch_size=500,
    )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def main() -> None:
    call_command("migrate", verbosity=0)
    fill(ORDERS["count"], ORDERS["words"])
    connection.close()
    moderator.register(FlatPage, Moderator)
    serve(get_wsgi_application(), host="127.0.0.1", port=ORDERS["port"], **ORDERS["server"])


if __name__ == "__main__":
    main()
