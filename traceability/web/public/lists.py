"""Many codes at once, as a shop checks what it has received: one table, and the same as CSV."""

from __future__ import annotations

import contextlib
import re
from dataclasses import dataclass

from flask import Response, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from traceability.domain import ids
from traceability.domain.days import format_day
from traceability.domain.errors import NotFound
from traceability.domain.text import nfc
from traceability.services import area_pages, code_strings, pages
from traceability.services.area_pages import AreaPage
from traceability.services.pages import Page
from traceability.sheets.text_tables import csv_table
from traceability.store.unit import Reading
from traceability.web.house import house, looking
from traceability.web.limits import LISTS_CHECKED, limiter
from traceability.web.messages import language
from traceability.web.public import addresses, area_words, misses, words
from traceability.web.public.door import public

#: So many codes are looked up at once; a longer list is checked in parts.
MOST = 200
_LARGEST = 64_000
_BETWEEN = re.compile(r"[\n\r\t,;]+")


@dataclass(frozen=True)
class Line:
    """One code of a list, and what its page says first; no page: nobody has the code.

    ``asked`` is the code or Digital Link that was looked for, where what was typed could be any.
    ``claims`` are the pages of the string of a growing-area code that several claim.
    """

    typed: str
    asked: str | None
    page: Page | AreaPage | None
    claims: tuple[AreaPage, ...] = ()

    @property
    def tone(self) -> str:
        """The state of the form language."""
        if isinstance(self.page, AreaPage):
            return area_words.verdict(self.page).tone
        if self.claims:
            return "look"
        return "stop" if self.page is None else words.TONES[self.page.verdict]

    @property
    def says(self) -> str:
        """The first line of the page."""
        if self.claims:
            return str(_("%(count)s trang mang mã này", count=len(self.claims)))
        if self.page is None:
            return str(_("Không tìm thấy mã này"))
        if isinstance(self.page, AreaPage):
            return str(area_words.verdict(self.page).title)
        return str(words.TITLES[self.page.verdict])

    @property
    def goods(self) -> Page | None:
        """The page, where it is one of goods."""
        return self.page if isinstance(self.page, Page) else None

    @property
    def name(self) -> str:
        """The product in the language of the request, or the string of a growing-area code."""
        if isinstance(self.page, AreaPage):
            return self.page.raw
        names = {} if self.page is None else self.page.product_names
        return names.get(language()) or names.get("vi", "")


@public.get("/danh-sach", endpoint="list", provide_automatic_options=False)
def asked() -> ResponseReturnValue:
    """The field for a list."""
    return _drawn("", (), too_many=0)


@public.post("/danh-sach", endpoint="check_list", provide_automatic_options=False)
@limiter.limit(LISTS_CHECKED)
def checked() -> ResponseReturnValue:
    """The codes of a list (``codes``), each with what its page says; nothing is recorded."""
    request.max_content_length = _LARGEST
    text = nfc(request.form.get("codes", ""))
    typed = [each.strip() for each in _BETWEEN.split(text) if each.strip()]
    if len(typed) > MOST:
        return _drawn(text, (), too_many=len(typed)), 422
    drawn: pages.Drawn = {}
    with looking(remembering=True) as view:
        lines = tuple(_line(view, each, drawn) for each in typed)
    misses.count(len({line.asked for line in lines if line.asked and line.page is None}))
    return _as_csv(lines) if "csv" in request.form else _drawn(text, lines, too_many=0)


def _line(view: Reading, typed: str, drawn: pages.Drawn) -> Line:
    code, link = addresses.code_in(view, typed), addresses.link_in(typed)
    page = None if code is None else _found(view, code, drawn)
    if page is None and link is None:
        claims = code_strings.look_up(view, typed).pages
        if claims:
            one = claims[0] if len(claims) == 1 else None
            return Line(claims[0].raw, None, one, claims if one is None else ())
    if code is not None:
        return Line(ids.grouped(code), code, page)
    if link is not None:
        return Line(link.element_string, link.path, None)
    return Line(addresses.shown(typed) or "?", None, None)


def _found(view: Reading, code: str, drawn: pages.Drawn) -> Page | AreaPage | None:
    found = pages.known(view, house().settings.label_keys, code, drawn)
    if found is None and ids.kind_of(code) != "item":
        with contextlib.suppress(NotFound):
            return area_pages.find(view, code)
    return found


def _drawn(text: str, lines: tuple[Line, ...], *, too_many: int) -> str:
    sound = sum(line.tone == "fine" for line in lines)
    told = {"text": text[:_LARGEST], "lines": lines, "sound": sound}
    return render_template("public/list.html", **told, too_many=too_many, most=MOST)


def _as_csv(lines: tuple[Line, ...]) -> Response:
    heads = [_("Mã"), _("Trạng thái"), _("Sản phẩm"), _("Lô"), _("Đơn vị"), _("Ngày đóng gói")]
    heads.append(_("Hạn sử dụng"))
    body = csv_table([str(each) for each in heads], [_cells(line) for line in lines])
    response = Response(body, content_type="text/csv; charset=utf-8; header=present")
    response.headers["Content-Disposition"] = 'attachment; filename="danh-sach-ma.csv"'
    return response


def _cells(line: Line) -> list[str]:
    page = line.goods
    if page is None:
        holder = "" if line.page is None else line.page.holder
        return [line.typed, line.says, line.name, "", holder, "", ""]
    days = [
        "" if day is None else format_day(day, "vi") for day in (page.packed_on, page.expires_on)
    ]
    return [line.typed, line.says, line.name, page.lot_code or "", page.holder, *days]
