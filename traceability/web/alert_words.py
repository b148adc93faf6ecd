"""What alerts say, by which sign they are known, and the page that opens what they speak of.

A test holds the tables equal to ``domain.alerts``: every kind has a sentence with its facts.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from flask import url_for

from traceability.domain.alerts import AlertKind
from traceability.domain.certificates import CertificateKind, Grade
from traceability.domain.days import format_day
from traceability.domain.quantity import Quantity, format_number, format_quantity
from traceability.domain.stretches import read_out, spelled
from traceability.services import code_contests
from traceability.services.alerts import AlertShown
from traceability.services.cases import GTIN
from traceability.services.label_hands import Taken
from traceability.services.overlaps import KIND as OVERLAP
from traceability.services.run_numbers import MOST_TOLD
from traceability.web import report_words
from traceability.web.certificate_words import GRADES, KINDS
from traceability.web.messages import language
from traceability.web.sentences import WORDS
from traceability.web.stop_alert_words import (
    ENDED_SENTENCES,
    ORDERED,
    STILL_SENTENCES,
    STOP_SENTENCES,
    STOPPED,
)
from traceability.web.tongues import lazy_gettext as _l

SENTENCES: Mapping[AlertKind, Any] = {
    **STOP_SENTENCES,
    AlertKind.GTIN_CONFLICT: _l(
        "Có sản phẩm khác cùng khai GTIN %(gtin)s. Lô mới chưa mang số này cho đến khi có quyết"
        " định."
    ),
    AlertKind.GTIN_KEPT: _l("Sản phẩm của đơn vị được giữ GTIN %(gtin)s."),
    AlertKind.GTIN_REFUSED: _l(
        "Sản phẩm của đơn vị không được giữ GTIN %(gtin)s. Hãy khai số khác, hoặc bỏ trống."
    ),
    AlertKind.GTIN_CONFIRMED: _l("Cán bộ đã xác nhận GTIN %(gtin)s."),
    AlertKind.CODE_SUSPENDED: _l(
        "Mã số vùng trồng %(raw)s bị tạm dừng từ %(day)s. Số lô tạm ngừng xuất: %(lots)s."
    ),
    AlertKind.CODE_RESTORED: _l("Mã số vùng trồng %(raw)s được khôi phục từ %(day)s."),
    AlertKind.PLACE_LINKED: _l(
        "Đơn vị được cấp mã %(raw)s vừa gắn thêm một vùng vào mã. Xem vùng đó có đúng hồ sơ không."
    ),
    AlertKind.AUTHORIZATION_GIVEN: _l(
        "Đơn vị của bạn được dùng mã số vùng trồng %(raw)s, đến hết %(day)s."
    ),
    AlertKind.AUTHORIZATION_WITHDRAWN: _l(
        "Mã số vùng trồng %(raw)s không còn cho đơn vị của bạn dùng. Ngày cuối còn dùng: %(day)s."
    ),
    AlertKind.CODE_LENT: _l(
        "Mã số vùng trồng %(raw)s vừa được ủy quyền cho một đơn vị khác dùng, đến hết %(day)s."
    ),
    AlertKind.CODE_TAKEN_BACK: _l(
        "Ủy quyền dùng mã số vùng trồng %(raw)s vừa được rút lại. Ngày cuối còn dùng: %(day)s."
    ),
    AlertKind.CODE_USED: _l(
        "Mã %(raw)s của bạn vừa được đơn vị khác dùng: %(amount)s, lô %(lot)s ngày %(day)s."
    ),
    AlertKind.CODE_CLAIMED_TWICE: _l(
        "Có hồ sơ khác cùng khai mã %(raw)s. Chưa in tem được dưới mã này cho đến khi có quyết"
        " định."
    ),
    AlertKind.CODE_CLAIM_KEPT: _l("Đơn vị được giữ mã %(raw)s sau khi quyết tranh chấp."),
    AlertKind.CODE_CLAIM_REFUSED: _l(
        "Hồ sơ mã %(raw)s của đơn vị không được giữ và đã gạch khỏi sổ. Xem lý do trong quyết định."
    ),
    AlertKind.FILE_SUBMITTED: _l("Có hồ sơ xin cấp mã mới nộp: %(raw)s."),
    AlertKind.FILE_CHECKED: _l("Cơ quan đã nhận hồ sơ %(raw)s và bắt đầu kiểm tra."),
    AlertKind.FILE_RETURNED: _l("Hồ sơ %(raw)s bị trả lại. Mở ra xem lý do, sửa rồi nộp lại."),
    AlertKind.FILE_REJECTED: _l("Hồ sơ %(raw)s bị từ chối. Mở ra xem lý do."),
    AlertKind.CODE_GRANTED: _l("Đơn vị được cấp mã số vùng trồng %(raw)s từ %(day)s."),
    AlertKind.CODE_RENEWED: _l("Mã số vùng trồng %(raw)s được gia hạn từ %(day)s."),
    AlertKind.CODE_REVOKED: _l(
        "Mã số vùng trồng %(raw)s bị thu hồi từ %(day)s. Số lô tạm ngừng xuất: %(lots)s."
    ),
    AlertKind.CODE_CANCELLED: _l("Đơn vị tự hủy %(raw)s từ %(day)s."),
    AlertKind.STEP_PROPOSED: _l(
        "Hồ sơ %(raw)s có đề xuất chờ người thứ hai: người đề xuất gần với bên nộp."
    ),
    AlertKind.YIELD_SET: _l(
        "Cán bộ đã xác nhận sản lượng bình quân của một vùng: %(kg)s kg một năm. Số này dùng để"
        " tính hạn mức."
    ),
    AlertKind.LABELS_VOIDED: _l(
        "Đơn vị in tem đã hủy %(count)s tem dán trên hàng của lô %(lot)s. Ai quét tem ấy sẽ thấy"
        " tem đã hủy: bóc ra, dán tem khác."
    ),
    AlertKind.LABELS_LENT: _l(
        "Có đơn vị vừa giao cho bạn %(count)s tem in trước. Mở xem tem của ai, số mấy, kích hoạt"
        " cho lô của bạn ra sao."
    ),
    AlertKind.LENT_LABELS_VOIDED: _l(
        "Đơn vị in tem đã hủy %(count)s tem giao cho bạn mà chưa kích hoạt. Mở xem tem số mấy: đừng"
        " dán, lỡ dán rồi thì bóc ra."
    ),
    AlertKind.LENT_LABELS_TAKEN: _l(
        "Đơn vị in tem đã %(taken)s %(count)s tem từng giao cho bạn: số %(numbers)s, đợt in"
        " %(run)s. Đừng dán những tem ấy; còn giữ thì báo họ. Mở xem tem của ai, đủ các số."
    ),
    AlertKind.REPORT_SENT: _l("Người mua gửi phản ánh trong địa bàn: %(report_kind)s."),
    AlertKind.REPORTS_SENT: _l("Có %(count)s phản ánh về cùng một mã: %(report_kind)s."),
    AlertKind.REPORTS_UNNAMED: _l("Có %(count)s phản ánh không ghi mã nào: %(report_kind)s."),
    AlertKind.REPORT_GIVEN: _l("Đồng nghiệp giao cho bạn một phản ánh: %(report_kind)s."),
    AlertKind.REPORT_RELEASED: _l(
        "Người mua phản ánh về hàng của đơn vị: %(report_kind)s. Mở ra đọc và trả lời."
    ),
    AlertKind.REPORT_ANSWERED: _l("Đơn vị đã trả lời một phản ánh: %(report_kind)s."),
    AlertKind.MEMBER_JOINED: _l("Có thành viên mới, vai trò: %(role)s."),
    AlertKind.MEMBER_LEFT: _l("Một thành viên đã rời đơn vị, vai trò trước đây: %(role)s."),
    AlertKind.ROLE_CHANGED: _l("Một thành viên đổi vai trò, nay là: %(role)s."),
    AlertKind.CASE_OPENED: _l("Vụ việc mới trong địa bàn: %(case_kind)s %(key)s."),
    AlertKind.CASE_DECIDED: _l("Vụ việc đã quyết: %(case_kind)s %(key)s."),
    AlertKind.CASE_GIVEN: _l("Đồng nghiệp giao cho bạn vụ việc: %(case_kind)s %(key)s."),
    AlertKind.CASE_TAKEN: _l("Đồng nghiệp đã nhận thay bạn vụ việc: %(case_kind)s %(key)s."),
    AlertKind.HANDED_OVER: _l(
        "Bạn được bàn giao công việc. Vụ việc: %(cases)s, thông báo: %(alerts)s."
    ),
    AlertKind.BOUNDARY_OVERLAPS: _l(
        "Ranh giới một vùng của đơn vị chồng lên vùng khác %(shared_m2)s m². Cơ quan quản lý mã sẽ"
        " quyết; bấm để xem chỗ chồng."
    ),
    AlertKind.BOUNDARY_STANDS: _l(
        "Đã quyết vụ chồng lấn ranh giới: đường ranh của đơn vị được giữ nguyên (%(key)s)."
    ),
    AlertKind.BOUNDARY_REDRAW: _l(
        "Đã quyết vụ chồng lấn ranh giới: đơn vị phải vẽ lại đường ranh (%(key)s). Hàng của vùng"
        " tạm ngừng xuất đến khi vẽ lại."
    ),
    AlertKind.BOUNDARY_CHANGED: _l(
        "Đơn vị được cấp mã %(raw)s vừa vẽ hoặc sửa ranh giới một vùng dưới mã này."
    ),
    AlertKind.TERRITORY_CHANGED: _l(
        "Địa bàn của cơ quan vừa thay đổi. Số xã, phường ghi tên: %(communes)s."
    ),
    AlertKind.CERTIFICATE_ENDING: _l(
        "Giấy %(paper)s hết hạn ngày %(day)s. Số ngày còn lại: %(days)s. Hãy xin cấp lại."
    ),
    AlertKind.CERTIFICATE_ENDED: _l(
        "Giấy %(paper)s đã hết hạn từ ngày %(day)s. Lô mới không mang giấy này nữa."
    ),
    AlertKind.CERTIFICATE_SEEN: _l("Cơ quan quản lý đã xem giấy %(paper)s: %(grade)s."),
    AlertKind.CERTIFICATE_WITHDRAWN: _l(
        "Cơ quan quản lý đã rút giấy %(paper)s khỏi hệ thống. Mở giấy để xem lý do."
    ),
    AlertKind.PROTECTED_GATHERED: _l(
        "Có lô thu hái loài trong danh mục bảo vệ mà hồ sơ vùng chưa có giấy phép hoặc bảng kê lâm"
        " sản: %(crop)s, lô %(lot)s."
    ),
    AlertKind.HOLD_PUT_RIGHT: _l(
        "Lô %(lot)s tạm ngừng xuất vì vượt hạn mức vụ: sau đính chính vụ không còn vượt. Mở danh"
        " sách lô để gỡ."
    ),
    AlertKind.DELIVERY_DIFFERS: _l(
        "Người nhận báo chênh lệch ở phiếu giao hàng %(number)s. Số lô khác: %(count)s."
    ),
    AlertKind.GOODS_ARRIVED: _l(
        "Có hàng của hợp tác xã khác giao tới, phiếu %(number)s. Số lô: %(count)s. Mở để nhận."
    ),
    AlertKind.GOODS_ACCEPTED: _l("Bên kia đã nhận hàng của phiếu %(number)s. Số lô: %(count)s."),
    AlertKind.GOODS_REFUSED: _l(
        "Bên kia trả lại hàng của phiếu %(number)s. Số lô: %(count)s. Hàng đã về lại kho của bạn."
    ),
    AlertKind.SCANNED_OFTEN: _l(
        "Có %(count)s tem của lô %(lot)s được nhiều người xem hơn thường thấy. Mở xem rồi hỏi nơi"
        " bán."
    ),
    AlertKind.SCANNED_LATE: _l(
        "Có %(count)s tem của lô %(lot)s mới được quét lần đầu khi hàng đã quá hạn từ lâu."
    ),
    AlertKind.SCANNED_VOID: _l("Có %(count)s tem đã hủy mà vẫn được quét."),
    AlertKind.SCANNED_LOST: _l("Có %(count)s tem đã báo mất vừa được quét."),
    AlertKind.SCANNED_EARLY: _l(
        "Đã có %(count)s tem của lô %(lot)s được quét mà lô chưa ghi xuất kho. Ghi xuất kho?"
    ),
    AlertKind.SCANNED_STOPPED: _l(
        "Lô %(lot)s %(stopped)s mà %(count)s tem đã có người quét: hàng còn trong kho không?"
    ),
    AlertKind.STOPPED_SCANNED: _l(
        "Trong địa bàn, %(count)s tem của lô %(lot)s đã có người quét, mà lô %(stopped)s và theo"
        " sổ hàng còn trong kho. Hỏi đơn vị hàng còn đó không."
    ),
}
#: Each kind by one of the four signs: fine, look, stop, not-yet.
SIGNS: Mapping[AlertKind, str] = {
    AlertKind.GTIN_CONFLICT: "look",
    AlertKind.GTIN_KEPT: "fine",
    AlertKind.GTIN_REFUSED: "stop",
    AlertKind.GTIN_CONFIRMED: "fine",
    AlertKind.CODE_SUSPENDED: "stop",
    AlertKind.CODE_RESTORED: "fine",
    AlertKind.PLACE_LINKED: "look",
    AlertKind.AUTHORIZATION_GIVEN: "fine",
    AlertKind.AUTHORIZATION_WITHDRAWN: "look",
    AlertKind.CODE_LENT: "not-yet",
    AlertKind.CODE_TAKEN_BACK: "not-yet",
    AlertKind.CODE_USED: "look",
    AlertKind.CODE_CLAIMED_TWICE: "look",
    AlertKind.CODE_CLAIM_KEPT: "fine",
    AlertKind.CODE_CLAIM_REFUSED: "stop",
    AlertKind.FILE_SUBMITTED: "look",
    AlertKind.FILE_CHECKED: "not-yet",
    AlertKind.FILE_RETURNED: "look",
    AlertKind.FILE_REJECTED: "stop",
    AlertKind.CODE_GRANTED: "fine",
    AlertKind.CODE_RENEWED: "fine",
    AlertKind.CODE_REVOKED: "stop",
    AlertKind.CODE_CANCELLED: "look",
    AlertKind.STEP_PROPOSED: "look",
    AlertKind.YIELD_SET: "fine",
    AlertKind.BATCH_HELD: "look",
    AlertKind.BATCH_RECALLED: "stop",
    AlertKind.RECALL_ANNOUNCED: "stop",
    AlertKind.HOLD_LIFTED: "fine",
    AlertKind.RECALL_LIFTED: "fine",
    AlertKind.MEMBER_JOINED: "not-yet",
    AlertKind.MEMBER_LEFT: "not-yet",
    AlertKind.ROLE_CHANGED: "not-yet",
    AlertKind.LABELS_VOIDED: "look",
    AlertKind.LABELS_LENT: "look",
    AlertKind.LENT_LABELS_VOIDED: "look",
    AlertKind.LENT_LABELS_TAKEN: "look",
    AlertKind.LENT_GOODS_STOPPED: "stop",
    AlertKind.LENT_GOODS_FREED: "fine",
    AlertKind.REPORT_SENT: "look",
    AlertKind.REPORTS_SENT: "look",
    AlertKind.REPORTS_UNNAMED: "look",
    AlertKind.REPORT_GIVEN: "look",
    AlertKind.REPORT_RELEASED: "look",
    AlertKind.REPORT_ANSWERED: "fine",
    AlertKind.CASE_OPENED: "look",
    AlertKind.CASE_DECIDED: "fine",
    AlertKind.CASE_GIVEN: "look",
    AlertKind.CASE_TAKEN: "not-yet",
    AlertKind.HANDED_OVER: "look",
    AlertKind.BOUNDARY_OVERLAPS: "look",
    AlertKind.BOUNDARY_STANDS: "fine",
    AlertKind.BOUNDARY_REDRAW: "stop",
    AlertKind.BOUNDARY_CHANGED: "look",
    AlertKind.TERRITORY_CHANGED: "not-yet",
    AlertKind.CERTIFICATE_ENDING: "look",
    AlertKind.CERTIFICATE_ENDED: "stop",
    AlertKind.CERTIFICATE_SEEN: "fine",
    AlertKind.CERTIFICATE_WITHDRAWN: "stop",
    AlertKind.PROTECTED_GATHERED: "look",
    AlertKind.HOLD_PUT_RIGHT: "look",
    AlertKind.DELIVERY_DIFFERS: "look",
    AlertKind.GOODS_ARRIVED: "look",
    AlertKind.GOODS_ACCEPTED: "fine",
    AlertKind.GOODS_REFUSED: "look",
    AlertKind.SCANNED_OFTEN: "look",
    AlertKind.SCANNED_LATE: "look",
    AlertKind.SCANNED_VOID: "look",
    AlertKind.SCANNED_LOST: "stop",
    AlertKind.SCANNED_EARLY: "not-yet",
    AlertKind.SCANNED_STOPPED: "stop",
    AlertKind.STOPPED_SCANNED: "stop",
}
#: The page where the thing is, by its endpoint; ``_ONE`` are those of one thing, by its code.
PLACES: Mapping[AlertKind, str] = {
    AlertKind.GTIN_CONFLICT: "workspace.products",
    AlertKind.GTIN_KEPT: "workspace.products",
    AlertKind.GTIN_REFUSED: "workspace.products",
    AlertKind.GTIN_CONFIRMED: "workspace.products",
    AlertKind.CODE_SUSPENDED: "workspace.areas",
    AlertKind.CODE_RESTORED: "workspace.areas",
    AlertKind.PLACE_LINKED: "registrar.code",
    AlertKind.AUTHORIZATION_GIVEN: "workspace.lent_codes",
    AlertKind.AUTHORIZATION_WITHDRAWN: "workspace.lent_codes",
    AlertKind.CODE_LENT: "registrar.code",
    AlertKind.CODE_TAKEN_BACK: "registrar.code",
    AlertKind.CODE_USED: "workspace.code_uses",
    AlertKind.CODE_CLAIMED_TWICE: "workspace.areas",
    AlertKind.CODE_CLAIM_KEPT: "workspace.areas",
    AlertKind.CODE_CLAIM_REFUSED: "workspace.areas",
    AlertKind.FILE_SUBMITTED: "registrar.file",
    AlertKind.FILE_CHECKED: "workspace.application",
    AlertKind.FILE_RETURNED: "workspace.application",
    AlertKind.FILE_REJECTED: "workspace.application",
    AlertKind.CODE_GRANTED: "workspace.application",
    AlertKind.CODE_RENEWED: "workspace.areas",
    AlertKind.CODE_REVOKED: "workspace.areas",
    AlertKind.CODE_CANCELLED: "registrar.file",
    AlertKind.STEP_PROPOSED: "registrar.file",
    AlertKind.YIELD_SET: "workspace.area",
    AlertKind.BATCH_HELD: "workspace.batch",
    AlertKind.BATCH_RECALLED: "workspace.batch",
    AlertKind.RECALL_ANNOUNCED: "registrar.holds",
    AlertKind.HOLD_LIFTED: "workspace.batch",
    AlertKind.RECALL_LIFTED: "workspace.batch",
    AlertKind.LABELS_VOIDED: "workspace.lot_labels",
    AlertKind.LABELS_LENT: "workspace.lent_labels",
    AlertKind.LENT_LABELS_VOIDED: "workspace.lent_labels",
    AlertKind.LENT_LABELS_TAKEN: "workspace.lent_labels",
    AlertKind.LENT_GOODS_STOPPED: "workspace.code_uses",
    AlertKind.LENT_GOODS_FREED: "workspace.code_uses",
    AlertKind.REPORT_SENT: "registrar.report",
    AlertKind.REPORTS_SENT: "registrar.reports",
    AlertKind.REPORTS_UNNAMED: "registrar.reports",
    AlertKind.REPORT_GIVEN: "registrar.report",
    AlertKind.REPORT_RELEASED: "workspace.buyer_report",
    AlertKind.REPORT_ANSWERED: "registrar.report",
    AlertKind.CASE_OPENED: "registrar.case",
    AlertKind.CASE_DECIDED: "registrar.case",
    AlertKind.CASE_GIVEN: "registrar.case",
    AlertKind.CASE_TAKEN: "registrar.case",
    AlertKind.HANDED_OVER: "registrar.hand_over_done",
    AlertKind.BOUNDARY_OVERLAPS: "workspace.boundary",
    AlertKind.BOUNDARY_STANDS: "workspace.boundary",
    AlertKind.BOUNDARY_REDRAW: "workspace.boundary",
    AlertKind.BOUNDARY_CHANGED: "registrar.code",
    AlertKind.TERRITORY_CHANGED: "registrar.territory",
    AlertKind.CERTIFICATE_ENDING: "workspace.certificate",
    AlertKind.CERTIFICATE_ENDED: "workspace.certificate",
    AlertKind.CERTIFICATE_SEEN: "workspace.certificate",
    AlertKind.CERTIFICATE_WITHDRAWN: "workspace.certificate",
    AlertKind.PROTECTED_GATHERED: "registrar.place",
    AlertKind.HOLD_PUT_RIGHT: "registrar.holds",
    AlertKind.DELIVERY_DIFFERS: "workspace.delivery",
    AlertKind.GOODS_ARRIVED: "workspace.arrival",
    AlertKind.GOODS_ACCEPTED: "workspace.delivery",
    AlertKind.GOODS_REFUSED: "workspace.delivery",
    AlertKind.SCANNED_OFTEN: "workspace.lot_scans",
    AlertKind.SCANNED_LATE: "workspace.lot_scans",
    AlertKind.SCANNED_VOID: "workspace.label_book_of_run",
    AlertKind.SCANNED_LOST: "workspace.label_book_of_run",
    AlertKind.SCANNED_EARLY: "workspace.lot_scans",
    AlertKind.SCANNED_STOPPED: "workspace.lot_scans",
    AlertKind.STOPPED_SCANNED: "registrar.holds",
}
_ONE = frozenset(
    {
        "workspace.code_uses",
        *("workspace.batch", "workspace.area", "workspace.boundary", "workspace.application"),
        *("workspace.certificate", "registrar.code", "registrar.file", "registrar.case"),
        *("registrar.hand_over_done", "workspace.delivery", "workspace.arrival"),
        *("registrar.place", "registrar.report", "workspace.buyer_report"),
        *("workspace.lot_scans", "workspace.lot_labels"),
    }
)
#: Those that name the thing otherwise in their address.
_PARTS: Mapping[str, str] = {"workspace.label_book_of_run": "run"}
#: What became of lent labels, within a sentence.
TAKEN: Mapping[str, Any] = {
    Taken.RETURNED: _l("nhận lại"),
    Taken.HANDED_ON: _l("giao cho nơi khác"),
    Taken.LINKED: _l("kích hoạt cho hàng của họ"),
    Taken.SPOILED: _l("ghi hỏng"),
    Taken.LOST: _l("báo mất"),
}
#: Facts that are words of a table.
_TABLES: Mapping[str, Mapping[str, Any]] = {
    "report_kind": report_words.KINDS,
    "stopped": STOPPED,
    "taken": TAKEN,
}
#: What a case is about.
CASE_KINDS: Mapping[str, Any] = {
    GTIN: _l("tranh chấp GTIN"),
    OVERLAP: _l("chồng lấn ranh giới"),
    code_contests.KIND: _l("tranh chấp mã số"),
}
ROLES: Mapping[str, Any] = {
    "manager": _l("quản lý"),
    "recorder": _l("người ghi"),
    "registrar": _l("cán bộ quản lý mã"),
    "inspector": _l("cán bộ kiểm tra"),
    "operator": _l("người quản trị"),
}


def sentence(alert: AlertShown) -> str:
    """What an alert says, in the language of the request."""
    facts = {name: _spelled(name, value) for name, value in alert.facts.items()}
    said = STILL_SENTENCES if "still" in facts else SENTENCES
    said = ENDED_SENTENCES if "ended" in facts else said
    return str(said[alert.kind]) % facts


def sign(alert: AlertShown) -> str:
    """The sign of an alert; not all is well while a recall stands, and no more is asked after."""
    if "ended" in alert.facts:
        return "not-yet"
    return "look" if "still" in alert.facts else SIGNS[alert.kind]


def href(alert: AlertShown) -> str | None:
    """The page that opens what an alert speaks of, where there is one."""
    endpoint = PLACES.get(alert.kind)
    if endpoint is None:
        return None
    if endpoint == "workspace.label_book_of_run" and "lot" in alert.facts:
        endpoint = "workspace.lot_labels"  # the labels are another's: its books are closed
    if endpoint in _PARTS:
        named: dict[str, Any] = {_PARTS[endpoint]: alert.subject}
        return url_for(endpoint, **named)
    return url_for(endpoint, code=alert.subject) if endpoint in _ONE else url_for(endpoint)


def case_kind(kind: str) -> str:
    """What a case is about, within a line."""
    return str(CASE_KINDS.get(kind, kind))


def _spelled(name: str, value: str | int) -> str:
    if isinstance(value, int):
        return format_number(value, language())
    if name == "day":
        return format_day(dt.date.fromisoformat(value), language())
    if name == "amount":
        number, _space, unit = value.partition(" ")
        return format_quantity(Quantity(int(number), "ml" if unit == "ml" else "g"), language())
    if name == "case_kind":
        return case_kind(value)
    if name == "numbers":
        # The page that the alert opens has all.
        return spelled(read_out(value), MOST_TOLD)
    if value in ORDERED:
        return str(ORDERED[value])
    if name in _TABLES:
        return str(_TABLES[name][value])
    if name == "paper":
        return str(KINDS[CertificateKind(value)])
    if name == "grade":
        return str(GRADES[Grade(value)])
    return str(ROLES.get(value, WORDS.get(value, value)))
