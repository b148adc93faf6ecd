"""Labels: finished strings and numbers in, bytes out; whole micrometres throughout.

Imports nothing of the service, knows no database and no web framework. ``STOCKS`` is the
stationery, ``TraceStamp`` and ``StampLabel`` the words, ``draw_sheets`` makes the PDF, ``proof``
reads it back. Refusals are ``LabelRefused`` with a code, a field and facts.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from labels.backs import Back, Flip, draw_backs
    from labels.bitmap import Dots, draw_rows, preview
    from labels.calibration import EXACT, Calibration
    from labels.design import Design, StampLabel, TraceStamp, arrange, has_room
    from labels.errors import DoesNotFit, LabelRefused, MissingGlyph
    from labels.goods import CartonLabel, FruitSticker, GoodsLabel, HangTag
    from labels.heads import Cell, Head, headed, set_head, urls
    from labels.house_proofs import PageSeen, Seen, read_proof
    from labels.looks import Looked, Shrunk, draw_look, draw_one_look, look_at, overhang
    from labels.margin import has_ruler
    from labels.phone_test import PhoneWords, draw_phone_test
    from labels.pictures import draw_png
    from labels.proof_apart import MOST_SECONDS, read_apart
    from labels.proofs import ProofResult, decode_sheets, proof
    from labels.roll_sent import LANGUAGES, SentRow, roll_rows
    from labels.rolls import ROLLS, Roll, paper, roll_named, roll_typed
    from labels.ruler_page import draw_ruler_page, draw_ruler_row
    from labels.sheet_pdf import Look, draw_sheets, write_sheets
    from labels.stamp import undrawable
    from labels.stock import (
        SMALLEST_LABEL_UM,
        STOCKS,
        Point,
        Sheet,
        Size,
        how_many,
        page_name,
        trade_name,
    )
    from labels.stock_svg import draw_stock
    from labels.svg import draw_svg
    from labels.symbol import SMALLEST_MODULE_UM, Symbol, encode, encode_text, encoded_text
    from labels.symbol_files import read_symbol
    from labels.thermal import tspl, zpl
    from labels.trial import DEAD_CODE, TRIAL, draw_rehearsal, draw_trial, trial_fits
    from labels.trim import Trim
    from labels.trim_look import draw_trim_look
    from labels.trimmed_pdf import draw_trimmed

__all__ = [
    "DEAD_CODE",
    "EXACT",
    "LANGUAGES",
    "MOST_SECONDS",
    "ROLLS",
    "SMALLEST_LABEL_UM",
    "SMALLEST_MODULE_UM",
    "STOCKS",
    "TRIAL",
    "Back",
    "Calibration",
    "CartonLabel",
    "Cell",
    "Design",
    "DoesNotFit",
    "Dots",
    "Flip",
    "FruitSticker",
    "GoodsLabel",
    "HangTag",
    "Head",
    "LabelRefused",
    "Look",
    "Looked",
    "MissingGlyph",
    "PageSeen",
    "PhoneWords",
    "Point",
    "ProofResult",
    "Roll",
    "Seen",
    "SentRow",
    "Sheet",
    "Shrunk",
    "Size",
    "StampLabel",
    "Symbol",
    "TraceStamp",
    "Trim",
    "arrange",
    "decode_sheets",
    "draw_backs",
    "draw_look",
    "draw_one_look",
    "draw_phone_test",
    "draw_png",
    "draw_rehearsal",
    "draw_rows",
    "draw_ruler_page",
    "draw_ruler_row",
    "draw_sheets",
    "draw_stock",
    "draw_svg",
    "draw_trial",
    "draw_trim_look",
    "draw_trimmed",
    "encode",
    "encode_text",
    "encoded_text",
    "has_room",
    "has_ruler",
    "headed",
    "how_many",
    "look_at",
    "overhang",
    "page_name",
    "paper",
    "preview",
    "proof",
    "read_apart",
    "read_proof",
    "read_symbol",
    "roll_named",
    "roll_rows",
    "roll_typed",
    "set_head",
    "trade_name",
    "trial_fits",
    "tspl",
    "undrawable",
    "urls",
    "write_sheets",
    "zpl",
]

#: What each module has. They are loaded where they are first used: who only reads or records needs
#: no drawing.
_NAMES = {
    "backs": ("Back", "Flip", "draw_backs"),
    "bitmap": ("Dots", "draw_rows", "preview"),
    "calibration": ("EXACT", "Calibration"),
    "design": ("Design", "StampLabel", "TraceStamp", "arrange", "has_room"),
    "errors": ("DoesNotFit", "LabelRefused", "MissingGlyph"),
    "goods": ("CartonLabel", "FruitSticker", "GoodsLabel", "HangTag"),
    "heads": ("Cell", "Head", "headed", "set_head", "urls"),
    "house_proofs": ("PageSeen", "Seen", "read_proof"),
    "pictures": ("draw_png",),
    "looks": ("Looked", "Shrunk", "draw_look", "draw_one_look", "look_at", "overhang"),
    "margin": ("has_ruler",),
    "phone_test": ("PhoneWords", "draw_phone_test"),
    "proof_apart": ("MOST_SECONDS", "read_apart"),
    "proofs": ("ProofResult", "decode_sheets", "proof"),
    "roll_sent": ("LANGUAGES", "SentRow", "roll_rows"),
    "rolls": ("ROLLS", "Roll", "paper", "roll_named", "roll_typed"),
    "ruler_page": ("draw_ruler_page", "draw_ruler_row"),
    "sheet_pdf": ("Look", "draw_sheets", "write_sheets"),
    "stamp": ("undrawable",),
    "stock": (
        "SMALLEST_LABEL_UM",
        "STOCKS",
        "Point",
        "Sheet",
        "Size",
        "how_many",
        "page_name",
        "trade_name",
    ),
    "stock_svg": ("draw_stock",),
    "svg": ("draw_svg",),
    "symbol": ("SMALLEST_MODULE_UM", "Symbol", "encode", "encode_text", "encoded_text"),
    "symbol_files": ("read_symbol",),
    "thermal": ("tspl", "zpl"),
    "trial": ("DEAD_CODE", "TRIAL", "draw_rehearsal", "draw_trial", "trial_fits"),
    "trim": ("Trim",),
    "trim_look": ("draw_trim_look",),
    "trimmed_pdf": ("draw_trimmed",),
}
_MODULES = {name: module for module, names in _NAMES.items() for name in names}


def __getattr__(name: str) -> Any:
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"labels.{_MODULES[name]}"), name)
