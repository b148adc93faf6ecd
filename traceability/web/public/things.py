"""Own codes at their addresses for programs: lots, labels, growing-area codes, places, parties.

``/id/{kind}/{code}`` shows the page that stands at ``/{code}``, or its facts, or its links;
``/id/{kind}/{code}.json`` its facts, whatever is preferred.
"""

from __future__ import annotations

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from traceability.domain import ids
from traceability.services import digital_links, public_places
from traceability.services.area_pages import AreaPage
from traceability.services.pages import Page
from traceability.services.public_places import PartyPage, PlacePage
from traceability.standards.resolver import JSON, Thing
from traceability.web.public import facts, lookup, negotiation
from traceability.web.public.digital_links import contexts_of
from traceability.web.public.door import chosen_language, public

Shown = Page | AreaPage | PlacePage | PartyPage


@public.route("/id/area/<code>", methods=["GET", "OPTIONS"], provide_automatic_options=False)
def area(code: str) -> ResponseReturnValue:
    """A growing-area code at its address for programs."""
    return _answer("area", code)


@public.route(
    "/id/<any(lot, item, place, party):kind>/<code>",
    methods=["GET", "OPTIONS"],
    provide_automatic_options=False,
)
def thing(kind: str, code: str) -> ResponseReturnValue:
    """A lot, a label, a place or an organisation at its address for programs."""
    return _answer(kind, code)


def _answer(kind: str, name: str) -> ResponseReturnValue:
    code, wants_facts = name.removesuffix(".json"), name.endswith(".json")
    canonical = ids.fold_typed(code)
    if canonical is None:
        return negotiation.impossible()
    if canonical != code:
        return redirect(_address(kind, canonical + name[len(code) :]), 301)
    if request.method == "OPTIONS":
        # What may be asked of an address follows from the address: nothing is drawn to say it.
        return negotiation.preflight(f"/id/{kind}/{code}")
    shown = _found(kind, code)
    if shown is None:
        return negotiation.not_found()
    contexts = contexts_of((_thing(shown),))
    if negotiation.wants_linkset() and not wants_facts:
        return negotiation.told(contexts)
    asked = request.args.get("linkType")
    if asked:
        return negotiation.by_type(contexts, asked)
    if wants_facts or negotiation.preferred() == JSON:
        return negotiation.as_json(facts.of(shown, negotiation.base()))
    return lookup.show(shown)


def _address(kind: str, code: str) -> str:
    if kind == "area":
        return url_for(".area", code=code, lang=chosen_language())
    return url_for(".thing", kind=kind, code=code, lang=chosen_language())


def _found(kind: str, code: str) -> Shown | None:
    """What stands behind a code of a kind; one of another length is not looked for."""
    if (ids.kind_of(code) == "item") != (kind == "item"):
        return None
    found = lookup.found(code)
    return found if isinstance(found, _KINDS[kind]) else None


def _thing(shown: Shown) -> Thing:
    if isinstance(shown, Page):
        return digital_links.of_page(shown)
    if isinstance(shown, AreaPage):
        anchor = f"/id/area/{shown.code}"
        return Thing("area", anchor, f"/{shown.code}", f"{anchor}.json", shown.raw)
    return public_places.thing(shown)


_KINDS: dict[str, type[Shown]] = {
    "lot": Page,
    "item": Page,
    "area": AreaPage,
    "place": PlacePage,
    "party": PartyPage,
}
