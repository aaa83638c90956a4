"""Template filters and globals: words for moments, counts and enums."""

from __future__ import annotations

from datetime import datetime
from enum import Enum

from flask import Flask

from app.core import clock, markup, text
from config import Settings


def init_filters(app: Flask, settings: Settings) -> None:
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.jinja_env.filters.update(
        say_date=clock.say_date,
        say_time=clock.say_time,
        say_moment=clock.say_moment,
        iso=iso,
        since=since,
        say_count=text.say_count,
        trusted_html=markup.trusted,
        data_block=markup.make_data_block,
        label=label,
        status_label=label,
        choice_label=label,
    )
    app.jinja_env.globals.update(
        site_name="Soundings",
        organisation=settings.organisation,
        contact=settings.contact,
        is_demonstration=not settings.is_production,
        now=clock.now,
    )


def iso(moment: datetime) -> str:
    """A London moment with its offset, for `<time datetime>`."""
    return clock.london(moment).isoformat(timespec="seconds")


def since(then: datetime) -> str:
    return clock.say_since(then, clock.now())


def label(member: Enum) -> str:
    """An enum's own label, or its value as words."""
    words: str = getattr(member, "label", "") or str(member.value).replace("_", " ").capitalize()
    return words
