"""The words of the label ledger: what happened to labels, whose hands, why somebody is asked."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from traceability.domain.events import EventStep
from traceability.domain.ids import grouped
from traceability.domain.label_designs import LabelDesign
from traceability.services.label_checks import FIELDS
from traceability.services.label_hands import Hands, Keeper
from traceability.services.label_links import Echo, Linked
from traceability.services.label_views import RunLine, RunState
from traceability.web.thousands import marked, ngettext
from traceability.web.tongues import gettext as _
from traceability.web.tongues import lazy_gettext as _l
from traceability.web.workspace import wording
from traceability.web.workspace.print_looks import DESIGNS

HAPPENED: Mapping[str, Any] = {
    EventStep.LABELS_ORDERED: _l("Đặt in"),
    EventStep.LABELS_CHECKED: _l("Đọc thử trên giấy"),
    EventStep.LABELS_LINKED: _l("Kích hoạt"),
    EventStep.LABELS_UNLINKED: _l("Gỡ kích hoạt"),
    EventStep.LABELS_VOIDED: _l("Hủy"),
    EventStep.LABELS_SPOILED: _l("Hỏng"),
    EventStep.LABELS_RESTORED: _l("Khôi phục"),
    EventStep.LABELS_HANDED_OUT: _l("Giao tem"),
    EventStep.LABELS_RETURNED: _l("Nhận lại"),
    EventStep.LABELS_LOST: _l("Báo mất"),
    EventStep.LABELS_FOUND: _l("Tìm thấy"),
    EventStep.LABELS_DISPATCHED: _l("Đi cùng hàng"),
    EventStep.LABELS_KEPT: _l("Chưa đi, phiếu giao rút lại"),
    EventStep.LABELS_REPRINTED: _l("In tiếp phần chưa ra"),
    EventStep.LABELS_EXPORTED: _l("Xuất tệp"),
    EventStep.LABELS_SENT: _l("Gửi xưởng in"),
    EventStep.LABELS_RECEIVED: _l("Nhận từ xưởng in"),
}
#: What a leaving is called that is no file fetched under *Xuất tệp mã*.
_LEFT: Mapping[str, Any] = {
    "printer": _l("In cả đợt"),
    "house": _l("Đưa tệp cho xưởng in"),
}
#: As what labels were taken out.
FORMS: Mapping[str, Any] = {
    "pdf": _l("tờ tem PDF"),
    "svg": _l("hình SVG"),
    "png": _l("hình PNG"),
    "csv": _l("bảng CSV"),
}
WHY: Mapping[str, Any] = {
    "skipped": _l("bị bỏ qua: tem sau nó đã dán"),
    "long_out": _l("giao đã hơn 60 ngày, chưa dán, chưa trả"),
    "lot_gone": _l("lô đã xuất hết mà tem chưa dán"),
    "not_come": _l("đặt xưởng in đã hơn 60 ngày, chưa nhận về"),
    "lost": _l("báo mất, chưa tìm thấy"),
}


def numbers(first: int, last: int) -> str:
    """The number of one label, or of the first and the last of several."""
    return str(first) if first == last else f"{first}–{last}"


def kind(run: RunLine) -> str:
    """What the labels of a run are: carton labels, or those of its design; in whose place."""
    said = str(_("Tem thùng") if run.cartons else DESIGNS[LabelDesign(run.design)])
    if run.in_place_of is None:
        return said
    return str(_("%(kind)s, in bù cho đợt %(run)s", kind=said, run=run.in_place_of.run))


def run_state(run: RunLine) -> str:
    """How a run stands in a list; what a printing house has is not ready, however well drawn."""
    if not at_house(run):
        return str(wording.RUN_STATES[run.state])
    if run.dead == run.count:
        return str(_("ở xưởng in"))
    return str(_("còn %(count)s tem ở xưởng in", count=marked(run.dead)))


def run_sign(run: RunLine) -> str:
    """The mark beside that."""
    return "not-yet" if at_house(run) else wording.RUN_SIGNS[run.state]


def at_house(run: RunLine) -> bool:
    """Whether labels of a run that was drawn are still to come from a printing house."""
    return run.state is RunState.READY and bool(run.dead)


def happened(step: EventStep, form: str) -> str:
    """What happened to labels, as a line of their history begins."""
    return str(_LEFT.get(form) or HAPPENED[step])


def read_on_paper(count: int) -> str:
    """That paper of a run was read: three labels, or all of a shorter run."""
    if count == len(FIELDS):
        return str(_("Đọc được cả ba tem trên giấy. Giờ kích hoạt được."))
    return str(
        ngettext(
            "Đọc được %(num)s tem trên giấy. Giờ kích hoạt được.",
            "Đọc được cả %(num)s tem trên giấy. Giờ kích hoạt được.",
            count,
        )
    )


def linked(count: int, told: str, over: int) -> str:
    """How many labels were linked, which, and how many dead ones between were passed ``over``."""
    said = str(_("Đã kích hoạt %(count)s tem, số %(numbers)s.", count=marked(count), numbers=told))
    return " ".join(filter(None, (said, _passed(over))))


def stands(found: Linked, lot: str) -> str:
    """That labels were linked to their lot before, and nothing was written."""
    return str(
        ngettext(
            "%(num)s tem, số %(numbers)s, đã kích hoạt rồi cho lô %(lot)s. Không ghi thêm gì.",
            "%(num)s tem, số %(numbers)s, đã kích hoạt rồi cho lô %(lot)s. Không ghi thêm gì.",
            found.count,
            numbers=found.numbers,
            lot=lot,
        )
    )


def _passed(over: int) -> str:
    """How many dead labels between the ends are passed over; nothing where there are none."""
    if not over:
        return ""
    return str(
        ngettext(
            "Bỏ qua %(num)s tem đã hỏng hoặc đã hủy.",
            "Bỏ qua %(num)s tem đã hỏng hoặc đã hủy.",
            over,
        )
    )


def linking(told: Echo) -> str:
    """The sentence that says before it is kept what a linking will do."""
    count, facts = told.linked.count, {"numbers": told.linked.numbers, "lot": told.lot_code}
    if told.owner:
        said = ngettext(
            "Sẽ kích hoạt %(num)s tem của %(owner)s, số %(numbers)s, cho lô %(lot)s.",
            "Sẽ kích hoạt %(num)s tem của %(owner)s, số %(numbers)s, cho lô %(lot)s.",
            count,
            owner=told.owner,
            **facts,
        )
    elif told.cartons:
        said = ngettext(
            "Sẽ kích hoạt %(num)s tem thùng, số %(numbers)s, cho lô %(lot)s.",
            "Sẽ kích hoạt %(num)s tem thùng, số %(numbers)s, cho lô %(lot)s.",
            count,
            **facts,
        )
    else:
        said = ngettext(
            "Sẽ kích hoạt %(num)s tem, số %(numbers)s, cho lô %(lot)s.",
            "Sẽ kích hoạt %(num)s tem, số %(numbers)s, cho lô %(lot)s.",
            count,
            **facts,
        )
    return " ".join(filter(None, (str(said), _passed(told.linked.over))))


def publishing(told: Echo) -> str:
    """What a linking does beside it, where the lot is not published yet; else nothing."""
    if not told.linked.published:
        return ""
    return str(
        _(
            "Lô %(lot)s chưa công bố: kích hoạt là công bố luôn. Từ lúc đó ai có mã %(code)s đều"
            " xem được nguồn gốc lô này. Công bố rồi thì không rút lại.",
            lot=told.lot_code,
            code=grouped(told.linked.lot),
        )
    )


def published(lot: str) -> str:
    """The sentence of a lot that its first labels published."""
    return str(_("Lô %(lot)s đã được công bố.", lot=lot))


def lacking(told: Echo) -> str:
    """The packs without a live label once it is kept; nothing where the weight sets no limit."""
    if told.cartons:
        return str(_("Tem thùng không tính vào số tem của lô."))
    if told.lacks is None:
        return ""
    if told.stickers:
        return str(_("Sau đó lô còn chỗ cho %(count)s tem dán quả.", count=marked(told.lacks)))
    if not told.lacks:
        return str(_("Sau đó lô đủ tem."))
    return str(
        ngettext(
            "Sau đó lô còn %(num)s gói chưa có tem kích hoạt.",
            "Sau đó lô còn %(num)s gói chưa có tem kích hoạt.",
            told.lacks,
        )
    )


def in_many_hands(told: Echo) -> str:
    """The warning that labels which are linked together are with several, or with strangers.

    Whoever scans a first and a last label of two rolls links what lies between them too. Those that
    another organisation has in hand leave it by this, where they did not come back in the ledger.
    """
    if not told.hands:
        return ""
    first = told.hands[0].keeper
    if len(told.hands) == 1 and first is not None:
        words = _("Theo sổ, %(who)s đang giữ tem này. Chỉ kích hoạt khi tem đã về tay bạn.")
        return str(words % {"who": keeper(first)})
    places = [
        _("số %(numbers)s trong kho", numbers=each.numbers)
        if each.keeper is None
        else _("số %(numbers)s %(who)s giữ", numbers=each.numbers, who=keeper(each.keeper))
        for each in told.hands
    ]
    where = "; ".join(map(str, places))
    return str(
        _("Tem này không ở cùng một chỗ: %(where)s. Xem lại tem đầu, tem cuối.", where=where)
    )


def keeper(who: Keeper) -> str:
    """Whoever has labels, as a line names them; a name that was erased is not there."""
    if not who.name:
        return str(_("một người (tên đã xóa)"))
    if who.kind is Hands.HOUSEHOLD:
        return str(_("Hộ %(number)s", number=who.name))
    if who.kind is Hands.TEAM and not who.name.lower().startswith("tổ "):
        return str(_("Tổ %(name)s", name=who.name))
    return who.name
