"""What a public page says, as JSON for programs: the same facts, no words of ours around them."""

from __future__ import annotations

from typing import Any

from traceability.domain.certificates import ResultVerdict
from traceability.domain.labels import LabelState
from traceability.services.area_pages import AreaPage
from traceability.services.area_states import AreaState
from traceability.services.certificate_covering import CertificateShown
from traceability.services.gtin_pages import GtinPage
from traceability.services.page_journey import Notice
from traceability.services.pages import Label, Page
from traceability.services.places_shown import Where
from traceability.services.public_places import PartyPage, PlacePage
from traceability.services.report_results import Result, TakenBack
from traceability.web.errors import plain
from traceability.web.public import sites
from traceability.web.public.link_goods import LotStanding, Named
from traceability.web.public.sites import Site


def of(shown: Page | AreaPage | PlacePage | PartyPage, base: str) -> dict[str, Any]:
    """The facts of a page; ``base`` is the scheme and host that addresses begin with."""
    if isinstance(shown, Page):
        found = _page(shown)
    elif isinstance(shown, AreaPage):
        found = _area(shown)
    elif isinstance(shown, PlacePage):
        found = _place(shown)
    else:
        found = _party(shown)
    # A carton has the address of every other label.
    kind = "item" if found["kind"] == "carton" else found["kind"]
    address = {"id": f"{base}/id/{kind}/{shown.code}", "page": f"{base}/{shown.code}"}
    facts: dict[str, Any] = plain({**address, "code": shown.code, **found})
    return facts


def of_gtin(
    page: GtinPage, base: str, named: Named, known: LotStanding | None = None
) -> dict[str, Any]:
    """The facts of the page of a GTIN, and of the lot of the link, where that is known.

    ``label`` is the number of the link that is on no label of the lot: of other goods, or unknown.
    """
    bearers = [
        {
            "names": each.names,
            "holder": {"name": each.holder, "kind": each.holder_kind, "code": each.holder_code},
            "standing": each.standing,
        }
        for each in page.bearers
    ]
    address = {"id": f"{base}/01/{page.gtin}", "page": f"{base}/gtin/{page.gtin}"}
    lot = None if known is None else _standing(known, base)
    label = ("of_other_goods" if named.others else "unknown") if named.serial else None
    told = {"gtin": page.gtin, "products": bearers, "lot": lot, "label": label}
    return {**address, "kind": "gtin", **told}


def _standing(known: LotStanding, base: str) -> dict[str, Any]:
    """How a lot stands, and where its own facts and page are."""
    address = {"id": f"{base}/id/lot/{known.code}", "page": f"{base}/{known.code}"}
    told = {"lot_code": known.lot_code, "status": known.status, "as_of": known.today.isoformat()}
    stopped = [{"area_code": raw, "since": day.isoformat()} for raw, day in known.suspended]
    return {**address, **told, "suspended": stopped}


def _page(page: Page) -> dict[str, Any]:
    label = page.label
    return {
        "kind": "lot" if label is None else "carton" if label.inside.numbers else "item",
        "status": page.verdict,
        "as_of": page.today,
        "product": page.product_names or None,
        "holder": {"name": page.holder, "kind": page.holder_kind, **_where(page.holder_where)},
        "lot_code": page.lot_code,
        **_goods(page),
        "retracted_on": None if page.retracted is None else page.retracted.on,
        "retracted_because": None if page.retracted is None else page.retracted.why or None,
        "label": None if label is None else _label(label) | {"voided_by": page.voided_by or None},
        "demonstration": page.demonstration,
    }


def _goods(page: Page) -> dict[str, Any]:
    """What is told of the goods: nothing where the code stands for none, as on the page."""
    told = not page.silent
    return {
        "packed_on": page.packed_on if told else None,
        "best_before": page.expires_on if told else None,
        "origins": [_origin(each) for each in sites.sites(page.origins) if told],
        "notices": [_notice(each) for each in page.notices if told or page.unlinked],
        "certificates": [_certificate(each) for each in page.certificates if told],
    }


#: Whether goods were written out is between their seller and whoever received them.
_STATES = {
    LabelState.LINKED: "on_goods",
    LabelState.DISPATCHED: "on_goods",
    LabelState.SPOILED: "void",
}


