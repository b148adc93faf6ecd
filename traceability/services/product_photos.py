"""The photograph of a product: its own people see it at once, buyers once a lot with it is out."""

from __future__ import annotations

import functools
import re
from pathlib import Path

from traceability.domain.access import Action, Actor, Thing, require
from traceability.domain.errors import NotFound
from traceability.services import photos, products
from traceability.services.photos import Prepared
from traceability.store import photos as storage
from traceability.store.models import File
from traceability.store.queries import product_history
from traceability.store.queries import products as queries
from traceability.store.unit import Reading

#: Pixels of the longer side: what fills a phone.
LONGEST_SIDE = 1_000
#: A page of at most 14 KB carries this square inside itself.
THUMB_SIDE, THUMB_BYTES = 152, 4_000
_DIGEST = re.compile(r"[A-Za-z0-9_-]{43}")


def prepare(data: bytes, folder: Path) -> Prepared:
    """Re-encode a product's photograph as sent, without any metadata; outside any unit of work.

    Raises what ``photos.prepare`` raises.
    """
    return photos.prepare(data, folder, LONGEST_SIDE)


def public_name(view: Reading, sha256: str) -> str:
    """Under which name a photograph is stored that stands on the page of a published lot.

    Any other is ``NotFound``, whoever knows its hash.
    """
    if _DIGEST.fullmatch(sha256) is None:
        raise NotFound
    return _stored_name(product_history.public_photo(view.db, sha256))


def own_name(view: Reading, actor: Actor, code: str) -> str:
    """Under which name the photograph of a product as it stands now is stored."""
    product = products.known(view, code)
    require(actor, Action.SEE_WORKSPACE, Thing(holder=product.holder_id))
    sha256 = queries.newest_revision(view.db, product.id).photo_sha256
    return _stored_name(None if sha256 is None else view.db.get(File, sha256))


def stored(view: Reading, sha256: str | None) -> str | None:
    """Under which name the photograph of a revision is stored; the caller shows the revision."""
    found = None if sha256 is None else view.db.get(File, sha256)
    return None if found is None else found.storage_name


@functools.lru_cache(maxsize=512)
def thumbnail(folder: Path, name: str) -> bytes | None:
    """A small square of a stored photograph; ``None`` where it cannot be made small enough."""
    data = storage.read(folder, name)
    return None if data is None else storage.thumbnail(data, THUMB_SIDE, THUMB_BYTES)


def _stored_name(found: File | None) -> str:
    if found is None or found.content_type != photos.CONTENT_TYPE:
        raise NotFound
    return found.storage_name
