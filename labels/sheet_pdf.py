"""A4 sheets of trace stamps as PDF: same input, same bytes.

The page is scaled once so that everything inside is written in whole micrometres. What a run shares
is a Form XObject drawn once; a label adds its code, its number and its symbol, an inline 1-bit
image mask in ASCII-hex: crisp at any resolution, without seams, and never with an end marker in
its data by chance.

Outside the labels, in the foot margin, stand a 100 mm ruler and the line that keeps copy shops from
rescaling. A stock without such a margin (3474 is full bleed: half a millimetre) gets neither:
nothing is ever printed over a label. There are no cut marks.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from io import BytesIO

from labels.bare_canvas import BareCanvas
from labels.design import StampLabel, TraceStamp, arrange
from labels.errors import LabelRefused
from labels.fonts import Weight, typeface
from labels.plan import Placed, Plan, Square
from labels.stock import Point, Sheet, Size
from labels.symbol import Symbol, encode
from labels.typeset import largest, points, width_um

RULER_UM = 100_000
SCALE_NOTE = "In 100 %, khổ A4, không co giãn"
UNPRINTABLE_UM = 4_300
"""Laser printers leave about 4.2 mm of the page's edge blank."""
SPECIMEN = "MẪU"
"""On a dead sheet, where the symbol would be."""

_POINTS_A_UM = 72 / 25_400
_TO_UM = "0.0028346457 0 0 0.0028346457 0 0 cm"
_RULER_HEIGHT_UM = 2_400
_CHARACTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ -."


def draw_sheets(
    stock: Sheet,
    stamp: TraceStamp,
    labels: Iterable[StampLabel],
    *,
    start: int = 0,
    dead: bool = False,
    symbol_of: Callable[[str], Symbol] = encode,
    ruler_y: int | None = None,
) -> bytes:
    """The run as PDF, its first label at place ``start`` of the first sheet (0 is top left).

    ``dead`` draws a trial of position and paper: a frame with the word MẪU in the symbol's place
    and the code struck out, so that nothing on it can be scanned. ``symbol_of`` makes the symbol
    for a URL. ``ruler_y`` (µm from the top) puts the ruler there, where the caller has left a row
    of labels out. Raises DoesNotFit, MissingGlyph, or LabelRefused: ``no_labels``,
    ``start_off_sheet``, ``symbols_differ`` where URLs of one run need symbols of unequal size.
    """
    places = stock.positions(start)
    rest = iter(labels)
    first = next(rest, None)
    if first is None:
        raise LabelRefused("no_labels", "labels")
    plan = arrange(stock.label, stamp, first)
    sheets = _Sheets(stock, stamp, plan, symbol_of, dead=dead, ruler_y=ruler_y)
    for label in _chain(first, rest):
        corner = next(places, None)
        if corner is None:
            sheets.turn()
            places = stock.positions()
            corner = next(places)
        sheets.draw(corner, label)
    return sheets.finish()


def _chain(first: StampLabel, rest: Iterator[StampLabel]) -> Iterator[StampLabel]:
    yield first
    yield from rest


class _Sheets:
    """The document as it grows: reportlab's canvas, used for its objects, fonts and forms."""

    def __init__(
        self,
        stock: Sheet,
        stamp: TraceStamp,
        plan: Plan,
        symbol_of: Callable[[str], Symbol],
        *,
        dead: bool,
        ruler_y: int | None,
    ) -> None:
        self._stock, self._plan, self._symbol_of, self._dead = stock, plan, symbol_of, dead
        self._ruler_y = ruler_y
        self._buffer = BytesIO()
        page = (stock.page.width * _POINTS_A_UM, stock.page.height * _POINTS_A_UM)
        self._canvas = BareCanvas(self._buffer, pagesize=page, pageCompression=1, invariant=1)
        self._canvas.setTitle(stamp.product)
        self._canvas.setAuthor(stamp.cooperative)
        self._canvas.setViewerPreference("PrintScaling", "None")
        self._define_forms()
        self._open()

    def draw(self, corner: Point, label: StampLabel) -> None:
        """One label, its top left corner at ``corner`` of the page."""
        plan, height = self._plan, self._plan.size.height
        y = self._stock.page.height - corner.y - height
        self._put(f"q 1 0 0 1 {corner.x} {y} cm")
        self._canvas.doForm("face")
        code = plan.code.place(label.code)
        self._put(self._text([code, plan.number.place(label.number_text)], height))
        if self._dead:
            self._put(_strike(code, height) + " Q")
        else:
            self._put(_mask(plan.symbol, self._symbol_of(label.url), height) + " Q")

    def turn(self) -> None:
        """End the page and begin the next."""
        self._canvas.showPage()
        self._open()

    def finish(self) -> bytes:
        """The whole file."""
        self._canvas.showPage()
        self._canvas.save()
        return self._buffer.getvalue()

    def _open(self) -> None:
        self._put(_TO_UM)
        self._canvas.doForm("margin")

    def _put(self, operators: str) -> None:
        self._canvas.addLiteral(operators)

    def _define_forms(self) -> None:
        plan = self._plan
        face = list(plan.texts)
        frame = ""
        if self._dead:
            face.append(_specimen(plan.symbol))
            frame = _frame(plan.symbol, plan.size.height)
        for weight in Weight:  # one subset holds them all, whatever the labels bring
            typeface(weight).font.splitString(_CHARACTERS, self._canvas._doc)
        self._form("face", plan.size, self._text(face, plan.size.height) + frame)
        note, ruler = _margin(self._stock, self._ruler_y)
        page = self._stock.page
        self._form("margin", page, self._text(note, page.height) + ruler)

    def _form(self, name: str, size: Size, operators: str) -> None:
        self._canvas.beginForm(name, 0, 0, size.width, size.height)
        self._put(operators)
        self._canvas.endForm()

    def _text(self, texts: Iterable[Placed], height: int) -> str:
        return "".join(self._line(text, height) for text in texts)

    def _line(self, text: Placed, height: int) -> str:
        font, document = typeface(text.weight).font, self._canvas._doc
        shown = "".join(
            f"{font.getSubsetInternalName(subset, document)} {text.size_um} Tf <{codes.hex()}> Tj "
            for subset, codes in font.splitString(text.text, document)
        )
        return f"BT {text.at.x} {height - text.at.y} Td {shown}ET\n"


