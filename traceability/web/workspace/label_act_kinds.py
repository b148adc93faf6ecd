"""What can be written into the ledger of a run: each act in words, its fields, how it is done."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from traceability.domain.access import Action
from traceability.domain.errors import Invalid
from traceability.domain.labels import LabelState
from traceability.domain.stretches import Stretch, without
from traceability.schemas.fields import RequestSchema
from traceability.schemas.labels import (
    ExportSchema,
    HandOutSchema,
    NoteSchema,
    NumbersSchema,
    ReasonedSchema,
    RestSchema,
)
from traceability.services import (
    label_acts,
    label_codes,
    label_dispatch,
    label_hands,
    label_leaving,
    label_unlinking,
    label_views,
    lent_labels,
    parties,
)
from traceability.services.label_hands import HandOut, Hands, Held
from traceability.services.label_leaving import ExportForm
from traceability.store.unit import Reading, Work
from traceability.web.house import actor, house
from traceability.web.thousands import ngettext
from traceability.web.tongues import lazy_gettext as _l


@dataclass(frozen=True)
class Field:
    """A field of an act: how it is asked for, and what can be chosen."""

    name: str
    label: Any
    hint: Any = ""
    kind: str = "line"
    inputmode: str = ""
    optional: bool = False
    options: tuple[tuple[str, Any], ...] = ()


Verb = Callable[[Work, str, Mapping[str, Any]], Sequence[Stretch]]


@dataclass(frozen=True)
class Act:
    """An act: its words, its fields, how it is read and done.

    One that is ``confirmed`` asks before it: ``asked`` says how many labels and which, ``agree``
    stands on the button. One with ``held`` asks where labels are in other hands. Its page opens for
    whoever may do the ``action``; of one ``on_goods`` also for whose goods labels of another's run
    are on.
    """

    title: Any
    lead: Any
    button: Any
    done: Any
    fields: tuple[Field, ...]
    schema: type[RequestSchema]
    do: Verb
    confirmed: Any = None
    asked: Callable[[int, str], str] = lambda _count, _numbers: ""
    agree: Callable[[int], str] = lambda _count: ""
    action: Action = Action.SEE_WORKSPACE
    on_goods: bool = False
    held: Callable[[Reading, str, Mapping[str, Any]], Sequence[Held]] | None = None


def _ask_hand_out(count: int, numbers: str) -> str:
    return str(
        ngettext(
            "Sẽ giao %(num)s tem: số %(numbers)s.",
            "Sẽ giao %(num)s tem: số %(numbers)s.",
            count,
            numbers=numbers,
        )
    )


def _ask_spoil(count: int, numbers: str) -> str:
    return str(
        ngettext(
            "Sẽ ghi hỏng %(num)s tem: số %(numbers)s.",
            "Sẽ ghi hỏng %(num)s tem: số %(numbers)s.",
            count,
            numbers=numbers,
        )
    )


def _ask_unlink(count: int, numbers: str) -> str:
    return str(
        ngettext(
            "Sẽ gỡ kích hoạt %(num)s tem: số %(numbers)s.",
            "Sẽ gỡ kích hoạt %(num)s tem: số %(numbers)s.",
            count,
            numbers=numbers,
        )
    )


_NUMBERS = Field(
    "numbers",
    _l("Tem số mấy?"),
    _l(
        "Số nhỏ in trên tem. Ví dụ: 17, 23, 41–46. Quét từng tem vào đây cũng được;"
        " cả cuộn thì gõ mã cuộn."
    ),
    "passage",
)
_REASON = Field("reason", _l("Vì sao?"), _l("Ví dụ: rách khi bóc, in lệch, ướt mưa."))


def _numbers(
    work: Reading,
    code: str,
    data: Mapping[str, Any],
    state: LabelState = LabelState.UNUSED,
) -> Sequence[Stretch]:
    """What was typed; the code of a roll stands for its labels in a state."""
    run, keyring = label_views.own_run(work, actor(), code), house().press.keyring
    return label_codes.numbers_in(work, keyring, run, data["numbers"], of_roll=state)


def _on_goods(
    work: Work, code: str, data: Mapping[str, Any], state: LabelState
) -> Sequence[Stretch]:
    """As ``_numbers``, or those of another's run, in the hands of whose goods they are on."""
    opened = lent_labels.run_of(work, actor(), code, Action.LINK_LABELS)
    by = parties.acting_party(work, actor()) if opened.lent else None
    keyring, typed = house().press.keyring, data["numbers"]
    return label_codes.numbers_in(work, keyring, opened.run, typed, by=by, of_roll=state)


