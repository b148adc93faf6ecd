"""The page of what nobody has: the same for every code, and what is wrong with what is none.

A code with a wrong character is nobody's whatever is recorded, and this is the page of a made-up
counterfeit: it is drawn once and packed once, and what was typed is put in between.
"""

from __future__ import annotations

import datetime as dt
import functools
import re
import unicodedata
from collections.abc import Callable, Sequence
from urllib.parse import quote

from flask import Response, render_template, request, url_for
from flask.typing import ResponseReturnValue

from traceability.domain import ids
from traceability.services.area_states import AreaState
from traceability.web import encodings
from traceability.web.digital_link_sentences import DIGITAL_LINK_WORDS
from traceability.web.house import house
from traceability.web.limits import UNKNOWN_CODES, limiter
from traceability.web.messages import language
from traceability.web.public import addresses
from traceability.web.public.door import chosen_language
from traceability.web.public.pieces import Piece
from traceability.web.shelf import IDENTITY, Cut
from traceability.web.thousands import ngettext
from traceability.web.tongues import gettext as _

#: Where what was typed stands in the page, as it is and within an address.
_MARK = "\x02"
_TYPED, _ASKED = _MARK, quote(_MARK)
#: What is this long may have been meant as a code, or as two run together.
_SHORTEST, _LONGEST = 5, 2 * ids.ITEM_LENGTH
_BARCODES = (8, 12, 13, 14)


# Only a miss is counted and only a miss is refused: behind a mobile carrier thousands of buyers
# share an address with whoever guesses.
@limiter.shared_limit(UNKNOWN_CODES, scope="unknown codes")
def guessed(
    piece: Piece, near: Callable[[Piece], Sequence[AreaState]] | None = None
) -> ResponseReturnValue:
    """The page of what nobody has and the record was asked for: it could have been somebody's.

    What is ``near`` is looked for only where the network has tries left: it costs most of all.
    """
    return page(piece, () if near is None else near(piece))


# What was not looked for tells a guesser nothing. Counting it would write to the second store, and
# the page is to come at once whoever else writes there.
def page(piece: Piece, near: Sequence[AreaState] = ()) -> ResponseReturnValue:
    """One page for everything that nobody has; what looks like a code stays in the field.

    ``near`` are codes with a page whose string differs only in what stands between.
    """
    kept, lot = addresses.shown(piece.text), None if near else piece.lot
    said = "" if near else wrong(piece)
    if said and kept and not near and lot is None:
        return _put_together(kept, said)
    return drawn(kept, said, near=near, lot=lot), 404


# An address of somebody else's is no guess, and costs no look at the record worth counting.
def elsewhere(text: str, host: str) -> ResponseReturnValue:
    """What is said of an address that does not lead here, whatever code stands at its end."""
    own = sorted(addresses.own_hosts())
    body = render_template(
        "public/elsewhere.html", host=host, own=own[0] if len(own) == 1 else "", text=text
    )
    return body, 404


def wrong(piece: Piece) -> str:
    """What cannot be right in a text that was meant as a code, as a sentence; empty where nothing.

    It is known without the record. Of several words nobody knows which was meant as one.
    """
    if piece.fault is not None:
        return _misbuilt(*piece.fault)
    if piece.plain.isdecimal() and len(piece.plain) < _SHORTEST:
        return str(_("Số nhỏ in trên tem là số thứ tự của tem, không phải mã."))
    symbols = "" if piece.is_several_words else ids.folded_symbols(piece.plain)
    if not _SHORTEST <= len(symbols) <= _LONGEST or not symbols.isalnum():
        return ""
    return _strange(symbols) or _miscounted(symbols) or _mistyped(symbols)


def _misbuilt(reason: str, ai: str) -> str:
    """A GS1 string of goods in which something is wrong, as the page of such a link says it."""
    why = DIGITAL_LINK_WORDS[f"digital_link_{reason}"]
    return str(_("Mã GS1 này không đúng: %(why)s (AI %(ai)s).", why=why, ai=ai))


def _strange(symbols: str) -> str:
    """Letters that no code has."""
    foreign = "".join(dict.fromkeys(each for each in symbols if not each.isascii()))
    if foreign and all("LATIN" in unicodedata.name(each, "") for each in foreign):
        return str(
            _(
                "Có chữ mang dấu: %(letters)s. Tắt bộ gõ tiếng Việt rồi gõ lại: mã không có dấu.",
                letters=foreign,
            )
        )
    if foreign:
        return str(
            _(
                "Có chữ không phải chữ cái Latinh: %(letters)s. Xóa chữ đó rồi gõ lại.",
                letters=foreign,
            )
        )
    if "U" in symbols.upper():
        return str(_("Mã trên tem không bao giờ có chữ U: hãy xem có phải chữ V không."))
    return ""


def _miscounted(symbols: str) -> str:
    if symbols.isdigit() and len(symbols) in _BARCODES:
        return str(_("Dãy số này dài như mã vạch, nhưng có chữ số gõ sai."))
    if len(symbols) in (ids.SHORT_LENGTH, ids.ITEM_LENGTH):
        return ""
    count = len(symbols)
    return str(
        ngettext(
            "Vừa gõ %(num)s chữ và số; mã trên tem có 9 hoặc 13.",
            "Vừa gõ %(num)s chữ và số; mã trên tem có 9 hoặc 13.",
            count,
        )
    )


def _mistyped(symbols: str) -> str:
    if ids.is_valid(symbols):
        return ""
    return str(_("Mã này có ít nhất một chữ sai: không tem nào được in với mã như vậy."))


def drawn(
    typed: str = "", said: str = "", *, near: Sequence[AreaState] = (), lot: str | None = None
) -> str:
    """The page itself, with what was typed in its field and what is ``said`` to be wrong."""
    return render_template(
        "public/missing.html",
        typed=typed,
        wrong=said,
        near=near,
        address=_of_area,
        lot=lot,
        report=url_for("public.report", ma=typed or None, lang=chosen_language()),
    )


def _of_area(code: str) -> str:
    return url_for("public.area", code=code, lang=chosen_language())


def _put_together(typed: str, said: str) -> Response:
    cut = _packed(language(), chosen_language(), house().demonstration, said)
    words = {"typed": typed, "asked": quote(typed)}
    taken = encodings.taken(request.headers.get("Accept-Encoding", "")[:512])
    encoding = "gzip" if "gzip" in taken else IDENTITY
    response = Response(cut.body(encoding, words), 404, mimetype="text/html")
    if encoding != IDENTITY:
        response.headers["Content-Encoding"] = encoding
        response.vary.add("Accept-Encoding")
    return response


@functools.lru_cache(maxsize=256)
def _packed(_language: str, _chosen: str | None, _demonstration: bool, said: str) -> Cut:
    """The page without what was typed; all that it is drawn from is what it is kept under."""
    pieces = re.split(f"({_TYPED}|{_ASKED})", drawn(_MARK, said))
    named = ["asked" if each == _ASKED else "typed" for each in pieces[1::2]]
    whole = [text for pair in zip(pieces[::2], named, strict=False) for text in pair]
    return Cut.of(
        [*whole, pieces[-1]], token="", about=None, seen=(None, dt.date.min), tag="", headers=[]
    )
