"""The lines of a list of codes: what each is, what its page says first, and the gravest before all.

A line that is no code keeps what was typed, cut short, so that its crate is found again.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from traceability.domain import ids
from traceability.domain.growing_area import Status
from traceability.domain.verdict import Verdict
from traceability.services import area_states, code_states, code_strings, other_states
from traceability.services.area_states import AreaState
from traceability.services.code_states import State
from traceability.services.other_states import OtherState
from traceability.store.unit import Reading
from traceability.web import filters
from traceability.web.house import house
from traceability.web.messages import language
from traceability.web.public import addresses, area_words, missing, words
from traceability.web.public.addresses import Read
from traceability.web.public.pasted import Pasted
from traceability.web.public.pieces import Kind, Piece
from traceability.web.tongues import gettext as _

#: So much of a line is shown that is no code.
_SHOWN = 24
#: So many words beside a code are named that may be codes with a wrong character.
_NAMED = 3
#: So many lines of one label are named.
_ROWS_NAMED = 6
#: What no verdict tells, among the verdicts by how grave it is.
_ELSEWHERE, _MISSING, _NO_CODE = 1.5, 2.5, 8.0
_OF_TONE = {"stop": 2.2, "look": 5.2, "not-yet": 5.5, "fine": 9.0}

#: A code that is not of goods: a growing area as it stands, or anything else with a page.
Other = AreaState | OtherState


@dataclass(frozen=True)
class Line:
    """Line ``number`` (from 1) of a list and what its page says first; ``page`` is its code.

    ``missed`` is the code or link that was looked for and that nobody has. ``grave`` orders lines:
    the lower, the graver. ``ended`` goods are past their date, whatever else is said. Of a
    ``claimed`` string several pages say that it is theirs. ``pasted`` is the whole line, ``words``
    its other columns, ``code`` what was read of it without blanks, ``note`` what else is known.
    """

    number: int
    typed: str
    tone: str
    says: str
    grave: float
    page: str | None = None
    name: str = ""
    holder: str = ""
    lot_code: str | None = None
    packed_on: dt.date | None = None
    expires_on: dt.date | None = None
    ended: bool = False
    claimed: bool = False
    missed: str | None = field(default=None, repr=False)
    code: str = ""
    note: str = ""
    pasted: str = ""
    words: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Told:
    """A line, what was read of it, and the code that this names, whether or not anybody has it.

    ``lot`` is that of a link whose number is on none of its labels.
    """

    pasted: Pasted
    piece: Piece
    read: Read
    code: str | None
    lot: str | None

    @property
    def number(self) -> int:
        return self.pasted.number

    @property
    def plain(self) -> str:
        return self.piece.plain


@dataclass(frozen=True)
class Checked:
    """A list as it is told: ``grave`` lines by how grave they are, then those that are ``fine``.

    ``tone`` is that of the gravest line; ``counts`` are the sentences with how many lines say each,
    ``codes`` how many lines have a code, ``repeated`` how many labels stand there more than once.
    """

    grave: Sequence[Line]
    fine: Sequence[Line]
    tone: str
    counts: Sequence[tuple[str, str, int]]
    codes: int = 0
    repeated: int = 0

    @property
    def lines(self) -> tuple[Line, ...]:
        """All of them, in the order told."""
        return (*self.grave, *self.fine)


def check(view: Reading, found: Sequence[Pasted], parted: Sequence[Pasted] = ()) -> Checked:
    """What a list says; the states of all goods in it are asked for together.

    What is ``parted`` is told where a growing-area code's string is near, and nothing else is of
    its line that leads there; a line without a code has one then.
    """
    taken = [(each, each.piece) for each in found if each.piece is not None]
    reader = addresses.Reader(view)
    read = reader.read_all([piece for _each, piece in taken])
    behind = reader.behind_all(read)
    without = [one for one, code in zip(read, behind, strict=True) if code is None]
    lots = dict(zip(without, reader.lots_of(without), strict=True))
    pairs = zip(taken, read, behind, strict=True)
    told = [_Told(each, piece, one, code, lots.get(one)) for (each, piece), one, code in pairs]
    named = {code for each in told for code in (each.code, each.lot) if code}
    states = code_states.find(view, house().settings.label_keys, named)
    others = _of_no_goods(view, {each.code for each in told if each.code} - states.keys())
    strange = [each for each in told if each.code not in states and each.code not in others]
    strings, close = _strings(view, strange)
    lines = [_no_code(each) for each in found if each.piece is None]
    for each in told:
        if each.code in states:
            shown = _of_goods(each.number, states[each.code], view.today)
        elif each.code in others:
            shown = _of_other(each.number, others[each.code])
        elif each.lot in states:
            shown = _of_its_lot(each, states[each.lot], view.today)
        elif not each.pasted.sure and each.plain not in strings:
            continue  # a word beside the code of its line
        else:
            shown = _by_string(each, strings) or _near(each, close) or _unread(each)
        words = tuple(map(addresses.visible, each.pasted.words))
        note = " · ".join(filter(None, (shown.note, _beside(each.pasted))))
        lines.append(replace(shown, pasted=_whole(each.pasted.line), words=words, note=note))
    lines = _with_parted(lines, _of_parted(view, parted))
    alike = _of_one_label(lines)
    return _ordered([_repeated(line, alike) for line in lines], len(alike))


def _of_parted(view: Reading, parted: Sequence[Pasted]) -> list[Line]:
    """What is near in words beside others: of a line the whole first, then its columns."""
    close = code_strings.near(view, {each.text for each in parted})
    shown = []
    for each in parted:
        if each.piece is not None and each.piece.plain in close:
            told = _Told(each, each.piece, Read(), None, None)
            near = _near(told, close)
            shown += [replace(near, pasted=_whole(each.line))] if near else []
    return shown


def _with_parted(lines: Sequence[Line], near: Sequence[Line]) -> list[Line]:
    """Lines, and those that are near where nothing of the same line leads to the same page."""
    pages = {(each.number, each.page) for each in lines}
    new = {
        (each.number, each.page): each
        for each in reversed(near)
        if (each.number, each.page) not in pages
    }
    coded = {number for number, _page in new}
    kept = [each for each in lines if each.grave != _NO_CODE or each.number not in coded]
    return [*kept, *new.values()]


def _of_one_label(lines: Iterable[Line]) -> dict[str, list[int]]:
    """The lines of each label that is there more than once, as often as it is in each.

    A label is on one pack, a lot is on many.
    """
    found: dict[str, list[int]] = defaultdict(list)
    for line in lines:
        if line.page is not None and ids.kind_of(line.page) == "item":
            found[line.page].append(line.number)
    return {code: sorted(numbers) for code, numbers in found.items() if len(numbers) > 1}


def _repeated(line: Line, alike: Mapping[str, Sequence[int]]) -> Line:
    """A line with a note of the others that are the same label, and of the same within it."""
    every = alike.get(line.page or "", ())
    if not every:
        return line
    numbers = list(dict.fromkeys(every))
    more = ["…"] if len(numbers) > _ROWS_NAMED else []
    rows = ", ".join([*map(str, numbers[:_ROWS_NAMED]), *more])
    same = str(_("Dòng %(rows)s là cùng một tem.", rows=rows)) if len(numbers) > 1 else ""
    told = (same, _within(line.number, every.count(line.number)), line.note)
    return replace(line, note=" · ".join(filter(None, told)))


def _within(number: int, times: int) -> str:
    """How often one label stands in one line, where it is more than once."""
    if times == 1:
        return ""
    return str(_("Dòng %(row)s có tem này %(count)s lần.", row=number, count=times))


def _beside(line: Pasted) -> str:
    """What is said of words beside a code that may be codes with a wrong character."""
    if not line.unread:
        return ""
    more = ["…"] if len(line.unread) > _NAMED else []
    some = ", ".join([*map(_cut, line.unread[:_NAMED]), *more])
    return str(_("Cùng dòng có %(words)s: nếu là mã thì có chữ sai.", words=some))


def _no_code(line: Pasted) -> Line:
    """A line in which nothing is read as a code: a heading, a sum, a name.

    What is as long as a code, with signs at it, is looked at: it may be one, or an invoice.
    """
    shown = _cut(" · ".join(line.words))
    if line.unread:
        says = str(_("Có thể là mã gõ sai"))
        look = Line(line.number, shown, "look", says, _OF_TONE["look"], pasted=_whole(line.line))
        return replace(look, note=_beside(line))
    says = str(_("Không có mã"))
    return Line(line.number, shown, "not-yet", says, _NO_CODE, pasted=_whole(line.line))


def _ordered(lines: Sequence[Line], repeated: int) -> Checked:
    told = sorted(lines, key=lambda line: (line.grave, line.number))
    grave = [line for line in told if line.tone != "fine"]
    coded = [line for line in told if line.grave != _NO_CODE]
    counted = Counter((line.tone, _group(line)) for line in grave if line.grave != _NO_CODE)
    counts = [(tone, says, count) for (tone, says), count in counted.items()]
    fine = [line for line in told if line.tone == "fine"]
    tone = coded[0].tone if coded else "not-yet" if told else "fine"
    return Checked(grave, fine, tone, counts, len(coded), repeated)


def _group(line: Line) -> str:
    """What lines are counted under: foreign hosts together."""
    return str(_("Tem dẫn tới nơi khác")) if line.grave == _ELSEWHERE else line.says


def _strings(
    view: Reading, strange: Iterable[_Told]
) -> tuple[Mapping[str, Sequence[AreaState]], Mapping[str, AreaState]]:
    """Whose string some lines are, and to whose others are near."""
    like: dict[str, bool] = {}
    for each in strange:
        if each.piece.may_be_string:
            like[each.plain] = like.get(each.plain, False) or each.pasted.sure
    strings = code_strings.states(view, like)
    asked = [each for each, sure in like.items() if sure and each not in strings]
    return strings, code_strings.near(view, asked)


def _of_no_goods(view: Reading, codes: Iterable[str]) -> dict[str | None, Other]:
    shorts = sorted(code for code in codes if ids.kind_of(code) == "short")
    if not shorts:
        return {}
    areas = area_states.find(view, shorts)
    others = other_states.find(view, [code for code in shorts if code not in areas])
    return dict([*areas.items(), *others.items()])


# --- what a line is ------------------------------------------------------------------------------


def _of_goods(number: int, state: State, today: dt.date) -> Line:
    tone, says = told_of(state)
    return Line(
        number=number,
        typed=ids.grouped(state.code),
        tone=tone,
        says=says,
        grave=_gravity(state, tone),
        page=state.code,
        code=state.code,
        name=state.names.get(language()) or state.names.get("vi", ""),
        holder=state.holder,
        lot_code=state.lot_code,
        packed_on=state.packed_on,
        expires_on=state.expires_on,
        ended=state.expires_on is not None and state.expires_on < today,
        note=" · ".join(suspended(state)),
    )


def suspended(state: State) -> list[str]:
    """What is said of codes behind goods that are suspended today, as their page says it."""
    status = filters.word(Status.SUSPENDED)
    return [
        str(_("Mã %(code)s hôm nay: %(status)s từ %(day)s.", code=raw, status=status, day=day))
        for raw, day in ((raw, filters.day(since)) for raw, since in state.suspended)
    ]


def _of_its_lot(line: _Told, state: State, today: dt.date) -> Line:
    """A link of a known lot with a number that is on none of its labels: how the lot stands first.

    Of a lot that nothing is wrong with, and of one that is to be looked at, the number is as grave.
    """
    of_lot, own = _of_goods(line.number, state, today), _unread(line)
    number = str(_("Không có tem mang số này trong lô: xem trang của lô."))
    note = " · ".join(filter(None, (number, of_lot.note)))
    told = replace(of_lot, typed=_cut(own.typed), code=own.code, note=note, missed=own.missed)
    if of_lot.tone == "stop":
        return told
    says = own.says if of_lot.tone == "fine" else f"{of_lot.says} · {own.says}"
    return replace(told, tone=own.tone, says=says, grave=own.grave)


def told_of(state: State) -> tuple[str, str]:
    """The tone of goods as they stand, and what is said of them first."""
    return "look" if _only_tested(state) else words.TONES[state.verdict], _says(state)


def _gravity(state: State, tone: str) -> float:
    if state.verdict is Verdict.VALID:
        return _OF_TONE[tone]
    return float(list(Verdict).index(state.verdict))


def _only_tested(state: State) -> bool:
    """Whether nothing is said of goods but that a result is, or once was, outside its limit."""
    return (state.outside or state.taken_back) and state.verdict is Verdict.VALID


def _says(state: State) -> str:
    """The verdict, and beside a graver one what else is wrong."""
    if _only_tested(state):
        return _tested(state)
    said = [words.TITLES[state.verdict]]
    if state.outside or state.taken_back:
        said.append(_tested(state))
    if state.dead and state.verdict is not Verdict.VOID:
        said.append(words.TITLES[Verdict.VOID])
    own = Verdict.REPORTED_LOST if state.lost else Verdict.NOT_LINKED
    if state.unlinked and state.verdict is not own:
        said.append(words.TITLES[own])
    return " · ".join(map(str, said))


def _tested(state: State) -> str:
    return str(words.TESTED if state.outside else words.TESTED_ONCE)


def _of_other(number: int, page: Other) -> Line:
    """A code with a page that is not of goods: of a growing area, or of what is no goods at all."""
    shown = Line(
        *(number, ids.grouped(page.code), "look", "", _OF_TONE["look"], page.code), code=page.code
    )
    if isinstance(page, AreaState):
        verdict = area_words.verdict(page)
        grave, says = _OF_TONE[verdict.tone], str(verdict.title)
        return replace(
            shown, tone=verdict.tone, says=says, grave=grave, note=page.raw, holder=page.holder
        )
    if page.kind == other_states.PARTY:
        return replace(shown, says=str(_("Mã của một đơn vị, không phải của hàng")), name=page.name)
    if page.kind == other_states.PLACE:
        return replace(shown, says=str(_("Mã của một nơi, không phải của hàng")), holder=page.name)
    return replace(shown, says=str(_("Mã của một phiếu cân, không phải của hàng")))


def _by_string(line: _Told, strings: Mapping[str, Sequence[AreaState]]) -> Line | None:
    """Whose string a line is, of a growing-area code; some of them read like short codes."""
    looked = strings.get(line.plain, ())
    if len(looked) == 1:
        shown = _of_other(line.number, looked[0])
        return replace(shown, typed=_cut(line.plain), code=looked[0].raw, note="")
    if looked:
        says = str(_("%(count)s trang mang mã này", count=len(looked)))
        raw = looked[0].raw
        return Line(line.number, raw, "look", says, _OF_TONE["look"], claimed=True, code=raw)
    return None


def _near(line: _Told, close: Mapping[str, AreaState]) -> Line | None:
    """A line that is nobody's string, and leads to the one that differs in signs alone."""
    if line.plain not in close:
        return None
    page = close[line.plain]
    says = str(_("Không có đúng mã này; gần nhất là %(code)s", code=page.raw))
    found = Line(line.number, _cut(line.plain), "look", says, _OF_TONE["look"], page=page.code)
    return replace(found, holder=page.holder, code=_joined(line.plain))


