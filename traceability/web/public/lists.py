"""Many codes at once, as a shop checks what it has received: one table, and the same as CSV."""

from __future__ import annotations

import datetime as dt

from flask import Response, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.exceptions import RequestEntityTooLarge

from traceability.domain.days import format_day
from traceability.domain.text import nfc
from traceability.sheets.text_tables import csv_table
from traceability.web.house import looking
from traceability.web.limits import LISTS_CHECKED, asking_network, spend
from traceability.web.messages import language
from traceability.web.public import list_lines, misses, pasted
from traceability.web.public.door import public
from traceability.web.public.list_lines import Checked, Line

#: So many codes are looked up at once; a longer list is checked in parts.
MOST = 200
#: Bytes of a list: 200 addresses of Digital Links with lot and serial, escaped as forms do.
_LARGEST = 32_000


@public.get("/danh-sach", endpoint="list", provide_automatic_options=False)
def asked() -> ResponseReturnValue:
    """The field for a list."""
    return _drawn()


@public.post("/danh-sach", endpoint="check_list", provide_automatic_options=False)
def checked() -> ResponseReturnValue:
    """The codes of a list (``codes``), each with what its page says; nothing is recorded.

    Lists are counted by network before one is looked at, and what was pasted stays. Codes of a
    list that nobody has count little among guesses, and others' guesses never refuse a list.
    """
    request.max_content_length = _LARGEST
    try:
        text = nfc(request.form.get("codes", ""))
    except RequestEntityTooLarge:
        return _drawn(too_large=True), 413
    if not spend(LISTS_CHECKED, "lists", asking_network()):
        return _drawn(text, slow=True), 429, {"Retry-After": "600"}
    found = pasted.lines(text)
    if found is None:
        return _drawn(text, too_large=True), 422
    codes = sum(bool(each.text) and each.sure for each in found)
    if codes > MOST:
        return _drawn(text, too_many=codes), 422
    with looking(remembering=True) as view:
        told = list_lines.check(view, found)
    misses.of_list(len({line.missed for line in told.lines if line.missed}))
    return _as_csv(told) if "csv" in request.form else _drawn(text, told)


def _drawn(
    text: str = "",
    told: Checked | None = None,
    *,
    too_many: int = 0,
    too_large: bool = False,
    slow: bool = False,
) -> str:
    return render_template(
        "public/list.html",
        text=text,
        told=told,
        too_many=too_many,
        too_large=too_large,
        slow=slow,
        most=MOST,
    )


def _as_csv(told: Checked) -> Response:
    heads = [_("Trạng thái"), _("Dòng"), _("Đã dán"), _("Mã"), _("Sản phẩm"), _("Lô"), _("Đơn vị")]
    heads += [_("Ngày đóng gói"), _("Hạn sử dụng"), _("Quá hạn"), _("Ghi chú")]
    body = csv_table([str(each) for each in heads], [_cells(line) for line in told.lines])
    response = Response(body, content_type="text/csv; charset=utf-8; header=present")
    response.headers["Content-Disposition"] = 'attachment; filename="danh-sach-ma.csv"'
    return response


def _cells(line: Line) -> list[str]:
    days = [_day(line.packed_on), _day(line.expires_on)]
    goods = [line.name, line.lot_code or "", line.holder]
    ended = "×" if line.ended else ""
    where = [line.says, str(line.number), line.pasted, line.code]
    return [*where, *goods, *days, ended, line.note]


def _day(day: dt.date | None) -> str:
    """As the readers of a language write it where a spreadsheet cannot take it for another day."""
    if day is None:
        return ""
    return format_day(day, "vi") if language() == "vi" else day.isoformat()
