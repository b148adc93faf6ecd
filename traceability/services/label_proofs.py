"""A printing house's proof beside its order: what is missing, foreign, there twice, too small.

What was decoded comes in, the run says what was ordered; nothing is written, and a file that was
sent is gone when it was read.
"""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import labels
from traceability.crypto.keyring import Keyring
from traceability.domain.errors import Invalid, NotFound, RuleBroken
from traceability.domain.stretches import Stretch, spelled, together
from traceability.services.frozen_runs import Frozen
from traceability.services.print_files import not_drawn, stickers_of
from traceability.store.models import PrintRun

#: A module is measured from a picture of dots: so much below the least is no fault of the press.
TOLERANCE_PERCENT = 4
#: What a page takes of a proof at once, all its files together.
MOST_BYTES, MOST_FILES = 10_000_000, 20
#: One proof at a time in a process: a reader may take a processor and much memory for a while.
_reader = threading.BoundedSemaphore(1)
_WAITS_SECONDS = 15


@dataclass(frozen=True)
class SentFile:
    """A file of a proof as somebody sent it, under the name it has there."""

    name: str
    data: bytes


@dataclass(frozen=True)
class ProofReport:
    """What is wrong with a proof; nothing where ``passed``.

    ``missing`` are numbers of the order that are on no page, ``twice`` those that are there more
    than once, ``foreign`` texts of no label of it, with their page; ``unreadable`` pages with a
    symbol that no reader takes, or with none at all; ``small`` numbers with modules below 0.33 mm,
    ``unmeasured`` how many could not be measured; ``elsewhere`` numbers of the same order, but
    of another roll than the one that is looked at.
    """

    expected: int
    read: int
    missing: tuple[int, ...]
    twice: tuple[int, ...]
    foreign: tuple[tuple[str, int, str], ...]
    unreadable: tuple[tuple[str, int], ...]
    small: tuple[Stretch, ...]
    unmeasured: int
    elsewhere: tuple[int, ...] = ()

    @property
    def passed(self) -> bool:
        """Whether the house may print."""
        wrong = self.missing or self.twice or self.foreign or self.unreadable or self.small
        return not (wrong or self.elsewhere)


def expected_of(keyring: Keyring, run: PrintRun, roll: str | None = None) -> dict[str, int]:
    """What a reader must say, and of which number; of one roll only, where one is named.

    ``Invalid('roll_unknown')`` at ``roll``.
    """
    frozen = Frozen.from_json(run.frozen)
    if roll is not None and roll not in frozen.rolls:
        raise Invalid("roll_unknown", "roll")
    first, last = (1, run.count) if roll is None else frozen.rolls[roll]
    found = {
        labels.encoded_text(each.url): number
        for number, each in stickers_of(keyring, run).items()
        if first <= number <= last
    }
    if not found:
        raise NotFound
    return found


def compare(
    expected: dict[str, int],
    pages: Iterable[tuple[str, labels.PageSeen]],
    *,
    sample: bool = False,
    order: Mapping[str, int] | None = None,
) -> ProofReport:
    """Compare pages of files with the order; a ``sample`` need not hold every label.

    ``order`` is the whole of it, where only a roll is ``expected``.
    """
    counted: Counter[int] = Counter()
    elsewhere: set[int] = set()
    foreign: list[tuple[str, int, str]] = []
    unreadable: list[tuple[str, int]] = []
    small: dict[int, int] = {}
    unmeasured = 0
    least = labels.SMALLEST_MODULE_UM * (100 - TOLERANCE_PERCENT) // 100
    for file, page in pages:
        if not page.symbols:
            unreadable.append((file, page.number))
        for seen in page.symbols:
            number = expected.get(seen.text)
            if not seen.text:
                unreadable.append((file, page.number))
            elif number is None and order is not None and seen.text in order:
                elsewhere.add(order[seen.text])
            elif number is None:
                foreign.append((file, page.number, seen.text[:120]))
            else:
                counted[number] += 1
                unmeasured += seen.module_um is None
                if seen.module_um is not None and seen.module_um < least:
                    small[number] = seen.module_um
    missing = () if sample else sorted(set(expected.values()) - set(counted))
    return ProofReport(
        expected=len(expected),
        read=sum(counted.values()),
        missing=tuple(missing),
        twice=tuple(sorted(n for n, times in counted.items() if times > 1)),
        foreign=tuple(foreign),
        unreadable=tuple(unreadable),
        small=tuple(sorted(small.items())),
        unmeasured=unmeasured,
        elsewhere=tuple(sorted(elsewhere)),
    )


def read_sent(
    sent: Sequence[SentFile], dpi: int | None = None
) -> list[tuple[str, labels.PageSeen]]:
    """Every page of the files of a proof, by their names; each is read in a process of its own.

    At ``proof``: ``Invalid`` ``required``, ``proof_files_too_large``; ``RuleBroken``
    ``label_proof_unreadable``, ``label_proof_too_large``, ``label_proof_takes_long``,
    ``proof_reader_busy``. Outside any unit of work: it takes seconds, all files together no more
    than ``labels.MOST_SECONDS``.
    """
    if not sent:
        raise Invalid("required", "proof")
    if len(sent) > MOST_FILES or sum(len(each.data) for each in sent) > MOST_BYTES:
        facts = {"most_mb": MOST_BYTES // 1_000_000, "most": MOST_FILES}
        raise Invalid("proof_files_too_large", "proof", **facts)
    if not _reader.acquire(timeout=_WAITS_SECONDS):
        raise RuleBroken("proof_reader_busy", "proof")
    try:
        ends = time.monotonic() + labels.MOST_SECONDS
        return [(each.name, page) for each in sent for page in _pages(each, dpi, ends)]
    finally:
        _reader.release()


def _pages(sent: SentFile, dpi: int | None, ends: float) -> Iterator[labels.PageSeen]:
    try:
        yield from labels.read_apart(sent.data, dpi, max(0.0, ends - time.monotonic()))
    except labels.LabelRefused as refused:
        refused.facts["file"] = sent.name
        raise not_drawn(refused, "proof") from None


def as_numbers(numbers: Sequence[int], most: int | None = None) -> str:
    """Numbers as they are read out: ``17, 23, 41–46``; no more stretches than ``most``."""
    found = together((number, number) for number in numbers)
    more = " …" if most is not None and len(found) > most else ""
    return spelled(found[:most]) + more
