"""Labels: finished strings and numbers in, bytes out; whole micrometres throughout.

Imports nothing of the service, knows no database and no web framework. ``STOCKS`` is the
stationery, ``TraceStamp`` and ``StampLabel`` the words, ``draw_sheets`` makes the PDF, ``proof``
reads it back. Refusals are ``LabelRefused`` with a code, a field and facts.
"""

from labels.design import StampLabel, TraceStamp, arrange
from labels.errors import DoesNotFit, LabelRefused, MissingGlyph
from labels.proof import ProofResult, decode_sheets, proof
from labels.sheet_pdf import draw_sheets, write_sheets
from labels.stamp import undrawable
from labels.stock import STOCKS, Point, Sheet, Size
from labels.svg import draw_svg
from labels.symbol import Symbol, encode, encode_text, encoded_text
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
    "encode_text",
    "encoded_text",
    "proof",
    "trial_fits",
    "undrawable",
    "write_sheets",
]
