"""The shelf: what is packed unpacks to itself, and the memory it takes has an end."""

from __future__ import annotations

import datetime as dt
import gzip
import zlib

import brotli
from hypothesis import given
from hypothesis import strategies as st

from traceability.domain.labels import LabelState
from traceability.services.page_tokens import Run, Stretch
from traceability.store.epoch import Stand
from traceability.web.shelf import MOST_RUNS, Cut, Kept, Shelf

SEEN = (Stand(1), dt.date(2026, 1, 20))
KNOWN = {"token": "t", "about": 1, "seen": SEEN, "tag": "t", "headers": []}
WORDS = st.text(st.characters(exclude_categories=("Cs",)), max_size=300)


@given(st.lists(WORDS, min_size=3, max_size=3), WORDS, WORDS)
def test_a_label_is_the_page_with_its_words_between(
    pieces: list[str], number: str, code: str
) -> None:
    cut = Cut.of([pieces[0], "number", pieces[1], "code", pieces[2]], **KNOWN)
    own = {"number": number, "code": code}
    whole = (pieces[0] + number + pieces[1] + code + pieces[2]).encode()
    assert cut.body("identity", own) == whole
    packed = cut.body("gzip", own)
    assert gzip.decompress(packed) == zlib.decompress(packed, 31) == whole


@given(WORDS, st.permutations(["identity", "gzip", "br"]))
def test_a_page_is_itself_in_every_encoding_in_whatever_order(
    text: str, encodings: list[str]
) -> None:
    kept = Kept.of(text.encode(), **KNOWN)
    unpack = {"identity": bytes, "gzip": gzip.decompress, "br": brotli.decompress}
    for encoding in (*encodings, *encodings):
        assert unpack[encoding](kept.body(encoding)) == text.encode()


def page(size: int) -> Kept:
    return Kept.of(b"x" * size, **KNOWN)


def test_the_pages_longest_unasked_for_make_room() -> None:
    shelf = Shelf(most_bytes=3 * page(3_000).size)
    for name in "abc":
        shelf.put(name, page(3_000))
    assert shelf.find("a") is not None
    shelf.put("d", page(3_000))
    assert [name for name in "abcd" if shelf.find(name)] == ["a", "c", "d"]
    assert shelf.bytes_held == 3 * page(3_000).size
    shelf.put("a", page(30))  # in the place of the old one
    shelf.drop("c")
    shelf.drop("never there")
    assert shelf.bytes_held == page(30).size + page(3_000).size
    shelf.put("huge", page(3_000_000))
    assert (len(shelf), shelf.bytes_held) == (0, 0)


def test_runs_have_an_end_too() -> None:
    shelf = Shelf()
    for number in range(MOST_RUNS + 5):
        stretch = Stretch(0, 9, LabelState.LINKED, 1)
        shelf.put_run(SEEN, Run(number, number, "k1", 10, (stretch,)))
    assert shelf.run(4) is None
    known = shelf.run(MOST_RUNS)
    assert known is not None
    assert known[1].stretch(9) == Stretch(0, 9, LabelState.LINKED, 1)
    assert known[1].stretch(10) is None


def test_a_run_that_was_read_again_outlives_one_that_was_not() -> None:
    shelf = Shelf()
    stretch = Stretch(0, 9, LabelState.LINKED, 1)
    runs = [Run(number, number, "k1", 10, (stretch,)) for number in range(MOST_RUNS + 1)]
    for each in runs[:MOST_RUNS]:
        shelf.put_run(SEEN, each)
    shelf.put_run(SEEN, runs[0])
    shelf.put_run(SEEN, runs[MOST_RUNS])
    assert shelf.run(0) is not None
    assert shelf.run(1) is None
