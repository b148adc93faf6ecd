"""Photographs of products: small inside the page, whole at an address of their own."""

from __future__ import annotations

import base64

from flask import Response

from traceability.services import photos, product_photos
from traceability.services.pages import Page
from traceability.web.house import house, looking
from traceability.web.public.door import public

#: The bytes behind a hash never change.
_FOR_EVER = "public, max-age=31536000, immutable"


@public.get("/anh/<sha256>", provide_automatic_options=False)
def photo(sha256: str) -> Response:
    """A product's photograph by its hash, once a lot that shows it is published."""
    with looking() as view:
        name = product_photos.public_name(view, sha256)
    response = Response(photos.read(house().settings.files, name), content_type=photos.CONTENT_TYPE)
    response.headers["Cache-Control"] = _FOR_EVER
    response.headers["Content-Security-Policy"] = "default-src 'none'"
    return response


def inline(page: Page) -> str | None:
    """The photograph of a page as a small picture inside it, so that one request is enough."""
    name = None if page.product is None else page.product.stored_photo
    small = None if name is None else product_photos.thumbnail(house().settings.files, name)
    if small is None:
        return None
    return f"data:image/webp;base64,{base64.b64encode(small).decode()}"
