"""Labels with blabel's own template language and QR. ``in.json out.pdf``."""

import json
import pathlib
import sys
import tempfile

from blabel import LabelWriter

TEMPLATE = """
<img style="position:absolute;left:3mm;top:3mm;width:20mm;height:20mm"
 src="{{ label_tools.qr_code(url) }}"/>
<p style="position:absolute;left:25mm;top:3mm;margin:0;width:43mm">{{ words|safe }}</p>
<b style="position:absolute;left:3mm;bottom:3mm">{{ code }}</b>
<i style="position:absolute;right:3mm;bottom:3mm">{{ number }}</i>
"""
STYLE = """
@page { size: 210mm 297mm; margin: 0 }
.print-area { width: 210mm; height: 296mm; padding-top: 0.5mm; font: 5pt "Be Vietnam Pro" }
.item { float: left; width: 69.99mm; height: 37mm; position: relative; overflow: hidden }
"""


def main(source: str, target: str) -> None:
    """Read the labels and write the sheets."""
    told = json.loads(pathlib.Path(source).read_text(encoding="utf-8"))
    words = "<br>".join(told["lines"])
    records = [
        {"number": number, "code": code, "url": url, "words": words}
        for number, code, url in told["labels"]
    ]
    with tempfile.TemporaryDirectory() as folder:
        template, style = (pathlib.Path(folder, name) for name in ("a.html", "a.css"))
        template.write_text(TEMPLATE, encoding="utf-8")
        style.write_text(STYLE, encoding="utf-8")
        writer = LabelWriter(str(template), default_stylesheets=(str(style),), items_per_page=24)
        writer.write_labels(records, target=target)


main(*sys.argv[1:])
