"""reportlab's canvas without its opening operators.

They name Helvetica, which nothing here uses and which is not embedded: printing houses refuse files
that name such a font.
"""

from __future__ import annotations

from typing import Any

from reportlab import rl_config
from reportlab.pdfgen.canvas import Canvas

rl_config.useA85 = 0  # streams as octets: the text form is a quarter longer


class BareCanvas(Canvas):
    """A canvas whose pages begin empty."""

    _doc: Any

    def _make_preamble(self) -> None:
        self._preamble = ""
