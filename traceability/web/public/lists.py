"""Many codes at once, as a shop checks what it has received: one table, and the same as CSV."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable

from flask import Response, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import RequestEntityTooLarge

from traceability.domain.text import nfc
from traceability.sheets.text_tables import Cell
from traceability.web.house import house, looking
from traceability.web.limits import (
    LIST_AGAIN,
    LIST_COUNTED,
    LISTS_CHECKED,
    asking_network,
    is_spent,
    spend,
)
from traceability.web.lists import table_file
from traceability.web.messages import language
from traceability.web.public import list_lines, misses, pasted
from traceability.web.public.door import public
from traceability.web.public.list_lines import Checked, Line
from traceability.web.tongues import gettext as _

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

    ``csv`` asks for the table as text, as ``csv_excel`` or for other software. Lists are counted by
    network before one is looked at, and what was pasted stays. Codes of a list that nobody has
    count little among guesses, and others' guesses never refuse a list.
    """
    request.max_content_length = _LARGEST
    try:
        text = nfc(request.form.get("codes", ""))
    except RequestEntityTooLarge:
        return _drawn(too_large=True), 413
    if not text.strip():
        return _drawn(empty=True), 422
    again = _is_free(text)
    if not again and not _is_counted(text):
        return _drawn(text, slow=True), 429, {"Retry-After": "600"}
    found = pasted.lines(text)
    if found is None:
        return _drawn(text, too_large=True), 422
    codes = sum(each.piece is not None and each.sure for each in found)
    if codes > MOST:
        return _drawn(text, too_many=codes), 422
    words = {each for each, _line in pasted.words_of(found)}
    like = house().strings.like_any(house().store, words) if words else ()
    with looking(remembering=True) as view:
        told = list_lines.check(view, found, pasted.parted(found, like))
    if not again:
        misses.of_list(len({line.missed for line in told.lines if line.missed}))
    return _as_csv(told, request.form["csv"]) if "csv" in request.form else _drawn(text, told)


def _is_free(text: str) -> bool:
    """Whether a list was counted already and is asked for again: its files belong to its table.

    So often only: looking costs the same each time.
    """
    return is_spent(LIST_COUNTED, *_named(text)) and spend(LIST_AGAIN, "again", *_named(text))


def _is_counted(text: str) -> bool:
    """Count a list, and remember that it was; whether the network had one left."""
    if not spend(LISTS_CHECKED, "lists", asking_network()):
        return False
    spend(LIST_COUNTED, *_named(text))
    return True


def _named(text: str) -> tuple[str, str]:
    """A list of a network; line ends are as each browser sends them."""
    lines = "\n".join(text.splitlines())
    return asking_network(), hashlib.blake2b(lines.encode(), digest_size=16).hexdigest()


def _drawn(
    text: str = "",
    told: Checked | None = None,
    *,
    too_many: int = 0,
    too_large: bool = False,
    slow: bool = False,
    empty: bool = False,
) -> str:
    return render_template(
        "public/list.html",
        text=text,
        told=told,
        too_many=too_many,
        too_large=too_large,
        slow=slow,
        empty=empty,
        most=MOST,
    )


def _as_csv(told: Checked, form: str) -> Response:
    heads = [_("Trạng thái"), _("Dòng"), _("Đã dán"), _("Mã"), _("Sản phẩm"), _("Lô"), _("Đơn vị")]
    heads += [_("Ngày đóng gói"), _("Hạn sử dụng"), _("Quá hạn"), _("Ghi chú")]
    kind = "csv_excel" if form == "csv_excel" else "csv"
    day = _day_in_excel if kind == "csv_excel" else _day
    rows = [_cells(line, day) for line in told.lines]
    return table_file(kind, [str(each) for each in heads], rows, "danh-sach-ma.csv")


def _cells(line: Line, day: Callable[[dt.date | None], Cell]) -> list[Cell]:
    goods = [line.name, line.lot_code or "", line.holder]
    ended = "×" if line.ended else ""
    where = [line.says, str(line.number), line.pasted, line.code]
    return [*where, *goods, day(line.packed_on), day(line.expires_on), ended, line.note]


def _day(day: dt.date | None) -> Cell:
    """As programs read it."""
    return day


def _day_in_excel(day: dt.date | None) -> Cell:
    """As the readers of a language write it where a spreadsheet cannot take it for another day."""
    return day if day is None or language() == "vi" else day.isoformat()
