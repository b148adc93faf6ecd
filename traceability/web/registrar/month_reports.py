"""The office's month: figures by commune and crop, the rows behind each, freezing, taking along."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from traceability.domain.errors import Invalid, NotFound
from traceability.domain.month_report import Figure, MonthReport, Spot
from traceability.domain.months import Month, month_of, months_between, read_month
from traceability.services import month_figures, month_reports, request_keys
from traceability.services.month_reports import Frozen
from traceability.store.unit import Reading
from traceability.web import forms, paging
from traceability.web.house import actor, looking, working
from traceability.web.registrar import month_paper, month_sheet, month_words
from traceability.web.registrar.blueprint import registrar
from traceability.web.tongues import gettext as _

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
#: So many months can be chosen, the running one first.
_OFFERED = 24
_NONE = "-"


@registrar.get("/bao-cao")
def month_report() -> ResponseReturnValue:
    """A month as the record has it now, and the months that were frozen."""
    with looking() as view:
        month = _asked(view)
        report = month_figures.count(view, actor(), month)
        frozen = month_reports.listed(view, actor())
        this = month_of(view.today)
    return _page(report, None, frozen, months=_offered(this, month))


@registrar.get("/bao-cao/dong")
def month_rows() -> ResponseReturnValue:
    """The rows behind one figure as the record has them now."""
    with looking() as view:
        report = month_figures.count(view, actor(), _asked(view))
    return _rows(report, None)


@registrar.get("/bao-cao/bang.xlsx")
def month_xlsx() -> ResponseReturnValue:
    """The month as a workbook."""
    with looking() as view:
        report = month_figures.count(view, actor(), _asked(view))
    return _sheet(report, None)


@registrar.get("/bao-cao/bao-cao.pdf")
def month_pdf() -> ResponseReturnValue:
    """The month on paper."""
    with looking() as view:
        report = month_figures.count(view, actor(), _asked(view))
    return _paper(report, None)


@registrar.post("/bao-cao/chot")
def freeze_report() -> ResponseReturnValue:
    """Keep a month as it is now."""
    month_reports.check_may_freeze(actor())
    month = read_month(request.form.get("thang", ""))
    if month is None:
        raise Invalid("choice_unknown", "thang")

    def act() -> dict[str, str]:
        return {"report": month_reports.freeze(work, month)}

    with working() as work:
        key = request.form.get("request_key", "")
        outcome = request_keys.once(work, key, {"freeze": str(month)}, act)
    flash(_("Đã chốt số liệu %(month)s.", month=month_words.month(month)), "done")
    return redirect(url_for(".frozen_report", report=outcome.result["report"]), 303)


@registrar.get("/bao-cao/chot/<report>")
def frozen_report(report: str) -> ResponseReturnValue:
    """A month as it was frozen."""
    with looking() as view:
        frozen, kept = month_reports.frozen(view, actor(), report)
        every = month_reports.listed(view, actor())
    return _page(kept, frozen, every)


@registrar.get("/bao-cao/chot/<report>/dong")
def frozen_rows(report: str) -> ResponseReturnValue:
    """The rows behind one figure as they were frozen."""
    return _rows(*_frozen(report))


@registrar.get("/bao-cao/chot/<report>/bang.xlsx")
def frozen_xlsx(report: str) -> ResponseReturnValue:
    """A frozen month as a workbook."""
    return _sheet(*_frozen(report))


@registrar.get("/bao-cao/chot/<report>/bao-cao.pdf")
def frozen_pdf(report: str) -> ResponseReturnValue:
    """A frozen month on paper."""
    return _paper(*_frozen(report))


def _frozen(report: str) -> tuple[MonthReport, Frozen]:
    with looking() as view:
        frozen, kept = month_reports.frozen(view, actor(), report)
    return kept, frozen


def _asked(view: Reading) -> Month:
    """The month in the URL; without one the last that is over."""
    text = request.args.get("thang", "")
    month = read_month(text) if text else month_of(view.today).before
    if month is None:
        raise NotFound
    return month


def _offered(this: Month, chosen: Month) -> list[Month]:
    start = Month(this.year - _OFFERED // 12, this.number)
    return sorted({*months_between(start, this), chosen}, reverse=True)


def _page(
    report: MonthReport, frozen: Frozen | None, every: tuple[Frozen, ...], **more: Any
) -> str:
    return render_template(
        "registrar/month_report.html",
        report=report,
        frozen=frozen,
        every=every,
        said=month_words,
        figures=tuple(Figure),
        link=_linked(report, frozen),
        files=_files(report, frozen),
        request_key=forms.new_key(),
        **more,
    )


def _files(report: MonthReport, frozen: Frozen | None) -> Mapping[str, str]:
    """Where the same report is taken along from."""
    if frozen is None:
        month = str(report.month)
        found = {kind: url_for(f".month_{kind}", thang=month) for kind in ("xlsx", "pdf")}
    else:
        named = frozen.report_id
        found = {kind: url_for(f".frozen_{kind}", report=named) for kind in ("xlsx", "pdf")}
    return found


def _linked(report: MonthReport, frozen: Frozen | None) -> Any:
    """A function of a figure and a spot (or a commune alone, or nothing): where its rows stand."""

    def link(figure: Figure, spot: Spot | None = None, *, whole: bool = False) -> str:
        narrowed: dict[str, Any] = {}
        if spot is not None:
            narrowed["xa"] = spot.commune or _NONE
        if spot is not None and not whole:
            narrowed |= {"cu": spot.old or _NONE, "cay": ",".join(spot.crops) or _NONE}
        if frozen is None:
            return url_for(".month_rows", thang=str(report.month), muc=str(figure), **narrowed)
        return url_for(".frozen_rows", report=frozen.report_id, muc=str(figure), **narrowed)

    return link


def _rows(report: MonthReport, frozen: Frozen | None) -> str:
    figure = next((each for each in Figure if each == request.args.get("muc")), None)
    hidden = report.unknown | month_reports.hidden_rows(actor())
    if figure is None or figure in hidden:
        raise NotFound
    at = _narrowed()
    found = report.rows(figure, at)
    page, pages, here = paging.cut(found)
    spot = Spot(at.get("commune"), at.get("old"), at.get("crops", ()))
    return render_template(
        "registrar/month_rows.html",
        report=report,
        frozen=frozen,
        figure=figure,
        rows=here,
        total=sum(item.amount for item in found),
        where=month_words.where(report, spot) if at else None,
        at=at,
        page=page,
        pages=pages,
        said=month_words,
    )


def _narrowed() -> dict[str, Any]:
    """What the URL narrows to; ``-`` stands for none of it."""
    given = {key: request.args[key] for key in ("xa", "cu", "cay") if key in request.args}
    at: dict[str, Any] = {}
    if "xa" in given:
        at["commune"] = None if given["xa"] == _NONE else given["xa"]
    if "cu" in given:
        at["old"] = None if given["cu"] == _NONE else given["cu"]
    if "cay" in given:
        at["crops"] = () if given["cay"] == _NONE else tuple(given["cay"].split(","))
    return at


def _sheet(report: MonthReport, frozen: Frozen | None) -> Response:
    response = Response(
        month_sheet.drawn(report, frozen, month_reports.hidden_rows(actor())), content_type=_XLSX
    )
    response.headers["Content-Disposition"] = _attached(report, frozen, "xlsx", "attachment")
    return response


def _paper(report: MonthReport, frozen: Frozen | None) -> Response:
    response = Response(month_paper.drawn(report, frozen), content_type="application/pdf")
    response.headers["Content-Disposition"] = _attached(report, frozen, "pdf", "inline")
    return response


def _attached(report: MonthReport, frozen: Frozen | None, kind: str, how: str) -> str:
    number = "" if frozen is None else f"-chot-{frozen.number}"
    return f'{how}; filename="bao-cao-{report.month}{number}.{kind}"'
