"""Visitors who read and comment while something else goes on, and how long they wait."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from itertools import cycle
from threading import Event, Thread

from benchmarks.speed_data import WORDS
from benchmarks.speed_load import Connection
from benchmarks.visitor import FaultError

READ_EVERY, SENT_EVERY = 0.1, 0.3  # seconds between the end of one and the next


class Waits:
    """Seconds from asking to the last byte; a comment's from its form to its receipt's address."""

    def __init__(self) -> None:
        self.pages: list[float] = []
        self.sent: list[float] = []
        self.faults: list[str] = []


@contextmanager
def visiting(port: int, paths: Sequence[str]) -> Iterator[Waits]:
    """One reads the topics' pages, one comments on them, in turn; raises FaultError at the end."""
    waits, is_over = Waits(), Event()
    visitors = [
        Thread(target=_repeat, args=(visit, every, cycle(paths), is_over, waits.faults, times))
        for visit, every, times in (
            (_reader(port), READ_EVERY, waits.pages),
            (_sender(port), SENT_EVERY, waits.sent),
        )
    ]
    for visitor in visitors:
        visitor.start()
    try:
        yield waits
    finally:
        is_over.set()
        for visitor in visitors:
            visitor.join()
    if waits.faults:
        raise FaultError(f"A visitor met a fault: {waits.faults[0]}")


def _reader(port: int) -> Callable[[str], None]:
    visitor = Connection(port)

    def read(path: str) -> None:
        answer = visitor.get(path)
        if answer.status != 200:
            raise FaultError(f"{path} gave {answer.status}.")

    return read


def _sender(port: int) -> Callable[[str], None]:
    visitor = Connection(port)
    return lambda path: visitor.send_comment(f"{path}/comment", WORDS)


def _repeat(
    visit: Callable[[str], None],
    every: float,
    paths: Iterator[str],
    is_over: Event,
    faults: list[str],
    times: list[float],
) -> None:
    while not is_over.wait(every):
        begun = time.perf_counter()
        try:
            visit(next(paths))
        except (OSError, FaultError) as error:
            faults.append(str(error))
            return
        times.append(time.perf_counter() - begun)
