"""Lines of test reports in the language of the page: papers are in Vietnamese, and so are figures.

"5,1" is no number in English, and "Độ ẩm" no word. What is a figure is written as the language
writes figures, what is known is translated, all else is told as the paper has it and marked as
Vietnamese. A Vietnamese page tells every line as it was written, but for points in decimals.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from traceability.data import analytes
from traceability.services import certificate_covering, report_results
from traceability.services.certificate_covering import CertificateShown
from traceability.services.certificate_views import ToldOfLot
from traceability.services.report_results import How, Result
from traceability.web.messages import language
from traceability.web.tongues import gettext as _

_NUMBER = r"[0-9]+(?:[.,][0-9]+)*"
#: "×10³" behind a number; many laboratories write a stop for the sign.
_POWER = r"(?: ?[×x*·.] ?10(?:[⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺]+|\^[-+]?[0-9]+))"
_PLAIN = rf"{_NUMBER}{_POWER}?(?: ?[%‰])?"
_FIGURES = re.compile(rf"[<>≤≥=±~≈]* ?{_PLAIN}(?: ?[-–±÷×x] ?{_PLAIN})*")
_STOP = re.compile(r"(?<=[0-9])\.(?=10[⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺^])")
#: What was found, and the least that could have been: "KPH (LOD = 0,5)".
_DETECTION = re.compile(
    rf"(?P<words>[^()]+?) ?\((?P<sign>LOD|LOQ|MDL|LD|LQ|GHPH|GHĐL) ?[=:]? ?(?P<value>{_PLAIN})"
    r"(?: ?(?P<unit>[^()0-9][^()]*))?\)"
)
_SIGNS = {"GHPH": "LOD", "LD": "LOD", "GHĐL": "LOQ", "LQ": "LOQ"}
#: A sample of so much, in which something is found or not.
_SAMPLE = re.compile(r"(?:/|trong) ?(?P<much>[0-9]+ ?(?:g|ml|mL))")
_ONE = re.compile(_NUMBER)
_DECIMAL = re.compile(r"[0-9]+,[0-9]+")
_GROUPED = re.compile(r"[0-9]{1,3}(?:\.[0-9]{3})+(?:,[0-9]+)?")
#: The same with a point for the decimals, as some laboratories print.
_ENGLISH = re.compile(r"[0-9]+\.[0-9]+|[0-9]{1,3}(?:,[0-9]{3})+\.[0-9]+")
#: Three digits behind one sign: thousands to some, decimals to others.
_AMBIGUOUS = re.compile(r"[1-9][0-9]{0,2}[.,][0-9]{3}")
_TURNED = str.maketrans(",.", ".,")


@dataclass(frozen=True)
class Written:
    """A text, and its language (``vi``) where that may be another than the page's."""

    text: str
    lang: str = ""


@dataclass(frozen=True)
class Line:
    """A line of a test report as the page tells it.

    The unit stands behind the result; behind the limit where the result is words ("not detected").
    """

    parameter: Written
    result: Written
    unit: Written | None
    limit: Written | None
    limit_unit: Written | None


@dataclass(frozen=True)
class Alarm:
    """Results outside their limit of the reports of one day: a line of a verdict.

    ``how`` and ``on`` tell what their holder did to them since; ``more`` are as many unnamed.
    """

    day: dt.date
    how: How | None
    on: dt.date | None
    lines: tuple[Line, ...]
    more: int


#: So many results are named in a line of a verdict.
NAMED = 3


def alarms(papers: Iterable[CertificateShown]) -> list[Alarm]:
    """The lines of a verdict, of reports that stand first; each finding of a day is named once."""
    found: dict[tuple[dt.date, How | None, dt.date | None], dict[Result, None]] = {}
    for about, results in _findings(list(papers)):
        found.setdefault(about, {}).update(dict.fromkeys(results))
    return [
        Alarm(*about, tuple(map(told, list(results)[:NAMED])), max(0, len(results) - NAMED))
        for about, results in found.items()
    ]


def _findings(
    papers: list[CertificateShown],
) -> Iterator[tuple[tuple[dt.date, How | None, dt.date | None], tuple[Result, ...]]]:
    for each in certificate_covering.outside(papers):
        yield (each.valid_from, None, None), report_results.outside(each.results)
    for each in certificate_covering.taken_back(papers):
        if (gone := each.taken_back) is not None:
            for said in gone.said:
                yield (said.day, gone.how, gone.on), said.results


def of_lots(still: Iterable[ToldOfLot]) -> list[tuple[str, list[str]]]:
    """Lots with the results that their pages still tell, each as a sentence has it."""
    return [(each.lot, [plain(told(line)) for line in each.gone.results]) for each in still]


