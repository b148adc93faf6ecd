"""Where things stand on a trace stamp: three arrangements, all of them flush left.

Limits, in points: title 6.5, everything else 5. The symbol is as large as the texts leave room
for, never under 0.33 mm a module: large modules with comfortable type are tried first, then the
smallest type, then the smallest module.
"""

from __future__ import annotations

import dataclasses
import enum
import itertools
import re
from collections.abc import Callable, Iterator

from labels.dots import dots_of, dots_um
from labels.errors import DoesNotFit
from labels.fonts import Weight, typeface
from labels.plan import Align, Plan, Slot, place_block
from labels.square import RASTER_UM, Square
from labels.stamp import StampLabel, TraceStamp
from labels.stock import Point, Size
from labels.symbol import QUIET_MODULES, SMALLEST_MODULE_UM
from labels.typeset import LEADING, TIGHT_LEADING, Block, Piece, fit, largest, points, width_um

SMALLEST_TITLE_UM = points(65)
SMALLEST_TEXT_UM = points(50)
SIDE_INSET_UM = 2_000
CARD_INSET_UM = 3_000
WIDE_INSET_UM = 3_500
WHOLE_FROM_UM = 45_000
"""Narrower *side* labels leave out the place and the day of packing: product, who and lot, and the
days that every label shows, come first."""

_COMFORTABLE_MODULE_UM = 375
_COMFORTABLE_TEXTS_UM = (points(70), points(60), points(50))
_MODULE_STEP_UM = 15
_CLEAR_UM = 600
_ASIDE_UM = 1_200
_GUTTER_UM = 2_500
_FOOT_UM = points(55)
_NUMBER_UM = points(60)
_HINT_GAP_UM = 1_400
_SQUEEZES = ((LEADING, 900), (LEADING, 600), (TIGHT_LEADING, 600))
"""Leading and the clear space above the code, most generous first."""
USUAL_CODE, _WIDEST_DIGIT = "G", "4"
"""Codes and numbers are set as large as the room allows for these: of two hundred codes, one is
wider, and set a little smaller."""
_WIDEST_CODE = "MMMMW"
"""A code of these by turns must have room at the smallest size, so that no run is ordered and then
meets a code that it cannot draw: four in 10⁹ are wider."""


class _Domain(enum.Enum):
    """Where a *side* label has its domain."""

    UNDER_SYMBOL = enum.auto()
    IN_COLUMN = enum.auto()
    AT_FOOT = enum.auto()


class _Number(enum.Enum):
    """Where a *side* label has its number: at the end of the code's row where both have room."""

    IN_ROW = enum.auto()
    UNDER_SYMBOL = enum.auto()


@dataclasses.dataclass(frozen=True)
class _Way:
    """A way to set a *side* label: leading and the clear space above the code are squeezed."""

    number: _Number
    leading: int
    gap: int
    domain: _Domain


_WAYS = tuple(
    _Way(number, leading, gap, domain)
    for number, (leading, gap), domain in itertools.product(_Number, _SQUEEZES, _Domain)
    # There is room for one of them under a symbol.
    if (number, domain) != (_Number.UNDER_SYMBOL, _Domain.UNDER_SYMBOL)
)
"""Best first."""


def side(
    size: Size,
    stamp: TraceStamp,
    label: StampLabel,
    modules: int,
    dpi: int | None = None,
    title_lines: int = 2,
) -> Plan:
    """Symbol left, words right, the typed code along the foot; for labels below 30 mm.

    The domain stands under the symbol where that leaves room, else below the words, else, if it is
    long, on a line of its own at the foot. Lines close up to ``TIGHT_LEADING`` as a last resort.
    """
    refusals = []
    for way in _WAYS:
        try:
            return _side(size, stamp, label, modules, dpi, way, title_lines)
        except DoesNotFit as refusal:
            refusals.append(refusal)
    raise min(refusals, key=_nearest)


def _nearest(refusal: DoesNotFit) -> tuple[bool, int]:
    """What to name of several refusals: the words, which can be shortened, before the symbol."""
    return refusal.field == "qr", refusal.facts["needed_um"] - refusal.facts["room_um"]


