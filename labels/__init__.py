"""Labels: finished strings and numbers in, bytes out; whole micrometres throughout.

Imports nothing of the service, knows no database and no web framework. ``STOCKS`` is the
stationery, ``TraceStamp`` and ``StampLabel`` the words, ``draw_sheets`` makes the PDF, ``proof``
reads it back. Refusals are ``LabelRefused`` with a code, a field and facts.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from labels.design import StampLabel, TraceStamp, arrange
    from labels.errors import DoesNotFit, LabelRefused, MissingGlyph
    from labels.proofs import ProofResult, decode_sheets, proof
    from labels.sheet_pdf import draw_sheets
    from labels.stamp import undrawable
    from labels.stock import STOCKS, Point, Sheet, Size
    from labels.svg import draw_svg
    from labels.symbol import Symbol, encode, encoded_text
    from labels.trial import TRIAL, draw_trial, trial_fits

__all__ = [
    "STOCKS",
    "TRIAL",
    "DoesNotFit",
    "LabelRefused",
    "MissingGlyph",
    "Point",
    "ProofResult",
    "Sheet",
    "Size",
    "StampLabel",
    "Symbol",
    "TraceStamp",
    "arrange",
    "decode_sheets",
    "draw_sheets",
    "draw_svg",
    "draw_trial",
    "encode",
    "encoded_text",
    "proof",
    "trial_fits",
    "undrawable",
]

#: Which module has each name. They are loaded where they are first used: who only reads or records
#: needs no drawing.
_MODULES = {
    "StampLabel": "design",
    "TraceStamp": "design",
    "arrange": "design",
    "DoesNotFit": "errors",
    "LabelRefused": "errors",
    "MissingGlyph": "errors",
    "ProofResult": "proofs",
    "decode_sheets": "proofs",
    "proof": "proofs",
    "draw_sheets": "sheet_pdf",
    "undrawable": "stamp",
    "Point": "stock",
    "STOCKS": "stock",
    "Sheet": "stock",
    "Size": "stock",
    "draw_svg": "svg",
    "Symbol": "symbol",
    "encode": "symbol",
    "encoded_text": "symbol",
    "TRIAL": "trial",
    "draw_trial": "trial",
    "trial_fits": "trial",
}


def __getattr__(name: str) -> Any:
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"labels.{_MODULES[name]}"), name)