def plain(line: Line) -> str:
    """A line in a sentence: "Chì (Pb) 2,5 mg/kg, giới hạn 2,0"."""
    found = " ".join(each.text for each in (line.parameter, line.result, line.unit) if each)
    if line.limit is None:
        return found
    limit = " ".join(each.text for each in (line.limit, line.limit_unit) if each)
    within = _("giới hạn %(limit)s", limit=limit)
    return f"{found}, {within}"


def told(line: Result) -> Line:
    """A line in the language of the request."""
    unit = _unit(line.unit) if line.unit else None
    words = line.limit is not None and not line.result[:1].isdigit() and _is_words(line.result)
    limit = _limit(line.limit) if line.limit else None
    if words and limit is not None and (whole := _in_sample(limit, line.unit or "")) is not None:
        limit, unit = whole, None
    return Line(
        parameter=_named(analytes.ANALYTE, line.parameter),
        result=_value(line.result),
        unit=None if words else unit,
        limit=limit,
        limit_unit=unit if words else None,
    )


def method(text: str) -> Written:
    """How something was tested: the names of methods and standards, with "và" between them."""
    if language() == "vi":
        return Written(text)
    between = "、" if language() == "zh" else " and "
    told = re.sub(r"\s+và\s+", between, text)
    names = all(each.isascii() for each in told.split(between))
    return Written(told) if names else Written(text, "vi")


def _is_words(text: str) -> bool:
    """Whether a result is words; a limit of detection beside them is none of it."""
    found = _DETECTION.fullmatch(" ".join(text.split()))
    return not any(map(str.isdigit, text if found is None else found["words"]))


def _value(text: str) -> Written:
    return _figures(text) or _detection(text) or _named(analytes.RESULT, text)


def _limit(text: str) -> Written:
    """A limit stands within a line, so a word of it begins small in English."""
    told = _value(text)
    small = language() == "en" and not told.lang and not told.text.isupper()
    return Written(told.text[:1].lower() + told.text[1:]) if small else told


def _in_sample(limit: Written, unit: str) -> Written | None:
    """A limit of what is counted in a sample: "must be absent in 25 g"."""
    found = _SAMPLE.fullmatch(" ".join(unit.split()))
    if found is None or language() == "vi" or limit.lang:
        return None
    zh = language() == "zh"
    return Written(f"{found['much']}中{limit.text}" if zh else f"{limit.text} in {found['much']}")


def _unit(text: str) -> Written:
    found = _SAMPLE.fullmatch(" ".join(text.split()))
    return (
        Written(f"/{found['much']}")
        if found and language() != "vi"
        else _named(analytes.UNIT, text)
    )


def _detection(text: str) -> Written | None:
    """Words with the limit of detection that a laboratory adds to them."""
    found = _DETECTION.fullmatch(" ".join(text.split()))
    if found is None:
        return None
    if language() == "vi":
        said = _figures(found["value"])
        start, end = found.span("value")
        return Written(found.string[:start] + said.text + found.string[end:]) if said else None
    words, value = _named(analytes.RESULT, found["words"]), _figures(found["value"])
    unit = _named(analytes.UNIT, found["unit"]) if found["unit"] else Written("")
    if value is None or words.lang or unit.lang:
        return None
    sign = _SIGNS.get(found["sign"], found["sign"])
    least = f"{sign} = {value.text} {unit.text}".rstrip()
    return Written(f"{words.text}（{least}）" if language() == "zh" else f"{words.text} ({least})")


def _named(kind: str, text: str) -> Written:
    if language() == "vi":
        return Written(text)
    known = analytes.known(kind, text)
    if known is None:
        return Written(text, "vi")
    return Written(known.zh if language() == "zh" else known.en)


def _figures(text: str) -> Written | None:
    """Figures and the signs between them; nothing where there are words, or two readings."""
    typed = " ".join(text.split())
    found = _STOP.sub("×", typed)
    if _FIGURES.fullmatch(found) is None or (language() == "vi" and found != typed):
        return None
    if any(_AMBIGUOUS.fullmatch(each) for each in _ONE.findall(found)):
        return None
    return Written(_ONE.sub(lambda each: _figure(each.group()), found))


def _figure(written: str) -> str:
    """One number with the sign of the language before decimals, which it may have already."""
    if language() == "vi":
        turned = _ENGLISH.fullmatch(written)
    else:
        turned = _DECIMAL.fullmatch(written) or _GROUPED.fullmatch(written)
    return written.translate(_TURNED) if turned else written
