"""The cooperative's own products, each with its revisions, and its growing-area codes."""

from __future__ import annotations

from flask import Response, render_template
from flask.typing import ResponseReturnValue

from traceability.domain.access import Action, Thing, may
from traceability.services import area_views, photos, product_photos, product_views
from traceability.web.house import actor, house, looking
from traceability.web.workspace import product_words, wording
from traceability.web.workspace.blueprint import workspace


@workspace.get("/san-pham")
def products() -> ResponseReturnValue:
    """The products as they stand now."""
    with looking() as view:
        found = product_views.listed(view, actor())
    return render_template(
        "workspace/products.html", found=found, edits=_edits(), words=product_words
    )


@workspace.get("/san-pham/<code>")
def product(code: str) -> ResponseReturnValue:
    """One product as it stands, and everything it was before."""
    with looking() as view:
        known = product_views.shown(view, actor(), code)
    return render_template(
        "workspace/product.html", known=known, edits=_edits(), words=product_words
    )


@workspace.get("/san-pham/<code>/anh")
def product_photo(code: str) -> Response:
    """The photograph of a product, for its own people: buyers see it once a lot is published."""
    with looking() as view:
        name = product_photos.own_name(view, actor(), code)
    response = Response(photos.read(house().settings.files, name), content_type=photos.CONTENT_TYPE)
    response.headers["Cache-Control"] = "private, no-cache"
    return response


@workspace.get("/vung-trong")
def areas() -> ResponseReturnValue:
    """The growing-area codes that the cooperative holds."""
    with looking() as view:
        found = area_views.listed(view, actor())
        bare = area_views.without_code(view, actor())
    edits = may(actor(), Action.EDIT_PLACE, Thing(holder=actor().party))
    return render_template(
        "workspace/areas.html", found=found, bare=bare, edits=edits, words=wording
    )


def _edits() -> bool:
    return may(actor(), Action.EDIT_PRODUCT, Thing(holder=actor().party))
