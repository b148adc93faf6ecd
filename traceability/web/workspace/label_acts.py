"""One page an act on the labels of a run: spoiled, handed out, brought back, lost, printed on."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from traceability.domain.errors import Denied, Invalid, NotFound, Refusal
from traceability.domain.stretches import Stretch, counted, spelled, without
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
    label_choices,
    label_codes,
    label_dispatch,
    label_hands,
    label_leaving,
    label_unlinking,
    label_views,
)
from traceability.services.label_hands import HandOut, Hands
from traceability.services.label_leaving import ExportForm
from traceability.services.label_views import RunLine
from traceability.services.request_keys import once
from traceability.store.unit import Reading, Work
from traceability.web import forms
from traceability.web.errors import status_of
from traceability.web.forms import Form
from traceability.web.house import actor, foreseeing, house, looking, working
from traceability.web.workspace import print_looks, wording
from traceability.web.workspace.blueprint import workspace
from traceability.web.workspace.print_looks import PrintLook


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
    stands on the button.
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
    _l("Số nhỏ in trên tem. Ví dụ: 17, 23, 41–46. Quét từng tem vào đây cũng được."),
    "passage",
)
_REASON = Field("reason", _l("Vì sao?"), _l("Ví dụ: rách khi bóc, in lệch, ướt mưa."))


def _numbers(work: Reading, code: str, data: Mapping[str, Any]) -> Sequence[Stretch]:
    run = label_views.own_run(work, actor(), code)
    return label_codes.numbers_in(work, house().press.keyring, run, data["numbers"])


def _spoil(work: Work, code: str, data: Mapping[str, Any]) -> Sequence[Stretch]:
    stretches = _numbers(work, code, data)
    label_acts.spoil(work, code, stretches, data["reason"])
    return stretches


def _unlink(work: Work, code: str, data: Mapping[str, Any]) -> Sequence[Stretch]:
    return label_unlinking.unlink(work, code, _numbers(work, code, data), data["reason"])


def _hand_out(work: Work, code: str, data: Mapping[str, Any]) -> Sequence[Stretch]:
    stretches = _numbers(work, code, data)
    kind, _colon, to = data["to"].partition(":")
    if kind not in set(Hands):
        raise Invalid("choice_unknown", "to")
    named = Hands(kind) in label_hands.REGISTERED
    if not named and not data.get("name"):
        raise Invalid("required", "name")
    whom = to if named else data["name"]
    label_hands.hand_out(work, HandOut(code, tuple(stretches), Hands(kind), whom))
    return stretches


def _take_back(work: Work, code: str, data: Mapping[str, Any]) -> Sequence[Stretch]:
    stretches = _numbers(work, code, data)
    label_hands.take_back(work, code, stretches)
    return stretches


def _lost(work: Work, code: str, data: Mapping[str, Any]) -> Sequence[Stretch]:
    stretches = _numbers(work, code, data)
    label_hands.report_lost(work, code, stretches, data["reason"])
    return stretches


def _found(work: Work, code: str, data: Mapping[str, Any]) -> Sequence[Stretch]:
    stretches = _numbers(work, code, data)
    label_hands.find_again(work, code, stretches)
    return stretches


def _went(work: Work, code: str, data: Mapping[str, Any]) -> Sequence[Stretch]:
    stretches = _numbers(work, code, data)
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
            Field("start", _l("Bắt đầu từ tem thứ mấy trên tờ?"), _l("Tờ mới: 1."),
                  inputmode="numeric"),
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


@workspace.route("/tem/<run>/ghi/<act>", methods=["GET", "POST"])
def label_act(run: str, act: str) -> ResponseReturnValue:
    """The page of one act on a run's labels; sent, it is done or says what is in the way."""
    if act not in ACTS:
        raise NotFound
    what = ACTS[act]
    if request.method == "GET":
        return _page(run, act, forms.fresh(_defaults(run, what)))
    with looking() as view:
        label_views.own_run(view, actor(), run)
    values = forms.typed([field.name for field in what.fields])
    if request.form.get("pick", "").isdecimal():
        values["start"] = request.form["pick"]
    if "edit" in request.form or "pick" in request.form:
        return _page(run, act, forms.again(values))
    try:
        data = what.schema(spoken=True).read(values)
        if what.confirmed is not None and "confirmed" not in request.form:
            return _ask(run, act, data, values)
        stretches = _once(run, act, what, data)
    except (NotFound, Denied):
        raise
    except Refusal as refusal:
        moved = {"labels": what.fields[0].name}
        return _page(run, act, forms.refused(values, refusal, moved)), status_of(refusal)
    flash(f"{what.done % _facts(stretches)} {_passed_over(data, stretches)}".strip(), "done")
    return redirect(url_for("workspace.label_book_of_run", run=run), 303)


