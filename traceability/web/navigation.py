"""Where a signed-in person can go: the parts of their door, and what the account menu leads to.

Both depend on the kind of organisation that is acted for and on the role held there.
"""

from __future__ import annotations

from collections.abc import Iterator

from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from flask_babel.speaklater import LazyString

from traceability.domain.access import Role
from traceability.services.sign_in import SignedIn
from traceability.web.tabs import Tab

WORKSPACE = (
    Tab("workspace.home", _l("Hôm nay"), frozenset({"workspace.new_harvest"})),
    Tab(
        "workspace.batches",
        _l("Lô hàng"),
        frozenset({"workspace.batch", "workspace.pack", "workspace.print_labels"}),
    ),
    Tab("workspace.label_runs", _l("Tem"), frozenset({"workspace.label_run"})),
    Tab("workspace.products", _l("Sản phẩm"), frozenset({"workspace.edit_product"})),
    Tab("workspace.areas", _l("Vùng trồng")),
)

_GRANT = Tab("registrar.grant", _l("Cấp mã"))
REGISTRAR = (
    Tab(
        "registrar.codes",
        LazyString(ngettext, "Mã số vùng trồng", "Mã số vùng trồng", 2),  # a list: plural
        frozenset({"registrar.code", "registrar.suspend", "registrar.restore"}),
    ),
    _GRANT,
    Tab("registrar.holds", _l("Lô tạm ngừng"), frozenset({"registrar.lift"})),
)


def tabs_of(who: SignedIn) -> tuple[Tab, ...]:
    """The parts of the person's door; who only inspects grants nothing."""
    if who.organisation_kind != "authority":
        return WORKSPACE
    return tuple(tab for tab in REGISTRAR if tab is not _GRANT or decides(who))


def decides(who: SignedIn) -> bool:
    """Whether the person decides on codes and lots, rather than only looking."""
    return who.actor.role is Role.REGISTRAR


def menu_of(who: SignedIn) -> list[Tab]:
    """What the account menu leads to, in order."""
    return list(_menu(who))


def _menu(who: SignedIn) -> Iterator[Tab]:
    office = who.organisation_kind == "authority"
    yield from _OFFICE_MENU if office else _COOPERATIVE_MENU
    yield from _EVERYBODY_MENU


# One line a page; the pages refuse by themselves what a role may not do.
_COOPERATIVE_MENU: tuple[Tab, ...] = (
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
            }
        ),
    ),
    Tab(
        "workspace.consents",
        _l("Đồng ý hiện tên"),
        frozenset({"workspace.household_consent", "workspace.consent_text"}),
    ),
)
_OFFICE_MENU: tuple[Tab, ...] = ()
_EVERYBODY_MENU: tuple[Tab, ...] = ()
