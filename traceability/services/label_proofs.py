"""A printing house's proof beside its order: what is missing, foreign, there twice, too small.

What was decoded comes in, the run says what was ordered; nothing is written.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import labels
from traceability.crypto.keyring import Keyring
from traceability.domain.errors import Invalid, NotFound
from traceability.domain.label_numbers import spelled, together
from traceability.services.print_files import Frozen, stickers_of
from traceability.store.models import PrintRun

#: A module is measured from a picture of dots: so much below the least is no fault of the press.
TOLERANCE_PERCENT = 4


@dataclass(frozen=True)
class ProofReport:
    """What is wrong with a proof; nothing where ``passed``.

    ``missing`` are numbers of the order that are on no page, ``twice`` those that are there more
    than once, ``foreign`` texts of no label of it, with their page; ``unreadable`` pages with a
    symbol that no reader takes, or with none at all; ``small`` numbers with modules below 0.33 mm,
    ``unmeasured`` how many could not be measured.
    """

    expected: int
    read: int
    missing: tuple[int, ...]
    twice: tuple[int, ...]
    foreign: tuple[tuple[str, int, str], ...]
    unreadable: tuple[tuple[str, int], ...]
    small: tuple[tuple[int, int], ...]
    unmeasured: int

    @property
    def passed(self) -> bool:
        """Whether the house may print."""
        return not (self.missing or self.twice or self.foreign or self.unreadable or self.small)


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
    expected: dict[str, int], pages: Iterable[tuple[str, labels.PageSeen]], *, sample: bool = False
) -> ProofReport:
    """Compare pages of files with the order; a ``sample`` need not hold every label."""
    counted: Counter[int] = Counter()
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
    )


def as_numbers(numbers: Sequence[int]) -> str:
    """Numbers as they are read out: ``17, 23, 41–46``."""
    return spelled(together((number, number) for number in numbers))
