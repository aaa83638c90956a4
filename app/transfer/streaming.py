"""The files of comments, row by row: never more than one of them is in memory."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import TypeVar
from zipfile import BadZipFile

from app.comments.rules import BODY_LIMIT
from app.core import clock
from app.transfer.package import Package, as_text
from app.transfer.reading import slug_of_file
from app.transfer.rows import COLUMNS, EMAIL, NEEDED, CommentRow, Place, read_row

Complain = Callable[[str, int, str], None]
Item = TypeVar("Item")


def list_files(package: Package) -> list[str]:
    return [
        name
        for name in package.names()
        if name.startswith("comments/") and name.endswith(".csv") and name.count("/") == 1
    ]


def stream_rows(
    package: Package, name: str, inquiry: str, complain: Complain
) -> Iterator[CommentRow]:
    """What can be taken of one file; the rest is complained of."""
    csv.field_size_limit(BODY_LIMIT * 10)
    line = 1
    try:
        with package.open(name) as raw, as_text(raw) as file:
            reader = csv.reader(file, strict=True)
            header = next(reader, [])
            if not _is_header(header, lambda said: complain(name, 1, said)):
                return
            place, present = Place(inquiry, slug_of_file(name)), clock.now()
            for cells in reader:
                first, line = line + 1, reader.line_num

                def say(sentence: str, first: int = first) -> None:
                    complain(name, first, sentence)

                if len(cells) != len(header):
                    if cells:
                        say(f"The row has {len(cells)} cells, the header {len(header)}.")
                    continue
                row = read_row(dict(zip(header, cells, strict=True)), first, place, present, say)
                if row:
                    yield row
    except UnicodeDecodeError:
        complain(name, line, "From here on the file is not text in UTF-8.")
    except csv.Error as error:
        complain(name, line + 1, f"From here on the file is not CSV: {error}.")
    except (BadZipFile, OSError):
        complain(name, 0, "The file cannot be read: it is damaged.")


def _is_header(header: list[str], complain: Callable[[str], None]) -> bool:
    faults = [f"The column “{name}” is missing." for name in NEEDED if name not in header]
    known = {*COLUMNS, EMAIL}
    faults += [f"The column “{name}” is not known here." for name in header if name not in known]
    if len(set(header)) != len(header):
        faults.append("A column stands here twice.")
    for sentence in faults:
        complain(sentence)
    return not faults


def in_batches(items: Iterable[Item], size: int) -> Iterator[list[Item]]:
    rest = iter(items)
    while batch := list(islice(rest, size)):
        yield batch
