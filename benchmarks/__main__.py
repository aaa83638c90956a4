"""`python -m benchmarks` lists the benchmarks and runs them all; with a name it runs that one."""

from __future__ import annotations

import signal
import sys
from collections.abc import Callable, Sequence

from benchmarks import importing, real_input, speed, versus

BENCHMARKS: dict[str, tuple[str, Callable[[Sequence[str]], int]]] = {
    "importing": (
        "100,000 comments imported from files while the site is visited, against a bare "
        "executemany of the same rows, on SQLite and on PostgreSQL.",
        importing.main,
    ),
    "real_input": (
        "About 1,300 real public comments, sent through the form, decided in the queue and read "
        "back from the public pages over HTTP; every text must come back exactly.",
        real_input.main,
    ),
    "speed": (
        "What a topic's page and a sent comment cost, against bare Flask and nginx, on SQLite and "
        "on PostgreSQL, with up to 100,000 comments on a topic and a million on the site.",
        speed.main,
    ),
    "versus": (
        "Fifty of 10,000 comments read, and one sent, against Isso and against Django with "
        "django-contrib-comments, which it installs for itself.",
        versus.main,
    ),
}


def list_benchmarks() -> None:
    print("Benchmarks:")
    for name, (sentence, _run) in BENCHMARKS.items():
        print(f"  {name}: {sentence}")
    print("One of them:  python -m benchmarks NAME [its options; --help lists them]\n")


def main(arguments: Sequence[str]) -> int:
    """The exit status: 0 when all is as it should be, 1 for a fault, 2 for a wrong call."""
    if not arguments:
        list_benchmarks()
        return max(run([]) for _sentence, run in BENCHMARKS.values())
    name, *options = arguments
    if name in BENCHMARKS:
        return BENCHMARKS[name][1](options)
    list_benchmarks()
    if name in ("-h", "--help"):
        return 0
    print(f"There is no benchmark called {name}.", file=sys.stderr)
    return 2


if __name__ == "__main__":
    # So that being told to stop also stops the server and removes the database.
    signal.signal(signal.SIGTERM, lambda _number, _frame: sys.exit(143))
    sys.exit(main(sys.argv[1:]))
