"""Where a signed-in person can go: the parts of their door, and what the account menu leads to.

Both depend on the kind of organisation that is acted for and on the role held there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from types import MappingProxyType

from traceability.domain.access import Action, Role, Thing, may
from traceability.services.sign_in import SignedIn
from traceability.web.tabs import Tab
from traceability.web.thousands import ngettext
from traceability.web.tongues import LazyString
from traceability.web.tongues import lazy_gettext as _l

_LABEL_PAGES = frozenset(
    {
        *("workspace.label_run", "workspace.label_book_of_run", "workspace.label_act"),
        *("workspace.find_label", "workspace.link_labels", "workspace.check_paper"),
        *("workspace.order_from_house", "workspace.order_blank_from_house"),
        *("workspace.house_order", "workspace.send_to_house", "workspace.receive_roll"),
        "workspace.house_proof",
        *("workspace.blank_labels", "workspace.unexplained_labels", "workspace.lift_void"),
        "workspace.lent_labels",
        *("workspace.scans", "workspace.lot_scans"),
        *("workspace.stationery_list", "workspace.new_stationery"),
        *("workspace.printer_list", "workspace.new_printer"),
    }
)
WORKSPACE = (
    Tab(
        "workspace.home",
        _l("Hôm nay"),
        frozenset({"workspace.new_harvest", "workspace.today", "workspace.drafts"}),
    ),
    Tab(
        "workspace.batches",
        _l("Lô hàng"),
        frozenset(
            {
                "workspace.batch",
                "workspace.complaints",
                "workspace.note_complaint",
                "workspace.answer_complaint",
                "workspace.pack",
                "workspace.make",
                "workspace.make_step",
                "workspace.print_labels",
                "workspace.lot_labels",
                "workspace.carton_labels",
                *("workspace.write_off", "workspace.store_lot", "workspace.hold_lot"),
                *("workspace.release_hold", "workspace.recall_lot"),
            }
        ),
    ),
    Tab("workspace.label_runs", _l("Tem"), _LABEL_PAGES),
    Tab(
        "workspace.products",
        _l("Sản phẩm"),
        frozenset(
            {
                *("workspace.product", "workspace.new_product", "workspace.edit_product"),
                "workspace.scan_limits_of",
            }
        ),
    ),
    Tab(
        "workspace.areas",
        _l("Vùng trồng"),
        frozenset(
            {
                "workspace.new_area",
                "workspace.edit_area",
                "workspace.code_uses",
                "workspace.give_authorization",
                "workspace.withdraw_authorization",
                "workspace.lent_codes",
                "workspace.public_figures",
                "workspace.applications",
                "workspace.application",
                "workspace.new_application",
                "workspace.edit_application",
                "workspace.cancel_application",
                "workspace.area",
                "workspace.area_file",
                "workspace.area_group",
                "workspace.area_papers",
                "workspace.area_households",
                "workspace.new_stay",
                "workspace.edit_stay",
                "workspace.itinerary",
            }
        ),
    ),
)

_GRANT = Tab("registrar.grant", _l("Cấp mã"))
#: The pages of files and checks, and of the steps on files.
_OF_FILES = frozenset(
    {
        "registrar.file",
        "registrar.grant_file",
        "registrar.return_file",
        "registrar.reject_file",
        "registrar.inspect",
        "registrar.inspection",
    }
)
REGISTRAR = (
    Tab(
        "registrar.codes",
        LazyString(ngettext, "Mã số vùng trồng", "Mã số vùng trồng", 2),  # a list: plural
        frozenset(
            {
                "registrar.code",
                "registrar.suspend",
                "registrar.restore",
                "registrar.renew",
                "registrar.revoke",
                "registrar.place",
                "registrar.set_yield",
            }
        ),
    ),
    Tab("registrar.files", _l("Hồ sơ"), _OF_FILES),
    _GRANT,
    Tab(
        "registrar.cases",
        _l("Vụ việc"),
        frozenset({"registrar.case", "registrar.gtins", "registrar.code_claims"}),
    ),
    Tab(
        "registrar.holds",
        _l("Lô tạm ngừng"),
        frozenset(
            {*("registrar.lift", "registrar.lot"), *("registrar.recall_lot", "registrar.hold_lot")}
        ),
    ),
)


def tabs_of(who: SignedIn, counts: Mapping[str, int] = MappingProxyType({})) -> tuple[Tab, ...]:
    """The parts of the person's door, with what waits; who only inspects grants nothing."""
    if who.organisation_kind != "authority":
        return WORKSPACE
    return _counted((tab for tab in REGISTRAR if tab is not _GRANT or decides(who)), counts)


def decides(who: SignedIn) -> bool:
    """Whether the person decides on codes and lots, rather than only looking."""
    return who.actor.role is Role.REGISTRAR


def menu_of(who: SignedIn, counts: Mapping[str, int] = MappingProxyType({})) -> list[Tab]:
    """What the account menu leads to, in order, with what waits."""
    return list(_counted(_menu(who), counts))


