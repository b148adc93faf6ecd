"""The lines of a list of codes: what each is, what its page says first, and the gravest before all.

A line that is no code keeps what was typed, cut short, so that its crate is found again.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from flask_babel import gettext as _

from traceability.domain import ids
from traceability.domain.verdict import Verdict
from traceability.services import area_states, code_states, code_strings, other_states
from traceability.services.area_states import AreaState
from traceability.services.code_states import State
from traceability.services.other_states import OtherState
from traceability.store.unit import Reading
from traceability.web.house import house
from traceability.web.messages import language
from traceability.web.public import addresses, area_words, missing, words
from traceability.web.public.addresses import Read

#: So much of a line is shown that is no code.
_SHOWN = 24
#: What no verdict tells, among the verdicts by how grave it is.
_ELSEWHERE, _MISSING = 1.5, 2.5
_OF_TONE = {"stop": 2.2, "look": 5.2, "not-yet": 5.5, "fine": 9.0}

#: A code that is not of goods: a growing area as it stands, or anything else with a page.
Other = AreaState | OtherState


@dataclass(frozen=True)
class Line:
    """Line ``number`` (from 1) of a list and what its page says first; ``page`` is its code.

    ``missed`` is the code or link that was looked for and that nobody has. ``grave`` orders lines:
    the lower, the graver. ``ended`` goods are past their date, whatever else is said. Of a
    ``claimed`` string several pages say that it is theirs.
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


@dataclass(frozen=True)
class Checked:
    """A list as it is told: ``grave`` lines by how grave they are, then those that are ``fine``.

    ``tone`` is that of the gravest line; ``counts`` are the sentences with how many lines say each.
    """

    grave: Sequence[Line]
    fine: Sequence[Line]
    tone: str
    counts: Sequence[tuple[str, str, int]]

    @property
    def lines(self) -> tuple[Line, ...]:
        """All of them, in the order told."""
        return (*self.grave, *self.fine)


def check(view: Reading, typed: Sequence[str]) -> Checked:
    """What a list says; the states of all goods in it are asked for together."""
    reader = addresses.Reader(view)
    read = reader.read_all(typed)
    codes = reader.behind_all(read)
    states = code_states.find(view, house().settings.label_keys, set(filter(None, codes)))
    others = _of_no_goods(view, {code for code in codes if code and code not in states})
    told = list(zip(typed, map(addresses.trimmed, typed), read, codes, strict=True))
    strange = [line for line in told if line[3] not in states and line[3] not in others]
    like = [plain for _, plain, each, _ in strange if addresses.may_be_string(each, plain)]
    strings, close = _strings(view, like)
    lines = []
    for number, (text, plain, each, code) in enumerate(told, 1):
        if code in states:
            lines.append(_of_goods(number, states[code], view.today))
        elif code in others:
            lines.append(_of_other(number, others[code]))
        else:
            lines.append(
                _by_string(number, plain, strings)
                or _near(number, plain, close)
                or _unknown(number, text, each, code)
                or _unread(number, text)
            )
    return _ordered(lines)


def _ordered(lines: Sequence[Line]) -> Checked:
    told = sorted(lines, key=lambda line: (line.grave, line.number))
    grave = [line for line in told if line.tone != "fine"]
    counted = Counter((line.tone, _group(line)) for line in grave)
    counts = [(tone, says, count) for (tone, says), count in counted.items()]
    fine = [line for line in told if line.tone == "fine"]
    return Checked(grave, fine, told[0].tone if told else "fine", counts)


def _group(line: Line) -> str:
    """What lines are counted under: foreign hosts together."""
    return str(_("Tem dẫn tới nơi khác")) if line.grave == _ELSEWHERE else line.says


def _strings(
    view: Reading, like: Sequence[str]
) -> tuple[Mapping[str, Sequence[AreaState]], Mapping[str, AreaState]]:
    """Whose string some lines are, and to whose others are near.

    Of what is no code only the near ones are looked for; where one is found, it may be the same.
    """
    strings = code_strings.states(view, [each for each in like if not addresses.is_no_code(each)])
    close = code_strings.near(view, [each for each in like if each not in strings])
    return {**strings, **code_strings.states(view, filter(addresses.is_no_code, close))}, close


def _of_no_goods(view: Reading, codes: Iterable[str]) -> dict[str | None, Other]:
    shorts = sorted(code for code in codes if ids.kind_of(code) == "short")
    if not shorts:
        return {}
    areas = area_states.find(view, shorts)
    others = other_states.find(view, [code for code in shorts if code not in areas])
    return dict([*areas.items(), *others.items()])


