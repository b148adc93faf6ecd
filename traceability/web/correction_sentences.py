"""The sentences about entries that are put right."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from traceability.web.tongues import lazy_gettext as _l

CORRECTIONS: Mapping[str, Any] = {
    "already_corrected": _l(
        "Ghi chép này vừa được sửa rồi. Mở lại ghi chép của lô để xem số mới, rồi sửa tiếp nếu cần."
    ),
    "amended_over_cap": _l(
        "Giấy ủy quyền chỉ cho dùng mã đến %(cap)s, sửa vậy thành %(used)s. Phần vượt thì rút lại"
        " rồi ghi thành lần thu hoạch khác, ngoài mã."
    ),
    "correction_breaks_ratio": _l(
        "Sửa như vậy thì lô %(lots)s nhiều hơn số mà nguyên liệu đứng sau nó làm ra được. Sửa cùng"
        " các ghi chép dưới đây."
    ),
    "correction_breaks_ratio_elsewhere": _l(
        "Sửa như vậy thì %(count)s lô của %(holders)s, làm ra từ hàng này, nhiều hơn số mà nguyên"
        " liệu làm ra được. Nhờ bên đó xem lại ghi chép của họ trước, rồi sửa ở đây."
    ),
    "correction_leaves_too_little": _l(
        "Sửa như vậy thì lô %(lots)s thiếu hàng: đã lấy ra nhiều hơn số có. Sửa cùng các ghi chép"
        " dưới đây, những ghi chép đã lấy hàng của lô."
    ),
    "entry_not_correctable": _l(
        "Ghi chép này không sửa, không rút được ở đây. Hàng đã giao thì chờ bên nhận trả lời."
    ),
    "delivery_answered": _l(
        "Bên nhận đã trả lời phiếu này nên không rút lại được. Hàng về thì ghi theo câu trả lời."
    ),
    "entry_named_twice": _l("Có ghi chép nêu hai lần. Mỗi ghi chép chỉ sửa một lần."),
    "labels_still_live": _l(
        "Lô %(lot)s còn %(count)s tem chưa hủy. Hủy tem trước, rồi rút lại ghi chép."
    ),
    "not_of_this_entry": _l("Ghi chép này không nói gì về lô đó. Bỏ dòng này đi."),
    "nothing_changed": _l("Chưa có số nào khác số đang ghi. Sửa số nào sai, hoặc quay lại."),
    "retraction_has_no_amounts": _l("Rút lại cả ghi chép thì không kèm số. Bỏ các số đi."),
    "slip_or_amounts": _l("Hàng mua theo phiếu thì sửa phiếu, hoặc sửa khối lượng, không cả hai."),
    "too_many_entries": _l("Mỗi lần sửa từ 1 đến %(most)s ghi chép."),
}
