"""Lines of test reports in the language of the page: papers are in Vietnamese, and so are figures.

"5,1" is no number in English, and "Độ ẩm" no word. What is a figure is written as the language
writes figures, what is known is translated, all else is told as the paper has it and marked as
Vietnamese. A Vietnamese page tells every line as it was written.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from traceability.data import analytes
from traceability.services.certificate_covering import Result
from traceability.web.messages import language

_NUMBER = r"[0-9]+(?:[.,][0-9]+)*"
_FIGURES = re.compile(rf"[<>≤≥=±~≈]* ?{_NUMBER}(?: ?[%‰])?(?: ?[-–±÷×x] ?{_NUMBER}(?: ?[%‰])?)*")
_ONE = re.compile(_NUMBER)
_DECIMAL = re.compile(r"[0-9]+,[0-9]+")
_GROUPED = re.compile(r"[0-9]{1,3}(?:\.[0-9]{3})+(?:,[0-9]+)?")
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


def told(line: Result) -> Line:
    """A line in the language of the request."""
    unit = _named(analytes.UNIT, line.unit) if line.unit else None
    words = line.limit is not None and not any(map(str.isdigit, line.result))
    return Line(
        parameter=_named(analytes.ANALYTE, line.parameter),
        result=_value(line.result),
        unit=None if words else unit,
        limit=_value(line.limit) if line.limit else None,
        limit_unit=unit if words else None,
    )


def _value(text: str) -> Written:
    return _figures(text) or _named(analytes.RESULT, text)


def _named(kind: str, text: str) -> Written:
    if language() == "vi":
        return Written(text)
    known = analytes.known(kind, text)
    if known is None:
        return Written(text, "vi")
    return Written(known.zh if language() == "zh" else known.en)


def _figures(text: str) -> Written | None:
    """Figures and the signs between them; nothing where there are words, or two readings."""
    found = " ".join(text.split())
    if language() == "vi" or _FIGURES.fullmatch(found) is None:
        return None
    if any(_AMBIGUOUS.fullmatch(each) for each in _ONE.findall(found)):
        return None
    return Written(_ONE.sub(lambda each: _figure(each.group()), found))


def _figure(written: str) -> str:
    """One number with a decimal point; one that has a point already stays as it is."""
    turned = _DECIMAL.fullmatch(written) or _GROUPED.fullmatch(written)
    return written.translate(_TURNED) if turned else written
