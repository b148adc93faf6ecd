"""The page behind a code: what a buyer sees, as plain values, read from leaves and revisions."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from traceability.crypto.keyring import Keyring
from traceability.domain import freshness, ids
from traceability.domain.communes import Box
from traceability.domain.completeness import Item
from traceability.domain.days import day_in_vietnam
from traceability.domain.errors import NotFound
from traceability.domain.events import EventStep
from traceability.domain.growing_area import Status
from traceability.domain.labels import DEAD, ON_GOODS, UNLINKED, LabelState
from traceability.domain.scans import USUAL, Limits, Standing
from traceability.domain.verdict import Verdict, worst
from traceability.services import (
    carton_contents,
    certificate_covering,
    completeness,
    known_facts,
    label_ends,
    lent_labels,
    office_looks,
    page_cells,
    page_holders,
    page_journey,
    page_origins,
    page_products,
    page_standing,
    parties,
    run_numbers,
    scan_limits,
    sticker_room,
)
from traceability.services.carton_contents import Inside
from traceability.services.certificate_covering import CertificateShown
from traceability.services.known_facts import LotFacts
from traceability.services.page_harvests import Harvests
from traceability.services.page_journey import Notice, Step
from traceability.services.page_origins import Origin
from traceability.services.page_products import Product
from traceability.services.places_shown import Where
from traceability.services.told_mistakes import Retracted
from traceability.store.models import Batch, Crop, LabelRange, Party, PrintRun
from traceability.store.queries import batches, labels, lineages, products
from traceability.store.queries import parties as party_queries
from traceability.store.unit import Reading


@dataclass(frozen=True)
class Label:
    """This very label: number n of the run's count, its state, since when it is void.

    A ``blank`` one belongs to a run that was printed for no batch and stands for none yet; a
    ``lost`` one was reported lost by its cooperative. That of a carton says what is ``inside``. One
    ``on_fruit`` is a sticker on a single fruit, in none of the lot's packs by itself. Where another
    than whose goods they are printed it, ``lender`` is that one's name: it stands on the label.
    """

    number: int
    count: int
    state: LabelState
    voided_on: dt.date | None = None
    voided_at: dt.datetime | None = field(default=None, compare=False)
    blank: bool = False
    lost: bool = False
    run_no: int = field(default=0, compare=False)
    inside: Inside = field(default_factory=Inside)
    on_fruit: bool = False
    lender: str = ""


@dataclass(frozen=True)
class Counted:
    """What looks at a page are counted under (short codes), and what its rules go by.

    ``batch`` is empty for labels that stand for no goods.
    """

    batch: str
    holder: str
    standing: Standing
    limits: Limits
    printed_on: dt.date


@dataclass(frozen=True)
class Page:
    """Everything the public page shows of one code, as of ``today``.

    A blank label has a holder, itself and the product it was printed for, and nothing else.
    ``net_amount`` (in ``net_unit``) is there where every package holds the same; ``total`` is all
    that was packed, where they do not.
    ``cells`` are the squares of the map in which it grew, where those may be shown. ``harvests``
    are told in one line, ``steps`` is what was done after them. ``months_old`` is there where it is
    fresh fruit without a shelf life, picked longer ago than any keeps.
    ``retracted`` tells when its making was taken back as recorded by mistake, and why.
    ``holder_seen``: an office saw what its holder is called (``office_looks``).
    """

    code: str
    verdict: Verdict
    today: dt.date
    product: Product | None
    family: str
    harvest_verb: str
    holder: str
    holder_kind: str
    holder_where: Where | None
    holder_address: str | None
    lot_code: str | None
    net_amount: int | None
    total: int | None
    packages: int | None
    unit: str
    packed_on: dt.date | None
    expires_on: dt.date | None
    shelf_life_ended: bool
    origins: tuple[Origin, ...]
    steps: tuple[Step, ...]
    notices: tuple[Notice, ...]
    filled: frozenset[Item]
    label: Label | None
    demonstration: bool
    certificates: tuple[CertificateShown, ...] = ()
    retracted: Retracted | None = None
    net_unit: str | None = None
    facts: LotFacts = field(default_factory=LotFacts)
    holder_seen: bool = False
    batch_id: int | None = None
    cells: frozenset[Box] = frozenset()
    harvests: Harvests | None = None
    months_old: int | None = None
    counted: Counted = field(
        default_factory=lambda: Counted("", "", Standing(LabelState.LINKED), USUAL, dt.date.min),
        compare=False,
        repr=False,
    )

    @property
    def unlinked(self) -> bool:
        """Whether it is of a label on no goods yet, however grave what is said of its lot."""
        return self.label is not None and self.label.state in UNLINKED

    @property
    def silent(self) -> bool:
        """Whether the code stands for no goods, so that nothing of their origin is told of it."""
        return page_standing.silent(self.verdict, unlinked=self.unlinked)

    @property
    def voided_by(self) -> str:
        """Who voided the label, or said that it is spoiled, where that need not be the holder."""
        label = self.label
        return "" if label is None else label_ends.by(label.state, label.lender, self.holder)

    @property
    def product_names(self) -> dict[str, str]:
        """The product's names by language; none for a blank label."""
        return {} if self.product is None else self.product.names

    @property
    def ocop(self) -> CertificateShown | None:
        """The stars that were valid on the packing date, the most of them."""
        starred = [each for each in self.certificates if each.stars is not None]
        return max(starred, key=lambda each: each.stars or 0, default=None)

    @property
    def ocop_for(self) -> str:
        """What the paper of the stars calls its product, where the goods are called otherwise."""
        named = self.ocop.named if self.ocop else None
        return "" if not named or page_products.is_called(self.product, named) else named

    @property
    def picture(self) -> str | None:
        """The name of the product's picture."""
        return None if self.product is None else self.product.picture


