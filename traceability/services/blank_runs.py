"""Blank labels: printed before the harvest for a cooperative and product, of no lot and no day.

How many there may be follows from the balance of the season: what the cooperative's gardens can
give of the crop, less what its labels of the season already claim. A label speaks of goods only
once it is linked; until then it opens as the cooperative's, linked to nothing.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property

import labels
from traceability.domain.access import Action, Thing, require
from traceability.domain.balance import WITH_AMOUNT, Basis
from traceability.domain.days import day_in_vietnam
from traceability.domain.density import needed_for
from traceability.domain.errors import Invalid, NotFound, RuleBroken
from traceability.domain.growing_area import Status
from traceability.domain.label_designs import LabelDesign
from traceability.domain.labels import LIVE, LabelState
from traceability.domain.print_houses import MOST_ON_ROLL, HouseTerms
from traceability.domain.season import Window
from traceability.services import (
    area_codes,
    capacities,
    densities,
    label_designs,
    label_replacements,
    new_runs,
    print_files,
    print_runs,
    seasons,
    sticker_room,
)
from traceability.services.label_replacements import Replaces
from traceability.services.new_runs import Settled
from traceability.services.press import Press
from traceability.services.stationery import Paper
from traceability.services.sticker_room import STICKERS, Weights
from traceability.store.models import Crop, PackFormat, PlaceRevision, PrintRun, Product
from traceability.store.queries import areas, products
from traceability.store.queries import blank_labels as queries
from traceability.store.queries.seasons import places_under
from traceability.store.unit import Reading, Work

#: What one blank run holds, as one for a lot does.
MOST_LABELS = print_runs.MOST_LABELS


@dataclass(frozen=True)
class BlankRequest:
    """How many labels of which product and pack, on which stock; cut into rolls of so many.

    Fruit stickers are on one roll where nothing else is said. ``replaces`` are the spoiled labels
    that they make good, if any.
    """

    product: str
    count: int
    stock: str
    start: int = 0
    pack_format: int = 1
    per_roll: int | None = None
    printer: str = ""
    design: LabelDesign = LabelDesign.TRACE_STAMP
    replaces: Replaces | None = None


@dataclass(frozen=True)
class Quota:
    """What a season has room for: in g or ml, and in labels of one pack.

    ``most`` is ``None`` where a pack sets no limit by weight, as is ``room``: what may still be
    printed in the season, in however many runs. A pack that is weighed by itself (its ``basis``) is
    counted by the least that it plausibly holds. Stickers on single fruit are counted apart where
    it is known what one weighs at ``least``: they claim ``stuck``.
    """

    season: Window
    ceiling: int
    claimed: int
    unit: str
    net: int | None
    basis: Basis
    least: int | None = None
    stuck: int = 0

    @property
    def stickers(self) -> Quota | None:
        """What there is room for of stickers on fruit; nothing where they count as packs do."""
        if self.least is None:
            return None
        return replace(self, net=self.least, claimed=self.stuck, least=None, stuck=0)

    def of_design(self, design: str) -> Quota:
        """What there is room for of labels of a design."""
        return (self.stickers or self) if design in STICKERS else self

    @property
    def most(self) -> int | None:
        """All labels that the season has room for."""
        return None if self.net is None else self.ceiling // self.net

    @property
    def room(self) -> int | None:
        """How many may still be printed."""
        return None if self.net is None else max(0, self.ceiling - self.claimed) // self.net


@dataclass(frozen=True)
class InSeason:
    """What a season of a crop has room for and what its labels claim (g or ml), on a day.

    It is the same for every pack of every product of the crop: a garden is asked once for all.
    """

    crop: Crop
    season: Window
    ceiling: int
    claimed: int
    stuck: int
    weighing: Weighing

    def of(self, pack: PackFormat) -> Quota:
        """The same in labels of a pack, of a product as it stands."""
        return Quota(
            season=self.season,
            ceiling=self.ceiling,
            claimed=self.claimed,
            unit=self.crop.unit,
            net=self.weighing.claim(pack),
            basis=Basis(pack.basis),
            least=self.weighing.least(pack),
            stuck=self.stuck,
        )


@dataclass(frozen=True)
class Weighing:
    """What a label of a pack claims of a crop on a day, by packs that were read at once."""

    view: Reading
    crop: Crop
    day: dt.date
    weights: Weights

    def least(self, pack: PackFormat) -> int | None:
        """The least that one fruit in a pack weighs (g), where stickers count by it."""
        return self.weights.least(pack, self.crop, self.day)

    def claim(self, pack: PackFormat) -> int | None:
        """What a label of a pack claims, in the crop's unit; nothing where weight sets no limit.

        A pack that is weighed by itself holds one fruit at least, where it is known what that
        weighs; else as much as the smallest of the product's other packs, where one states an
        amount.
        """
        if pack.basis != Basis.OWN_WEIGHT:
            return self._net(pack)
        least = self.least(pack)
        if least is not None:
            return least
        return min(filter(None, map(self._net, self.weights.beside(pack))), default=None)

    def _net(self, pack: PackFormat) -> int | None:
        """The amount that a pack states, in the crop's unit, if it states one."""
        if pack.net_amount is None or pack.basis not in WITH_AMOUNT:
            return None
        if pack.unit in (None, self.crop.unit):
            return pack.net_amount
        by = self._density
        return pack.net_amount if by is None else needed_for(pack.net_amount, by)

    @cached_property
    def _density(self) -> int | None:
        found = densities.assumed(self.view, self.crop.code, self.view.today)
        return None if found is None else found.value


