"""Serialised labels a second: 1,000 on Avery L7651 sheets, each with its own code and symbol.

The peer is what everybody writes first: qrcode's picture placed by reportlab's drawImage, and a
random code for each label. Both make the codes, the symbols and the PDF; both are read back once
before anything is measured.
"""

from __future__ import annotations

import io
import sys
import uuid
from collections.abc import Iterator, Sequence
from pathlib import Path

# This script has the name of the package that it measures: the checkout comes first.
sys.path[0] = str(Path(__file__).parents[1])

import qrcode  # noqa: E402
from reportlab.lib.units import mm  # noqa: E402
from reportlab.lib.utils import ImageReader  # noqa: E402
from reportlab.pdfbase.pdfmetrics import registerFont  # noqa: E402
from reportlab.pdfbase.ttfonts import TTFont  # noqa: E402
from reportlab.pdfgen.canvas import Canvas  # noqa: E402

from benchmarks.harness import rounds  # noqa: E402
from labels import STOCKS, StampLabel, TraceStamp, decode_sheets, draw_sheets  # noqa: E402
from labels import fonts as our_fonts  # noqa: E402
from traceability.crypto.keyring import Keyring  # noqa: E402
from traceability.domain.ids import grouped  # noqa: E402

COUNT = 1_000
KEYRING = Keyring.parse(f"k1:{'a1' * 32}")
HOST = "https://tem.hagiang.vn"
STOCK = STOCKS["L7651"]
STAMP = TraceStamp(
    product="Cam sành Hà Giang, túi lưới 2 kg",
    cooperative="HTX Cam Sành Vĩnh Hảo",
    domain="tem.hagiang.vn",
    place="xã Vĩnh Tuy, tỉnh Tuyên Quang",
    lot_line="Lô CAM-251212-01 · 2 kg",
    dates_line="Thu hoạch 12/12/2025 · Đóng gói 13/12/2025",
    scan_hint="Xem nguồn gốc: quét mã hoặc gõ mã tại",
)
FONT = Path(our_fonts.__file__).parent / "fonts" / "BeVietnamPro-Regular.ttf"


def ours(count: int = COUNT) -> bytes:
    """A run as the service draws it."""
    return draw_sheets(STOCK, STAMP, _stickers(count))


def _stickers(count: int) -> Iterator[StampLabel]:
    for index, code in enumerate(KEYRING.codes("k1", 7, 0, count)):
        yield StampLabel(grouped(code), f"Tem {index + 1:04}", f"{HOST}/{code}")


def naive(count: int = COUNT) -> bytes:
    """The same sheets as everybody writes them."""
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(210 * mm, 297 * mm))
    for index in range(count):
        if index and index % STOCK.capacity == 0:
            canvas.showPage()
        _naive_label(canvas, index)
    canvas.save()
    return out.getvalue()


def _naive_label(canvas: Canvas, index: int) -> None:
    corner = STOCK.corner(index % STOCK.capacity)
    left, top = corner.x / 1000 * mm, (297 - corner.y / 1000) * mm
    code = uuid.uuid4().hex[:13].upper()
    canvas.drawImage(_picture(f"{HOST}/{code}"), left + 2 * mm, top - 16 * mm, 14 * mm, 14 * mm)
    lines = (STAMP.product, STAMP.cooperative, STAMP.lot_line, STAMP.dates_line, STAMP.scan_hint)
    canvas.setFont("Naive", 4)
    for number, line in enumerate((*lines, code, f"Tem {index + 1:04}")):
        canvas.drawString(left + 17 * mm, top - (4 + 2 * number) * mm, line)


def _picture(url: str) -> ImageReader:
    return ImageReader(qrcode.make(url).get_image())


def read_back(pdf: bytes, wanted: int) -> None:
    """End the run where a label does not decode to a code of its own."""
    found: Sequence[str] = decode_sheets(pdf, STOCK)
    if len({text for text in found if text}) != wanted:
        raise SystemExit(f"{len(set(found))} of {wanted} labels were read back")


def main() -> None:
    """Read both back, then run and tell."""
    registerFont(TTFont("Naive", str(FONT)))
    for draw in (ours, naive):
        read_back(draw(STOCK.capacity), STOCK.capacity)
    seconds = rounds.interleaved({"ours": ours, "naive_reportlab": naive})
    speeds = rounds.per_second(seconds, COUNT)
    figures = {
        "labels_per_s": speeds["ours"],
        "bytes_per_label": round(len(ours()) / COUNT, 1),
    }
    peers = {
        "naive_reportlab_labels_per_s": speeds["naive_reportlab"],
        "naive_reportlab_bytes_per_label": round(len(naive()) / COUNT, 1),
    }
    rounds.tell("labels", figures, peers, rounds.ratios(seconds, "ours"))


if __name__ == "__main__":
    main()
