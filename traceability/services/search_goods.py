"""Searching a cooperative's own things: lots, labels, print runs, products, codes and gardens."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from traceability.crypto.keyring import Keyring
from traceability.domain import ids
from traceability.domain.access import Action, Actor, Thing, may
from traceability.domain.days import day_in_vietnam
from traceability.domain.search import Question, bare
from traceability.services import (
    goods_names,
    label_views,
    pages,
    parties,
    registry_views,
    run_numbers,
    search_trade,
)
from traceability.services.registry_views import CodeLine
from traceability.services.search_hits import (
    FULL_CODE,
    MOST_OF_A_KIND,
    RELATED,
    Hit,
    HitKind,
    least,
    rank_of,
    rank_of_code,
    rank_of_digits,
)
from traceability.services.search_people import households
from traceability.store.models import AreaCode, Crop, LabelRange, PrintRun, Product, ProductRevision
from traceability.store.queries import areas, batches, labels, products, registry
from traceability.store.queries import lots as lot_queries
from traceability.store.queries import parties as party_queries
from traceability.store.queries import search as queries
from traceability.store.queries.lots import Lot
from traceability.store.unit import Reading

_FETCHED = MOST_OF_A_KIND + 1


def hits(view: Reading, actor: Actor, keyring: Keyring, asked: Question) -> list[Hit]:
    """Everything of the actor's cooperative that answers."""
    holder = parties.acting_party(view, actor).id
    if not may(actor, Action.SEE_WORKSPACE, Thing(holder=holder)):
        return []
    people = list(households(view, actor, asked))
    crops = [row.code for row in products.crops(view.db) if _rank_of_crop(asked, row) is not None]
    goods = list(_products(view, holder, asked))
    related = queries.Related(
        asked.day, [key for key, _ in goods], crops, [row.key for row, _ in people]
    )
    return [
        *_by_code(view, actor, keyring, holder, asked),
        *_lots(view, holder, asked, related),
        *_labels(view, holder, asked),
        *_codes_and_places(view, actor, holder, asked),
        *(hit for _, hit in goods),
        *(hit for _, hit in people),
        *search_trade.hits(view, actor, holder, asked),
    ]


def _rank_of_crop(asked: Question, row: Crop) -> int | None:
    return rank_of(asked.typed, [row.name_vi, row.name_en])


# --- by a whole code -----------------------------------------------------------------------------


def _by_code(
    view: Reading, actor: Actor, keyring: Keyring, holder: int, asked: Question
) -> Iterator[Hit]:
    """The thing of a short code, or the label of an item code, if it is the cooperative's own."""
    if asked.code is None:
        return
    if ids.kind_of(asked.code) == "item":
        found = pages.label_of(view, keyring, asked.code)
        if found is not None:
            yield from _label_of(view, actor, *found)
        return
    match queries.kind_of(view.db, asked.code):
        case "batch":
            batch = batches.by_code(view.db, asked.code)
            own = batch is not None and batch.holder_id == holder
            yield from (
                _lot(each, FULL_CODE)
                for each in (_by_ids(view, [batch.id]) if batch and own else ())
            )
        case "print_run":
            run = labels.run_by_code(view.db, asked.code)
            if run is not None and run.holder_id == holder:
                yield _run(view, run)


def _label_of(view: Reading, actor: Actor, run: PrintRun, index: int) -> Iterator[Hit]:
    held = labels.range_holding(view.db, run.id, index)
    if held is not None and may(actor, Action.SEE_WORKSPACE, Thing(holder=run.holder_id)):
        yield from _label_hits(view, [(run, held)], index + 1, FULL_CODE)


def _run(view: Reading, run: PrintRun) -> Hit:
    (line,) = label_views.run_lines(view, [run])
    return Hit(
        HitKind.RUN,
        run.code,
        line.product,
        FULL_CODE,
        state=line.state,
        about=line.lot_code,
        day=day_in_vietnam(line.ordered_at),
        amount=line.count,
        unit="label",
    )


# --- lots and labels -----------------------------------------------------------------------------


def _lots(view: Reading, holder: int, asked: Question, related: queries.Related) -> Iterator[Hit]:
    """By a part of the lot code; then what has to do with a day, product, crop or household."""
    if asked.lot:
        for each in goods_names.in_lots(
            view, queries.lots_like(view.db, holder, asked.lot, _FETCHED)
        ):
            yield _lot(each, _rank_of_lot(asked, each))
    if related.day or related.products or related.crops or related.households:
        for each in goods_names.in_lots(
            view, queries.lots_related(view.db, holder, related, _FETCHED)
        ):
            yield _lot(each, 1 if each.batch.made_on == asked.day else RELATED)


def _rank_of_lot(asked: Question, found: Lot) -> int:
    """Letters alone are what a crop's lots have in common: they come behind what has that name."""
    if asked.lot.isalpha():
        return RELATED
    return rank_of_code(asked.lot, found.batch.lot_code) or 0


def _by_ids(view: Reading, keys: Sequence[int]) -> list[Lot]:
    return goods_names.in_lots(view, queries.lots_by_ids(view.db, keys))


