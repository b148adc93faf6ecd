"""The cooperative's certificates: the list by what ends first, one with its history and paper."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from traceability.domain.access import Action, Thing, may
from traceability.domain.certificates import Standing
from traceability.domain.errors import Conflict, Invalid, RuleBroken
from traceability.schemas.certificates import WithdrawalSchema
from traceability.services import certificate_views, certificates
from traceability.services.certificate_views import CertificateLine
from traceability.services.request_keys import once
from traceability.web import attachments, certificate_words, forms, paging, result_words
from traceability.web.errors import status_of
from traceability.web.forms import Form
from traceability.web.house import actor, looking, working
from traceability.web.tongues import gettext as _
from traceability.web.workspace.blueprint import workspace

#: The filters in order; the first stands where nothing was chosen.
STATES: Mapping[str, Callable[[CertificateLine], bool]] = {
    "tat-ca": lambda _line: True,
    "con-han": lambda line: line.paper.standing in (Standing.VALID, Standing.SOON),
    "sap-het": lambda line: line.paper.standing is Standing.SOON,
    "het-han": lambda line: line.paper.standing is Standing.EXPIRED,
}


@dataclass(frozen=True)
class CertificateList:
    """A page of the list: the filter, how many there are by filter, the lines here."""

    state: str
    counts: Mapping[str, int]
    page: int
    pages: int
    lines: Sequence[CertificateLine]


@workspace.get("/giay-chung-nhan", endpoint="certificates")
def own_certificates() -> str:
    """The certificates of the cooperative, by what ends first."""
    with looking() as view:
        found = certificate_views.listed(view, actor())
    return render_template(
        "workspace/certificates.html", found=_list(found), edits=_edits(), words=certificate_words
    )


@workspace.get("/giay-chung-nhan/<code>")
def certificate(code: str) -> str:
    """One certificate: what it covers, what happened to it, its paper."""
    return _page(code, forms.fresh({"withdraw_reason": ""}))


@workspace.get("/giay-chung-nhan/<code>/tep/<number>")
def certificate_file(code: str, number: str) -> Response:
    """The paper of a version, as a download."""
    return attachments.served(
        lambda view, version: certificate_views.paper_of(view, actor(), code, version),
        number,
        code,
    )


@workspace.post("/giay-chung-nhan/<code>/rut")
def withdraw_certificate(code: str) -> ResponseReturnValue:
    """Let a certificate count no more from today on."""
    values = forms.typed(("withdraw_reason",))
    with looking() as view:
        certificate_views.editable(view, actor(), code)
    try:
        reason = WithdrawalSchema(spoken=True).read(values)["withdraw_reason"]
        with working() as work:
            once(
                work,
                request.form.get("request_key", ""),
                {"withdraw": code, "reason": reason},
                lambda: {"certificate": certificates.withdraw(work, code, reason).code},
            )
    except (Invalid, RuleBroken, Conflict) as refusal:
        return _page(code, forms.refused(values, refusal)), status_of(refusal)
    flash(_("Đã rút. Từ hôm nay giấy không tính cho lô mới nữa."), "done")
    return redirect(url_for(".certificate", code=code), 303)


def _page(code: str, form: Form) -> str:
    with looking() as view:
        page = certificate_views.page(view, actor(), code)
    return render_template(
        "workspace/certificate.html",
        page=page,
        form=form,
        words=certificate_words,
        told=result_words.of_lots(page.still),
    )


def _list(found: Sequence[CertificateLine]) -> CertificateList:
    counts = {state: sum(map(fits, found)) for state, fits in STATES.items()}
    asked = request.args.get("tinh-trang", "")
    state = asked if asked in STATES else next(iter(STATES))
    page, pages, here = paging.cut([line for line in found if STATES[state](line)])
    return CertificateList(state, counts, page, pages, here)


def _edits() -> bool:
    return may(actor(), Action.EDIT_CERTIFICATE, Thing(holder=actor().party))
