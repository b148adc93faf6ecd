"""Labels by typst, which has no QR of its own: given qrcode's matrices. ``in.json out.pdf``."""

import json
import pathlib
import sys
import tempfile

import qrcode
import typst

PAGE = """
#let told = json("in.json")
#set page(paper: "a4", margin: (top: 0.5mm, rest: 0mm))
#set text(font: "Be Vietnam Pro", size: 5pt)
#grid(columns: (70mm,) * 3, rows: 37mm, ..told.labels.map(row => box(width: 70mm, height: 37mm)[
  #place(dx: 3mm, dy: 3mm, image(bytes(row.at(3)), width: 18mm, scaling: "pixelated",
    format: (encoding: "luma8", width: row.at(4), height: row.at(4))))
  #place(dx: 25mm, dy: 3mm, box(width: 43mm, told.lines.join(linebreak())))
  #place(dx: 3mm, dy: 31mm, strong(row.at(1)))
  #place(dx: 55mm, dy: 31mm, row.at(0))
]))
"""


def dots(url: str) -> tuple[list[int], int]:
    """Grey values of a symbol, and its width."""
    matrix = qrcode.QRCode(border=4)
    matrix.add_data(url)
    rows = matrix.get_matrix()
    return [0 if dark else 255 for row in rows for dark in row], len(rows)


def main(source: str, target: str) -> None:
    """Read the labels and write the sheets."""
    told = json.loads(pathlib.Path(source).read_text(encoding="utf-8"))
    told["labels"] = [[*row, *dots(row[2])] for row in told["labels"]]
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        (folder / "in.json").write_text(json.dumps(told), encoding="utf-8")
        (folder / "a.typ").write_text(PAGE, encoding="utf-8")
        fonts = [pathlib.Path(told["font"]).parent]
        typst.compile(folder / "a.typ", output=target, font_paths=fonts)


main(*sys.argv[1:])
