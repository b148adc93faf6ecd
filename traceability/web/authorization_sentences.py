"""The sentences about letting another organisation use a code."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from traceability.web.tongues import lazy_gettext as _l

AUTHORIZATIONS: Mapping[str, Any] = {
    "already_withdrawn": _l("Ủy quyền này đã rút rồi, ngày cuối còn dùng là %(day)s."),
    "authorization_over": _l("Ngày kết thúc đã qua. Hãy chọn từ hôm nay, %(today)s, trở đi."),
    "authorization_too_early": _l("Chỉ cho dùng từ %(earliest)s trở lại đây, không lùi xa hơn."),
    "authorization_too_long": _l("Dài quá. Hãy chọn muộn nhất là %(latest)s, hết thì cho tiếp."),
    "code_not_active_now": _l(
        "Mã %(area_code)s hôm nay “%(status)s”, chưa cho ai dùng được. Hỏi cơ quan cấp mã."
    ),
    "grantee_ambiguous": _l(
        "Có nhiều đơn vị cùng tên hoặc số “%(typed)s”. Hãy gõ mã tra cứu của đơn vị đó."
    ),
    "grantee_is_holder": _l("Đây là chính đơn vị của bạn. Hãy chọn đơn vị khác."),
    "grantee_unknown": _l(
        "Không có đơn vị nào là “%(typed)s”. Gõ đủ tên, số điện thoại, mã số đơn vị hoặc mã tra"
        " cứu."
    ),
    "to_before_from": _l("Ngày kết thúc sớm hơn ngày bắt đầu (%(from_on)s)."),
    "withdrawn_before_use": _l(
        "Đã có lô thu hoạch ngày %(day)s ghi dưới mã. Hãy chọn ngày đó hoặc muộn hơn."
    ),
}
