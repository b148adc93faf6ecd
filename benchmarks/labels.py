"""Serialised labels a second, whole runs into a file: item codes, symbols, Vietnamese words, PDF.

Avery 3474, 24 on an A4 sheet. The peers are what everybody writes first (qrcode's picture placed by
reportlab's drawImage), and gLabels, WeasyPrint, blabel and typst where they are installed. All make
the same words and are read back once, before anything is measured. Each peer makes 1,000 labels,
and once 10,000 where that takes it two minutes at most; ours, a process from its start to its end,
makes both. Every figure says of how many labels it is. A ratio of a bare name compares seconds a
label, of theirs at 1,000 and of ours at 10,000; those `_at_` a count compare equal counts.

It is then told alone at 1,000, 10,000 and 100,000 with its memory, and with every code decoded from
the file and compared with the list by two processes. Memory is the largest that a process ever held
(VmHWM, libraries and all), of the drawing and reading one and of the second reader.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import starmap
from pathlib import Path

# This script has the name of the package that it measures: the checkout comes first.
sys.path[0] = str(Path(__file__).parents[1])

from benchmarks.harness import label_peers, processes, rounds  # noqa: E402
from labels import STOCKS, StampLabel, TraceStamp, decode_sheets, proof  # noqa: E402
from labels.design import arrange  # noqa: E402
from labels.sheet_pdf import write_sheets  # noqa: E402
from traceability.crypto.keyring import Keyring  # noqa: E402
from traceability.domain.ids import grouped  # noqa: E402

#: Each makes so many labels; ours so many more, and peers too that need no longer than that.
EACH, MANY, MOST_SECONDS = 1_000, 10_000, 120
SIZES = (1_000, 10_000, 100_000)
KEYRING = Keyring.parse(f"k1:{'a1' * 32}")
HOST = "https://tem.hagiang.vn"
STOCK = STOCKS["3474"]
STAMP = TraceStamp(
    product="Cam sành Hà Giang, túi lưới 2 kg",
    cooperative="HTX Cam Sành Vĩnh Hảo",
    domain="tem.hagiang.vn",
    place="xã Vĩnh Tuy, tỉnh Tuyên Quang",
    lot_line="Lô CAM-251212-01 · 2 kg",
    dates_line="Thu hoạch 12/12/2025 · Đóng gói 13/12/2025",
    scan_hint="Xem nguồn gốc: quét mã hoặc gõ mã tại",
)
LINES = (
    *(STAMP.product, STAMP.cooperative, STAMP.place, STAMP.lot_line, STAMP.dates_line),
    f"{STAMP.scan_hint} {STAMP.domain}",
)


def rows(count: int) -> Iterator[label_peers.Row]:
    """Number, code and URL of each label of a run."""
    for first in range(0, count, 10_000):
        codes = KEYRING.codes("k1", 7, first, min(10_000, count - first))
        for index, code in enumerate(codes, first + 1):
            yield f"Tem {index:06}", grouped(code), f"{HOST}/{code}"


def stickers(count: int) -> Iterator[StampLabel]:
    """The same as the library wants them."""
    return starmap(_sticker, rows(count))


def _sticker(number: str, code: str, url: str) -> StampLabel:
    return StampLabel(code, number, url)


def ours(count: int, out: Path) -> None:
    """A run as the service draws it."""
    with out.open("wb") as file:
        write_sheets(file, STOCK, STAMP, stickers(count))


def naive(lines: Sequence[str], labels: Sequence[label_peers.Row], out: Path) -> None:
    """The same sheets as everybody writes them."""
    import qrcode
    from reportlab.lib.units import mm
    from reportlab.lib.utils import ImageReader
    from reportlab.pdfbase.pdfmetrics import registerFont
    from reportlab.pdfbase.ttfonts import TTFont
    from reportlab.pdfgen.canvas import Canvas

    registerFont(TTFont("Naive", str(label_peers.FONT)))
    canvas = Canvas(str(out), pagesize=(210 * mm, 297 * mm))
    for index, (number, code, url) in enumerate(labels):
        if index and index % STOCK.capacity == 0:
            canvas.showPage()
        corner = STOCK.corner(index % STOCK.capacity)
        left, top = corner.x / 1000 * mm, (297 - corner.y / 1000) * mm
        picture = ImageReader(qrcode.make(url).get_image())
        canvas.drawImage(picture, left + 3 * mm, top - 23 * mm, 20 * mm, 20 * mm)
        canvas.setFont("Naive", 5)
        for place, line in enumerate((*lines, code, number)):
            canvas.drawString(left + 25 * mm, top - (5 + 3 * place) * mm, line)
    canvas.save()


def contender(make: label_peers.Maker, count: int, out: Path) -> Callable[[], None]:
    """A peer's whole work: the codes too."""
    return lambda: make(LINES, list(rows(count)), out)


def read_back(name: str, out: Path, wanted: int) -> None:
    """End the run where a label does not decode to a code of its own."""
    found = decode_sheets(out, STOCK)
    if len({text for text in found if text}) != wanted:
        raise SystemExit(f"{name}: {len(set(found))} of {wanted} labels were read back")