#: Pages of lots that one view has drawn, by the batch's internal key.
Drawn = dict[int, Page]


def find(view: Reading, keyring: Keyring, code: str, drawn: Drawn | None = None) -> Page:
    """The page of a well-formed code; anything unknown or unpublished is one and the same.

    Who asks for many in one view hands in ``drawn``, and the labels of a lot draw it once.
    """
    drawn = {} if drawn is None else drawn
    if ids.kind_of(code) == "item":
        return _item_page(view, keyring, code, drawn)
    batch = batches.published_by_code(view.db, code)
    if batch is None:
        raise NotFound
    return _batch_page(view, batch, code, None, drawn)


def known(view: Reading, keyring: Keyring, code: str, drawn: Drawn | None = None) -> Page | None:
    """The page of a well-formed code, if it has one."""
    try:
        return find(view, keyring, code, drawn)
    except NotFound:
        return None


def label_of(view: Reading, keyring: Keyring, code: str) -> tuple[PrintRun, int] | None:
    """The run and index of an item code: every key is tried, only a run of that key counts.

    Where a code is a label under two keys, the newer one is void from birth and the other counts.
    """
    found, asked = [], run_numbers.Asked()
    for key_id, run_no, index in keyring.candidates(code):
        run = labels.run_by_number(view.db, run_no)
        if run is not None and run.key_id == key_id and asked.has(run, index + 1):
            found.append((run, index))
    alive = (each for each in found if len(found) == 1 or not _is_void(view, *each))
    return next(alive, found[0] if found else None)


def batch_of_label(view: Reading, keyring: Keyring, code: str) -> Batch | None:
    """The batch that a label stands for; none for a blank one, and for a code that is no label."""
    found = label_of(view, keyring, code)
    held = None if found is None else labels.range_holding(view.db, found[0].id, found[1])
    return None if found is None or held is None else _batch_of(view, found[0], held)


def exists(view: Reading, keyring: Keyring, code: str) -> bool:
    """Whether ``find`` would find the page of a well-formed code, without drawing it up."""
    if ids.kind_of(code) == "item":
        return _held(view, keyring, code) is not None
    return batches.published_by_code(view.db, code) is not None