def _counted(tabs: Iterable[Tab], counts: Mapping[str, int]) -> tuple[Tab, ...]:
    return tuple(replace(tab, count=counts.get(tab.endpoint, 0)) for tab in tabs)


def _menu(who: SignedIn) -> Iterator[Tab]:
    office = who.organisation_kind == "authority"
    own = Thing(holder=who.actor.party, communes=who.actor.communes)
    for tab in (*(_OFFICE_MENU if office else _COOPERATIVE_MENU), *_EVERYBODY_MENU):
        if tab.needs is None or may(who.actor, tab.needs, own):
            yield tab


_MEMBERS = Tab(
    "account.members",
    _l("Người dùng"),
    frozenset({"account.member", "account.invite_member", "account.end_member"}),
    Action.MANAGE_MEMBERS,
)
_COOPERATIVE_MENU: tuple[Tab, ...] = (
    Tab("workspace.diary", _l("Nhật ký canh tác"), frozenset({"workspace.new_diary_line"})),
    Tab(
        "workspace.receptions",
        _l("Phiên cân"),
        frozenset(
            {
                "workspace.reception",
                "workspace.close_reception",
                "workspace.truck",
                "workspace.weigh_slip",
                "workspace.seller_card",
            }
        ),
    ),
    Tab(
        "workspace.deliveries",
        _l("Giao hàng"),
        frozenset(
            {
                *("workspace.delivery_kinds", "workspace.new_delivery", "workspace.delivery"),
                *("workspace.arrivals", "workspace.arrival", "workspace.buyers"),
                *("workspace.new_buyer", "workspace.buyer", "workspace.erase_buyer"),
            }
        ),
    ),
    Tab(
        "workspace.buyer_reports",
        _l("Người mua phản ánh"),
        frozenset({"workspace.buyer_report"}),
    ),
    Tab(
        "workspace.households",
        _l("Các hộ"),
        frozenset(
            {
                "workspace.new_household",
                "workspace.household",
                "workspace.edit_household",
                "workspace.erase_household",
                "workspace.import_households",
                "workspace.consents",
                "workspace.household_consent",
                "workspace.consent_text",
            }
        ),
    ),
    Tab(
        "workspace.certificates",
        _l("Giấy chứng nhận"),
        frozenset(
            {
                "workspace.certificate",
                "workspace.certificate_kinds",
                "workspace.new_certificate",
                "workspace.edit_certificate",
            }
        ),
    ),
    Tab("workspace.organisation", _l("Thông tin đơn vị"), needs=Action.EDIT_ORGANISATION),
    _MEMBERS,
    Tab(
        "workspace.keys",
        _l("Khóa cho phần mềm khác"),
        frozenset({"workspace.new_key"}),
        Action.MANAGE_KEYS,
    ),
    Tab("workspace.printer_test", _l("In thử")),
    Tab("workspace.setup", _l("Các bước thiết lập"), frozenset({"workspace.first_label"})),
)
_OFFICE_MENU: tuple[Tab, ...] = (
    Tab(
        "registrar.reports",
        _l("Phản ánh của người mua"),
        frozenset({"registrar.report"}),
        Action.SEE_REPORT,
    ),
    Tab(
        "registrar.month_report",
        _l("Báo cáo tháng"),
        frozenset({"registrar.month_rows", "registrar.frozen_report", "registrar.frozen_rows"}),
    ),
    Tab("registrar.certificates", _l("Giấy chứng nhận"), frozenset({"registrar.certificate"})),
    Tab("registrar.territory", _l("Địa bàn")),
    Tab("registrar.ceilings", _l("Hạn mức vụ"), frozenset({"registrar.set_ceiling"})),
    Tab(
        "registrar.import_codes",
        _l("Nhập sổ mã đã cấp"),
        frozenset({"registrar.imported"}),
        Action.GRANT_CODE,
    ),
    Tab("registrar.gaps", _l("Còn thiếu trong sổ")),
    Tab(
        "registrar.take_overs",
        _l("Đơn vị chưa có người dùng"),
        frozenset({"registrar.take_over"}),
        Action.INVITE_ORGANISATION,
    ),
    Tab(
        "registrar.hand_over",
        _l("Bàn giao công việc"),
        frozenset({"registrar.hand_over_done"}),
        Action.HAND_OVER,
    ),
    Tab("registrar.invite", _l("Mời đơn vị"), needs=Action.INVITE_ORGANISATION),
    _MEMBERS,
)
_EVERYBODY_MENU: tuple[Tab, ...] = (
    Tab("account.alerts", _l("Thông báo")),
    Tab(
        "account.me",
        _l("Tài khoản của tôi"),
        frozenset(
            {
                "account.change_password",
                "account.remember",
                "account.members_phones",
                "account.organisations",
            }
        ),
    ),
    Tab("account.who_sees", _l("Ai xem được gì")),
    Tab("account.guides", _l("Hướng dẫn")),
)
