"""A sheet of codes to try on real phones before a first roll: four sizes, and a table to tick.

Each code is as long as a label's and of none: its check character is wrong, so the page behind says
that there is no such code, which is the right answer here.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Sequence
from io import BytesIO

from labels.calibration import EXACT, Calibration
from labels.fonts import Weight, composed
from labels.margin import SCALE_NOTE, ruler
from labels.pdf_file import PdfFile
from labels.pdf_parts import Parts, rules
from labels.plan import Placed, Rule
from labels.sheet_pdf import SymbolMask, page_matrix
from labels.square import Square
from labels.stock import A4, Point
from labels.symbol import SMALLEST_MODULE_UM, encode
from labels.typeset import points, width_um

MODULES_UM = (SMALLEST_MODULE_UM, 375, 450, 600)
"""The finest that is ever printed, three dots at 203 dpi, and two that are easy."""
LETTERS = "ABCD"

_LEFT, _RIGHT = 18_000, 192_000
_CODES_Y, _TABLE_Y, _ROW = 70_000, 122_000, 11_000
_FIRST_COLUMN, _LINE_UM = 62_000, 120
_NOTHING = "000000000000"


@dataclasses.dataclass(frozen=True)
class PhoneWords:
    """The words of the sheet, in the reader's language; ``apps`` are the rows to tick."""

    title: str = "Thử quét trước cuộn tem đầu tiên"
    lead: Sequence[str] = (
        "In 100 % trên giấy và máy sẽ dùng thật. Quét từng mã bằng từng ứng dụng dưới đây.",
        "Đúng là: điện thoại mời mở trang, trang của mình mở ra và nói không có mã này.",
        "Đánh dấu ô nào mở được ngay; ghi “chậm” nếu phải đưa lại gần quá ba giây.",
    )
    module: str = "%s: ô %s mm"
    apps: Sequence[str] = (
        "iPhone, Máy ảnh",
        "Android, Máy ảnh",
        "Zalo, Quét mã QR",
        "WeChat, quét mã",
        "Google Lens",
        "",
        "",
    )
    phone: str = "Điện thoại, ứng dụng"
    after: Sequence[str] = (
        "Mã A không quét được mà B được: chọn tem lớn hơn, hoặc máy in tốt hơn.",
        "Mở trang tìm kiếm thay vì trang của mình: địa chỉ công khai chưa đúng, đừng in.",
        "Zalo, WeChat mở trong ứng dụng: xem trang có hiện đủ ba dòng đầu không.",
        "Thử thêm: chỗ tối, tem dán trên túi cong, tem dính nước.",
    )


def code_url(base_url: str, number: int) -> str:
    """The address of the so-manieth code, from 1: as long as a label's, and no label's."""
    return f"{base_url}/{_NOTHING}{number}"


def draw_phone_test(
    base_url: str, words: PhoneWords = PhoneWords(), calibration: Calibration = EXACT
) -> bytes:
    """The sheet as PDF for an installation's public address; raises as ``encode`` does."""
    parts, out = Parts(), BytesIO()
    texts = [*_said(words), *_captions(words), *_rows(words), *_after(words)]
    lines = [*_table(len(words.apps)), *ruler(Point(_LEFT, 282_000))]
    drawn = parts.texts(texts, A4.height) + rules(lines, A4.height)
    file = PdfFile(out, parts)
    file.page(f"{page_matrix(A4, calibration)}\n{drawn}{''.join(_symbols(base_url))}")
    file.finish(words.title, "", A4)
    return out.getvalue()


def _placed(text: str, x: int, y: int, tenths: int, weight: Weight = Weight.REGULAR) -> Placed:
    return Placed("words", composed("words", text, weight), weight, points(tenths), Point(x, y))


def _said(words: PhoneWords) -> Iterator[Placed]:
    yield _placed(words.title, _LEFT, 26_000, 200, Weight.BOLD)
    for at, line in enumerate(words.lead):
        yield _placed(line, _LEFT, 38_000 + 7_000 * at, 110)
    yield _placed(f"100 mm · {SCALE_NOTE}", _LEFT + 103_000, 282_000, 80)


def _squares(modules: int) -> Iterator[Square]:
    step = (_RIGHT - _LEFT) // len(MODULES_UM)
    for at, module in enumerate(MODULES_UM):
        x = _LEFT + at * step + (step - module * modules) // 2
        yield Square(Point(x, _CODES_Y), module, modules)


def _symbols(base_url: str) -> Iterator[str]:
    for number, square in enumerate(_squares(encode(code_url(base_url, 1)).modules), 1):
        mask = SymbolMask(square, A4.height)
        yield f"q 0 g {mask.paint(encode(code_url(base_url, number)))}"


def _captions(words: PhoneWords) -> Iterator[Placed]:
    step = (_RIGHT - _LEFT) // len(MODULES_UM)
    for at, (letter, module) in enumerate(zip(LETTERS, MODULES_UM, strict=True)):
        size = f"{module / 1_000:.3f}".rstrip("0").replace(".", ",")
        text = words.module % (letter, size)
        x = _LEFT + at * step + (step - width_um(Weight.BOLD, points(100), text)) // 2
        yield _placed(text, x, _CODES_Y + 27_000, 100, Weight.BOLD)


def _rows(words: PhoneWords) -> Iterator[Placed]:
    yield _placed(words.phone, _LEFT + 2_000, _TABLE_Y + 7_000, 100, Weight.BOLD)
    for at, letter in enumerate(LETTERS):
        yield _placed(letter, _column(at) + 14_000, _TABLE_Y + 7_000, 110, Weight.BOLD)
    for at, app in enumerate(words.apps, 1):
        if app:
            yield _placed(app, _LEFT + 2_000, _TABLE_Y + at * _ROW + 7_000, 105)


def _after(words: PhoneWords) -> Iterator[Placed]:
    top = _TABLE_Y + (len(words.apps) + 1) * _ROW + 12_000
    for at, line in enumerate(words.after):
        yield _placed(f"· {line}", _LEFT, top + 7_000 * at, 105)


def _column(at: int) -> int:
    return _LEFT + _FIRST_COLUMN + at * (_RIGHT - _LEFT - _FIRST_COLUMN) // len(LETTERS)


def _table(rows: int) -> Iterator[Rule]:
    bottom = _TABLE_Y + (rows + 1) * _ROW
    for at in range(rows + 2):
        y = _TABLE_Y + at * _ROW
        yield Rule(Point(_LEFT, y), Point(_RIGHT, y), _LINE_UM)
    for x in (_LEFT, *(_column(at) for at in range(len(LETTERS))), _RIGHT):
        yield Rule(Point(x, _TABLE_Y), Point(x, bottom), _LINE_UM)
