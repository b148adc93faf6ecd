"""What a GS1 Digital Link of ours stands for: a label, a lot, what carries a GTIN, a place.

Nothing is guessed: a lot is found under the GTIN that it was packed with, whoever holds that now;
a label counts only where its lot is the one the link names. Where the label is another's, the link
leads to the lot, or to its GTIN, and its number is as absent as one that nobody printed.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from traceability.crypto.keyring import Keyring
from traceability.domain import ids
from traceability.domain.errors import NotFound
from traceability.services import (
    code_states,
    goods_names,
    page_journey,
    page_origins,
    pages,
    public_places,
)
from traceability.services.pages import Page
from traceability.standards.digital_link import DigitalLink
from traceability.standards.resolver import Thing
from traceability.store.models import Batch, Place
from traceability.store.queries import batches
from traceability.store.queries import digital_links as queries
from traceability.store.unit import Reading

_GTIN, _GLN, _LOT, _SERIAL = "01", "414", "10", "21"
#: The qualifiers that tell which goods they are; the others are read and passed over.
TELLING = frozenset({_LOT, _SERIAL, "235"})


@dataclass(frozen=True)
class Found:
    """What is known along a link, the most granular first, and what of it is known by nobody.

    ``absent``: what the link names below the first of ``levels``, by identifier.
    """

    levels: tuple[Thing, ...]
    absent: tuple[tuple[str, str], ...] = ()

    @property
    def unknown(self) -> dict[str, str]:
        """Of what is absent, what would tell which goods they are."""
        return {ai: value for ai, value in self.absent if ai in TELLING}


def find(view: Reading, keyring: Keyring, link: DigitalLink) -> Found:
    """What a link stands for, walking up where its end is unknown.

    ``NotFound``: nothing public bears its key.
    """
    ai, value = link.key
    if ai == _GTIN:
        found = _goods(view, keyring, link)
        return replace(found, levels=_standing(view, keyring, found.levels))
    if ai == _GLN:
        return Found((_at_gln(view, value),), link.qualifiers)
    raise NotFound


def led_to(view: Reading, keyring: Keyring, link: DigitalLink) -> Found:
    """The same, by as few questions as a redirect needs: the levels have no names and no areas.

    Between a label and its GTIN the level of the lot is left out.
    """
    ai, value = link.key
    if ai == _GLN:
        place = _place_at(view, value)
        anchor = f"/{_GLN}/{value}"
        told = Thing("place", anchor, f"/{place.code}", f"/id/place/{place.code}.json", "")
        return Found((told,), link.qualifiers)
    if ai != _GTIN:
        raise NotFound
    known = _known(view, keyring, link)
    top = f"/{_GTIN}/{value}"
    levels = [Thing("gtin", top, f"/gtin/{value}", f"/gtin/{value}.json", "")]
    if known.lot is not None:
        top = f"{top}/{_LOT}/{known.lot.lot_code}"
        levels.insert(0, _bare("lot", known.lot.code, top, known.lot.lot_code))
    if known.labelled is not None:
        anchor = f"{top}/{_SERIAL}/{known.label}"
        levels[:-1] = [_bare("item", known.label, anchor, known.labelled.lot_code)]
    return Found(tuple(levels), known.absent)


def codes_of(
    view: Reading, keyring: Keyring, links: Collection[DigitalLink]
) -> dict[DigitalLink, str]:
    """The codes of the lots or labels that links name, of those of which all is known.

    Each is the first level of ``find``, where that is one of these and nothing is unknown; the
    record is asked as often for two hundred as for one.
    """
    ours = {link for link in links if link.key[0] == _GTIN and link.value("235") is None}
    if not ours:
        return {}
    known = queries.gtins(view.db, {link.key[1] for link in ours})
    asked = [link for link in ours if link.key[1] in known]
    lots = _lots_of(view, [link for link in asked if link.value(_SERIAL) is None])
    labels = _labels_of(view, keyring, [link for link in asked if link.value(_SERIAL) is not None])
    return lots | labels


def lots_of(view: Reading, links: Collection[DigitalLink]) -> dict[DigitalLink, str]:
    """The codes of the published lots that links name, whatever else of them is unknown."""
    return _lots_of(view, [link for link in links if link.key[0] == _GTIN])


def is_on(view: Reading, keyring: Keyring, serial: str, gtin: str, lot: str | None) -> bool | None:
    """Whether the label of a number is on a ``lot`` under a GTIN, or on any; nothing where there is
    no such label. One that is on no goods yet is not.
    """
    code = ids.fold_typed(serial)
    if code is None or ids.kind_of(code) != "item" or not pages.exists(view, keyring, code):
        return None
    batch = pages.batch_of_label(view, keyring, code)
    return batch is not None and _belongs(batch, gtin, lot)


def _lots_of(view: Reading, links: Sequence[DigitalLink]) -> dict[DigitalLink, str]:
    named = {link: (link.key[1], (link.value(_LOT) or "").upper()) for link in links}
    found = queries.lots(view.db, [pair for pair in named.values() if ids.is_lot_code(pair[1])])
    return {link: found[pair].code for link, pair in named.items() if pair in found}


def _labels_of(
    view: Reading, keyring: Keyring, links: Sequence[DigitalLink]
) -> dict[DigitalLink, str]:
    folded = {link: ids.fold_typed(link.value(_SERIAL) or "") for link in links}
    codes = {code for code in folded.values() if code and ids.kind_of(code) == "item"}
    known = code_states.labels_of(view, keyring, codes)
    on_goods = {each.batch_id for each in known.values() if each.batch_id is not None}
    rows = batches.by_ids(view.db, sorted(on_goods))
    found = {code: rows.get(each.batch_id or 0) for code, each in known.items()}
    told = ((link, code, found.get(code or "")) for link, code in folded.items())
    return {
        link: code
        for link, code, batch in told
        if code and batch is not None and _belongs(batch, link.key[1], link.value(_LOT))
    }


def of_batch(view: Reading, batch: Batch, anchor: str | None = None) -> Thing:
    """A lot, anchored at its own id unless told otherwise."""
    retracted = page_journey.retracted(view, batch) is not None
    pages_of = [] if retracted else _area_pages_of(view, batch)
    return Thing(
        kind="lot",
        anchor=anchor or f"/id/lot/{batch.code}",
        page=f"/{batch.code}",
        facts=f"/id/lot/{batch.code}.json",
        description=f"{_name(view, batch)}, {batch.lot_code}",
        areas=tuple((f"/{code}", raw) for code, raw in pages_of),
        lot=batch.lot_code,
    )


def of_label(view: Reading, batch: Batch | None, code: str, anchor: str | None = None) -> Thing:
    """A label, whose lot may not be known yet."""
    told = (code,) if batch is None else (_name(view, batch), batch.lot_code, code)
    return Thing(
        kind="item",
        anchor=anchor or f"/id/item/{code}",
        page=f"/{code}",
        facts=f"/id/item/{code}.json",
        description=", ".join(told),
        lot="" if batch is None else batch.lot_code,
    )


def of_page(page: Page) -> Thing:
    """A lot or a label as its page tells it, anchored at its own id."""
    kind = "lot" if page.label is None else "item"
    anchor = f"/id/{kind}/{page.code}"
    areas = ((each.area_page, each.area_code) for each in page.origins if not page.silent)
    named = (page.product_names.get("vi"), page.lot_code, page.code if page.label else None)
    return Thing(
        kind=kind,
        anchor=anchor,
        page=f"/{page.code}",
        facts=f"{anchor}.json",
        description=", ".join(filter(None, named)),
        areas=tuple(dict.fromkeys((f"/{code}", raw) for code, raw in areas if code and raw)),
        lot=page.lot_code or "",
        verdict=page.verdict,
    )


@dataclass(frozen=True)
class _Known:
    """What the record knows of a link of goods: the newest lot of its GTIN, its lot, its label.

    ``label`` is the code of a label, ``labelled`` the lot that it stands for.
    """

    newest: Batch
    lot: Batch | None
    labelled: Batch | None
    label: str
    absent: tuple[tuple[str, str], ...]


def _known(view: Reading, keyring: Keyring, link: DigitalLink) -> _Known:
    """``NotFound``: nothing public bears the GTIN."""
    gtin, lot, serial = link.key[1], link.value(_LOT), link.value(_SERIAL)
    under = queries.under_gtin(view.db, gtin)
    if not under:
        raise NotFound
    labelled = None if serial is None else _labelled(view, keyring, serial)
    if labelled is not None and not _belongs(labelled, gtin, lot):
        labelled = None
    batch = labelled or _lot(view, gtin, lot)
    found = {_LOT} if batch is not None else set()
    found |= {_SERIAL} if labelled is not None else set()
    absent = tuple(each for each in link.qualifiers if each[0] not in found)
    code = ids.fold_typed(serial or "") or serial or ""
    return _Known(under[-1], batch, labelled, code, absent)


def _bare(kind: str, code: str, anchor: str, lot: str) -> Thing:
    """Goods by their addresses alone."""
    return Thing(kind, anchor, f"/{code}", f"/id/{kind}/{code}.json", "", lot=lot)


def _goods(view: Reading, keyring: Keyring, link: DigitalLink) -> Found:
    known = _known(view, keyring, link)
    top = f"/{_GTIN}/{link.key[1]}"
    levels = [_of_gtin(view, known.newest, top)]
    label = known.label if known.labelled is not None else None
    if known.lot is not None:
        top = f"{top}/{_LOT}/{known.lot.lot_code}"
        levels[:0] = _lot_level(view, keyring, known.lot, top, label)
    if label is not None:
        levels.insert(0, of_label(view, known.labelled, label, f"{top}/{_SERIAL}/{label}"))
    return Found(tuple(levels), known.absent)


def _standing(view: Reading, keyring: Keyring, levels: Sequence[Thing]) -> tuple[Thing, ...]:
    """The levels of a link with how its label and its lot stand."""
    goods = {each.page.removeprefix("/") for each in levels if each.kind in ("lot", "item")}
    states = code_states.find(view, keyring, goods)
    told = {f"/{code}": state.verdict for code, state in states.items()}
    return tuple(replace(each, verdict=told.get(each.page)) for each in levels)


def _lot_level(
    view: Reading, keyring: Keyring, batch: Batch, anchor: str, serial: str | None
) -> list[Thing]:
    """The lot, once it is public; a label that stands for no goods does not lead to their areas."""
    if batches.stock(view.db, batch.id).published_on is None:
        return []
    found = of_batch(view, batch, anchor)
    code = ids.fold_typed(serial or "")
    silent = code is not None and not pages.stands_for_goods(view, keyring, code)
    return [replace(found, areas=()) if silent else found]


def _labelled(view: Reading, keyring: Keyring, serial: str) -> Batch | None:
    """The lot of a label; nothing where the serial is no label of ours."""
    code = ids.fold_typed(serial)
    if code is None or ids.kind_of(code) != "item":
        return None
    return pages.batch_of_label(view, keyring, code)


def _belongs(batch: Batch, gtin: str, lot: str | None) -> bool:
    """Lot codes are capitals; whoever wrote them small meant the same."""
    return batch.gtin == gtin and (lot is None or lot.upper() == batch.lot_code)


def _lot(view: Reading, gtin: str, lot: str | None) -> Batch | None:
    """Lot codes are capitals; whoever wrote them small meant the same."""
    if lot is None or not ids.is_lot_code(lot.upper()):
        return None
    return queries.lot(view.db, gtin, lot.upper())


def _of_gtin(view: Reading, newest: Batch, anchor: str) -> Thing:
    gtin = newest.gtin or ""
    return Thing(
        kind="gtin",
        anchor=anchor,
        page=f"/gtin/{gtin}",
        facts=f"/gtin/{gtin}.json",
        description=_name(view, newest),
    )


def _area_pages_of(view: Reading, batch: Batch) -> list[tuple[str, str]]:
    """The growing-area codes with a page that a batch comes from: short codes and strings."""
    ancestors = batches.by_ids(view.db, batches.ancestors(view.db, batch.id))
    found = page_origins.origins(view, batch, list(ancestors.values()))
    pairs = ((each.area_page, each.area_code) for each in found)
    return list(dict.fromkeys((code, raw) for code, raw in pairs if code and raw))


def _at_gln(view: Reading, gln: str) -> Thing:
    place = _place_at(view, gln)
    return replace(public_places.of_place(view, place), anchor=f"/{_GLN}/{gln}")


def _place_at(view: Reading, gln: str) -> Place:
    """The one public place that states a GLN; where several do, nobody knows whose it is."""
    found = [each for each in queries.places_at(view.db, gln) if _is_public(view, each)]
    if len(found) != 1:
        raise NotFound
    return found[0]


def _is_public(view: Reading, place: Place) -> bool:
    return public_places.is_public(view, place)


def _name(view: Reading, batch: Batch) -> str:
    goods = goods_names.of(view, batch)
    return batch.lot_code if goods is None else goods.vi
