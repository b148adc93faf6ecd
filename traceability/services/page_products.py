"""What the page of goods says of their product: as it stood on the day of packing."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from traceability.domain.text import fold
from traceability.services import goods_names, product_photos
from traceability.store.models import Batch, PrintRun
from traceability.store.queries import products
from traceability.store.unit import Reading


@dataclass(frozen=True)
class Product:
    """What stood on the product when the batch was packed; ``names`` by language, in their pack.

    Its picture is a drawing by name, or a photograph by its hash and the name it is stored under.
    ``loose`` is what it is called out of any pack.
    """

    names: dict[str, str]
    picture: str | None
    photo: str | None
    stored_photo: str | None
    standard: str | None
    ingredients: str | None
    brand: str | None
    origin: str | None
    usage: str | None
    storage: str | None
    warnings: str | None
    pack_format: str | None
    loose: dict[str, str] = field(default_factory=dict)


def on_label(product: Product | None, *, on_fruit: bool) -> Product | None:
    """A product as a label of its goods calls it: a sticker on a single fruit is of no pack."""
    return replace(product, names=product.loose) if product and on_fruit else product


def is_called(product: Product | None, name: str) -> bool:
    """Whether goods have a Vietnamese name, in their pack or out of any."""
    told = () if product is None else (product.names["vi"], product.loose.get("vi", ""))
    return fold(name) in map(fold, told)


def of_batch(view: Reading, batch: Batch) -> Product | None:
    """The product as it stood when the batch was packed; none of goods that are no product."""
    return _of(view, batch.product_id, batch.product_revision, batch.pack_format)


def of_run(view: Reading, run: PrintRun) -> Product | None:
    """The product that blank labels were printed for, as it stood when they were ordered."""
    return _of(view, run.product_id, run.product_revision, run.pack_format)


def _of(
    view: Reading, product_id: int | None, number: int | None, pack_format: int | None
) -> Product | None:
    if product_id is None or number is None:
        return None
    revision, formats = products.in_packs(view.db, product_id, number)
    pack = next((row.name for row in formats if row.number == pack_format), None)
    return Product(
        names=goods_names.in_pack(revision, formats, pack or "").names,
        picture=revision.picture,
        photo=revision.photo_sha256,
        stored_photo=product_photos.stored(view, revision.photo_sha256),
        standard=revision.standard,
        ingredients=revision.ingredients,
        brand=revision.brand,
        origin=revision.origin,
        usage=revision.usage,
        storage=revision.storage,
        warnings=revision.warnings,
        pack_format=pack,
        loose=goods_names.in_pack(revision, formats, "").names,
    )
