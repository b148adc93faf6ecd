"""Other makers of labels, where they are installed; those that are not are named, never invented.

The Python ones may stand in an environment of their own: ``TRACEABILITY_BENCH_PEERS`` names its
interpreter. Each gets the same words and a list of labels, and writes a PDF.
"""

from __future__ import annotations

import csv
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from xml.sax.saxutils import escape

Row = tuple[str, str, str]  # number, code, url
Maker = Callable[[Sequence[str], Sequence[Row], Path], None]
"""Lines of the label, its rows, the file to write."""

HOW = {
    "glabels": "sudo apt-get install -y glabels",
    "weasyprint": "pip install weasyprint qrcode",
    "blabel": "pip install blabel",
    "typst": "pip install typst qrcode",
}
SCRIPTS = Path(__file__).parents[1] / "peers"
FONT = Path(__file__).parents[2] / "labels/fonts/BeVietnamPro-Regular.ttf"

_TEXT = (
    '<Object-text x="{x}mm" y="{y}mm" w="{w}mm" h="{h}mm" a0="1" a1="0" a2="0" a3="1" a4="0" a5="0"'
    ' justify="left" valign="top" auto_shrink="False"><Span font_family="Be Vietnam Pro"'
    ' font_size="{size}" font_weight="normal" font_italic="False" color="0x000000ff"'
    ' line_spacing="1">{words}</Span></Object-text>'
)
_GLABELS = """<?xml version="1.0"?>
<Glabels-document xmlns="http://glabels.org/xmlns/3.0/">
<Template brand="Avery" part="3474" size="A4">
<Label-rectangle id="0" width="70mm" height="37mm" round="0" x_waste="0" y_waste="0">
<Layout nx="3" ny="8" x0="0mm" y0="0.5mm" dx="70mm" dy="37mm"/></Label-rectangle></Template>
<Objects id="0" rotate="False">{texts}
<Object-barcode x="3mm" y="3mm" w="20mm" h="20mm" a0="1" a1="0" a2="0" a3="1" a4="0" a5="0"
 style="IEC18004" text="True" checksum="True" color="0x000000ff" field="3"/></Objects>
<Merge type="Text/Comma" src="{source}"/><Data/></Glabels-document>
"""


def installed() -> dict[str, Maker]:
    """The peers that can be measured here."""
    found: dict[str, Maker] = {}
    if shutil.which("glabels-3-batch"):
        found["glabels"] = _glabels
    for name in ("weasyprint", "blabel", "typst"):
        if _has(name):
            found[name] = _python(name)
    return found


def _interpreter() -> str:
    return os.environ.get("TRACEABILITY_BENCH_PEERS") or sys.executable


def _has(module: str) -> bool:
    command = [_interpreter(), "-c", f"import {module}, qrcode"]
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


def _python(name: str) -> Maker:
    def make(lines: Sequence[str], rows: Sequence[Row], out: Path) -> None:
        source = out.with_suffix(".json")
        told = {"lines": lines, "labels": rows, "font": str(FONT)}
        source.write_text(json.dumps(told), encoding="utf-8")
        _run([_interpreter(), str(SCRIPTS / f"{name}_sheets.py"), str(source), str(out)])

    return make


def _glabels(lines: Sequence[str], rows: Sequence[Row], out: Path) -> None:
    source, document = out.with_suffix(".csv"), out.with_suffix(".glabels")
    with source.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    words = escape("\n".join(lines))
    texts = _TEXT.format(x=25, y=3, w=43, h=25, size=5, words=words) + _TEXT.format(
        x=3, y=29, w=64, h=6, size=6, words='<Field name="2"/>   <Field name="1"/>'
    )
    document.write_text(_GLABELS.format(texts=texts, source=source), encoding="utf-8")
    _run(["glabels-3-batch", "-o", str(out), "-i", str(source), str(document)])


def _run(command: Sequence[str]) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{command[0]} failed:\n{done.stderr[-2_000:]}")
