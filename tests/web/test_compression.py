from __future__ import annotations

import gzip

import brotli
import pytest

from app.web.compression import choose_coding, compress


@pytest.mark.parametrize(
    ("accepted", "coding"),
    [(None, ""), ("", ""), ("identity", ""), ("deflate", ""), ("gzip", "gzip"), ("br", "br"),
     ("gzip, deflate, br, zstd", "br"), ("gzip;q=1, br;q=0.5", "gzip"), ("gzip;q=0", ""),
     ("br;q=0, gzip", "gzip"), ("*", "br"), ("nonsense;;q=,", ""), ("GZIP", "gzip")],
)  # fmt: skip
def test_the_best_coding_that_a_reader_takes_is_chosen(accepted, coding):
    assert choose_coding(accepted) == coding


@pytest.mark.parametrize("ahead", [True, False])
def test_what_is_compressed_comes_back(ahead):
    words = b"Words, and words again. " * 100
    assert gzip.decompress(compress(words, "gzip", ahead=ahead)) == words
    assert brotli.decompress(compress(words, "br", ahead=ahead)) == words
    assert compress(words, "") == words


def test_the_same_bytes_give_the_same_bytes():
    assert compress(b"words", "gzip") == compress(b"words", "gzip")
