"""The page of a GTIN, and lots looked up by the code that stands on the goods.

Two sellers may use one lot code, so it is looked up together with a GTIN or an organisation.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from traceability.domain import gs1, ids
from traceability.domain.errors import Invalid, NotFound
from traceability.domain.text import without_format
from traceability.services import code_states, digital_links, gtin_pages, public_places
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
from traceability.web.public.link_goods import LotStanding, Named

#: What people type for the hyphen of a lot code.
_BLANKS = re.compile(r" *- *| +")
#: Signs that no lot begins or ends with.
_AROUND = re.compile(r"^[\W_]+|(?<![\W_])[\W_]+$")
#: The longest lot code or serial of the standard, a third-party serial.
_LONGEST = 28
#: So much of what was typed stays in its field, however it reads.
_KEPT = 120


@public.route("/gtin/<gtin>", methods=["GET", "OPTIONS"], provide_automatic_options=False)
def gtin(gtin: str) -> ResponseReturnValue:
    """What carries a GTIN; ``lot`` and ``serial`` of the query are those of a link that led here.

    A number that is on none of its labels may have been printed for others: a copied label.

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
            named = _named(view, number, lot, serial)
    except NotFound:
        return negotiation.not_found()
    if gtin.endswith(".json") or negotiation.preferred() == JSON:
        return negotiation.as_json(facts.of_gtin(page, negotiation.base(), named, known))
    return place_pages.show_gtin(page, named, known)


def _named(view: Reading, gtin: str, lot: str, serial: str) -> Named:
    """What a link names; a number that is on its lot is none that is unknown."""
    keys = house().settings.label_keys
    on = digital_links.is_on(view, keys, serial, gtin, lot or None)
    return Named(lot, "" if on else serial, others=on is False)


def _stands(view: Reading, lot: str) -> LotStanding:
    """How the lot of a link stands: whatever is unknown of the link, that counts first."""
    state = code_states.find(view, house().settings.label_keys, [lot])[lot]
    tone, says = list_lines.told_of(state)
    stands = LotStanding(lot, state.lot_code or "", str(state.verdict), tone, says, view.today)
    return replace(stands, suspended=state.suspended)


@dataclass(frozen=True)
class _Asked:
    """What was typed into the form for lots, and what is read of it."""

    typed: str
    number: str
    party: str

    @functools.cached_property
    def gtin(self) -> str | None:
        """The GTIN of 14 digits that was typed."""
        return pieces.read(self.number).gtin

    @property
    def holder(self) -> str | None:
        """The code of the organisation that was chosen; one that is none is nobody's."""
        return ids.fold_typed(self.party) or self.party or None

    @property
    def is_misread(self) -> bool:
        """Whether a GTIN was typed that is none."""
        return bool(self.number) and self.gtin is None

    @property
    def is_whole(self) -> bool:
        """Whether there is something to look for."""
        return bool(self.typed and (self.gtin or self.holder)) and not self.is_misread

    @functools.cached_property
    def lots(self) -> list[str]:
        """What may be meant as the lot, in capitals: with words and signs at it, and without."""
        every = [*pieces.unworded(self.typed), pieces.trimmed(self.typed)]
        bare = _AROUND.sub("", self.typed)
        if bare != self.typed:
            every += [_AROUND.sub("", each) for each in pieces.unworded(bare)]
        every += among.lots(self.typed)
        return list(dict.fromkeys(among.DASH.sub("-", each).upper() for each in every))


@dataclass(frozen=True)
class _Found:
    """What was found, as lot codes and the codes of their pages.

    ``near`` are lots that may be meant. A lot ``of`` an organisation that was asked for with a GTIN
    of something else is ``apart`` from the one ``under`` that: of the two there is one at least.
    """

    code: str | None = None
    near: Sequence[tuple[str, str]] = ()
    apart: str | None = None
    under: str | None = None
    of: str | None = None


@public.get("/tra-lo", provide_automatic_options=False)
def lot() -> ResponseReturnValue:
    """Look a lot code up, together with a GTIN (``gtin``), an organisation (``party``) or both.

    What is nobody's with its blanks and is somebody's with hyphens there is offered, and not taken.
    """
    asked = _Asked(_kept("lot"), _kept("gtin"), _told("party"))
    found = _look_up(asked) if asked.is_whole else _Found()
    if found.code is not None:
        return redirect(url_for(".page", code=found.code, lang=chosen_language()))
    return _again(asked, found)


def _look_up(asked: _Asked) -> _Found:
    """Where a word before the lot may belong to it and both are somebody's, none is taken."""
    blanks = [_BLANKS.sub("-", each) for each in asked.lots]
    with looking() as view:
        known = {each: _lot_of(view, asked, each) for each in (*asked.lots, *blanks)}
        found = [(each, code) for each, code in known.items() if code is not None]
        if len(found) == 1 and found[0][0] in asked.lots:
            return _Found(found[0][1])
        return _Found(near=found) if found else _apart(view, asked, known)


def _lot_of(view: Reading, asked: _Asked, lot: str) -> str | None:
    return gtin_pages.lot_with(view, lot, asked.gtin, asked.holder)


def _apart(view: Reading, asked: _Asked, lots: Iterable[str]) -> _Found:
    """The lot of one of the two that were asked for together, where the other does not have it."""
    if asked.gtin is None or asked.holder is None:
        return _Found()
    for each in lots:
        under = gtin_pages.lot(view, asked.gtin, each)
        of = gtin_pages.lot_of(view, asked.holder, each)
        if under or of:
            return _Found(apart=each, under=under, of=of)
    return _Found()


def _again(asked: _Asked, found: _Found) -> ResponseReturnValue:
    """The form once more; what was looked for and not found is counted as a miss."""
    with looking() as view:
        sellers = public_places.publishers(view)
    short = asked.typed if len(asked.typed) <= _LONGEST else f"{asked.typed[: _LONGEST - 1]}…"
    page = render_template(
        "public/lot.html", asked=asked, found=found, sellers=sellers, shown=short
    )
    if not asked.is_whole:
        return page, 404 if asked.typed and asked.is_misread else 200
    return (page, 404) if found.near else negotiation.missed(page)


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


def _kept(name: str) -> str:
    """What was typed into a field, as it may stand there again."""
    seen = without_format(" ".join(request.args.get(name, "").split()))
    return addresses.visible(seen)[:_KEPT]