def _side(
    size: Size,
    stamp: TraceStamp,
    label: StampLabel,
    modules: int,
    dpi: int | None,
    way: _Way,
    title_lines: int,
) -> Plan:
    inset, width = SIDE_INSET_UM, size.width - 2 * SIDE_INSET_UM
    bottom = size.height - inset
    address = fit([_domain(stamp, _FOOT_UM)], width, bottom)
    foot = address.height_um + _CLEAR_UM if way.domain is _Domain.AT_FOOT else 0
    base = bottom - foot - _below(label, points(100), _NUMBER_UM)
    if way.number is _Number.IN_ROW:
        code, in_row = _code_row(label, Point(inset, base), width, points(100), _NUMBER_UM)
        under = address.height_um if way.domain is _Domain.UNDER_SYMBOL else 0
    else:
        code, in_row = _code_slot(label, Point(inset, base), width, points(100)), None
        under = _above_number(_NUMBER_UM)
    roof = base - _above(code) - way.gap
    shown = _facts(stamp, points(70), whole=size.width >= WHOLE_FROM_UM)

    def build(module: int, smallest: int) -> Plan:
        symbol = Square(Point(inset, inset), module, modules)
        x = below = inset + symbol.side_um + symbol.quiet_um
        number = in_row or _number_below(label, Point(inset, below), symbol.side_um)
        pieces = [_title(stamp, points(95), title_lines)] if stamp.product else []
        pieces += shown(smallest)
        apart, y = address, bottom - address.height_um
        if way.domain is _Domain.UNDER_SYMBOL:
            apart, y = _narrowed(stamp, below - inset - _ASIDE_UM, width), below
            x = max(below, inset + _width(apart) + _ASIDE_UM)
        if in_row is None:
            x = max(below, inset + number.room_um + _ASIDE_UM)
        if way.domain is _Domain.IN_COLUMN:
            pieces.append(_domain(stamp, points(70)))
        words = fit(pieces, size.width - inset - x, roof - inset, way.leading)
        texts = place_block(words, Point(x, inset))
        if way.domain is not _Domain.IN_COLUMN:
            texts += place_block(apart, Point(inset, y))
        return Plan(size, texts, symbol, code, number)

    return _largest_symbol(build, modules, roof - inset - under, inset, dpi)