# --- what a line is ------------------------------------------------------------------------------


def _of_goods(number: int, state: State, today: dt.date) -> Line:
    tone = words.TONES[state.verdict]
    return Line(
        number=number,
        typed=ids.grouped(state.code),
        tone=tone,
        says=_says(state),
        grave=_OF_TONE[tone] if tone == "fine" else float(list(Verdict).index(state.verdict)),
        page=state.code,
        name=state.names.get(language()) or state.names.get("vi", ""),
        holder=state.holder,
        lot_code=state.lot_code,
        packed_on=state.packed_on,
        expires_on=state.expires_on,
        ended=state.expires_on is not None and state.expires_on < today,
    )


def _says(state: State) -> str:
    """The verdict, and beside a graver one that the label is on no goods yet, or lost."""
    said = [words.TITLES[state.verdict]]
    own = Verdict.REPORTED_LOST if state.lost else Verdict.NOT_LINKED
    if state.unlinked and state.verdict is not own:
        said.append(words.TITLES[own])
    return " · ".join(map(str, said))


def _of_other(number: int, page: Other) -> Line:
    """A code with a page that is not of goods: of a growing area, or of what is no goods at all."""
    shown = Line(number, ids.grouped(page.code), "look", "", _OF_TONE["look"], page=page.code)
    if isinstance(page, AreaState):
        verdict = area_words.verdict(page)
        grave, says = _OF_TONE[verdict.tone], str(verdict.title)
        return replace(
            shown, tone=verdict.tone, says=says, grave=grave, name=page.raw, holder=page.holder
        )
    if page.kind == other_states.PARTY:
        return replace(shown, says=str(_("Mã của một đơn vị, không phải của hàng")), name=page.name)
    if page.kind == other_states.PLACE:
        return replace(shown, says=str(_("Mã của một nơi, không phải của hàng")), holder=page.name)
    return replace(shown, says=str(_("Mã của một phiếu cân, không phải của hàng")))


def _unknown(number: int, text: str, read: Read, code: str | None) -> Line | None:
    """What was read, and is nobody's or says not which goods."""
    if read.elsewhere is not None:
        says = str(_("Tem dẫn tới nơi khác: %(host)s", host=read.elsewhere))
        return Line(number, _cut(text), "stop", says, _ELSEWHERE)
    if read.gtin is not None:
        says = str(_("Mã vạch: tra cùng mã lô ở “Tra theo mã lô”"))
        return Line(number, read.gtin, "look", says, _OF_TONE["look"])
    if read.link is not None:
        return _nobodys(number, read.link.element_string, missed=read.link.path)
    return None if code is None else _nobodys(number, ids.grouped(code), missed=code)


def _by_string(number: int, plain: str, strings: Mapping[str, Sequence[AreaState]]) -> Line | None:
    """Whose string a line is, of a growing-area code; some of them read like short codes."""
    looked = strings.get(plain, ())
    if len(looked) == 1:
        return replace(_of_other(number, looked[0]), typed=_cut(plain))
    if looked:
        says = str(_("%(count)s trang mang mã này", count=len(looked)))
        return Line(number, looked[0].raw, "look", says, _OF_TONE["look"], claimed=True)
    return None


def _near(number: int, plain: str, close: Mapping[str, AreaState]) -> Line | None:
    """A line that is nobody's string, and leads to the one that differs in signs alone."""
    if plain not in close:
        return None
    says = str(_("Không có đúng mã này; gần nhất là %(code)s", code=close[plain].raw))
    found = Line(number, _cut(plain), "look", says, _OF_TONE["look"], page=close[plain].code)
    return replace(found, holder=close[plain].holder)


def _unread(number: int, text: str) -> Line:
    """What is no code: a lot code, or nothing that is known."""
    if addresses.lot_of(text):
        says = str(_("Mã lô: tra cùng đơn vị ở “Tra theo mã lô”"))
        return Line(number, _cut(addresses.trimmed(text)), "look", says, _OF_TONE["look"])
    return _nobodys(number, _cut(text), name=missing.wrong(text))


def _nobodys(number: int, typed: str, *, name: str = "", missed: str | None = None) -> Line:
    says = str(_("Không tìm thấy mã này"))
    return Line(number, typed, "stop", says, _MISSING, name=name, missed=missed)


def _cut(text: str) -> str:
    """A line as it was typed, cut short, without what nobody sees."""
    seen = addresses.visible(text)
    return seen if len(seen) <= _SHOWN else f"{seen[: _SHOWN - 1]}…"