def _spoil(work: Work, code: str, data: Mapping[str, Any]) -> Sequence[Stretch]:
    stretches = _on_goods(work, code, data, LabelState.UNUSED)
    label_acts.spoil(work, code, stretches, data["reason"])
    return stretches


def _unlink(work: Work, code: str, data: Mapping[str, Any]) -> Sequence[Stretch]:
    stretches = _on_goods(work, code, data, LabelState.LINKED)
    return label_unlinking.unlink(work, code, stretches, data["reason"])


def _hand_out(work: Work, code: str, data: Mapping[str, Any]) -> Sequence[Stretch]:
    asked = _handed(work, code, data)
    label_hands.hand_out(work, asked)
    return asked.stretches


def _held(view: Reading, code: str, data: Mapping[str, Any]) -> Sequence[Held]:
    return label_hands.in_other_hands(view, _handed(view, code, data))


def _handed(work: Reading, code: str, data: Mapping[str, Any]) -> HandOut:
    stretches = _numbers(work, code, data)
    kind, _colon, to = data["to"].partition(":")
    if kind not in set(Hands):
        raise Invalid("choice_unknown", "to")
    named = Hands(kind) in label_hands.REGISTERED
    if not named and not data.get("name"):
        raise Invalid("required", "name")
    whom = to if named else data["name"]
    return HandOut(code, tuple(stretches), Hands(kind), whom)


def _take_back(work: Work, code: str, data: Mapping[str, Any]) -> Sequence[Stretch]:
    return label_hands.take_back(work, code, _numbers(work, code, data))


def _lost(work: Work, code: str, data: Mapping[str, Any]) -> Sequence[Stretch]:
    return label_hands.report_lost(work, code, _numbers(work, code, data), data["reason"])


def _found(work: Work, code: str, data: Mapping[str, Any]) -> Sequence[Stretch]:
    return label_hands.find_again(work, code, _numbers(work, code, data))


def _went(work: Work, code: str, data: Mapping[str, Any]) -> Sequence[Stretch]:
    stretches = _numbers(work, code, data, LabelState.LINKED)
    label_dispatch.state(work, code, stretches, data["note"])
    return stretches


def _rest(work: Work, code: str, data: Mapping[str, Any]) -> Sequence[Stretch]:
    start = data.get("start", 1) - 1
    keyring = house().press.keyring
    last_good, why = data["last_good"], data.get("reason")
    part = label_acts.print_rest(work, keyring, code, last_good, start, why).part
    return without([(part.first, part.last)], part.gone)


def _export(work: Work, code: str, data: Mapping[str, Any]) -> Sequence[Stretch]:
    stretch = data["first"], data["last"]
    return label_leaving.export(work, code, stretch, ExportForm(data["form"]), data.get("reason"))