def card(
    size: Size, stamp: TraceStamp, label: StampLabel, modules: int, dpi: int | None = None
) -> Plan:
    """Title across the top, symbol and facts side by side, code and domain across the foot."""
    inset, width = CARD_INSET_UM, size.width - 2 * CARD_INSET_UM
    bottom = size.height - inset
    title = fit([_title(stamp, points(115), 3)], width, size.height // 3)
    hint = fit([_hint(stamp, points(68))], width, bottom // 4)
    floor = bottom - hint.height_um - _HINT_GAP_UM
    code, number = _code_row(label, Point(inset, floor), width, points(115), points(70))
    top, roof = inset + title.height_um, floor - _above(code)
    shown = _facts(stamp, points(78))

    def build(module: int, smallest: int) -> Plan:
        dark = module * modules
        middle = top + (roof - top) // 2
        symbol = Square(Point(inset, middle - dark // 2), module, modules)
        x = inset + dark + max(symbol.quiet_um, _GUTTER_UM)
        words = fit(shown(smallest), size.width - inset - x, roof - top - 5 * _CLEAR_UM)
        texts = (
            *place_block(title, Point(inset, inset)),
            *place_block(words, Point(x, middle - words.height_um // 2)),
            *place_block(hint, Point(inset, bottom - hint.height_um)),
        )
        return Plan(size, texts, symbol, code, number)

    room = min(roof - top, size.width * 2 // 5)
    return _largest_symbol(build, modules, room, inset, dpi, quiet_sides=2)


def wide(
    size: Size, stamp: TraceStamp, label: StampLabel, modules: int, dpi: int | None = None
) -> Plan:
    """Symbol and number in a column of their own, all words in the other."""
    inset, bottom = WIDE_INSET_UM, size.height - WIDE_INSET_UM
    number_size = points(70)
    shown = _facts(stamp, points(85))

    def build(module: int, smallest: int) -> Plan:
        symbol = Square(Point(inset, inset), module, modules)
        x = inset + symbol.side_um + max(symbol.quiet_um, _GUTTER_UM)
        width = size.width - inset - x
        hint = fit([_hint(stamp, points(70))], width, bottom // 4)
        floor = bottom - hint.height_um - _HINT_GAP_UM
        code = _code_slot(label, Point(x, floor), width, points(130))
        room = floor - _above(code) - 2 * _CLEAR_UM - inset
        words = fit([_title(stamp, points(125), 3), *shown(smallest)], width, room)
        texts = (
            *place_block(words, Point(x, inset), room),
            *place_block(hint, Point(x, bottom - hint.height_um)),
        )
        foot = Point(inset, texts[-1].at.y)
        number = Slot(
            "number_text", Weight.REGULAR, number_size, SMALLEST_TEXT_UM, symbol.side_um, foot
        )
        return Plan(size, texts, symbol, code, number)

    room = min(bottom - inset - number_size, size.width * 7 // 20)
    return _largest_symbol(build, modules, room, inset, dpi)


def _largest_symbol(
    build: Callable[[int, int], Plan],
    modules: int,
    room: int,
    inset: int,
    dpi: int | None,
    quiet_sides: int = 1,
) -> Plan:
    """The first plan that holds; ``room`` is for the dark square and its quiet zones across it."""
    across, rest = modules + quiet_sides * QUIET_MODULES, quiet_sides * RASTER_UM
    most = min((room - rest) // across, (inset - RASTER_UM) // QUIET_MODULES)
    refusal = DoesNotFit("qr", across * finest_module(dpi) + rest, room)
    for module, smallest in _tries(most, dpi):
        try:
            return build(module, smallest)
        except DoesNotFit as fault:
            refusal = fault
    raise refusal


def _tries(most: int, dpi: int | None) -> Iterator[tuple[int, int]]:
    """Modules and smallest type sizes, the best first; whole dots only where there are dots."""
    sizes = module_sizes(most, dpi)
    comfortable = [module for module in sizes if module >= _COMFORTABLE_MODULE_UM]
    for smallest in _COMFORTABLE_TEXTS_UM:
        yield from ((module, smallest) for module in comfortable)
    yield from ((module, SMALLEST_TEXT_UM) for module in sizes if module < _COMFORTABLE_MODULE_UM)


def module_sizes(most: int, dpi: int | None) -> list[int]:
    """Modules from ``most`` down to the finest that is printed; whole dots with ``dpi``."""
    return _modules(most) if dpi is None else _whole_dots(most, dpi)


def finest_module(dpi: int | None) -> int:
    """The least module that is printed, in whole dots with ``dpi``."""
    if dpi is None:
        return SMALLEST_MODULE_UM
    return dots_um(dots_of(SMALLEST_MODULE_UM, dpi), dpi)


def _modules(most: int) -> list[int]:
    sizes = [*range(most, _COMFORTABLE_MODULE_UM - 1, -_MODULE_STEP_UM)]
    below = min(most, _COMFORTABLE_MODULE_UM)
    sizes += range(below, SMALLEST_MODULE_UM - 1, -_MODULE_STEP_UM)
    return [*sizes, SMALLEST_MODULE_UM] if most >= SMALLEST_MODULE_UM else sizes


def _whole_dots(most: int, dpi: int) -> list[int]:
    least = dots_of(SMALLEST_MODULE_UM, dpi)
    sizes = (dots_um(dots, dpi) for dots in range(least, 2 * least + 8))
    return sorted((size for size in sizes if size <= most), reverse=True)


def _title(stamp: TraceStamp, largest_um: int, lines: int) -> Piece:
    return Piece("product", stamp.product, largest_um, SMALLEST_TITLE_UM, Weight.BOLD, lines)


def _domain(stamp: TraceStamp, largest_um: int) -> Piece:
    return Piece("domain", stamp.domain, largest_um, SMALLEST_TEXT_UM)


def _hint(stamp: TraceStamp, largest_um: int) -> Piece:
    text = f"{stamp.scan_hint} {stamp.domain}".strip()
    return Piece("domain", text, largest_um, SMALLEST_TEXT_UM, lines=2)


def _facts(
    stamp: TraceStamp, largest_um: int, *, whole: bool = True
) -> Callable[[int], list[Piece]]:
    """Who, where, which lot, when: as pieces, once the smallest type size is known."""
    days = (stamp.dates_line, stamp.packed_line if whole else "")
    texts = {
        "cooperative": stamp.cooperative,
        "place": stamp.place if whole else "",
        "lot_line": stamp.lot_line,
        "dates_line": " · ".join(filter(None, days)),
    }
    gaps = {"cooperative": largest_um // 6, "lot_line": largest_um // 4}

    def pieces(smallest_um: int) -> list[Piece]:
        return [
            Piece(name, text, largest_um, smallest_um, lines=2, space_before_um=gaps.get(name, 0))
            for name, text in texts.items()
            if text
        ]

    return pieces


def _code_row(
    label: StampLabel, foot: Point, width: int, code_um: int, number_um: int
) -> tuple[Slot, Slot]:
    """The code at the left end of a line, the number at its right end."""
    reference = _widest_number(label)
    size = largest(Weight.REGULAR, reference, width // 4, number_um, SMALLEST_TEXT_UM)
    room = width_um(Weight.REGULAR, size, reference)
    code = _code_slot(label, foot, width - room - 2 * _CLEAR_UM, code_um)
    end = Point(foot.x + width, foot.y)
    field = "number_text"
    number = Slot(field, Weight.REGULAR, size, SMALLEST_TEXT_UM, room, end, Align.RIGHT)
    return code, number


def _number_below(label: StampLabel, corner: Point, wanted: int) -> Slot:
    """The number with its top left corner at ``corner``, smaller where it then is no wider than
    ``wanted``."""
    reference = _widest_number(label)
    size = largest(Weight.REGULAR, reference, wanted, _NUMBER_UM, SMALLEST_TEXT_UM)
    room = width_um(Weight.REGULAR, size, reference)
    foot = Point(corner.x, corner.y + _above_number(size))
    return Slot("number_text", Weight.REGULAR, size, SMALLEST_TEXT_UM, room, foot)


def _above_number(size: int) -> int:
    return typeface(Weight.REGULAR).ink("T0123456789")[1] * size // 1_000


def _widest_number(label: StampLabel) -> str:
    return re.sub(r"\d+", _room_for_number, label.number_text)


def _room_for_number(found: re.Match[str]) -> str:
    """Digits of the widest sort, four at least: a run's first label must not set the measure."""
    return _WIDEST_DIGIT * max(4, len(found[0]))


def code_size(code: str, room: int, largest_um: int) -> int:
    """The type size at which the codes of a run are set in ``room``; raises DoesNotFit where
    there may be one among them that has none."""
    places = itertools.cycle(_WIDEST_CODE)
    widest = re.sub(r"[0-9A-Z]", lambda _: next(places), code)
    needed = width_um(Weight.BOLD, SMALLEST_TEXT_UM, widest)
    if needed > room:
        raise DoesNotFit("code", needed, room)
    usual = re.sub(r"[0-9A-Z]", USUAL_CODE, code)
    return largest(Weight.BOLD, usual, room, largest_um, SMALLEST_TEXT_UM)


def _code_slot(label: StampLabel, foot: Point, room: int, largest_um: int) -> Slot:
    size = code_size(label.code, room, largest_um)
    return Slot("code", Weight.BOLD, size, SMALLEST_TEXT_UM, room, foot)


def _above(code: Slot) -> int:
    return typeface(Weight.BOLD).ink(USUAL_CODE)[1] * code.size_um // 1_000


def _below(label: StampLabel, code_um: int, number_um: int) -> int:
    """How far a row of code and number reaches below its baseline at most."""
    code = typeface(Weight.BOLD).ink(USUAL_CODE + "Q")[0] * code_um
    number = typeface(Weight.REGULAR).ink(label.number_text + "0")[0] * number_um
    return -(-max(code, number) // 1_000)


def _narrowed(stamp: TraceStamp, wanted: int, width: int) -> Block:
    """The domain, smaller where it then leaves the words the room beside the symbol."""
    size = largest(Weight.REGULAR, stamp.domain, wanted, _FOOT_UM, SMALLEST_TEXT_UM)
    return fit([_domain(stamp, size)], width, size * 2)


def _width(block: Block) -> int:
    return max(width_um(line.weight, line.size_um, line.text) for line in block.lines)
