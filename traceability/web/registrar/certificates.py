"""Certificates of the territory: those that wait for a look, one with its paper, the verdict."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from traceability.domain.certificates import Grade, Standing
from traceability.domain.errors import Conflict, Invalid, RuleBroken
from traceability.schemas.certificates import CheckSchema, WithdrawalSchema
from traceability.services import certificate_checks, certificate_views, certificates, request_keys
from traceability.services.certificate_checks import OFFICIAL
from traceability.services.certificate_views import CertificateLine
from traceability.store.unit import Work
from traceability.web import attachments, certificate_words, forms, paging, result_words
from traceability.web.errors import status_of
from traceability.web.forms import Form
from traceability.web.house import actor, looking, working
from traceability.web.registrar.blueprint import registrar
from traceability.web.tongues import gettext as _

_FIELDS = ("grade", "reason", "revision", "withdraw_reason")
#: The filters in order; the first stands where nothing was chosen.
STATES: Mapping[str, Callable[[CertificateLine], bool]] = {
    "can-xem": certificate_views.waits,
    "da-xem": lambda line: line.paper.grade.rank >= Grade.SEEN.rank,
    "het-han": lambda line: line.paper.standing in (Standing.EXPIRED, Standing.WITHDRAWN),
    "tat-ca": lambda _line: True,
}


@dataclass(frozen=True)
class CertificateQueue:
    """A page of the list: the filter, how many there are by filter, the lines here."""

    state: str
    counts: Mapping[str, int]
    page: int
    pages: int
    lines: Sequence[CertificateLine]


@registrar.get("/giay-chung-nhan", endpoint="certificates")
def certificates_here() -> str:
    """The certificates of the officer's territory; those that nobody has looked at come first."""
    with looking() as view:
        found = certificate_views.in_territory(view, actor())
    counts = {state: sum(map(fits, found)) for state, fits in STATES.items()}
    asked = request.args.get("loc", "")
    state = asked if asked in STATES else next(iter(STATES))
    page, pages, here = paging.cut([line for line in found if STATES[state](line)])
    queue = CertificateQueue(state, counts, page, pages, here)
    return render_template("registrar/certificates.html", queue=queue, papers=certificate_words)


@registrar.get("/giay-chung-nhan/<code>")
def certificate(code: str) -> str:
    """One certificate: its paper, its versions, and how far it was checked."""
    return _page(code, forms.fresh(dict.fromkeys(_FIELDS, "")))


@registrar.get("/giay-chung-nhan/<code>/tep/<number>")
def certificate_file(code: str, number: str) -> Response:
    """The paper of a version, as a download."""
    return attachments.served(
        lambda view, version: certificate_views.paper_of(view, actor(), code, version),
        number,
        code,
    )


@registrar.post("/giay-chung-nhan/<code>/xem")
def check_certificate(code: str) -> ResponseReturnValue:
    """Write down that the paper was seen, or that its issuer confirmed it."""
    values = _reached(code)
    try:
        asked = CheckSchema(spoken=True).read({n: values[n] for n in _FIELDS[:3]})["asked"]
        body = {"check": code, **asdict(asked)}
        _once(body, code, lambda work: certificate_checks.raise_grade(work, code, asked))
    except (Invalid, RuleBroken, Conflict) as refusal:
        return _page(code, forms.refused(values, refusal)), status_of(refusal)
    flash(_("Đã ghi: %(grade)s.", grade=certificate_words.GRADES[asked.grade]), "done")
    return redirect(url_for(".certificates"), 303)


@registrar.post("/giay-chung-nhan/<code>/rut")
def withdraw_certificate(code: str) -> ResponseReturnValue:
    """Let a certificate that is not right count no more; its holder is told."""
    values = _reached(code)
    try:
        sent = {"withdraw_reason": values["withdraw_reason"]}
        reason = WithdrawalSchema(spoken=True).read(sent)["withdraw_reason"]
        body = {"withdraw": code, "reason": reason}
        _once(body, code, lambda work: certificates.withdraw(work, code, reason))
    except (Invalid, RuleBroken, Conflict) as refusal:
        return _page(code, forms.refused(values, refusal)), status_of(refusal)
    flash(_("Đã rút giấy. Đơn vị được báo kèm lý do."), "done")
    return redirect(url_for(".certificate", code=code), 303)


def _reached(code: str) -> dict[str, str]:
    """What was typed, read only for who may decide about the certificate."""
    with looking() as view:
        certificate_checks.check_reach(view, actor(), code)
    return forms.typed(_FIELDS)


def _once(body: Mapping[str, object], code: str, act: Callable[[Work], object]) -> None:
    def acts() -> dict[str, str]:
        act(work)
        return {"certificate": code}

    with working() as work:
        request_keys.once(work, request.form.get("request_key", ""), body, acts)


def _page(code: str, form: Form) -> str:
    with looking() as view:
        page = certificate_views.page(view, actor(), code)
    offered = [grade for grade in OFFICIAL if grade.rank > page.paper.grade.rank]
    return render_template(
        "registrar/certificate.html",
        page=page,
        form=form,
        offered=offered if page.checks else [],
        papers=certificate_words,
        told=result_words.of_lots(page.still),
    )
