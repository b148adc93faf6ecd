"""A file's pages cut into shares, each with what its labels should say, and the reading of one."""

from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Iterable, Iterator, Sequence

from labels.raster import Pages
from labels.symbol import encoded_text

_TOGETHER = 120
"""Labels of a share, about: some 40 ms of work, little enough that nobody waits for the last."""


@dataclasses.dataclass(frozen=True)
class Share:
    """Pages from ``first`` to before ``past``; place ``start`` of the first should say the first of
    ``expected``, which has index ``low`` in the run; nothing may be where that is empty."""

    first: int
    past: int
    start: int
    low: int
    expected: list[str]


@dataclasses.dataclass(frozen=True)
class Found:
    """How many labels of a share are right, and the indexes in the run of those that are not."""

    decoded: int
    missing: list[int]
    wrong: list[int]


def shares(pages: Pages, start: int, expected: Iterable[str]) -> Iterator[Share]:
    """All pages; where they are too few, a last share of none has the URLs that are left."""
    rest, each = iter(expected), pages.stock.capacity
    step = max(1, _TOGETHER // each)
    for first in range(0, pages.count, step):
        past = min(pages.count, first + step)
        skipped = start if first == 0 else 0
        urls = list(itertools.islice(rest, (past - first) * each - skipped))
        yield Share(first, past, skipped, max(0, first * each - start), urls)
    if urls := list(rest):
        yield Share(pages.count, pages.count, 0, max(0, pages.count * each - start), urls)


@dataclasses.dataclass(frozen=True)
class Reader:
    """Reads shares of one file, at each of ``dpis``; symbols first, where their place is known."""

    pages: Pages
    dpis: Sequence[int]

    def read(self, share: Share) -> Found:
        """Every cell of the share's pages."""
        texts = [encoded_text(url) if url else None for url in share.expected]
        missing, wrong = set[int](), set[int]()
        at = -share.start
        for page in range(share.first, share.past):
            for place in range(self.pages.stock.capacity):
                told = texts[at] if 0 <= at < len(texts) else None
                for dpi in self.dpis:
                    _judge(at, self._text(page, place, dpi, told), told, missing, wrong)
                at += 1
        there = {index for index, text in enumerate(texts) if text is not None}
        missing.update(each for each in there if each >= at)
        bad = (missing | wrong) & there
        return Found(len(there) - len(bad), _in_run(share, missing), _in_run(share, wrong))

    def _text(self, page: int, place: int, dpi: int, told: str | None) -> str:
        if told is not None and self.pages.square is not None:
            text = self.pages.symbol(page, place, dpi)
            if text == told:
                return text
        return self.pages.cell(page, place, dpi)


def _in_run(share: Share, indexes: set[int]) -> list[int]:
    return sorted(max(-1, share.low + each) for each in indexes)


def _judge(at: int, text: str, told: str | None, missing: set[int], wrong: set[int]) -> None:
    if told is None:
        if text:
            wrong.add(at)
    elif not text:
        missing.add(at)
    elif text != told:
        wrong.add(at)