def order(
    work: Work, press: Press, asked: BlankRequest, house: HouseTerms | None = None
) -> PrintRun:
    """Order blank labels within the quota; nothing is numbered unless everything fits.

    ``house`` are the terms of the printing house that makes them; ``asked.count`` those needed.

    ``Invalid``: ``out_of_range``, ``stock_unknown``, ``pack_format_unknown``; ``RuleBroken``:
    ``blank_over_quota``, ``blank_no_basis``, and as a run for a lot.
    """
    product = known(work, asked.product)
    require(work.actor, Action.PRINT_LABELS, Thing(holder=product.holder_id))
    asked = on_rolls(asked)
    # Before the holder, as whoever lifts a void does: the ledger of a run, then its cooperative.
    replaced = label_replacements.held(work, press.keyring, asked.replaces, product, asked.count)
    work.lock_party(product.holder_id)
    paper = print_runs.paper_of(work, product.holder_id, asked)
    check_asked(work, asked, house)
    if house is not None:
        asked = replace(asked, count=house.printed, per_roll=house.per_roll)
    stamp = _stamp(work, press, product, asked, paper)
    revision = products.newest_revision(work.db, product.id)
    settled = Settled(
        holder_id=product.holder_id,
        named=product.code,
        words=stamp,
        paper=paper,
        start=asked.start,
        printer=asked.printer,
        count=asked.count,
        product=(product.id, revision.number, asked.pack_format),
        per_roll=asked.per_roll,
        house=house,
        replaces=replaced,
    )
    return new_runs.enter(work, press, settled)


def check_asked(view: Reading, asked: BlankRequest, house: HouseTerms | None = None) -> None:
    """Refuse a count beyond what the season has room for or one run holds, as the order does."""
    product = known(view, asked.product)
    whole = quota(view, product, pack_of(view, product, asked.pack_format))
    found = whole.of_design(asked.design)
    print_runs.check_count(asked.count, print_runs.most_of(house), lambda: found.room)
    _require_room(found, max(1, asked.count))
    _check_rolls(asked)
    print_runs.check_rolls(house)


def known(view: Reading, code: str) -> Product:
    """The product of a short code."""
    product = products.by_code(view.db, code)
    if product is None:
        raise NotFound
    return product


def quota(
    view: Reading,
    product: Product,
    pack: PackFormat,
    states: Collection[LabelState] = queries.CLAIMING,
    on: dt.date | None = None,
) -> Quota:
    """What a season has room for; RuleBroken ``blank_no_basis`` where none is known.

    It is the one that runs ``on`` a day, or today. ``states`` are those of the labels that claim a
    part of it.
    """
    return in_season(view, product, states, on, also=[pack]).of(pack)


