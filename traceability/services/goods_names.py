"""What goods are called in their pack: never by the name of another pack of their product.

Cooperatives name a product after the pack that most of it leaves in ("Cam sành Hà Giang, túi lưới
2 kg"). What leaves in another pack is told without that, on paper and on every page.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace

from traceability.domain.stated_amounts import states_amount
from traceability.store.models import Batch, PackFormat, PrintRun, ProductRevision
from traceability.store.queries import products
from traceability.store.queries.lots import Lot
from traceability.store.unit import Reading

#: What sets the pack apart behind a name, in the scripts that names are written in.
_COMMAS = ",，、"

#: A product, the number of its revision, and that of the pack format.
Key = tuple[int, int, int]


@dataclass(frozen=True)
class Goods:
    """Goods in one pack: their names by language (``vi`` is always there), and the pack's name."""

    names: dict[str, str]
    pack: str

    @property
    def vi(self) -> str:
        """The Vietnamese name."""
        return self.names["vi"]

    @property
    def named(self) -> bool:
        """Whether the Vietnamese name ends with the pack by itself."""
        return without_pack(self.vi, [self.pack]) != self.vi

    @property
    def packed(self) -> str:
        """The Vietnamese name, and the pack where that does not end with it."""
        return self.vi if self.named else f"{self.vi} · {self.pack}"


def of(view: Reading, goods: Batch | PrintRun) -> Goods | None:
    """What a lot or a blank run is of; none where that is no product."""
    return of_all(view, [goods]).get(key_of(goods))


def of_packed(view: Reading, goods: Batch | PrintRun) -> Goods:
    """The same of what is a product: a packed lot, or a blank run."""
    return of_all(view, [goods])[key_of(goods)]


def told(view: Reading, batch: Batch) -> dict[str, str]:
    """The names of a packed lot by language; one that it lacked then is that of today."""
    then = of_packed(view, batch)
    return now_in(view, batch.product_id or 0, then.pack).names | then.names


def now_in(view: Reading, product_id: int, pack: str) -> Goods:
    """What a product is called today in the pack of a name, which an older revision may have."""
    revision = products.newest_revision(view.db, product_id)
    return in_pack(revision, products.pack_formats(view.db, product_id, revision.number), pack)


def of_all(view: Reading, goods: Iterable[Batch | PrintRun]) -> dict[Key, Goods]:
    """What lots and blank runs are of, by ``key_of``, in two statements; only what is a product."""
    keys = {key_of(each) for each in goods if each.product_id is not None}
    named = {(product, number) for product, number, _pack in keys}
    if not named:
        return {}
    revisions = products.revisions(view.db, named)
    formats = products.formats_of(view.db, named)
    packs: dict[tuple[int, int], list[PackFormat]] = {each: [] for each in named}
    for (product, number, _pack), row in formats.items():
        packs[product, number].append(row)
    return {
        key: in_pack(revisions[key[:2]], packs[key[:2]], _name(formats.get(key))) for key in keys
    }


def in_lots(view: Reading, found: Sequence[Lot]) -> list[Lot]:
    """Lots by the Vietnamese names of their goods; one of no product keeps that of its crop."""
    goods = of_all(view, [lot.batch for lot in found])
    called = [goods.get(key_of(lot.batch)) for lot in found]
    return [
        lot if each is None else replace(lot, name=each.vi)
        for lot, each in zip(found, called, strict=True)
    ]


def key_of(goods: Batch | PrintRun) -> Key:
    """What ``of_all`` answers by; of zeros where it is no product."""
    return goods.product_id or 0, goods.product_revision or 0, goods.pack_format or 0


def in_pack(revision: ProductRevision, packs: Collection[PackFormat], pack: str) -> Goods:
    """A revision of a product that comes in ``packs``, in the one of that name.

    The other languages are told without the pack where the Vietnamese name was: they name it in
    words of their own, so what stands behind their last comma is taken for it. One that states an
    amount elsewhere is left out: readers get the Vietnamese name, which is true.
    """
    goods = revision.name_vi
    if without_pack(goods, [pack]) == goods:
        goods = without_pack(goods, [each.name for each in packs])
    named = {"en": revision.name_en, "zh": revision.name_zh}
    if goods != revision.name_vi:
        gone = revision.name_vi.removeprefix(goods)
        named = {lang: _translated(name or "", goods, gone) for lang, name in named.items()}
    return Goods({"vi": goods, **{lang: name for lang, name in named.items() if name}}, pack)


def without_pack(name: str, packs: Collection[str]) -> str:
    """The name of goods without the pack that it ends with, where that is one of these.

    Only the cooperative's own name of a pack behind a comma is one: nothing is guessed. The comma
    is the one before it: a pack may have a comma in its own name ("túi 0,5 kg").
    """
    low = name.casefold()
    ends = (f", {each.casefold()}" for each in packs)
    cut = max((len(end) for end in ends if low.endswith(end)), default=0)
    return name[:-cut] if 0 < cut < len(name) and len(low) == len(name) else name


def _translated(name: str, goods: str, gone: str) -> str:
    """A name in another language without its pack; nothing where that cannot be told apart."""
    comma = max(map(name.rfind, _COMMAS))
    rest, tail = (name[:comma].rstrip(), name[comma:]) if comma > 0 else (name, "")
    if tail and (states_amount(tail) or not states_amount(gone)):
        name = rest
    return "" if states_amount(name) and not states_amount(goods) else name


def _name(row: PackFormat | None) -> str:
    return "" if row is None else row.name
