"""What the page of goods says of their product: as it stood on the day of packing."""

from __future__ import annotations

from dataclasses import dataclass

from traceability.services import product_photos
from traceability.store.models import Batch, ProductRevision
from traceability.store.queries import products
from traceability.store.unit import Reading


@dataclass(frozen=True)
class Product:
    """What stood on the product when the batch was packed; ``names`` by language.

    Its picture is a drawing by name, or a photograph by its hash and the name it is stored under.
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


def of_batch(view: Reading, batch: Batch) -> Product | None:
    """The product as it stood when the batch was packed; none of goods that are no product."""
    if batch.product_id is None or batch.product_revision is None:
        return None
    revision = products.revision(view.db, batch.product_id, batch.product_revision)
    formats = products.pack_formats(view.db, batch.product_id, batch.product_revision)
    return Product(
        names=names_of(revision),
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
        pack_format=next((row.name for row in formats if row.number == batch.pack_format), None),
    )


def names_of(revision: ProductRevision) -> dict[str, str]:
    """The names of a product by language, those that it has."""
    names = {"vi": revision.name_vi, "en": revision.name_en, "zh": revision.name_zh}
    return {lang: name for lang, name in names.items() if name}
