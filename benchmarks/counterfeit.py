"""What the rules find of copied labels, and what they say of honest ones: a simulation, seeded.

One million labels are sold to buyers who scan with the habits of their class of product; one in a
hundred is photographed and printed on so many packages of somebody else's, which are sold to the
same kind of people, later than the original; as many again are used once more, on goods of the next
season. The rules and limits are the service's own (``traceability.domain.scans``). A label is
*found* where a rule that a buyer is shown speaks of it. A package is first scanned within a year of
being packed or never, one that bears a label once more within a year of that. A copy that nobody
scans cannot be found, and that is most of what is missed. There is no peer: the figure beside each
is the share of honest labels that the same rule
speaks of. What is assumed stands in ``CLASSES`` and in docs/explanation/counterfeit.md.
"""

from __future__ import annotations

import datetime as dt
import math
import random
import sys
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

# The checkout comes first, before this folder.
sys.path[0] = str(Path(__file__).parents[1])

from benchmarks.harness import rounds  # noqa: E402
from traceability.domain import scans  # noqa: E402
from traceability.domain.labels import LabelState  # noqa: E402
from traceability.domain.scans import Rule, Scanned, Standing  # noqa: E402

LABELS, SEED = 1_000_000, 20261126
#: One label in so many is copied, onto so many packages.
ONE_IN, COPIES = 100, (2, 10, 50, 200)
PACKED = dt.datetime(2026, 1, 10, 1, tzinfo=dt.UTC)
#: So many days after it was offered a package is eaten, and nobody looks any more.
HORIZON = 365
#: A label that is used once more: how it is named in the table, and how much later it is sold.
AGAIN, A_SEASON = "next season", 365.0
HONEST = "none"


@dataclass(frozen=True)
class Class:
    """How a class of product is sold and scanned: all of it assumed.

    ``asked`` of 1,000 packages are scanned at all; one of those is looked at in ``again`` further
    visitor-days on average (family, guests, a second look), in ``shown`` of 1,000 cases in
    ``crowd`` more (a gift that goes round, a shelf, a school class). ``sold`` are the median days
    from packing to the first scan and ``spread`` how uneven they are (log-normal); ``shelf`` is the
    shelf life in days, 0 where none is printed. ``late`` are the days by which copies come later.
    """

    asked: int
    again: float
    shown: int
    crowd: float
    sold: float
    spread: float
    shelf: int
    late: float


CLASSES: dict[str, Class] = {
    "orange": Class(60, 0.3, 5, 4.0, 6.0, 0.7, 0, 10.0),
    "tea": Class(90, 0.6, 20, 5.0, 45.0, 0.9, 540, 60.0),
    "honey": Class(150, 0.8, 30, 5.0, 40.0, 0.9, 540, 60.0),
    "herb": Class(70, 0.5, 15, 5.0, 60.0, 0.9, 365, 90.0),
}
SHARE = {"orange": 40, "tea": 25, "honey": 20, "herb": 15}  # of a hundred


def poisson(draw: random.Random, mean: float) -> int:
    """A count with that mean (Knuth's product of uniforms)."""
    limit, count, product = math.exp(-mean), 0, draw.random()
    while product > limit:
        count, product = count + 1, product * draw.random()
    return count


def package(draw: random.Random, of: Class, later: float = 0.0) -> tuple[float, int] | None:
    """When a package is first scanned (days after packing), in how many visitor-days; or never."""
    if draw.random() * 1_000 >= of.asked:
        return None
    first = of.sold * math.exp(of.spread * draw.gauss(0.0, 1.0))
    if first > HORIZON:
        return None
    visitors = 1 + poisson(draw, of.again)
    if draw.random() * 1_000 < of.shown:
        visitors += poisson(draw, of.crowd)
    return later + first, visitors


def copied(draw: random.Random, of: Class, kind: str) -> tuple[float, int] | None:
    """What the record sees of a label and of its copies together."""
    looks = [package(draw, of)]
    if kind == AGAIN:
        looks.append(package(draw, of, A_SEASON))
    elif kind != HONEST:
        looks += [package(draw, of, of.late * draw.random() * 2) for _ in range(int(kind))]
    seen = [each for each in looks if each is not None]
    if not seen:
        return None
    return min(first for first, _visitors in seen), sum(visitors for _first, visitors in seen)


def judged(name: str, seen: tuple[float, int]) -> set[Rule]:
    """What the service's rules say of it."""
    of = CLASSES[name]
    first = PACKED + dt.timedelta(days=seen[0])
    ended = PACKED.date() + dt.timedelta(days=of.shelf)
    standing = Standing(LabelState.DISPATCHED, ended_on=ended)
    scanned = Scanned(first, seen[1], first)
    return scans.noticed(scanned, first.date(), standing, scans.usual(name)) & scans.PUBLIC


@dataclass
class Sum:
    """Labels, those that were scanned at all, and those that each rule speaks of."""

    labels: int = 0
    scanned: int = 0
    many: int = 0
    late: int = 0
    either: int = 0

    def add(self, found: set[Rule] | None) -> None:
        """Count one label; ``None`` for one that nobody scanned."""
        self.labels += 1
        if found is not None:
            self.scanned += 1
            self.many += Rule.MANY in found
            self.late += Rule.LATE in found
            self.either += bool(found)


def simulate(labels: int, seed: int) -> dict[tuple[str, str], Sum]:
    """Sums by class and by what became of the label."""
    draw = random.Random(seed)
    sums: dict[tuple[str, str], Sum] = defaultdict(Sum)
    for name, count in shares(labels):
        for number in range(count):
            kind = kind_of(number)
            seen = copied(draw, CLASSES[name], kind)
            sums[name, kind].add(None if seen is None else judged(name, seen))
    return dict(sums)


def kind_of(number: int) -> str:
    """What becomes of a label: one in a hundred is copied, the next one is used once more."""
    turn, at = divmod(number, ONE_IN)
    if at == 0:
        return str(COPIES[turn % len(COPIES)])
    return AGAIN if at == 1 else HONEST


def shares(labels: int) -> Iterator[tuple[str, int]]:
    """How many labels each class has."""
    for name, share in SHARE.items():
        yield name, labels * share // 100


def rows(sums: dict[tuple[str, str], Sum]) -> list[str]:
    """The table as it stands in the documentation."""
    heads = "class | copies | labels | scanned | many visitors | late | either"
    lines = [f"| {heads} |", "|---|---|---|---|---|---|---|"]
    for name in CLASSES:
        for kind in (HONEST, *map(str, COPIES), AGAIN):
            each = sums[name, kind]
            parts = (each.scanned, each.many, each.late, each.either)
            shown = " | ".join(percent(part, each.labels) for part in parts)
            lines.append(f"| {name} | {kind} | {each.labels:,} | {shown} |")
    return lines


def percent(part: int, whole: int) -> str:
    """A share with as many digits as it needs to be seen."""
    share = 100 * part / whole
    return f"{share:.4f} %" if 0 < share < 0.1 else f"{share:.1f} %"


def main() -> None:
    """Simulate, print the table, and the figures as the last line."""
    labels = int(sys.argv[1]) if len(sys.argv) > 1 else LABELS
    sums = simulate(labels, SEED)
    print("\n".join(rows(sums)))
    figures: dict[str, float] = {"labels": labels, "seed": SEED}
    for (name, kind), each in sums.items():
        told = "false" if kind == HONEST else f"found_{kind.replace(' ', '_')}"
        figures[f"{name}_{told}_ppm"] = round(1_000_000 * each.either / each.labels)
    rounds.tell("counterfeit", figures, {}, {})


if __name__ == "__main__":
    main()
