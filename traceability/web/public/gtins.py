"""The page of a GTIN, and lots looked up by the code that stands on the goods.

Two sellers may use one lot code, so it is looked up together with a GTIN or an organisation.
"""

from __future__ import annotations

import re

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from traceability.domain import gs1, ids
from traceability.domain.errors import Invalid, NotFound
from traceability.domain.text import without_format
from traceability.services import code_states, gtin_pages, public_places
from traceability.standards.resolver import JSON
from traceability.standards.values import CSET_82
from traceability.store.unit import Reading
from traceability.web.house import house, looking
from traceability.web.public import (
    addresses,
    among,
    facts,
    list_lines,
    negotiation,
    pieces,
    place_pages,
)
from traceability.web.public.door import chosen_language, public
from traceability.web.public.place_pages import LotStanding

#: What people type for the hyphen of a lot code.
_BLANKS = re.compile(r" *- *| +")
#: The longest lot code or serial of the standard, a third-party serial.
_LONGEST = 28
#: So much of what was typed for a lot stays in its field, however it reads.
_KEPT = 120


@public.route("/gtin/<gtin>", methods=["GET", "OPTIONS"], provide_automatic_options=False)
def gtin(gtin: str) -> ResponseReturnValue:
    """What carries a GTIN; ``lot`` and ``serial`` of the query are those that nobody knows.

    With ``.json`` behind it, or where JSON is preferred, the facts.
    """
    number = _number(gtin.removesuffix(".json"))
    if number is None:
        return negotiation.impossible()
    if request.method == "OPTIONS":
        return negotiation.preflight(f"{negotiation.base()}/01/{number}")
    lot, serial = _told("lot"), _told("serial")
    try:
        with looking() as view:
            page = gtin_pages.find(view, number)
            code = gtin_pages.lot(view, number, lot.upper())
            known = None if code is None else _stands(view, code)
    except NotFound:
        return negotiation.not_found()
    if gtin.endswith(".json") or negotiation.preferred() == JSON:
        return negotiation.as_json(facts.of_gtin(page, negotiation.base(), known))
    return place_pages.show_gtin(page, lot, serial, known)


def _stands(view: Reading, lot: str) -> LotStanding:
    """How the lot of a link stands: whatever is unknown of the link, that counts first."""
    state = code_states.find(view, house().settings.label_keys, [lot])[lot]
    tone, says = list_lines.told_of(state)
    return LotStanding(lot, state.lot_code or "", str(state.verdict), tone, says, view.today)


@public.get("/tra-lo", provide_automatic_options=False)
def lot() -> ResponseReturnValue:
    """Look a lot code up, together with a GTIN (``gtin``) or an organisation (``party``).

    What is nobody's with its blanks and is somebody's with hyphens there is offered, and not taken.
    """
    seen = without_format(" ".join(request.args.get("lot", "").split()))
    typed = addresses.visible(seen)[:_KEPT]
    number, party = _told("gtin"), _told("party")
    code = ids.fold_typed(party)
    key = _number(number) if number else None
    asked = _as_lot(typed)
    found = _lot_of(key, code, asked)
    if found is not None:
        return redirect(url_for(".page", code=found, lang=chosen_language()))
    meant = _BLANKS.sub("-", asked)
    other = _lot_of(key, code, meant) if meant != asked else None
    return _asked(typed, number, party, (meant, other) if other else None)


def _as_lot(typed: str) -> str:
    """A lot code as it is kept: in capitals, without a word before it, with hyphens for dashes."""
    upper = typed.upper()
    if ids.is_lot_code(upper):
        return upper
    return among.DASH.sub("-", pieces.trimmed(typed)).upper()


def _lot_of(gtin: str | None, party: str | None, lot: str) -> str | None:
    if not (gtin or party) or not ids.is_lot_code(lot):
        return None
    with looking() as view:
        if gtin is not None:
            return gtin_pages.lot(view, gtin, lot)
        return gtin_pages.lot_of(view, party or "", lot)


def _asked(
    typed: str, number: str, party: str, near: tuple[str, str] | None
) -> ResponseReturnValue:
    """The form once more; what was looked for and not found is counted as a miss.

    ``near`` is a lot code that differs in its blanks, and the code of its page.
    """
    with looking() as view:
        sellers = public_places.publishers(view)
    told = {"typed": typed, "number": number, "party": party, "sellers": sellers}
    told["shown"] = typed if len(typed) <= _LONGEST else f"{typed[: _LONGEST - 1]}…"
    missed = bool(typed and (number or party))
    page = render_template("public/lot.html", missed=missed, near=near, **told)
    if near is not None:
        return page, 404
    return negotiation.missed(page) if missed else page


def _number(gtin: str) -> str | None:
    """A GTIN as 14 digits; none for what is no number that anybody may publish."""
    try:
        return gs1.gtin(gtin, "gtin")
    except Invalid:
        return None


def _told(name: str) -> str:
    """A parameter of the query, where it is one that a link could hold."""
    value = request.args.get(name, "").strip()
    return value if len(value) <= _LONGEST and set(value) <= {*CSET_82, " "} else ""