def alone(count: int) -> dict[str, float]:
    """Ours in a process of its own: labels a second with its start, octets a label, memory."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder, "run.pdf")
        taken, (peak,) = watched("--draw", str(count), str(out))
        return {
            f"labels_per_s_at_{count}": round(count / taken, 1),
            f"bytes_per_label_at_{count}": round(out.stat().st_size / count, 1),
            f"peak_mb_at_{count}": peak,
        }


def released(count: int) -> dict[str, float]:
    """The same for labels drawn, decoded at 203 and 300 dpi by two processes, and compared."""
    with tempfile.TemporaryDirectory() as folder:
        taken, peaks = watched("--release", str(count), str(Path(folder, "run.pdf")))
        told = {f"decoded_and_released_per_s_at_{count}": round(count / taken, 1)}
        names = ("peak_mb_released", "peak_mb_second_reader")
        return told | {f"{name}_at_{count}": each for name, each in zip(names, peaks, strict=True)}


def watched(*words: str) -> tuple[float, list[float]]:
    """Seconds of this script as a process, and the peak memory of it and of those it starts."""
    began, peaks = time.perf_counter(), dict[int, float]()
    with subprocess.Popen([sys.executable, __file__, *words]) as process:
        while process.poll() is None:
            for pid in [process.pid, *processes.children(process.pid)]:
                peaks[pid] = max(peaks.get(pid, 0.0), processes.peak_mb(pid))
            time.sleep(0.02)
    if process.returncode:
        raise SystemExit(f"a run that we drew did not pass: {' '.join(words)}")
    return time.perf_counter() - began, list(peaks.values())


def release(count: int, out: Path) -> None:
    """Draw a run and read it back whole."""
    ours(count, out)
    square = arrange(STOCK.label, STAMP, next(stickers(1))).symbol
    urls = (label.url for label in stickers(count))
    if not proof(out, STOCK, 0, urls, square=square, processes=2).passed:
        raise SystemExit(1)


def drawing(count: int, out: Path) -> Callable[[], object]:
    """Ours, as a process."""
    return lambda: watched("--draw", str(count), str(out))


def read_first_sheets(peers: Mapping[str, label_peers.Maker], outs: Mapping[str, Path]) -> None:
    """A sheet of each, read back before anything is measured."""
    ours(STOCK.capacity, outs["ours"])
    for name, make in peers.items():
        contender(make, STOCK.capacity, outs[name])()
    for name in ("ours", *peers):
        read_back(name, outs[name], STOCK.capacity)


def quick(peers: Mapping[str, label_peers.Maker], taken: rounds.Seconds) -> list[str]:
    """The peers that make ``MANY`` labels in bearable time, by the seconds of ``EACH``."""
    most = MOST_SECONDS * EACH / MANY
    return [name for name in peers if statistics.median(taken[name]) <= most]


def per_label(taken: rounds.Seconds, count: int) -> rounds.Seconds:
    """Seconds a label where each made ``count``."""
    return {name: [each / count for each in took] for name, took in taken.items()}


def at(count: int, found: Mapping[str, float], what: str = "") -> dict[str, float]:
    """The same by names that say how many labels were made."""
    return {f"{name}{what}_at_{count}": value for name, value in found.items()}


def report(taken: rounds.Seconds, longer: rounds.Seconds, octets: Mapping[str, float]) -> None:
    """Tell it: ``taken`` are rounds of ``EACH`` labels, and of ``MANY`` by ours; ``longer`` one."""
    mine = {"ours": taken.pop("ours")}
    beside = rounds.per_second(taken, EACH)
    figures = {
        "labels_per_s": rounds.per_second(mine, MANY)["ours"],
        "bytes_per_label": octets["ours"],
        f"labels_per_s_beside_peers_at_{EACH}": beside.pop("few"),
    }
    for size in SIZES:
        figures.update(alone(size))
        figures.update(released(size))
    peers = {name: took for name, took in taken.items() if name != "few"}
    told = at(EACH, beside, "_labels_per_s")
    fast = rounds.per_second({name: took for name, took in longer.items() if name in peers}, MANY)
    told |= at(MANY, fast, "_labels_per_s")
    told |= {f"{name}_bytes_per_label": octets[name] for name in peers}
    ratios = rounds.ratios(per_label(peers, EACH) | per_label(mine, MANY), "ours")
    ratios |= at(EACH, rounds.ratios(taken, "few")) | at(MANY, rounds.ratios(longer, "ours"))
    rounds.tell("labels", figures, told, ratios)


def main() -> None:
    """Read all back, then run and tell."""
    peers = {"naive_reportlab": naive, **label_peers.installed()}
    for name in label_peers.HOW.keys() - peers.keys():
        print(f"{name} is not installed and was not measured: {label_peers.HOW[name]}")
    with tempfile.TemporaryDirectory() as folder:
        outs = {name: Path(folder, f"{name}.pdf") for name in ("ours", "few", *peers)}
        read_first_sheets(peers, outs)
        works = {name: contender(make, EACH, outs[name]) for name, make in peers.items()}
        mine = {"few": drawing(EACH, outs["few"]), "ours": drawing(MANY, outs["ours"])}
        taken = rounds.interleaved(works | mine)
        made = dict.fromkeys(peers, EACH) | {"ours": MANY}
        octets = {name: round(outs[name].stat().st_size / made[name], 1) for name in made}
        more = {name: contender(peers[name], MANY, outs[name]) for name in quick(peers, taken)}
        longer = rounds.once(more | {"ours": mine["ours"]})
    report(taken, longer, octets)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--draw"]:
        ours(int(sys.argv[2]), Path(sys.argv[3]))
    elif sys.argv[1:2] == ["--release"]:
        release(int(sys.argv[2]), Path(sys.argv[3]))
    else:
        main()
