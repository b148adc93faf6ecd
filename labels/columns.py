"""Where things stand on goods, carton and hang labels, and on fruit stickers.

*Stacked*: words across the top, symbol at the foot on the left, hint, code and number beside it.
*Beside*: symbol in a column of its own, number below it, all words and the code in the other.
Whichever suits the label's shape is tried first, then the other. Limits are the stamp's: titles
6.5 points, everything else 5.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable, Sequence

from labels import grow
from labels.arrangements import (
    SMALLEST_TEXT_UM,
    SMALLEST_TITLE_UM,
    USUAL_CODE,
    code_size,
    finest_module,
    module_sizes,
    side,
)
from labels.errors import DoesNotFit
from labels.fonts import Weight, typeface
from labels.goods import CartonLabel, FruitSticker, GoodsLabel, HangTag
from labels.plan import Align, Placed, Plan, Rule, Slot, place_block
from labels.square import RASTER_UM, Square
from labels.stamp import StampLabel, TraceStamp
from labels.stock import Point, Size
from labels.symbol import QUIET_MODULES
from labels.typeset import Block, Piece, fit, largest, points, width_um

_INSET_UM = 2_500
_STICKER_INSET_UM = 1_200
_GUTTER_UM = 2_000
_CLEAR_UM = 700
_FOLD_UM, _DASH_UM = 100, 1_000
_STICKER_LINES = 4
"""Lines of a name beside the symbol of a small sticker."""


@dataclasses.dataclass(frozen=True)
class Words:
    """What is said: the ``pieces`` above and the ``hint`` beside the code; sizes in points/10.

    A symbol is not made larger than ``largest_module_um`` a module: the words want the room; nor
    smaller than ``least_module_um``. Words that are ``held`` are set at their size or not at all.
    """

    pieces: tuple[Piece, ...]
    hint: str
    code: int
    number: int
    largest_module_um: int
    least_module_um: int = 0
    held: bool = False

    def block(self, width: int, height: int) -> Block:
        """The pieces in a box; raises DoesNotFit."""
        return fit(self.pieces, width, height, least_percent=100 if self.held else 40)


def goods(design: GoodsLabel, size: Size) -> Words:
    """A goods label's words, in the order of the law."""
    text = 60 + 10 * min(4, min(size.width, size.height) // 30_000)
    names = (
        _title("name", design.name, text + 35),
        _line("name_en", design.name_en, text + 10),
        _line("name_zh", design.name_zh, text + 10),
    )
    fields = ("responsible", "origin", "quantity", "ingredients", "made_on", "best_before")
    facts = [
        _line(name, getattr(design, name), text, lines=6)
        for name in (*fields, "lot", "usage", "storage", "warnings")
    ]
    return _words((*names, *facts), design.scan_hint, design.domain, text + 20, 60, 8 * text)


def carton(design: CartonLabel, size: Size) -> Words:
    """A carton's words where room is short."""
    scale = max(1, min(size.width, size.height) // 50_000)
    module = 700 if size.width > 2 * size.height else 500 * scale  # a strip has room beside it
    pieces = (
        _title("product", design.product, 100 * scale),
        _line("product_en", design.product_en, 70 * scale),
        _line("product_zh", design.product_zh, 70 * scale),
        _line("contents", design.contents, 90 * scale, lines=2),
        _line("cooperative", design.cooperative, 70 * scale, lines=2),
        _line("place", design.place, 60 * scale, lines=2),
        _strong("lot_line", design.lot_line, 70 * scale),
        _line("dates_line", design.dates_line, 70 * scale, lines=2),
        _line("handling", design.handling, 60 * scale, lines=3),
    )
    return _words(pieces, design.scan_hint, design.domain, 90 * scale, 80 * scale, module)


def plan_words(size: Size, words: Words, label: StampLabel, modules: int, dpi: int | None) -> Plan:
    """The words and the symbol on a label; raises DoesNotFit."""
    ways = (_stacked, _beside) if size.width < size.height * 3 // 2 else (_beside, _stacked)
    refusals = []
    for way in ways:
        try:
            return way(size, words, label, modules, dpi)
        except DoesNotFit as refusal:
            refusals.append(refusal)
    raise min(refusals, key=lambda fault: fault.facts["needed_um"] - fault.facts["room_um"])


def plan_grown(
    size: Size, speech: grow.Speech, label: StampLabel, modules: int, dpi: int | None
) -> Plan | None:
    """The words as large as the label has room for; none where they must be small."""
    least, most = grow.modules_um(size, modules)

    def build(tenths: int) -> Plan:
        pieces = tuple(each.piece(tenths) for each in speech.said if each.text)
        small, code = speech.small * tenths // 10, speech.code * tenths // 10
        words = Words(pieces, speech.hint, code, small, most, least, held=True)
        return plan_words(size, words, label, modules, dpi)

    return grow.largest(build)


def sticker(
    size: Size, design: FruitSticker, label: StampLabel, modules: int, dpi: int | None
) -> Plan:
    """Symbol in the middle, code, domain and number below it; the name above it if it has room.

    A label clearly wider than high has the symbol at its left, as a small stamp has.
    """
    way = _wide_sticker if size.width > size.height * 6 // 5 else _sticker
    try:
        return way(size, design, label, modules, dpi)
    except DoesNotFit:
        return way(size, dataclasses.replace(design, product=""), label, modules, dpi)


def _wide_sticker(
    size: Size, design: FruitSticker, label: StampLabel, modules: int, dpi: int | None
) -> Plan:
    bare = _Bare(design.product, "", design.domain)
    return side(size, bare, label, modules, dpi, _STICKER_LINES)


class _Bare(TraceStamp):
    """The words of a sticker, which need not be all that a stamp's are."""

    def __post_init__(self) -> None:
        """They are clean."""


def _sticker(
    size: Size, design: FruitSticker, label: StampLabel, modules: int, dpi: int | None
) -> Plan:
    inset, width = _STICKER_INSET_UM, size.width - 2 * _STICKER_INSET_UM
    middle = Point(size.width // 2, size.height - inset)
    number_size = points(50)
    foot = middle.y - _descent(Weight.REGULAR, number_size)
    address = fit([_line("domain", design.domain, 55, lines=1)], width, size.height)
    number = _slot(
        "number_text", label.number_text, Weight.REGULAR, width, 50, Point(middle.x, foot)
    )
    above = foot - points(50) * 6 // 5
    site = above - address.height_um + address.lines[0].baseline_um
    code_foot = site - points(55) * 6 // 5
    code = _slot("code", label.code, Weight.BOLD, width, 70, Point(middle.x, code_foot))
    roof = code_foot - typeface(Weight.BOLD).ink(USUAL_CODE)[1] * code.size_um // 1_000
    names = (
        fit([_title("product", design.product, 70, lines=1)], width, size.height)
        if (design.product)
        else None
    )
    top = inset + (names.height_um + _CLEAR_UM // 2 if names else 0)

    def build(module: int) -> Plan:
        side, quiet = module * modules, module * QUIET_MODULES + RASTER_UM
        high = max(top + (quiet if names else quiet - inset), quiet)
        room = roof - quiet - high
        if side > room or side + 2 * quiet > size.width:
            raise DoesNotFit("qr", side + 2 * quiet, min(room + 2 * quiet, size.width))
        symbol = Square(Point((size.width - side) // 2, high + (room - side) // 2), module, modules)
        texts = [_middle(address.lines[0].text, "domain", address.lines[0].size_um, middle.x, site)]
        if names:
            line = names.lines[0]
            at = inset + line.baseline_um
            texts.append(_middle(line.text, "product", line.size_um, middle.x, at, line.weight))
        return Plan(size, tuple(texts), symbol, code, number)

    return _first(build, min(size.width, roof) // modules, dpi)


def folded(design: HangTag, size: Size, front: Plan) -> Plan:
    """The front below the fold as it is; the back above it, on its head; the fold dashed."""
    half = size.height // 2
    down = Point(0, size.height - half)
    texts = [dataclasses.replace(text, at=_moved(text.at, down)) for text in front.texts]
    if design.story or design.story_zh:
        width, room = size.width - 2 * _INSET_UM, half - 2 * _INSET_UM
        block = grow.story(design.story, design.story_zh, width, room)
        for text in place_block(block, Point(_INSET_UM, (half - block.height_um) // 2)):
            # Turned about the middle of the upper half.
            at = Point(size.width - text.at.x, half - text.at.y)
            texts.append(dataclasses.replace(text, at=at, turned=True))
    fold = Rule(Point(0, half), Point(size.width, half), _FOLD_UM, _DASH_UM)
    symbol = dataclasses.replace(front.symbol, corner=_moved(front.symbol.corner, down))
    code, number = (
        dataclasses.replace(slot, anchor=_moved(slot.anchor, down))
        for slot in (front.code, front.number)
    )
    return Plan(size, tuple(texts), symbol, code, number, (fold,))


def _stacked(size: Size, words: Words, label: StampLabel, modules: int, dpi: int | None) -> Plan:
    inset, width = _INSET_UM, size.width - 2 * _INSET_UM

    def build(module: int) -> Plan:
        side, quiet = module * modules, module * QUIET_MODULES + RASTER_UM
        edge = max(inset, quiet)
        symbol = Square(Point(edge, size.height - edge - side), module, modules)
        x = edge + side + max(quiet, _GUTTER_UM)
        room = size.width - inset - x
        texts, code, number = _foot(words, label, Point(x, size.height - inset), room)
        top = min(symbol.corner.y - quiet, min(text.at.y - text.size_um for text in texts))
        block = words.block(width, top - _CLEAR_UM - inset)
        return Plan(size, (*place_block(block, Point(inset, inset)), *texts), symbol, code, number)

    most = min(size.width // 2, size.height // 2) // modules
    return _first(build, min(most, words.largest_module_um), dpi, words.least_module_um)


def _beside(size: Size, words: Words, label: StampLabel, modules: int, dpi: int | None) -> Plan:
    inset = _INSET_UM

    def build(module: int) -> Plan:
        side, quiet = module * modules, module * QUIET_MODULES + RASTER_UM
        edge = max(inset, quiet)
        symbol = Square(Point(edge, edge), module, modules)
        x = edge + side + max(quiet, _GUTTER_UM)
        room = size.width - inset - x
        if symbol.corner.y + side + quiet > size.height:
            raise DoesNotFit("qr", symbol.corner.y + side + quiet, size.height)
        texts, code, number = _foot(words, label, Point(x, size.height - inset), room)
        top = min(text.at.y - text.size_um for text in texts)
        block = words.block(room, top - _CLEAR_UM - inset)
        return Plan(size, (*place_block(block, Point(x, inset)), *texts), symbol, code, number)

    most = min(size.width * 2 // 5, size.height) // modules
    return _first(build, min(most, words.largest_module_um), dpi, words.least_module_um)


def _foot(
    words: Words, label: StampLabel, bottom: Point, room: int
) -> tuple[tuple[Placed, ...], Slot, Slot]:
    """Hint, code and number under one another, the last one on ``bottom``."""
    number_size = points(words.number)
    foot = bottom.y - _descent(Weight.REGULAR, number_size)
    number = _slot(
        *("number_text", label.number_text, Weight.REGULAR, room, words.number),
        Point(bottom.x, foot),
        Align.LEFT,
    )
    above = foot - number.size_um * 13 // 10
    code = _slot(
        *("code", label.code, Weight.BOLD, room, words.code), Point(bottom.x, above), Align.LEFT
    )
    roof = above - code.size_um * 9 // 10 - _CLEAR_UM
    hint = fit([_line("domain", words.hint, words.number, lines=4)], room, roof)
    return place_block(hint, Point(bottom.x, roof - hint.height_um)), code, number


def _first(build: Callable[[int], Plan], most: int, dpi: int | None, least: int = 0) -> Plan:
    """The plan with the largest module that holds, of ``least`` µm at least."""
    refusal = DoesNotFit("qr", max(least, finest_module(dpi)), most)
    for module in (each for each in module_sizes(most, dpi) if each >= least):
        try:
            return build(module)
        except DoesNotFit as fault:
            refusal = fault
    raise refusal


def _slot(
    field: str,
    sample: str,
    weight: Weight,
    room: int,
    size: int,
    anchor: Point,
    align: Align = Align.CENTRE,
) -> Slot:
    """Room for any text of the sample's length: the widest characters set the measure."""
    if field == "code":
        chosen = code_size(sample, room, points(size))
        return Slot(field, weight, chosen, SMALLEST_TEXT_UM, room, anchor, align)
    widest = re.sub(r"\d+", lambda found: "4" * max(4, len(found[0])), sample)
    chosen = largest(weight, widest, room, points(size), SMALLEST_TEXT_UM)
    needed = width_um(weight, chosen, widest)
    if needed > room:
        raise DoesNotFit(field, needed, room)
    return Slot(field, weight, chosen, SMALLEST_TEXT_UM, room, anchor, align)


def _middle(
    text: str, field: str, size: int, x: int, y: int, weight: Weight = Weight.REGULAR
) -> Placed:
    return Placed(field, text, weight, size, Point(x - width_um(weight, size, text) // 2, y))


def _words(
    pieces: Sequence[Piece], hint: str, domain: str, code: int, number: int, module: int
) -> Words:
    there = tuple(piece for piece in pieces if piece.text)
    return Words(there, f"{hint} {domain}".strip(), code, number, module)


def _title(field: str, text: str, size: int, lines: int = 3) -> Piece:
    return Piece(field, text, points(size), SMALLEST_TITLE_UM, Weight.BOLD, lines)


def _strong(field: str, text: str, size: int) -> Piece:
    return Piece(field, text, points(size), SMALLEST_TEXT_UM, Weight.BOLD, lines=2)


def _line(field: str, text: str, size: int, lines: int = 2) -> Piece:
    weight = Weight.HAN if field.endswith("_zh") else Weight.REGULAR
    return Piece(field, text, points(size), SMALLEST_TEXT_UM, weight, lines)


def _descent(weight: Weight, size: int) -> int:
    return typeface(weight).ink("Qg")[0] * size // 1_000


def _moved(at: Point, by: Point) -> Point:
    return Point(at.x + by.x, at.y + by.y)
