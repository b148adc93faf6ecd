"""Which slip explains the gap between the slips of a day and what the scale says of all of it.

One mistake at a time, and only where it explains the gap to the gram: neighbouring digits swapped,
ten times too much or too little, the bags forgotten or taken off twice, one weighing entered twice.
A swap exchanges digits of the figure as it is written, and invents none: 03 for 30 is no figure.
A large scale shows whole kilograms, and leaf dries: where nothing explains the gap exactly, a point
in the wrong place is named that leaves a small rest.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum


class Mistake(StrEnum):
    """What happens at a scale in the evening."""

    TENFOLD = "tenfold"
    TENTH = "tenth"
    SWAPPED = "swapped"
    TARE_FORGOTTEN = "tare_forgotten"
    TARE_TWICE = "tare_twice"
    TWICE = "twice"


#: The point stands one place too far to either side.
SHIFTED = (Mistake.TENFOLD, Mistake.TENTH)
#: A rest that two scales differ by: the greater of 1 kg or litre (g, ml), and so many thousandths.
_REST, _REST_OF_1000 = 1_000, 5
#: What is read wrong off the scale, whatever the bags weigh.
OF_FIGURE = (*SHIFTED, Mistake.SWAPPED)


@dataclass(frozen=True)
class Line:
    """A slip as it was entered: its number of the day, who sold, gross, bags, tare of each."""

    number: int
    seller: str
    gross: int
    bags: int
    tare: int

    @property
    def net(self) -> int:
        """What the slip counts."""
        return self.gross - self.bags * self.tare


@dataclass(frozen=True)
class Suspect:
    """A slip that would explain the whole gap: its net as entered, and as it then would be.

    ``gross`` is what stood on the scale if so. ``other`` is the slip that it repeats. ``rest`` is
    what then still differs: more on the slips, or less where it is negative.
    """

    number: int
    mistake: Mistake
    net: int
    would_be: int
    gross: int
    other: int | None = None
    rest: int = 0

    @property
    def read(self) -> int:
        """What the slip says that stood on the scale, of a mistake in that figure."""
        return self.gross + self.net - self.would_be


def gap(lines: Sequence[Line], scale_total: int) -> int:
    """How much more the slips add up to than the scale says; negative: less."""
    return sum(line.net for line in lines) - scale_total


def explain(lines: Sequence[Line], scale_total: int) -> tuple[Suspect, ...]:
    """Every slip and mistake that explains the gap exactly, in the order of the slips.

    Where the point of one slip alone explains it, nobody else is named. Where nothing does, points
    are that leave a rest such as two scales differ by, unless the gap itself is no more than that.
    """
    missing = gap(lines, scale_total)
    if not missing:
        return ()
    return _exactly(lines, missing) or _nearly(lines, scale_total, missing)


def _nearly(lines: Sequence[Line], scale_total: int, missing: int) -> tuple[Suspect, ...]:
    """The points in the wrong place that explain all but a rest."""
    most = max(_REST, scale_total * _REST_OF_1000 // 1_000)
    if abs(missing) <= most:
        return ()
    found = (
        replace(each, rest=missing - (each.net - each.would_be))
        for line in lines
        for each in _of_line(line, ())
        if each.mistake in SHIFTED
    )
    return tuple(each for each in found if abs(each.rest) <= most)


def _exactly(lines: Sequence[Line], missing: int) -> tuple[Suspect, ...]:
    tares = sorted({line.tare for line in lines if line.tare})
    found: dict[tuple[int, Mistake], Suspect] = {}
    for line in lines:
        for each in (*_of_line(line, tares), *_repeats(line, lines)):
            if each.net - each.would_be == missing:
                found.setdefault((each.number, each.mistake), each)
    shifted = [each for each in found.values() if each.mistake in SHIFTED]
    return tuple(shifted if len(shifted) == 1 else found.values())


def _of_line(line: Line, tares: Sequence[int]) -> Iterator[Suspect]:
    """What the slip would be without each mistake that could be in it."""
    packing = line.bags * line.tare
    for mistake, gross in _grosses(line.gross):
        if gross > packing:
            yield Suspect(line.number, mistake, line.net, gross - packing, gross)
    if packing:
        yield Suspect(line.number, Mistake.TARE_TWICE, line.net, line.gross, line.gross + packing)
        return
    for tare in tares:
        would_be = line.gross - max(line.bags, 1) * tare
        if would_be > 0:
            yield Suspect(line.number, Mistake.TARE_FORGOTTEN, line.net, would_be, line.gross)


def _grosses(gross: int) -> Iterator[tuple[Mistake, int]]:
    if gross % 10 == 0:
        yield Mistake.TENFOLD, gross // 10
    yield Mistake.TENTH, gross * 10
    digits, step, decimals = written(gross)
    for place in range(len(digits) - 1):
        one, other = digits[place], digits[place + 1]
        swapped = digits[:place] + other + one + digits[place + 2 :]
        whole = swapped[: len(swapped) - decimals]
        meant = int(swapped) * step
        if (
            (whole == "0" or whole[0] != "0")
            and gross not in (meant, meant * 10)
            and meant != gross * 10
        ):
            yield Mistake.SWAPPED, meant


def written(gross: int) -> tuple[str, int, int]:
    """The digits of a figure as it is written, what the last is worth, how many are decimals.

    In kilograms or litres to one decimal as scales show it ("38,0"), to two where it has them; in
    grams or millilitres where it has three, as two readings of "1,234" are refused.
    """
    if gross % 100 == 0:
        return f"{gross // 100:02d}", 100, 1
    if gross % 10 == 0:
        return f"{gross // 10:03d}", 10, 2
    return str(gross), 1, 0


def _repeats(line: Line, lines: Sequence[Line]) -> Iterator[Suspect]:
    """An earlier slip of the same seller and figures: one of the two is one too many."""
    for other in lines:
        if other.number < line.number and _alike(line, other):
            yield Suspect(line.number, Mistake.TWICE, line.net, 0, line.gross, other=other.number)


def _alike(one: Line, other: Line) -> bool:
    return (one.seller, one.gross, one.bags, one.tare) == (
        other.seller,
        other.gross,
        other.bags,
        other.tare,
    )
