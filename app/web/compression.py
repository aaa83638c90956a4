"""Content codings: which one a reader takes, and bytes in it.

Only what everybody may read is ever compressed. A page that holds a secret of its reader (a form's
token, a receipt's key) beside words of somebody else would give the secret away by its length.
"""

from __future__ import annotations

import gzip
from functools import lru_cache

import brotli
from werkzeug.datastructures import Accept
from werkzeug.http import parse_accept_header

PLAIN, BROTLI, GZIP = "", "br", "gzip"
SMALLEST_WORTH_IT = 500  # bytes; below it the frame of a packet is most of the cost
_FOR_A_PAGE = {BROTLI: 5, GZIP: 6}
_FOR_A_YEAR = {BROTLI: 11, GZIP: 9}


@lru_cache(maxsize=256)
def choose_coding(accepted: str | None) -> str:
    """The best coding that an `Accept-Encoding` header allows; PLAIN without one."""
    if not accepted:
        return PLAIN
    wanted = parse_accept_header(accepted, Accept)
    brotli_quality, gzip_quality = wanted.quality(BROTLI), wanted.quality(GZIP)
    if brotli_quality and brotli_quality >= gzip_quality:
        return BROTLI
    return GZIP if gzip_quality else PLAIN


def compress(body: bytes, coding: str, *, ahead: bool = False) -> bytes:
    """The body in a coding; `ahead` takes the time that is paid once and saved for a year."""
    level = (_FOR_A_YEAR if ahead else _FOR_A_PAGE).get(coding)
    if level is None:
        return body
    if coding == BROTLI:
        packed: bytes = brotli.compress(body, mode=brotli.MODE_TEXT, quality=level)
        return packed
    return gzip.compress(body, level, mtime=0)
