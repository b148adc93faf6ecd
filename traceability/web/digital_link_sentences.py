"""The sentences about GS1 Digital Links, and why one cannot be read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from traceability.web.tongues import lazy_gettext as _l

DIGITAL_LINKS: Mapping[str, Any] = {
    "digital_link_unreadable": _l("Địa chỉ không đúng dạng GS1 Digital Link: %(why)s."),
    "digital_link_value": _l("Địa chỉ không đúng dạng GS1 Digital Link: %(why)s (AI %(ai)s)."),
    "link_type_not_here": _l("Ở đây không có liên kết loại “%(link_type)s”."),
}

_WRONG = _l("giá trị không hợp lệ")
_CHECK = _l("số kiểm tra không đúng")
_LETTERS = _l("có ký tự không được dùng")
_DATE = _l("ngày hoặc giờ không có thật")

#: Reasons of ``standards.digital_link.Unreadable``, each under its name with ``digital_link_``.
DIGITAL_LINK_WORDS: Mapping[str, Any] = {
    f"digital_link_{reason}": words
    for reason, words in {
        "no_path": _l("sau tên miền không có gì"),
        "no_key": _l("không có mã GS1 nào, hoặc các phần không đi thành từng cặp"),
        "domain_characters": _LETTERS,
        "uri_characters": _LETTERS,
        "too_long_uri": _l("địa chỉ dài quá"),
        "too_short": _l("giá trị ngắn quá"),
        "too_long": _l("giá trị dài quá"),
        "character_n": _l("chỉ được dùng chữ số"),
        **dict.fromkeys(("character_x", "character_y", "character_z"), _LETTERS),
        "null": _LETTERS,
        "escape": _l("dấu % không đi với hai chữ số thập lục phân"),
        "empty_in_path": _l("thiếu giá trị"),
        "empty_in_query": _l("thiếu giá trị"),
        "unknown_ai": _l("không có mã nhận dạng này"),
        "no_attribute": _l("mã nhận dạng này không đứng sau dấu hỏi được"),
        "sequence": _l("các phần không theo đúng thứ tự"),
        "duplicated": _l("ghi hai lần"),
        "excluded": _l("không đi cùng mã nhận dạng khác đã ghi"),
        "needs_another": _l("thiếu mã nhận dạng phải đi cùng"),
        **dict.fromkeys(("csum", "csumalpha"), _CHECK),
        **dict.fromkeys(("yymmdd", "yymmd0", "yyyymmdd", "hhmi", "hh", "mi", "ss"), _DATE),
        **dict.fromkeys(("gcppos1", "gcppos2", "yesno", "winding", "iso5218", "zero"), _WRONG),
        **dict.fromkeys(("nonzero", "nozeroprefix", "hasnondigit", "hyphen"), _WRONG),
        **dict.fromkeys(("pieceoftotal", "posinseqslash", "latitude", "longitude"), _WRONG),
        **dict.fromkeys(("pcenc", "iso3166alpha2"), _WRONG),
    }.items()
}