def _unread(line: _Told) -> Line:
    """What is nobody's, says not which goods, or is no code: a lot code, or nothing known."""
    number, read, text = line.number, line.read, line.piece.text
    if read.elsewhere is not None:
        says = str(_("Tem dẫn tới nơi khác: %(host)s", host=read.elsewhere))
        return Line(number, _cut(text), "stop", says, _ELSEWHERE)
    if barcode := read.gtin or line.pasted.barcode:
        says = str(_("Mã vạch: tra cùng mã lô ở “Tra theo mã lô”"))
        shown = Line(number, barcode, "look", says, _OF_TONE["look"], code=barcode)
        return replace(shown, missed=read.link.path if read.link else None)
    if read.link is not None:
        element = read.link.element_string
        return _nobodys(number, element, element, missed=read.link.path)
    if line.code is not None:
        return _nobodys(number, ids.grouped(line.code), line.code, missed=line.code)
    if lot := line.piece.lot:
        says = str(_("Mã lô: tra cùng đơn vị ở “Tra theo mã lô”"))
        return Line(number, _cut(line.plain), "look", says, _OF_TONE["look"], code=lot)
    whole = text if line.piece.kind is Kind.WORDS else line.plain
    return _nobodys(number, _cut(text), _joined(whole), note=missing.wrong(line.piece))


def _nobodys(
    number: int, typed: str, code: str, *, note: str = "", missed: str | None = None
) -> Line:
    says = str(_("Không tìm thấy mã này"))
    return Line(number, typed, "stop", says, _MISSING, code=code, note=note, missed=missed)


def _joined(text: str) -> str:
    return addresses.visible(text.replace(" ", ""))


def _whole(line: str) -> str:
    """A line as it was pasted, with its tabs, without what nobody sees."""
    return "\t".join(map(addresses.visible, line.split("\t")))


def _cut(text: str) -> str:
    """A line as it was typed, cut short, without what nobody sees."""
    seen = addresses.visible(text)
    return seen if len(seen) <= _SHOWN else f"{seen[: _SHOWN - 1]}…"