def stands_for_goods(view: Reading, keyring: Keyring, code: str) -> bool:
    """Whether an item code is on goods: neither void nor still to be linked."""
    held = _held(view, keyring, code)
    return held is not None and held.state in ON_GOODS


def _held(view: Reading, keyring: Keyring, code: str) -> LabelRange | None:
    found = label_of(view, keyring, code)
    return None if found is None else labels.range_holding(view.db, found[0].id, found[1])


def _is_void(view: Reading, run: PrintRun, index: int) -> bool:
    held = labels.range_holding(view.db, run.id, index)
    return held is not None and held.state == LabelState.VOID


def _item_page(view: Reading, keyring: Keyring, code: str, drawn: Drawn) -> Page:
    found = label_of(view, keyring, code)
    if found is None:
        raise NotFound
    run, index = found
    held = labels.range_holding(view.db, run.id, index)
    if held is None:
        raise NotFound
    batch = _batch_of(view, run, held)
    label = _label(view, run, held, index, batch)
    if batch is None:
        return _blank_page(view, run, code, label)
    return _batch_page(view, batch, code, label, drawn)


def _batch_of(view: Reading, run: PrintRun, held: LabelRange) -> Batch | None:
    batch_id = held.batch_id if held.batch_id is not None else run.batch_id
    return None if batch_id is None else batches.by_ids(view.db, [batch_id]).get(batch_id)


def _label(
    view: Reading, run: PrintRun, held: LabelRange, index: int, batch: Batch | None
) -> Label:
    state = LabelState(held.state)
    ended = label_ends.ended(view, run, index) if state in DEAD else None
    return Label(
        number=index + 1,
        count=carton_contents.last_number(view, run),
        state=state,
        voided_on=None if ended is None else ended[0],
        voided_at=None if ended is None else ended[1],
        blank=batch is None,
        lost=held.lost,
        run_no=run.run_no,
        inside=carton_contents.of_carton(view, run, index + 1),
        on_fruit=sticker_room.on_fruit(view, run, batch),
        lender="" if batch is None else lent_labels.owner_name(view, run, batch.holder_id),
    )


def _blank_page(view: Reading, run: PrintRun, code: str, label: Label) -> Page:
    holder = parties.known(view, run.holder_id)
    return Page(
        code=code,
        verdict=worst(_found((), (), label, ended=False)),
        today=view.today,
        product=page_products.on_label(page_products.of_run(view, run), on_fruit=label.on_fruit),
        family="",
        harvest_verb="",
        holder=page_holders.name(view, holder),
        holder_kind=holder.kind,
        holder_where=page_holders.where(view, holder),
        holder_address=page_holders.address(view, holder),
        lot_code=None,
        net_amount=None,
        total=None,
        packages=None,
        unit="pc",
        packed_on=None,
        expires_on=None,
        shelf_life_ended=False,
        origins=(),
        steps=(),
        notices=(),
        filled=frozenset(),
        label=label,
        demonstration=_is_demonstration(view),
        holder_seen=office_looks.saw_name(view, holder),
        counted=_counted(None, holder, label, day_in_vietnam(run.recorded_at), USUAL),
    )


def _counted(
    batch: Batch | None, holder: Party, label: Label | None, printed_on: dt.date, limits: Limits
) -> Counted:
    ended = None if batch is None else batch.expires_on or batch.made_on
    state = LabelState.LINKED if label is None else label.state
    dead_at = None if label is None else label.voided_at
    standing = Standing(state, label is not None and label.lost, ended, dead_at)
    code = "" if batch is None else batch.code
    return Counted(code, holder.code, standing, limits, printed_on)


def _limits(view: Reading, batch: Batch) -> Limits:
    if batch.product_id is None:
        return USUAL
    return scan_limits.of_products(view, [batch.product_id])[batch.product_id]


def _batch_page(view: Reading, batch: Batch, code: str, label: Label | None, drawn: Drawn) -> Page:
    page = drawn.get(batch.id)
    if page is None:
        page = drawn[batch.id] = _lot_page(view, batch)
    return page if label is None else _of_label(page, code, label)


