"""The words of households: how they stand, what they answered, and by which sign that is known."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from traceability.domain.communes import unit_name
from traceability.domain.phones import spaced_phone
from traceability.services.household_views import Answer
from traceability.services.registry_choices import CommuneChoice
from traceability.web.messages import language
from traceability.web.tongues import lazy_gettext as _l

STANDINGS: Mapping[str, Any] = {
    "member": _l("hộ thành viên"),
    "linked": _l("hộ liên kết"),
    "outside": _l("hộ ngoài HTX"),
}
ANSWERS: Mapping[Answer, Any] = {
    Answer.FULL: _l("hiện đủ tên"),
    Answer.SHORT: _l("hiện tên viết tắt"),
    Answer.NO: _l("không hiện tên"),
    Answer.UNASKED: _l("chưa hỏi"),
    Answer.ERASED: _l("đã xóa"),
}
SIGNS: Mapping[Answer, str] = {
    Answer.FULL: "fine",
    Answer.SHORT: "fine",
    Answer.NO: "stop",
    Answer.UNASKED: "not-yet",
    Answer.ERASED: "not-yet",
}
CHANNELS: Mapping[str, Any] = {
    "signed": _l("ký tên"),
    "thumbprint": _l("điểm chỉ"),
    "spoken": _l("nói miệng"),
    "erasure": _l("xóa thông tin riêng"),
}
#: The columns of lists, as the screen that tells them apart calls them.
COLUMNS: Mapping[str, Any] = {
    "name": _l("Họ và tên"),
    "phone": _l("Số điện thoại"),
    "address": _l("Thôn, bản"),
    "commune": _l("Xã"),
    "old_commune": _l("Xã cũ"),
    "standing": _l("Loại hộ"),
    "note": _l("Ghi chú"),
}
_KINDS: Mapping[str, Any] = {"xã": _l("xã"), "phường": _l("phường"), "thị trấn": _l("thị trấn")}
phone = spaced_phone


def commune_options(choices: Sequence[CommuneChoice]) -> list[tuple[str, str]]:
    """Communes by proper name with what tells them apart: "Cao Bồ (xã), huyện Vị Xuyên"."""
    return [(each.code, _commune(each)) for each in choices]


def _commune(each: CommuneChoice) -> str:
    named = f"{each.name} ({_KINDS.get(each.kind, each.kind)})"
    return named if each.district is None else f"{named}, {unit_name(each.district, language())}"