def _passed_over(data: Mapping[str, Any], stretches: Sequence[Stretch]) -> str:
    """How many of the labels that were asked for, from first to last, were left out as dead."""
    if "form" not in data:
        return ""
    count = data["last"] - data["first"] + 1 - counted(stretches)
    if not count:
        return ""
    said: str = ngettext(
        "Bỏ qua %(num)s tem hỏng hoặc đã hủy.", "Bỏ qua %(num)s tem hỏng hoặc đã hủy.", count
    )
    return said


def _once(run: str, act: str, what: Act, data: Mapping[str, Any]) -> Sequence[Stretch]:
    """Do the act once; the same key with another name or reason is another sending, and refused."""
    with working() as work:

        def do() -> Mapping[str, str]:
            stretches = what.do(work, run, data)
            told = ";".join(f"{first}-{last}" for first, last in stretches)
            return {"run": run, "labels": told}

        body = {"do": f"label {act}", "run": run, **data}
        outcome = once(work, request.form.get("request_key", ""), body, do)
    pieces = (piece.split("-") for piece in outcome.result["labels"].split(";"))
    return [(int(first), int(last)) for first, last in pieces]


def _ask(run: str, act: str, data: Mapping[str, Any], values: Mapping[str, str]) -> str:
    """The sentence that names what will happen; what could not be done is refused before it."""
    what = ACTS[act]
    with foreseeing() as work:
        page = label_views.shown(work, actor(), run)
        stretches = what.do(work, run, data)
    count = counted(stretches)
    return render_template(
        "workspace/label_act_confirm.html",
        run=page.line,
        act=act,
        what=what,
        sentence=what.asked(count, spelled(stretches)),
        button=what.agree(count),
        form=forms.again(values),
    )


def _defaults(run: str, what: Act) -> dict[str, str]:
    values = dict.fromkeys((field.name for field in what.fields), "")
    with looking() as view:
        page = label_views.shown(view, actor(), run)
        start = _next_start(view, page.line.stock) if "start" in values else 1
    ends = {"first": "1", "last": str(page.line.count), "start": str(start)}
    values |= {name: value for name, value in ends.items() if name in values}
    asked = request.args.get("so", "")
    if "numbers" in values:
        values["numbers"] = asked
    if "form" in values:
        values["form"] = str(ExportForm.SVG)
    return values


def _next_start(view: Reading, stock: str) -> int:
    """Where the sheet goes on that lies half used; 1 where that paper is no more."""
    paper = label_choices.papers(view, actor()).get(stock)
    return 1 if paper is None else label_choices.next_start(view, actor(), paper)


def _page(run: str, act: str, form: Form) -> str:
    what = ACTS[act]
    with looking() as view:
        page = label_views.shown(view, actor(), run)
        options = {each.name: _options(view, run, each) for each in what.fields}
        # A roll has no sheet on which a place could be chosen.
        look = None if page.roll or "start" not in form.values else _look(view, page.line, form)
    return render_template(
        "workspace/label_act.html",
        run=page.line,
        act=act,
        what=what,
        fields=[each for each in what.fields if not (page.roll and each.name == "start")],
        form=form,
        options=options,
        look=look,
        words=wording,
    )


def _look(view: Reading, line: RunLine, form: Form) -> PrintLook:
    """The first sheet of what prints on, to press the place where it begins."""
    left = line.count - print_looks.number(form.values["last_good"], line.count - 1)
    papers, place = label_choices.papers(view, actor()), form.values["start"]
    sheet = print_looks.sheet(papers, line.stock, print_looks.number(place, 1), max(1, left))
    return PrintLook(sheet, line.stock)


def _options(view: Reading, run: str, field: Field) -> Sequence[tuple[str, str]]:
    """What can be chosen in a field that is a list."""
    if field.name == "to":
        people = label_choices.people(view, actor())
        named = [
            (each.value, _("Hộ %(number)s · %(name)s", number=each.number, name=each.name))
            if each.kind == Hands.HOUSEHOLD
            else (each.value, each.name)
            for each in people
        ]
        kinds = [("team", _("Một tổ (gõ tên)")), ("person", _("Một người (gõ tên)"))]
        return [*kinds, *named]
    if field.name == "note":
        notes = label_choices.notes_of(view, actor(), run)
        return [(code, _("Phiếu số %(number)s", number=number)) for code, number in notes]
    return [(value, str(text)) for value, text in field.options]


def _facts(stretches: Sequence[Stretch]) -> dict[str, object]:
    return {"count": counted(stretches), "numbers": spelled(stretches)}
