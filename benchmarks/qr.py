"""Symbols a second: a run's URLs, ours beside the qrcode package and libqrencode (C).

All end in the matrix of modules and choose the best of eight masks, ours on the finished symbol.
``any_text`` is ours without the share that a run's URLs have in common, each text a new one.
"""

from __future__ import annotations

import itertools
import sys
from pathlib import Path

# This folder has a labels.py too: the checkout comes first.
sys.path[0] = str(Path(__file__).parents[1])

from qrcode.constants import ERROR_CORRECT_M  # noqa: E402
from qrcode.main import QRCode  # noqa: E402
from qrcode.util import lost_point  # noqa: E402

from benchmarks.harness import qrencode, rounds  # noqa: E402
from labels import encode, encode_text  # noqa: E402
from traceability.crypto.keyring import Keyring  # noqa: E402

COUNT = 400
KEYRING = Keyring.parse(f"k1:{'a1' * 32}")
HOST = "https://tem.hagiang.vn"


def urls(run: int = 7) -> list[str]:
    """The URLs of a run's labels."""
    return [f"{HOST}/{code}" for code in KEYRING.codes("k1", run, 0, COUNT)]


def _qrcode(text: str, mask: int | None = None) -> QRCode:
    code: QRCode = QRCode(error_correction=ERROR_CORRECT_M, border=0, mask_pattern=mask)
    code.add_data(text, optimize=0)
    code.make()
    return code


def check(texts: list[str]) -> None:
    """End the run where a symbol is not the reference's, under the mask of least penalty."""
    for text in texts:
        theirs = [_qrcode(text, mask).modules for mask in range(8)]
        scores = [lost_point(each) for each in theirs]
        best = theirs[scores.index(min(scores))]
        rows = tuple(int("".join("1" if dark else "0" for dark in row), 2) for row in best)
        if encode(text).rows != rows:
            raise SystemExit(f"not the symbol of the standard: {text}")


def main() -> None:
    """Run and tell; a symbol that is not the reference's is an error."""
    texts = urls()
    check(texts[:20])
    others = itertools.cycle([urls(run) for run in range(8, 12)])  # more than are remembered
    contenders = {
        "ours": lambda: [encode(text).octets for text in texts],
        "any_text": lambda: [encode_text(text).octets for text in next(others)],
        "qrcode": lambda: [_qrcode(text).modules for text in texts],
    }
    peer = qrencode.find()
    if peer is None:
        print(f"libqrencode is not installed and was not measured: {qrencode.HOW}")
    else:
        contenders["libqrencode"] = lambda: [peer(text) for text in texts]
    seconds = rounds.interleaved(contenders)
    speeds = rounds.per_second(seconds, COUNT)
    figures = {
        "symbols_per_s": speeds.pop("ours"),
        "any_text_symbols_per_s": speeds.pop("any_text"),
        "us_a_symbol": round(1e6 / rounds.per_second(seconds, COUNT)["ours"], 1),
    }
    peers = {f"{name}_symbols_per_s": speed for name, speed in speeds.items()}
    any_text = {f"any_text_{name}": x for name, x in rounds.ratios(seconds, "any_text").items()}
    any_text.pop("any_text_ours")
    seconds.pop("any_text")
    rounds.tell("qr", figures, peers, rounds.ratios(seconds, "ours") | any_text)


if __name__ == "__main__":
    main()
