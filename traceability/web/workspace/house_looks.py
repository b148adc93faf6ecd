"""What a printing house will get, before a number is taken: one page with its boxes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import url_for
from flask.typing import ResponseReturnValue

from traceability.domain.errors import NotFound
from traceability.domain.print_houses import HouseTerms
from traceability.schemas.print_orders import HouseBlankSchema, HouseOrderSchema
from traceability.services import label_choices, label_previews, label_views
from traceability.services.label_previews import Preview
from traceability.web.house import actor, house, looking
from traceability.web.workspace import print_looks, wording
from traceability.web.workspace.blueprint import workspace
from traceability.web.workspace.print_looks import Smaller

#: What the picture follows from.
_SEEN = ("pack", "stock", "design", "bleed")


@dataclass(frozen=True)
class HouseLook:
    """One page of the file: where its picture is, what it measures with bleed and when cut.

    ``terms`` is what the order comes to, ``smaller`` the fields whose type was made smaller.
    """

    preview: Preview
    terms: HouseTerms
    smaller: list[Smaller]
    url: str
    page: str
    cut: str


def of_lot(code: str, values: Mapping[str, str]) -> HouseLook:
    """What an order for a lot comes to; refused as the order is."""
    data = HouseOrderSchema(spoken=True).read({**values, "batch": code})
    with looking() as view:
        found = label_previews.of_house_lot(view, actor(), house().press, **data)
    return _look("workspace.house_look", values, found, data, code=code)


def of_blank(values: Mapping[str, str]) -> HouseLook:
    """The same of labels of no lot yet."""
    data = HouseBlankSchema(spoken=True).read(values)
    with looking() as view:
        found = label_previews.of_house_blank(view, actor(), house().press, **data)
    return _look("workspace.blank_house_look", values, found, data)


@workspace.get("/lo/<code>/xuong-in/xem.png")
def house_look(code: str) -> ResponseReturnValue:
    """The page of one label of an order for a lot, its symbol dead, its boxes drawn."""
    asked = print_looks.asked_for(_SEEN[1:])
    with looking() as view:
        usual = {"count": "1", "stock": label_views.print_form(view, actor(), code).usual_stock}
        data = HouseOrderSchema(spoken=True).read({**usual, **asked, "batch": code})
        seen = label_previews.house_picture_of_lot(view, actor(), house().press, **data)
    return print_looks.png(seen)


@workspace.get("/tem/xuong-in/xem.png")
def blank_house_look() -> ResponseReturnValue:
    """The same of labels of no lot yet."""
    asked = print_looks.asked_for(_SEEN)
    with looking() as view:
        packs, stock = label_choices.packs(view, actor()), label_choices.usual_stock(view, actor())
        if not packs:
            raise NotFound
        usual = {"count": "1", "pack": packs[0].value, "stock": stock}
        data = HouseBlankSchema(spoken=True).read({**usual, **asked})
        seen = label_previews.house_picture_of_blank(view, actor(), house().press, **data)
    return print_looks.png(seen)


def _look(
    endpoint: str, values: Mapping[str, str], found: Preview, data: Mapping[str, Any], **parts: str
) -> HouseLook:
    label, bleed = found.paper.sheet.label, data["house"].bleed_um
    query: dict[str, Any] = {name: values[name] for name in _SEEN if values.get(name)} | parts
    return HouseLook(
        found,
        data["house"],
        print_looks.smaller(found),
        url_for(endpoint, **query),
        wording.size(label.width + 2 * bleed, label.height + 2 * bleed),
        wording.size(label.width, label.height),
    )
