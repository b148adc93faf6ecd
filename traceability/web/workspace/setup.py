"""The first day's checklist: seven steps, one screen each, to be skipped and taken up again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from traceability.domain.communes import unit_name
from traceability.services import setup as services
from traceability.services.request_keys import once
from traceability.services.setup import Line, Progress, State, Step
from traceability.store.unit import Work
from traceability.web import forms
from traceability.web.help import HELP
from traceability.web.house import actor, looking, working
from traceability.web.messages import language
from traceability.web.thousands import ngettext
from traceability.web.tongues import gettext as _
from traceability.web.tongues import lazy_gettext as _l
from traceability.web.workspace import wording
from traceability.web.workspace.blueprint import workspace


@dataclass(frozen=True)
class Screen:
    """A step as it is shown: where it is done, its title, why it is there, the button's words."""

    endpoint: str
    title: Any
    why: Any
    button: Any


STEPS: dict[Step, Screen] = {
    Step.ORGANISATION: Screen(
        "workspace.organisation",
        _l("Đơn vị"),
        _l("Tên và địa chỉ đứng trên mọi tem và trang truy xuất."),
        _l("Điền thông tin đơn vị"),
    ),
    Step.HOUSEHOLDS: Screen(
        "workspace.households",
        _l("Hộ thành viên"),
        _l("Mỗi lần thu hoạch ghi được là của hộ nào. Tên hộ giữ kín."),
        _l("Nhập danh sách hộ"),
    ),
    Step.CONSENTS: Screen(
        "workspace.consents",
        _l("Phiếu đồng ý"),
        _l("Hộ nào đồng ý thì trang công khai mới hiện tên."),
        _l("In phiếu đồng ý"),
    ),
    Step.AREAS: Screen(
        "workspace.new_area",
        _l("Vùng trồng"),
        _l("Thu hoạch ghi theo vùng; vùng mới có mã nội bộ ngay."),
        _l("Thêm vùng trồng"),
    ),
    Step.PRODUCTS: Screen(
        "workspace.new_product",
        _l("Sản phẩm"),
        _l("Tên, quy cách và hạn dùng in trên tem."),
        _l("Thêm sản phẩm"),
    ),
    Step.PRINTER: Screen(
        "workspace.printer_test",
        _l("In thử"),
        _l("Một tờ tem không có giá trị, để chỉnh máy in cho đúng khổ."),
        _l("In thử một tờ"),
    ),
    Step.FIRST_LABEL: Screen(
        "workspace.first_label",
        _l("Tem đầu tiên"),
        _l("Từ một lần thu hoạch đến con tem mở được trang của mình."),
        _l("Làm tem đầu tiên"),
    ),
}
#: Each state by its sign and word.
STATES = {
    State.DONE: ("fine", _l("xong")),
    State.SKIPPED: ("look", _l("bỏ qua")),
    State.OPEN: ("not-yet", _l("chưa làm")),
}


@workspace.get("/bat-dau")
def setup() -> ResponseReturnValue:
    """The checklist, at any time."""
    with looking() as view:
        found = services.progress(view, actor())
    return checklist(found)


def checklist(found: Progress) -> str:
    """The page of the steps; it is the first page until none is left."""
    return render_template(
        "workspace/setup.html",
        progress=found,
        screens=STEPS,
        states=STATES,
        told=told,
        href=href,
        new_key=forms.new_key,
        page_help=HELP["workspace.setup"],
    )


@workspace.post("/bat-dau/<step>/bo-qua")
def skip_step(step: str) -> ResponseReturnValue:
    """Leave a step out."""
    asked = _step(step)
    return _once(f"skip {asked}", lambda work: services.skip(work, asked))


@workspace.post("/bat-dau/<step>/lam-lai")
def take_up_step(step: str) -> ResponseReturnValue:
    """Take a skipped step up again."""
    asked = _step(step)
    return _once(f"take up {asked}", lambda work: services.take_up(work, asked))


@workspace.post("/bat-dau/bo-qua-het")
def skip_rest() -> ResponseReturnValue:
    """Leave out all that is left, and go to the day's page."""
    answer = _once("skip rest", services.skip_rest, "workspace.home")
    flash(
        _("Đã bỏ qua các bước còn lại. Mở lại trong Tài khoản, mục “Các bước thiết lập”."), "done"
    )
    return answer


def told(line: Line) -> str:
    """What is there of a step: "25 hộ"; empty for nothing."""
    if line.told:
        place = line.step is Step.ORGANISATION
        return (
            unit_name(line.told, language())
            if place
            else _("giấy %(stock)s", stock=wording.paper(line.told))
        )
    return _COUNTED[line.step](line.count) if line.count else ""


_COUNTED: dict[Step, Callable[[int], str]] = {
    Step.HOUSEHOLDS: lambda count: ngettext("%(num)s hộ", "%(num)s hộ", count),
    Step.CONSENTS: lambda count: ngettext("%(num)s hộ trả lời", "%(num)s hộ trả lời", count),
    Step.AREAS: lambda count: ngettext("%(num)s vùng trồng", "%(num)s vùng trồng", count),
    Step.PRODUCTS: lambda count: ngettext("%(num)s sản phẩm", "%(num)s sản phẩm", count),
    Step.FIRST_LABEL: lambda count: ngettext(
        "%(num)s tem đã kích hoạt", "%(num)s tem đã kích hoạt", count
    ),
}


def href(step: Step) -> str:
    """The address of a step's screen."""
    return url_for(STEPS[step].endpoint)


def settled_at(endpoint: str, **values: str) -> str:
    """Where a finished step goes: back to the checklist while steps are left, else ``endpoint``."""
    with looking() as view:
        finished = services.progress(view, actor()).finished
    return url_for(endpoint, **values) if finished else url_for("workspace.home")  # type: ignore[arg-type]


def _step(name: str) -> Step:
    if name not in tuple(Step):
        abort(404)
    return Step(name)


def _once(
    act: str, verb: Callable[[Work], None], then: str = "workspace.setup"
) -> ResponseReturnValue:
    def do() -> dict[str, str]:
        verb(work)
        return {}

    with working() as work:
        once(work, request.form.get("request_key", ""), {"do": act}, do)
    return redirect(url_for(then), 303)
