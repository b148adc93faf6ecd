"""What both forms of a print share: printers to choose, the sheet to pick a place on, the look."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Response, flash, request, url_for

from traceability.domain.errors import NotFound, Refusal
from traceability.domain.label_designs import WITHOUT_LOT, LabelDesign
from traceability.domain.label_fields import COLUMNS, LabelField
from traceability.domain.text import half_width
from traceability.services import (
    label_choices,
    label_papers,
    label_previews,
    printers,
    stationery,
    stock_views,
)
from traceability.services.label_choices import PackChoice
from traceability.services.label_papers import USUAL_DESIGN
from traceability.services.label_previews import SMALL_TYPE_UM, Drawing, Preview
from traceability.services.stationery import Paper
from traceability.services.stock_views import SheetPicture
from traceability.store.unit import Reading
from traceability.web.forms import Form
from traceability.web.house import actor, house
from traceability.web.label_design_sentences import DESIGN_WORDS
from traceability.web.tongues import gettext as _
from traceability.web.tongues import lazy_gettext as _l
from traceability.web.workspace import wording
from traceability.web.workspace.product_words import LABEL_FIELDS

#: Fields of a label as their smaller type is told of.
FIELDS: Mapping[str, Any] = {
    "product": _l("tên sản phẩm"),
    "cooperative": _l("tên đơn vị"),
    "place": _l("địa chỉ đơn vị"),
    "lot_line": _l("lô và khối lượng"),
    "dates_line": _l("ngày"),
    "domain": _l("địa chỉ trang"),
    **DESIGN_WORDS,
    "responsible": _l("đơn vị chịu trách nhiệm"),
}
DESIGNS: Mapping[str, Any] = {
    LabelDesign.TRACE_STAMP: _l("Tem truy xuất"),
    LabelDesign.FRUIT_STICKER: _l("Tem dán quả"),
    LabelDesign.HANG_TAG: _l("Thẻ treo gập đôi"),
    LabelDesign.GOODS_LABEL: _l("Nhãn hàng hóa"),
}
#: Fields of which a shorter name has larger type; an address or a day is as long as it is.
_NAMED = frozenset({"product", "cooperative", "place", "name", "responsible"})
_POINT_UM = 25_400 / 72
#: What an order says that no drawing shows.
_UNDRAWN = frozenset({"replaces", "replaced"})
_DRAWINGS: Mapping[str, Drawing] = {
    "to.png": Drawing.PAGE,
    "tem.png": Drawing.ONE,
    "thu.pdf": Drawing.TRIAL,
}


@dataclass(frozen=True)
class Smaller:
    """A field whose type came out smaller than the design's own, as it is told of.

    ``named`` says that a shorter name of the product or organisation would make it larger.
    """

    words: str
    size: str
    usual: str
    too_small: bool
    named: bool


@dataclass(frozen=True)
class PrintLook:
    """What stands beside a form: the first sheet, and where it was asked for the exact look."""

    sheet: SheetPicture | None
    drawn_for: str
    preview: Preview | None = None
    page_url: str = ""
    one_url: str = ""
    trial_url: str = ""

    @property
    def smaller(self) -> list[Smaller]:
        """The fields that were made smaller, as people read them."""
        return [] if self.preview is None else smaller(self.preview)


def smaller(preview: Preview) -> list[Smaller]:
    """The fields of a label that were made smaller, as people read them."""
    return [
        Smaller(
            str(FIELDS.get(each.field, each.field)),
            wording.points(each.size_um / _POINT_UM),
            wording.points(each.usual_um / _POINT_UM),
            each.size_um < SMALL_TYPE_UM,
            each.field in _NAMED,
        )
        for each in preview.shrunk
    ]


def printer_options(view: Reading) -> list[tuple[str, str]]:
    """The printers of the cooperative, as a list to choose from; empty where there is none."""
    found = [
        (each.key, _("%(name)s (máy in cuộn)", name=each.name) if each.for_rolls else each.name)
        for each in printers.listed(view, actor())
    ]
    return [("", _("Không chỉnh riêng cho máy nào")), *found] if found else []


def picked(values: dict[str, str], papers: Mapping[str, Paper], begun: Mapping[str, int]) -> None:
    """Put the place that was pressed on the drawn sheet into the form.

    Where another paper was chosen since the sheet was drawn and the place was left as it was
    offered, the place is that of the other paper (``begun``); a roll has only one.
    """
    if request.form.get("pick", "").isdecimal():
        values["start"] = request.form["pick"]
        return
    before, now = request.form.get("drawn_for", ""), values.get("stock", "")
    if before in papers and now in papers and before != now:
        if papers[now].roll != papers[before].roll:
            values["printer"] = ""  # a printer of the other kind is none for this paper
        offered = str(begun.get(before, 1))
        if papers[now].roll or values.get("start", "") in ("", offered):
            values["start"] = str(begun.get(now, 1))


def design_of(values: Mapping[str, str]) -> LabelDesign:
    """The design that stands in a form, or that nobody had to choose."""
    asked = values.get("design", "")
    return LabelDesign(asked) if asked in set(LabelDesign) else USUAL_DESIGN


def blank_paper(view: Reading, packs: Sequence[PackChoice], values: Mapping[str, str]) -> str:
    """The paper of the design that stands in the form, for its pack or the first one."""
    pack, design = values.get("pack", ""), design_of(values)
    offered = [each.value for each in packs]
    chosen = pack if pack in offered else next(iter(offered), "")
    if not chosen or design not in WITHOUT_LOT:
        return label_choices.usual_stock(view, actor())
    return label_papers.of_blank(view, actor(), house().press, chosen, design)


def paper_left(values: Mapping[str, str]) -> bool:
    """Whether another design was chosen since a form was drawn, and its paper left as offered."""
    before = request.form.get("drawn_as", "")
    offered = request.form.get("drawn_for", "")
    return before not in ("", values["design"]) and values["stock"] == offered


def onto_paper(values: dict[str, str], stock: str) -> bool:
    """Put what was typed on another paper; whether that is to be looked at before it is ordered.

    A design that was chosen last goes on its own paper: what nobody has seen is not ordered, and a
    preview says which paper it is of.
    """
    if stock == values["stock"]:
        return False
    values["stock"] = stock
    asked, paper = "preview" in request.form or "pick" in request.form, wording.paper(stock)
    said = (
        _("Mẫu tem vừa chọn in trên giấy %(stock)s: hình xem trước là của giấy này.", stock=paper)
        if asked
        else _(
            "Mẫu tem vừa chọn in trên giấy %(stock)s. Chưa ghi gì: xem lại rồi bấm lần nữa.",
            stock=paper,
        )
    )
    flash(said, "look")
    return not asked


def designs(
    offered: Collection[LabelDesign], fitting: Collection[LabelDesign]
) -> list[tuple[str, str]]:
    """The designs to choose from; one that the chosen paper has no room for says so."""
    return [
        (
            str(each),
            str(DESIGNS[each])
            if each in fitting
            else _("%(design)s (không vừa giấy)", design=DESIGNS[each]),
        )
        for each in offered
    ]


def blank_designs(
    view: Reading, packs: Collection[PackChoice], form: Form
) -> list[tuple[str, str]]:
    """The same for labels of no lot, by the pack and paper that stand in the form."""
    chosen = form.values.get("pack", "")
    fitting: Collection[LabelDesign] = WITHOUT_LOT
    if any(each.value == chosen for each in packs):
        product, _colon, number = chosen.partition(":")
        press, stock = house().press, form.values.get("stock", "")
        fitting = label_previews.fitting_blank(view, press, product, int(number), stock)
    return designs(WITHOUT_LOT, fitting)


def lacking(refusal: Refusal) -> list[tuple[str, str]]:
    """What a goods label lacks, by its name, and where each is filled in."""
    if refusal.code != "goods_label_incomplete":
        return []
    product, named = refusal.facts["product"], refusal.facts["fields"]
    return [(str(LABEL_FIELDS[LabelField(each)]), _filled_at(each, product)) for each in named]


def _filled_at(field: str, product: str) -> str:
    if field == LabelField.RESPONSIBLE:
        return url_for("workspace.organisation")
    at = {LabelField.QUANTITY: "formats.1.name", **COLUMNS}[LabelField(field)]
    return url_for("workspace.edit_product", code=product, _anchor=at)


def begun(view: Reading, holder_id: int, papers: Mapping[str, Paper]) -> dict[str, int]:
    """Where the sheet of each paper that lies half used goes on."""
    return {name: stationery.next_start(view, holder_id, paper) for name, paper in papers.items()}


def sheet(papers: Mapping[str, Paper], stock: str, start: int, count: int) -> SheetPicture | None:
    """The first sheet of a print, where what was typed can be drawn.

    From its first place where what was typed is off the sheet: so that a place can be pressed.
    """
    paper = papers.get(stock)
    return None if paper is None else stock_views.picture(paper, on_sheet(paper, start), count)


def on_sheet(paper: Paper, place: int) -> int:
    """A place of a sheet (from 1) as it was typed; the first where the sheet has none such."""
    return place if 1 <= place <= paper.sheet.capacity else 1


def number(text: str, otherwise: int) -> int:
    """A number of a few digits as it was typed; what else was typed is told when it is sent."""
    typed = half_width(text)
    return int(typed) if re.fullmatch(r"[0-9]{1,9}", typed) else otherwise


def drawn(
    sheet: SheetPicture | None,
    stock: str,
    found: Preview | None,
    endpoint: str,
    asked: Mapping[str, str],
    undrawn: Collection[str] = _UNDRAWN,
    **parts: str,
) -> PrintLook:
    """What stands beside a form, with the addresses of what is drawn of it under ``endpoint``."""
    shown = {name: text for name, text in asked.items() if text and name not in undrawn}
    query: dict[str, Any] = shown | parts
    page, one, trial = (
        url_for(endpoint, drawing=each, **query) for each in ("to.png", "tem.png", "thu.pdf")
    )
    return PrintLook(sheet, stock, found, page, one, trial)


def drawing(name: str) -> Drawing:
    """What the end of such an address asks for; ``NotFound`` for another."""
    if name not in _DRAWINGS:
        raise NotFound
    return _DRAWINGS[name]


def answer(name: str, data: bytes) -> Response:
    """What was drawn, as it is sent: made anew each time."""
    if name.endswith(".png"):
        return png(data)
    response = Response(data, content_type="application/pdf")
    response.headers["Content-Disposition"] = 'attachment; filename="in-thu.pdf"'
    response.headers["Cache-Control"] = "private, no-store"
    return response


def asked_for(names: Collection[str]) -> dict[str, str]:
    """What the address of a picture says of these fields."""
    return {name: request.args[name] for name in names if request.args.get(name)}


def filled(names: Collection[str], papers: Mapping[str, Paper]) -> dict[str, str]:
    """What a link to a form fills in, as one that prints spoiled labels anew does.

    A paper that is not there any more is not chosen.
    """
    asked = asked_for(names)
    if asked.get("stock", "") not in papers:
        asked.pop("stock", None)
    return asked


def png(data: bytes) -> Response:
    """A picture that is made anew each time."""
    response = Response(data, content_type="image/png")
    response.headers["Cache-Control"] = "private, no-store"
    return response