def _of_label(page: Page, code: str, label: Label) -> Page:
    """The page of a lot as one of its labels shows it."""
    ended, retracted = page.shelf_life_ended, page.retracted
    ends = {"ended": ended, "too_old": page.months_old is not None}
    found = _found(page.notices, page.origins, label, **ends, retracted=retracted)
    standing = replace(
        page.counted.standing, state=label.state, lost=label.lost, dead_at=label.voided_at
    )
    counted = replace(page.counted, standing=standing)
    told = replace(page, code=code, label=label, verdict=worst(found), counted=counted)
    return replace(told, product=page_products.on_label(page.product, on_fruit=label.on_fruit))


def _lot_page(view: Reading, batch: Batch) -> Page:
    ancestors = lineages.of(view.db, [batch.id]).rows
    # The journey reads every event behind the batch; what follows looks at some of them again.
    journey = page_journey.journey(view, batch, ancestors)
    steps = journey.steps
    # Whoever has a part in it is asked for together, the holder among them.
    origins = page_origins.origins(view, batch, [*ancestors.values()], exact=journey.shares)
    holder = parties.known(view, batch.holder_id)
    notices = page_journey.notices(view, batch)
    ended = batch.expires_on is not None and view.today > batch.expires_on
    crop = products.crop(view.db, batch.crop_code)
    months_old = _months_old(view, batch, crop, journey.harvests)
    ends = {"ended": ended, "too_old": months_old is not None}
    retracted = journey.retracted
    packed = next((step for step in steps if step.step is EventStep.PACK), None)
    papers = certificate_covering.covering(view, batch)
    return Page(
        code=batch.code,
        verdict=worst(_found(notices, origins, None, **ends, retracted=retracted)),
        today=view.today,
        product=page_products.of_batch(view, batch),
        family="" if crop is None else crop.family,
        harvest_verb="" if crop is None else crop.verb_vi,
        holder=page_holders.name(view, holder),
        holder_kind=holder.kind,
        holder_where=page_holders.where(view, holder),
        holder_address=page_holders.address(view, holder),
        lot_code=batch.lot_code,
        net_amount=None if packed is None else packed.net_amount,
        total=None if packed is None or packed.net_amount else packed.amount,
        packages=None if packed is None else packed.packages,
        unit=batch.unit,
        packed_on=batch.made_on,
        expires_on=batch.expires_on,
        shelf_life_ended=ended,
        origins=origins,
        steps=steps,
        notices=notices,
        filled=completeness.filled(view, batch, papers),
        label=None,
        demonstration=_is_demonstration(view),
        certificates=papers,
        holder_seen=office_looks.saw_name(view, holder),
        retracted=retracted,
        net_unit=None if packed is None else packed.net_unit,
        facts=known_facts.of_batch(view, batch),
        batch_id=batch.id,
        cells=page_cells.of_places(view, {each.place_id for each in origins if each.where}),
        harvests=journey.harvests,
        months_old=months_old,
        counted=_counted(batch, holder, None, batch.made_on, _limits(view, batch)),
    )


def _months_old(
    view: Reading, batch: Batch, crop: Crop | None, harvests: Harvests | None
) -> int | None:
    """How long ago fruit was picked that nobody gave a shelf life, where none keeps so long."""
    if crop is None or harvests is None or batch.expires_on is not None:
        return None
    return freshness.too_old(crop.family, harvests.last, view.today)


def _is_demonstration(view: Reading) -> bool:
    return party_queries.installation(view.db, "demonstration") is not None


def _found(
    notices: Sequence[Notice],
    origins: Sequence[Origin],
    label: Label | None,
    *,
    ended: bool,
    too_old: bool = False,
    retracted: Retracted | None = None,
) -> set[Verdict]:
    return page_standing.standing(
        {notice.kind for notice in notices if notice.lifted_on is None},
        None if label is None else label.state,
        inactive=any(o.status_then not in (None, Status.ACTIVE) for o in origins),
        ended=ended,
        too_old=too_old,
        retracted=retracted is not None,
        lost=label is not None and label.lost,
    )