def _mask(square: Square, symbol: Symbol, height: int) -> str:
    """The symbol as an inline image mask, painted in the fill colour, black (PDF 32000, 8.9.7)."""
    count, side = square.modules, square.side_um
    if symbol.modules != count:
        raise LabelRefused("symbols_differ", "url", modules=symbol.modules, expected=count)
    octets = (count + 7) // 8
    padding = 8 * octets - count
    bits = b"".join((row << padding).to_bytes(octets, "big") for row in symbol.rows)
    y = height - square.corner.y - side
    return (
        f"q {side} 0 0 {side} {square.corner.x} {y} cm BI /W {count} /H {count} /IM true /BPC 1"
        f" /D [1 0] /F /AHx ID {bits.hex()}> EI Q"
    )


def _specimen(square: Square) -> Placed:
    size = largest(Weight.BOLD, SPECIMEN, square.side_um * 3 // 4, square.side_um, points(65))
    x = square.corner.x + (square.side_um - width_um(Weight.BOLD, size, SPECIMEN)) // 2
    y = square.corner.y + square.side_um // 2 + size // 3
    return Placed("dead", SPECIMEN, Weight.BOLD, size, Point(x, y))


def _frame(square: Square, height: int) -> str:
    side = square.side_um
    y = height - square.corner.y - side
    return f"{square.module_um // 2} w {square.corner.x} {y} {side} {side} re S\n"


def _strike(code: Placed, height: int) -> str:
    y = height - code.at.y + code.size_um // 3
    return f"{code.size_um // 10} w {code.at.x} {y} m {code.at.x + code.width_um} {y} l S"


def _margin(stock: Sheet, ruler_y: int | None = None) -> tuple[list[Placed], str]:
    """The ruler and its words in the foot margin, centred; nothing where there is no room."""
    y = _foot_y(stock) if ruler_y is None else ruler_y
    if y is None:
        return [], ""
    size, gap = points(65), 2_000
    words = ["0", "100 mm", f"{SCALE_NOTE} · {stock.name}"]
    widths = [width_um(Weight.REGULAR, size, word) for word in words]
    x = (stock.page.width - RULER_UM - widths[1] - widths[2] - 3 * gap) // 2
    starts = [x - widths[0] - gap // 2, x + RULER_UM + gap // 2]
    starts.append(starts[1] + widths[1] + 2 * gap)
    texts = [
        Placed("ruler", word, Weight.REGULAR, size, Point(at, y))
        for word, at in zip(words, starts, strict=True)
    ]
    return texts, _ruler(x, stock.page.height - y)


def _foot_y(stock: Sheet) -> int | None:
    """Where the ruler stands in the foot margin, if there is room for one."""
    band = stock.bottom_margin - UNPRINTABLE_UM
    if band < _RULER_HEIGHT_UM + 1_000:
        return None
    return stock.page.height - UNPRINTABLE_UM - min(band - _RULER_HEIGHT_UM, 3_000) // 2


def _ruler(x: int, y: int) -> str:
    """Ticks each 10 mm, the middle and the ends longer; the line's ends are the measure."""
    ticks = "".join(
        f"{x + at} {y} m {x + at} {y + (_RULER_HEIGHT_UM if at % 50_000 == 0 else 1_400)} l "
        for at in range(0, RULER_UM + 1, 10_000)
    )
    return f"100 w {x} {y} m {x + RULER_UM} {y} l {ticks}S\n"


def has_ruler(stock: Sheet) -> bool:
    """Whether the stock's foot margin has room for the ruler."""
    return _foot_y(stock) is not None