def _label(label: Label) -> dict[str, Any]:
    return {
        "number": label.number,
        "of": label.count,
        "state": _STATES.get(label.state, label.state),
        "voided_on": label.voided_on,
        "printed_by": label.lender or None,
        "inside": label.inside.numbers or None,
        "dead_inside": label.inside.dead or None,
        "renewed_inside": [{"old": each.old, "new": each.new} for each in label.inside.renewed],
    }


def _origin(site: Site) -> dict[str, Any]:
    """As the page joins them: gardens and days of one code, one holder and one commune."""
    return {
        "share_ppm": site.ppm if site.exact else None,
        "share_about_percent": site.tens * 10,
        **_where(site.where),
        "harvested_on": site.first,
        "harvested_until": site.last,
        "area_code": site.area_code,
        "area": site.area_page,
        "status_on_harvest_day": site.then,
        "status_today": site.now,
        "season_when_recorded": site.season,
    }


def _notice(notice: Notice) -> dict[str, Any]:
    told = {"kind": notice.kind, "reason": notice.reason, "since": notice.since, "by": notice.by}
    texts = {"text": notice.text, "texts": notice.texts, "contact": notice.contact}
    ended = {"lifted_on": notice.lifted_on, "lifted_by": notice.lifted_by or None}
    return {**told, **texts, **ended}


def _certificate(paper: CertificateShown) -> dict[str, Any]:
    return {
        "kind": paper.kind,
        "standard": paper.standard,
        "number": paper.number,
        "issuer": paper.issuer,
        "stars": paper.stars,
        "named": paper.named,
        "valid_from": paper.valid_from,
        "valid_to": paper.valid_to,
        "standing": paper.standing,
        "evidence": paper.grade,
        "results": [_result(each) for each in paper.results],
        "taken_back": None if paper.taken_back is None else _taken_back(paper.taken_back),
    }


def _taken_back(gone: TakenBack) -> dict[str, Any]:
    results = [_result(each) for each in gone.results]
    return {"how": gone.how, "on": gone.on, "results": results}


#: How a result stands to its limit, on whichever side of it.
_JUDGED = {ResultVerdict.ABOVE: "outside"}


def _result(line: Result) -> dict[str, Any]:
    told = {"parameter": line.parameter, "result": line.result, "unit": line.unit}
    stated = None if line.said is None else _JUDGED.get(line.said, line.said)
    judged = _JUDGED.get(line.verdict, line.verdict)
    return {**told, "limit": line.limit, "judged": judged, "stated": stated}


def _area(page: AreaPage) -> dict[str, Any]:
    return {
        "kind": "area",
        "area_code": page.raw,
        "scheme": page.scheme,
        "market": page.market,
        "status": page.status,
        "since": page.since,
        "valid_until": page.valid_until,
        "disputed": page.disputed,
        "as_of": page.today,
        "holder": {"name": page.holder, "kind": page.holder_kind, **_where(page.holder_where)},
        "communes": [_where(each) for each in page.where],
        "demonstration": page.demonstration,
    }


def _place(page: PlacePage) -> dict[str, Any]:
    holder = {"name": page.holder, "kind": page.holder_kind, "code": page.holder_code}
    told = {"kind": "place", "place_kind": page.kind, "gln": page.gln, **_where(page.where)}
    return {**told, "holder": holder, "areas": _areas(page.areas)}


def _party(page: PartyPage) -> dict[str, Any]:
    told = {"kind": "party", "name": page.name, "party_kind": page.kind, "address": page.address}
    return {**told, **_where(page.where), "areas": _areas(page.areas)}


def _areas(areas: tuple[AreaState, ...]) -> list[dict[str, Any]]:
    """As a page lists them: a code that was entered by mistake has no status."""
    return [
        {
            "code": each.code,
            "area_code": each.raw,
            "status": None if each.taken_back else each.status,
            "since": None if each.taken_back else each.since,
        }
        for each in areas
    ]


def _where(where: Where | None) -> dict[str, Any]:
    if where is None:
        return {}
    return {"commune": where.commune, "commune_code": where.code, "province": where.province}