ACTS: Mapping[str, Act] = {
    "hong": Act(
        _l("Tem hỏng"),
        _l("Tem rách, nhòe, in lệch: ghi ở đây rồi bỏ đi. Tem thay thế có mã riêng."),
        _l("Tiếp tục"),
        _l("Đã ghi %(count)s tem hỏng: số %(numbers)s."),
        (_NUMBERS, _REASON),
        ReasonedSchema,
        _spoil,
        _l("Tem hỏng không dùng lại được; ai quét cũng thấy là tem đã hủy."),
        _ask_spoil,
        lambda count: str(ngettext("Ghi hỏng %(num)s tem", "Ghi hỏng %(num)s tem", count)),
        on_goods=True,
    ),
    "go-kich-hoat": Act(
        _l("Gỡ kích hoạt"),
        _l("Quét nhầm lô, nhầm tem cuối: gỡ ra thì tem lại là tem chưa dán, kích hoạt lại được."
           " Tem đã đi cùng hàng thì không gỡ nữa."),
        _l("Tiếp tục"),
        _l("Đã gỡ kích hoạt %(count)s tem: số %(numbers)s."),
        (_NUMBERS, Field("reason", _l("Vì sao?"), _l("Ví dụ: quét nhầm tem cuối, chọn nhầm lô."))),
        ReasonedSchema,
        _unlink,
        _l("Ai quét các tem này sẽ thấy tem chưa kích hoạt cho lô nào, cho tới khi kích hoạt lại."),
        _ask_unlink,
        lambda count: str(ngettext("Gỡ kích hoạt %(num)s tem", "Gỡ kích hoạt %(num)s tem", count)),
        Action.VOID_LABELS,
        on_goods=True,
    ),
    "giao": Act(
        _l("Giao tem"),
        _l("Ghi ai đang giữ tem, để cuối vụ biết hỏi ai."),
        _l("Ghi đã giao"),
        _l("Đã giao %(count)s tem: số %(numbers)s."),
        (
            _NUMBERS,
            Field("to", _l("Giao cho ai?"), kind="select"),
            Field("name", _l("Tên tổ hoặc người"), _l("Khi giao cho một tổ, một người."),
                  optional=True),
        ),
        HandOutSchema,
        _hand_out,
        _l("Ghi giao thì sổ tem ghi người giữ mới."),
        _ask_hand_out,
        lambda count: str(ngettext("Giao %(num)s tem", "Giao %(num)s tem", count)),
        held=_held,
    ),
    "nhan-lai": Act(
        _l("Nhận lại tem"),
        _l("Tem chưa dán mang trả về đơn vị."),
        _l("Ghi đã nhận lại"),
        _l("Đã nhận lại %(count)s tem: số %(numbers)s."),
        (_NUMBERS,),
        NumbersSchema,
        _take_back,
    ),
    "mat": Act(
        _l("Báo mất tem"),
        _l("Tem báo mất không kích hoạt được cho tới khi tìm thấy."),
        _l("Báo mất"),
        _l("Đã báo mất %(count)s tem: số %(numbers)s."),
        (_NUMBERS, Field("reason", _l("Mất thế nào?"), _l("Ví dụ: rơi dọc đường, ướt cả cuộn."))),
        ReasonedSchema,
        _lost,
    ),
    "tim-thay": Act(
        _l("Tìm thấy tem"),
        _l("Tem đã báo mất nay tìm thấy, dùng lại được."),
        _l("Ghi đã tìm thấy"),
        _l("Đã tìm thấy %(count)s tem: số %(numbers)s."),
        (_NUMBERS,),
        NumbersSchema,
        _found,
    ),
    "in-tiep": Act(
        _l("Chưa ra tem: in tiếp"),
        _l(
            "Hết cuộn, hết giấy giữa chừng: in tiếp phần chưa ra, đúng số và mã cũ, không hủy tem"
            " nào."
        ),
        _l("Tạo tờ in tiếp"),
        _l("In tiếp %(count)s tem: số %(numbers)s. Tải tệp ở mục “In tiếp” bên dưới."),
        (
            Field("last_good", _l("Tem lành cuối cùng"), _l("Quét, hoặc gõ số nhỏ trên tem.")),
            Field("start", _l("Bắt đầu từ tem thứ mấy trên tờ?"),
                  _l("Để trống: tiếp ngay sau tem lành cuối cùng, trên tờ ấy. Lấy tờ mới: 1."),
                  inputmode="numeric", optional=True),
            Field("reason", _l("Lý do in tiếp lần nữa"),
                  _l("Chỉ cần khi những tem này đã in tiếp rồi."), optional=True),
        ),
        RestSchema,
        _rest,
    ),
    "xuat-tep": Act(
        _l("Xuất tệp mã"),
        _l("Lấy mã của tem ra tệp để in nơi khác. Sổ tem ghi ai xuất, lúc nào; tệp tải được trong"
           " 24 giờ, xuất lần nữa phải có lý do."),
        _l("Xuất tệp"),
        _l("Đã xuất %(count)s tem: số %(numbers)s. Tải tệp ở mục “Xuất tệp” bên dưới."),
        (
            Field("first", _l("Từ tem số"), inputmode="numeric"),
            Field("last", _l("đến tem số"), inputmode="numeric"),
            Field("form", _l("Dạng tệp"), kind="select", options=(
                (str(ExportForm.PDF), _l("Tờ tem (PDF)")),
                (str(ExportForm.SVG), _l("Hình mã QR (ZIP các tệp SVG)")),
                (str(ExportForm.PNG), _l("Hình mã QR (ZIP các tệp PNG)")),
                (str(ExportForm.CSV), _l("Bảng số, mã và địa chỉ (CSV)")),
            )),
            Field("reason", _l("Lý do xuất lại"), optional=True),
        ),
        ExportSchema,
        _export,
    ),
    "da-di": Act(
        _l("Tem đi cùng hàng"),
        _l("Giao một phần lô thì ghi tem nào đã đi. Giao hết lô thì tự ghi."),
        _l("Ghi đã đi"),
        _l("Đã ghi %(count)s tem đi cùng hàng: số %(numbers)s."),
        (_NUMBERS, Field("note", _l("Theo phiếu giao nào?"), kind="select")),
        NoteSchema,
        _went,
    ),
}  # fmt: skip
