"""The fixed part of a page, kept in memory apart from what changes often.

A frame is rendered with gaps where the changing parts belong. It holds as long as the stamp of the
published content, the build, and the clock between two turns.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from threading import Lock
from typing import Any

from flask import Flask, current_app, request

from app.core import clock
from app.core.markup import trusted
from app.core.stamps import SITE, read_stamps, read_stamps_now
from app.web.caching import address_of, build_of
from app.web.kept_pages import next_turn

MOST_FRAMES = 500
GAP = "<!-- gap -->"  # escaping and cleaning leave no such thing in anybody's words


@dataclass(frozen=True)
class Frame:
    """A fixed part: the HTML around its gaps, the stamps of the whole page by name, the moments
    at which the clock changes it, and what its view tells the changing part."""

    pieces: tuple[str, ...]
    stamp_names: tuple[str, ...]
    turns: tuple[datetime, ...]
    told: Mapping[str, Any]


@dataclass(frozen=True)
class _Kept:
    frame: Frame
    site: int
    since: datetime
    until: datetime
    build: tuple[object, ...]

    def holds_at(self, moment: datetime) -> bool:
        return self.since <= moment < self.until and self.build == build_of(current_app)


class Frames:
    def __init__(self) -> None:
        self._kept: OrderedDict[str, _Kept] = OrderedDict()
        self._lock = Lock()

    def find(self, address: str) -> _Kept | None:
        kept = self._kept.get(address)
        return kept if kept is not None and kept.holds_at(clock.now()) else None

    def keep(self, address: str, kept: _Kept) -> None:
        with self._lock:
            self._kept.pop(address, None)
            self._kept[address] = kept
            if len(self._kept) > MOST_FRAMES:
                self._kept.popitem(last=False)


def init_frames(app: Flask) -> None:
    app.extensions["soundings_frames"] = Frames()


def make_frame(
    html: str, stamp_names: Iterable[str], turns: Iterable[datetime], **told: Any
) -> Frame:
    pieces = tuple(trusted(piece) for piece in html.split(GAP))
    return Frame(pieces, (SITE, *stamp_names), tuple(turns), told)


def frame_and_stamps(make: Callable[[], Frame], argument: str = "") -> tuple[Frame, dict[str, int]]:
    """The frame of the address asked for, kept or new, and the stamps of its whole page.

    `argument` is the one in the address, if any, that the frame depends on.
    """
    frames: Frames = current_app.extensions["soundings_frames"]
    place = address_of(request.environ).partition("?")[0]
    address = f"{place}?{request.args.get(argument, '')}"
    kept = frames.find(address)
    if kept is not None:
        stamps = _read_stamps_alone(kept.frame.stamp_names)
        if stamps[SITE] == kept.site:
            return kept.frame, stamps
    present = clock.now()
    site = read_stamps((SITE,))[SITE]  # first, so that no frame is older than its stamp
    frame = make()
    stamps = {**read_stamps(frame.stamp_names), SITE: site}
    until = next_turn(frame.turns, present)
    frames.keep(address, _Kept(frame, site, present, until, build_of(current_app)))
    return frame, stamps


def _read_stamps_alone(names: Iterable[str]) -> dict[str, int]:
    """Without a transaction: what is shown with them is read later, so it is never older."""
    try:
        return read_stamps_now(current_app.extensions["soundings_driver"], names)
    except Exception:  # whatever the driver says, the session meets it too, as an error with words
        return read_stamps(names)
