"""What somebody may have meant by what they typed into the one search box.

Nothing typed is refused: what cannot be read as a day, a code or a number is text.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from traceability.domain import days, ids
from traceability.domain.errors import Refusal
from traceability.domain.text import fold, nfc

#: Fewer digits than these are no phone number: half the numbers in a list would answer.
LEAST_DIGITS = 4
#: A plate is looked for from so many letters and digits on, one digit among them.
LEAST_OF_PLATE = 4
#: A lot code is looked for from so many letters and digits on.
LEAST_OF_LOT = 2

_DAY_WORDS = {
    "hom nay": 0, "today": 0, "hom qua": 1, "yesterday": 1, "hom kia": 2,
}  # fmt: skip
_PHONE = re.compile(r"[+(]?[0-9][0-9 .()\-]*")
_COUNTRY = re.compile(r"^(?:00)?84(?=[0-9]{9}$)")
_HOUSEHOLD = re.compile(r"(?:ho|household)(?: (?:so|no|number))?[ .#]*0*([0-9]{1,4})")
_OF = r"(?:[ ,-]+(?:(?:cua|trong|thuoc|of|in) )?(?:(?:dot in|dot|lo|lot|run|batch) )?(.+))?"
_LABEL = re.compile(rf"(?:tem|nhan|label)(?: (?:so|no|number))?[ .#]*0*([0-9]{{1,9}}){_OF}")
_NUMBER_OF = re.compile(
    r"(?:so |no )?0*([0-9]{1,9}) (?:cua|thuoc|of) (?:(?:dot in|dot|lo|lot|run|batch) )?(.+)"
)
_SLIP = re.compile(r"(?:phieu can|phieu|slip|weigh slip)(?: (?:so|no|number))?[ .#]*0*([0-9]{1,6})")
_NOTE = re.compile(
    r"(?:(?:phieu giao hang|phieu giao|phieu xuat|phieu|delivery note|note)(?: (?:so|no|number))?)?"
    r"[ .#]*0*([0-9]{1,6})(?: ?[/.\- ] ?(20[0-9]{2}))?"
)


@dataclass(frozen=True)
class Question:
    """The readings of a search, each empty where what was typed is none.

    ``code`` is a short or item code; ``lot`` the letters and digits of a part of a lot code;
    ``phone`` digits with a leading 0 for the country's code; ``label`` the small number on a label
    and ``label_of`` what was typed of its lot or run; ``household`` its number; ``plate`` the
    letters and digits of a number plate; ``slip`` the number of a weigh slip, ``note`` that of a
    delivery note with its year (or none).
    """

    typed: str
    code: str | None = None
    lot: str = ""
    day: dt.date | None = None
    phone: str = ""
    label: int | None = None
    label_of: str = ""
    household: int | None = None
    plate: str = ""
    slip: int | None = None
    note: tuple[int, int | None] | None = None

    @property
    def empty(self) -> bool:
        """Whether nothing was typed that could be looked for."""
        return not fold(self.typed)


def read(typed: str, today: dt.date) -> Question:
    """Every reading of what was typed; ``typed`` is short (``text.shown``)."""
    line = nfc(typed).strip()
    folded = fold(line)
    label, label_of = _label(folded)
    household, slip = _HOUSEHOLD.fullmatch(folded), _SLIP.fullmatch(folded)
    return Question(
        typed=line,
        code=ids.fold_typed(line),
        lot=_lot(folded),
        day=_day(line, folded, today),
        phone=_typed_phone(line),
        label=label,
        label_of=label_of,
        household=None if household is None else int(household[1]),
        plate=_plate(folded),
        slip=None if slip is None else int(slip[1]),
        note=_note(folded),
    )


def phone_digits(text: str) -> str:
    """A phone number as it is compared: digits alone, the country's code as a leading 0."""
    digits = "".join(letter for letter in text if letter in "0123456789")
    return _COUNTRY.sub("0", digits)


def bare(text: str) -> str:
    """A code as it is compared: its ASCII letters and digits, in capitals."""
    return "".join(filter(str.isalnum, fold(text).upper().encode("ascii", "ignore").decode()))


def _typed_phone(line: str) -> str:
    digits = phone_digits(line) if _PHONE.fullmatch(line) else ""
    return digits if len(digits) >= LEAST_DIGITS else ""


def _plate(folded: str) -> str:
    letters = bare(re.sub(r"^(?:bien so|bien|xe|bks|plate)(?: (?:so|xe))? ", "", folded))
    told = any(each.isdigit() for each in letters)
    return letters if told and LEAST_OF_PLATE <= len(letters) <= 20 else ""


def _note(folded: str) -> tuple[int, int | None] | None:
    """A number alone is none; with its year, or called a note, it is."""
    found = _NOTE.fullmatch(folded)
    if found is None or folded.isdigit():
        return None
    return int(found[1]), int(found[2]) if found[2] else None


def _lot(folded: str) -> str:
    """Hyphens and spaces are left out, or put in, as it comes."""
    plain = re.sub(r"^(?:lo|lot)(?: (?:so|hang))? ", "", folded)
    letters = bare(plain)
    return letters if LEAST_OF_LOT <= len(letters) <= ids.LOT_CODE_LENGTH else ""


def _day(line: str, folded: str, today: dt.date) -> dt.date | None:
    if folded in _DAY_WORDS:
        return today - dt.timedelta(days=_DAY_WORDS[folded])
    try:
        return days.parse_day(line, "q", today=today)
    except Refusal:
        return None


def _label(folded: str) -> tuple[int | None, str]:
    found = _LABEL.fullmatch(folded) or _NUMBER_OF.fullmatch(folded)
    if found is None or int(found[1]) == 0:
        return None, ""
    return int(found[1]), (found[2] or "").strip()