def _lot(found: Lot, rank: int) -> Hit:
    return Hit(
        HitKind.LOT,
        found.batch.code,
        found.batch.lot_code,
        rank,
        state=found.state,
        about=found.name,
        stage=found.batch.stage,
        day=found.batch.made_on,
        amount=found.stock.made,
        unit=found.batch.unit,
        lot=found.batch.code,
    )


def _labels(view: Reading, holder: int, asked: Question) -> Iterator[Hit]:
    """Labels of a small number: of the run or lot that was named, else of the newest runs."""
    if asked.label is None:
        return
    within = _batches_named(view, holder, asked.label_of) if asked.label_of else None
    run = _run_named(view, holder, asked.label_of)
    rows = queries.runs_with_label(view.db, holder, asked.label, within, _FETCHED)
    if run is not None:
        held = labels.range_holding(view.db, run.id, asked.label - 1)
        rows = [] if held is None else [(run, held)]
    told = run_numbers.Asked()
    rows = [each for each in rows if told.has(each[0], asked.label)]
    yield from _label_hits(view, rows, asked.label, 0 if asked.label_of else 1)


def _run_named(view: Reading, holder: int, typed: str) -> PrintRun | None:
    code = ids.fold_typed(typed)
    run = None if code is None else labels.run_by_code(view.db, code)
    return run if run is not None and run.holder_id == holder else None


def _batches_named(view: Reading, holder: int, typed: str) -> list[int]:
    letters = bare(typed)
    found = queries.lots_like(view.db, holder, letters, _FETCHED) if letters else []
    code = ids.fold_typed(typed)
    batch = None if code is None else batches.by_code(view.db, code)
    own = [batch.id] if batch is not None and batch.holder_id == holder else []
    return [*own, *(each.batch.id for each in found)]


def _label_hits(
    view: Reading, rows: Sequence[tuple[PrintRun, LabelRange]], number: int, rank: int
) -> Iterator[Hit]:
    keys = [key for run, held in rows if (key := held.batch_id or run.batch_id) is not None]
    named = {each.batch.id: each for each in _by_ids(view, keys)}
    for run, held in rows:
        lot = named.get(held.batch_id or run.batch_id or 0)
        yield Hit(
            HitKind.LABEL,
            run.code,
            "" if lot is None else lot.batch.lot_code,
            rank,
            state=held.state,
            about="" if lot is None else lot.name,
            day=None if lot is None else lot.batch.made_on,
            number=number,
            lot="" if lot is None else lot.batch.code,
        )


# --- products, codes, gardens --------------------------------------------------------------------


def _products(view: Reading, holder: int, asked: Question) -> Iterator[tuple[int, Hit]]:
    """By any name that it has or had, by its GTIN, by its code."""
    former: dict[int, list[str]] = {}
    for (key, _), name in lot_queries.product_names(view.db, holder).items():
        former.setdefault(key, []).append(name)
    for product, revision in queries.revisions(view.db, holder):
        names = [*former[product.id], revision.name_en or "", revision.name_zh or ""]
        rank = least(
            rank_of(asked.typed, names),
            rank_of_digits(asked.phone, product.gtin or ""),
            FULL_CODE if asked.code == product.code else None,
        )
        if rank is not None:
            yield product.id, _product(product, revision, rank)


def _product(product: Product, revision: ProductRevision, rank: int) -> Hit:
    return Hit(
        HitKind.PRODUCT,
        product.code,
        revision.name_vi,
        rank,
        about=revision.name_en or "",
        day=day_in_vietnam(revision.recorded_at),
    )


def _codes_and_places(view: Reading, actor: Actor, holder: int, asked: Question) -> Iterator[Hit]:
    if not may(actor, Action.SEE_PLACE, Thing(holder=holder)):
        return
    rows = areas.codes_of_holder(view.db, holder)
    standing = registry.places_of_codes(view.db, [row.id for row in rows])
    found = [row for row in rows if _rank_of_area(asked, row) is not None]
    yield from (_area(each, asked) for each in _lines(view, found))
    under = {place.code: row for row in rows for place, _ in standing[row.id]}
    names = party_queries.names(view.db, list(under), kind="place")
    for code, row in under.items():
        name = names.get(code, code)
        rank = FULL_CODE if asked.code == code else rank_of(asked.typed, [name])
        if rank is not None:
            yield Hit(HitKind.PLACE, row.code, name, rank, about=row.raw)


def _lines(view: Reading, rows: Sequence[AreaCode]) -> list[CodeLine]:
    if not rows:
        return []
    lines = registry_views.Lines(view, rows)
    return [lines.line(row) for row in rows]


def _area(line: CodeLine, asked: Question) -> Hit:
    return Hit(
        HitKind.AREA,
        line.code,
        line.raw,
        FULL_CODE if asked.code == line.code else rank_of_code(bare(asked.typed), line.raw) or 0,
        state=line.status,
        day=line.since,
        crops=line.crops,
    )


def _rank_of_area(asked: Question, area: AreaCode) -> int | None:
    if asked.code == area.code:
        return FULL_CODE
    return rank_of_code(bare(asked.typed), area.raw)
