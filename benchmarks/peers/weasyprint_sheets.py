"""Labels the HTML way: WeasyPrint, and qrcode's pictures as data URIs. ``in.json out.pdf``."""

import base64
import html
import io
import json
import pathlib
import sys

import qrcode
import weasyprint

STYLE = """
@page { size: A4; margin: 0.5mm 0 0 0 }
body { margin: 0; font: 5pt "Be Vietnam Pro" }
div { float: left; width: 70mm; height: 37mm; position: relative }
img { position: absolute; left: 3mm; top: 3mm; width: 20mm; height: 20mm }
p { position: absolute; left: 25mm; top: 3mm; margin: 0; width: 43mm }
b { position: absolute; left: 3mm; bottom: 3mm } i { position: absolute; right: 3mm; bottom: 3mm }
"""


def picture(url: str) -> str:
    """A symbol as a data URI."""
    out = io.BytesIO()
    qrcode.make(url).save(out)
    return "data:image/png;base64," + base64.b64encode(out.getvalue()).decode()


def main(source: str, target: str) -> None:
    """Read the labels and write the sheets."""
    told = json.loads(pathlib.Path(source).read_text(encoding="utf-8"))
    words = "<br>".join(map(html.escape, told["lines"]))
    cells = "".join(
        f'<div><img src="{picture(url)}"><p>{words}</p><b>{code}</b><i>{number}</i></div>'
        for number, code, url in told["labels"]
    )
    weasyprint.HTML(string=f"<style>{STYLE}</style>{cells}").write_pdf(target)


main(*sys.argv[1:])