def in_season(
    view: Reading,
    product: Product,
    states: Collection[LabelState] = queries.CLAIMING,
    on: dt.date | None = None,
    also: Iterable[PackFormat] = (),
) -> InSeason:
    """What a holder's season of a crop has room for, whatever the pack; refused as ``quota`` is.

    It can be asked of packs ``also``, beside those that have labels in the season.
    """
    day = on or view.today
    crop = products.crop(view.db, product.crop_code)
    if crop is None:
        raise NotFound
    season = seasons.season_of(view, crop.code, day)
    ceilings = list(_ceilings(view, product.holder_id, crop, day))
    if not ceilings:
        raise RuleBroken("blank_no_basis", "count")
    rows = queries.claims(view.db, product.holder_id, crop.code, season, states)
    asked = {(each.product_id, each.revision) for each in (*also, *(row for row, *_rest in rows))}
    weighing = Weighing(view, crop, day, sticker_room.weights(view, asked, [crop.code]))
    claimed = stuck = 0
    for row, of_fruit, count in rows:
        least = weighing.least(row) if of_fruit else None
        claimed += 0 if least else count * (weighing.claim(row) or 0)
        stuck += count * (least or 0)
    return InSeason(crop, season, sum(ceilings), claimed, stuck, weighing)


def pack_of(view: Reading, product: Product, number: int) -> PackFormat:
    """A pack of the product as it stands; ``Invalid('pack_format_unknown')`` at ``pack_format``."""
    newest = products.newest_revision(view.db, product.id)
    for row in products.pack_formats(view.db, product.id, newest.number):
        if row.number == number:
            return row
    raise Invalid("pack_format_unknown", "pack_format")


def on_rolls(asked: BlankRequest) -> BlankRequest:
    """Fruit stickers are linked a roll at a time, so they always are on rolls with a code each."""
    if asked.design is not LabelDesign.FRUIT_STICKER or asked.per_roll is not None:
        return asked
    return replace(asked, per_roll=MOST_ON_ROLL)


def _check_rolls(asked: BlankRequest) -> None:
    if asked.per_roll is not None and not 1 <= asked.per_roll <= MOST_ON_ROLL:
        raise Invalid("out_of_range", "per_roll", lowest=1, highest=MOST_ON_ROLL)
    if asked.per_roll is not None and asked.count > asked.per_roll * print_runs.MOST_ROLLS:
        raise Invalid("too_many_rolls", "per_roll", most=print_runs.MOST_ROLLS)


def check_alive(work: Work, run: PrintRun, count: int, at: str) -> None:
    """Refuse what of a blank run comes alive beyond the quota, at field ``at``.

    The quota is that of the season in which it was ordered, whenever its labels come. A printing
    house makes some more than are needed: those count once they are there. The caller holds the
    run; its cooperative is locked here, so that no two count on the same room.
    """
    work.lock_party(run.holder_id)
    product = products.by_ids(work.db, [run.product_id or 0])[run.product_id or 0]
    key = (product.id, run.product_revision or 0)
    pack = products.formats_of(work.db, {key})[*key, run.pack_format or 0]
    ordered_on = day_in_vietnam(run.recorded_at)
    found = quota(work, product, pack, LIVE, ordered_on)
    _require_room(found.of_design(run.design), count, at)


def _require_room(found: Quota, count: int, at: str = "count") -> None:
    if found.net is not None and count * found.net > found.ceiling - found.claimed:
        facts = {"room": found.room, "asked": count, "season": found.season.label}
        raise RuleBroken("blank_over_quota", at, **facts)


def _ceilings(view: Reading, holder: int, crop: Crop, day: dt.date) -> Iterator[int]:
    """What each garden of a holder can give of a crop, and what others' codes lend it, on a day."""
    values = capacities.in_force(view, crop.code, day)
    for stated in _gardens(view, holder, crop, day):
        hold = values.of(stated).hold
        if hold is not None:
            yield hold
    yield from queries.caps(view.db, holder, crop.code, day)


def _gardens(view: Reading, holder: int, crop: Crop, day: dt.date) -> Iterable[PlaceRevision]:
    """The gardens under a holder's active codes of a crop as they were last stated, each once."""
    found: dict[int, PlaceRevision] = {}
    for area in areas.codes_of_holder(view.db, holder):
        grown = {each.code for each in areas.crops_of(view.db, area.id)}
        if crop.code in grown and area_codes.status_on(view, area, day) is Status.ACTIVE:
            found |= {each.id: now for each, now in places_under(view.db, area.id, day)}
    return found.values()


def _stamp(
    work: Work, press: Press, product: Product, asked: BlankRequest, paper: Paper
) -> labels.Design:
    press.check_address()
    pack = pack_of(work, product, asked.pack_format)
    try:
        stamp = label_designs.of_blank(work, product, pack, press.base_url, asked.design)
        press.lay_out(stamp, paper.sheet, asked.count)
    except labels.LabelRefused as refused:
        raise print_files.not_drawn(refused, blank=True) from None
    return stamp
