"""The tasks that the worker knows, by name, and the chores of every sweep.

A task changes the database and is marked done in the same transaction. One that acts on the
world outside only reads, and returns the act: it is done after the reading has ended, so that no
lock is held while another machine is waited for.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

Act = Callable[[], None]
Function = Callable[..., Act | None]
Chore = Callable[[], None]


class GiveUpError(Exception):
    """Trying again would not help."""


class NotYetError(Exception):
    """It may be done, but not before `until`; that is no failure."""

    def __init__(self, until: datetime) -> None:
        super().__init__()
        self.until = until


@dataclass(frozen=True)
class Task:
    """What is done for an entry.

    One that `acts_outside` gets the entry's number first, for what must be done once; what its act
    writes is committed together with the entry's being done.
    """

    function: Function
    acts_outside: bool


TASKS: dict[str, Task] = {}
CHORES: list[Chore] = []


def task(name: str, *, acts_outside: bool = False) -> Callable[[Function], Function]:
    """Register what is done for an outbox entry of this name; it gets the entry's arguments."""

    def register(function: Function) -> Function:
        TASKS[name] = Task(function, acts_outside)
        return function

    return register


def chore(function: Chore) -> Chore:
    """Register what every sweep does; it must cost little and do no harm when done twice."""
    CHORES.append(function)
    return function


def get_task(name: str) -> Task:
    """Raises GiveUpError for a task that this version does not know."""
    if name not in TASKS:
        raise GiveUpError(f"no task is called {name}")
    return TASKS[name]
