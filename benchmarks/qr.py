"""Symbols a second: ours, and the qrcode package asked for the same text at the same level.

Both end in the matrix of modules; drawing is another benchmark.
"""

from __future__ import annotations

import sys
from pathlib import Path

# This folder has a labels.py too: the checkout comes first.
sys.path[0] = str(Path(__file__).parents[1])

from qrcode.constants import ERROR_CORRECT_M  # noqa: E402
from qrcode.main import QRCode  # noqa: E402

from benchmarks.harness import rounds  # noqa: E402
from labels import encode  # noqa: E402
from traceability.crypto.keyring import Keyring  # noqa: E402

COUNT = 200
KEYRING = Keyring.parse(f"k1:{'a1' * 32}")
HOST = "https://tem.hagiang.vn"


def urls() -> list[str]:
    """The URLs of a run's labels."""
    return [f"{HOST}/{code}" for code in KEYRING.codes("k1", 7, 0, COUNT)]


def ours(texts: list[str]) -> list[int]:
    """The modules along the side of each symbol."""
    return [encode(text).modules for text in texts]


def qrcode(texts: list[str]) -> list[int]:
    """The same by the package alone."""
    return [_qrcode(text) for text in texts]


def _qrcode(text: str) -> int:
    code: QRCode = QRCode(error_correction=ERROR_CORRECT_M, border=0)
    code.add_data(text)
    return len(code.get_matrix())


def main() -> None:
    """Run and tell; a symbol of ours that is larger than the package's is an error."""
    texts = urls()
    if any(mine > theirs for mine, theirs in zip(ours(texts), qrcode(texts), strict=True)):
        raise SystemExit("a symbol is larger than it need be")
    seconds = rounds.interleaved({"ours": lambda: ours(texts), "qrcode": lambda: qrcode(texts)})
    speeds = rounds.per_second(seconds, COUNT)
    figures = {"symbols_per_s": speeds.pop("ours")}
    peers = {f"{name}_symbols_per_s": speed for name, speed in speeds.items()}
    rounds.tell("qr", figures, peers, rounds.ratios(seconds, "ours"))


if __name__ == "__main__":
    main()
