"""The words of weigh slips: mistakes that explain a gap, percents, grades."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from traceability.data.slip_grades import grade_words
from traceability.domain.authorizations import Outside
from traceability.domain.process import Words
from traceability.domain.quantity import Quantity, format_number, input_form
from traceability.domain.sellers import Seller
from traceability.domain.slip_gaps import OF_FIGURE, Mistake, Suspect, written
from traceability.services.reception_views import Crop
from traceability.services.slip_grounds import Ground
from traceability.web.authorization_words import OUTSIDE
from traceability.web.filters import amount, unit
from traceability.web.messages import language
from traceability.web.tongues import gettext
from traceability.web.tongues import lazy_gettext as _l

MISTAKES: Mapping[Mistake, Any] = {
    Mistake.TENFOLD: _l("gõ gấp mười lần"),
    Mistake.TENTH: _l("gõ thiếu mười lần"),
    Mistake.SWAPPED: _l("gõ ngược hai chữ số cạnh nhau"),
    Mistake.TARE_FORGOTTEN: _l("quên trừ bì"),
    Mistake.TARE_TWICE: _l("trừ bì hai lần"),
    Mistake.TWICE: _l("ghi hai lần"),
}


def percent(ppm: int) -> str:
    """A deduction as it is typed: "5" or "5,5"."""
    return f"{(Decimal(ppm) / 10_000).normalize():f}".replace(".", ",")


def crop(each: Crop) -> str:
    """The crop in the language of the page."""
    return each.en if language() == "en" else each.vi


def spoken(words: Words | None) -> str:
    """The words of a grade; nothing without one."""
    if words is None:
        return ""
    return words.en if language() == "en" else words.vi


def grade(each: Crop, code: str | None) -> str:
    """What a grade of a crop is called."""
    return spoken(grade_words(each.family, code))


def typed(amount: int, unit: str) -> str:
    """An amount as a field shows it, in kg or litres: "0,3"; three decimals as "255 g"."""
    thousands = (Decimal(amount) / 1000).normalize()
    if amount % 10:
        return input_form(Quantity(amount, "ml" if unit == "ml" else "g"))
    return f"{thousands:f}".replace(".", ",")


def unit_word(unit: str) -> str:
    """The unit that a bare number is read in."""
    return str(gettext("lít")) if unit == "ml" else "kg"


def money(dong: int) -> str:
    """Whole đồng with their sign."""
    return f"{format_number(dong, language())} đ"


def ground(each: Ground) -> str:
    """A ground by its name and code."""
    if each.place is None:
        return str(gettext("Ngoài vùng mã"))
    if each.lender is not None and each.where is not None:
        facts = {"raw": each.raw, "holder": each.lender, "place": unit(each.where.commune)}
        return str(gettext("%(raw)s của %(holder)s, %(place)s", **facts))
    return f"{each.name or each.place} · {each.raw or gettext('ngoài vùng mã')}"


def outside(why: Outside) -> str:
    """Why a slip under a lent code stands under none."""
    return str(gettext("Phiếu này ngoài vùng mã. %(why)s", why=OUTSIDE[why]))


def gardenless(who: Seller, crop_bought: Crop) -> str:
    """A household of one's own that no garden of the crop is written down for."""
    facts = {"who": who.shown, "crop": crop(crop_bought)}
    return str(
        gettext(
            "%(who)s chưa có vườn %(crop)s trong sổ: phiếu này ghi là ngoài vùng mã."
            " Nếu hộ có vườn, thêm hộ vào vườn ở trang Vùng trồng rồi sửa phiếu.",
            **facts,
        )
    )


def suspect(each: Suspect, unit: str) -> str:
    """What would explain the gap, in one sentence."""
    facts = {
        "number": each.number,
        "other": each.other,
        "what": str(MISTAKES[each.mistake]),
        "was": amount(each.net, unit),
        "now": amount(each.would_be, unit),
    }
    if each.mistake in OF_FIGURE:
        facts |= {"was": _written(each.read, unit), "now": _written(each.gross, unit)}
    if each.rest:
        facts |= {"rest": amount(abs(each.rest), unit)}
        said = _l(
            "Phiếu %(number)s đang ghi cân cả bì %(was)s. Nếu %(what)s thì đúng ra là %(now)s, và"
            " chỉ còn lệch %(rest)s."
        )
    elif each.mistake in OF_FIGURE:
        said = _l(
            "Phiếu %(number)s đang ghi cân cả bì %(was)s. Nếu %(what)s thì đúng ra là %(now)s, và"
            " khớp đến từng gam."
        )
    elif each.mistake is Mistake.TWICE:
        said = _l("Phiếu %(number)s giống hệt phiếu %(other)s (%(was)s): có thể %(what)s.")
    else:
        said = _l(
            "Phiếu %(number)s đang ghi %(was)s. Nếu %(what)s thì đúng ra là %(now)s, và khớp đến"
            " từng gam."
        )
    return str(said) % facts


def _written(gross: int, unit: str) -> str:
    """A figure off the scale with the decimals that it is written with: "38,0 kg"."""
    digits, step, decimals = written(gross)
    if step == 1:
        return f"{gross} {unit}"
    shown = Decimal(int(digits)).scaleb(-decimals)
    return f"{format_number(shown, language())} {unit_word(unit)}"
