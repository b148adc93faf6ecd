"""What households agree to: sheets to sign, what came back on them, and the text that was read."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from traceability.data.consents import consent_texts, newest_text
from traceability.domain.access import Action
from traceability.domain.days import format_day
from traceability.domain.errors import Conflict, Invalid, NotFound
from traceability.schemas.households import RoundSchema
from traceability.services import consent_views, consents, household_views, households
from traceability.services.consents import CHANNELS, PURPOSE, Round
from traceability.services.household_views import Answer
from traceability.services.request_keys import Sealed, once_sealed
from traceability.web import forms
from traceability.web.errors import status_of
from traceability.web.forms import Form
from traceability.web.house import actor, looking, working
from traceability.web.paging import page_asked
from traceability.web.thousands import ngettext
from traceability.web.tongues import gettext as _
from traceability.web.workspace import consent_papers
from traceability.web.workspace import household_words as words
from traceability.web.workspace.blueprint import workspace

_COMMON = ("given_on", "channel", "witness", "text_version")
_UNASKED = Answer.UNASKED.value


@workspace.route("/dong-y", methods=["GET", "POST"], endpoint="consents")
def recorded() -> ResponseReturnValue:
    """Sheets to take, and the households whose answer is to be recorded."""
    if request.method == "GET":
        return _page(_fresh())
    values = forms.typed(_COMMON) | _marks()
    try:
        count = len(_record(values))
    except (Invalid, Conflict) as refusal:
        return _page(forms.refused(values | {"answers": ""}, refusal)), status_of(refusal)
    text = ngettext("Đã ghi trả lời của %(num)s hộ.", "Đã ghi trả lời của %(num)s hộ.", count)
    flash(text, "done")
    return redirect(_list_address(), 303)


@workspace.route("/ho/<code>/dong-y", methods=["GET", "POST"], endpoint="household_consent")
def one(code: str) -> ResponseReturnValue:
    """The answer of one household, and its withdrawal."""
    with looking() as view:
        households.standing_one(view, actor(), code, Action.RECORD_CONSENT)
        found = household_views.shown(view, actor(), code)
    if request.method == "GET":
        return _one(found, _fresh())
    values = forms.typed((*_COMMON, f"a-{code}"))
    try:
        _record(values)
    except (Invalid, Conflict) as refusal:
        form = forms.refused(values | {"answers": ""}, refusal)
        return _one(found, form), status_of(refusal)
    flash(_("Đã ghi trả lời của hộ."), "done")
    return redirect(url_for("workspace.household", code=code), 303)


@workspace.post("/dong-y/phieu")
def consent_sheet() -> Response:
    """The sheets as a PDF: ``kind`` is a list for a meeting, or a page each household.

    ``who`` is everybody who was not asked yet, everybody, or one household by its code.
    """
    who = request.form.get("who", "unasked")
    each = request.form.get("kind") == "pages"
    with working() as work:
        households.note_read(work, "consent_sheet_taken")
    with looking() as view:
        sheet = consent_views.sheet(view, actor(), who)
    paper = consent_papers.pages(sheet) if each else consent_papers.meeting(sheet)
    response = Response(consent_papers.draw(paper), content_type="application/pdf")
    response.headers["Content-Disposition"] = 'attachment; filename="phieu-dong-y.pdf"'
    return response


@workspace.get("/dong-y/van-ban/<version>")
def consent_text(version: str) -> ResponseReturnValue:
    """One version of what is agreed to, as it was read."""
    found = consent_texts().get(version)
    if found is None:
        raise NotFound
    return render_template("workspace/consent_text.html", text=found)


def _fresh() -> Form:
    with looking() as view:
        today = format_day(view.today)
    version = newest_text(PURPOSE).version
    return forms.fresh({"given_on": today, "channel": "", "witness": "", "text_version": version})


def _marks() -> dict[str, str]:
    """What was marked for each household: ``a-CODE`` its answer, ``c-CODE`` how it was given."""
    return {
        name: value for name, value in request.form.items() if name[:2] in ("a-", "c-") and value
    }


def _record(values: Mapping[str, str]) -> list[str]:
    with looking() as view:
        today = view.today
    typed = {name: values[name] for name in _COMMON}
    typed |= {"answers": _words(values, "a-"), "channels": _words(values, "c-")}
    asked: Round = RoundSchema(today=today, spoken=True).read(typed)["asked"]
    body = {"consents": typed}
    with working() as work:

        def act() -> Sealed:
            codes = consents.record(work, asked)
            return Sealed({"answers": str(len(codes))}, codes)

        once_sealed(work, request.form.get("request_key", ""), body, act)
    return [each.household for each in asked.answers]


def _words(values: Mapping[str, str], prefix: str) -> str:
    found = {name[2:]: value for name, value in values.items() if name.startswith(prefix) and value}
    return " ".join(f"{code}={word}" for code, word in sorted(found.items()))


def _list_address() -> str:
    """The list under the filter that it was shown under."""
    asked = request.args.get("tra-loi", _UNASKED)
    return url_for("workspace.consents", **{"tra-loi": asked})  # type: ignore[arg-type]


def _page(form: Form) -> str:
    """Those who were not asked yet, or all who are named in the URL's filter."""
    asked = request.args.get("tra-loi", _UNASKED)
    answer = asked if asked in set(Answer) else None
    query = request.args.get("q", "")[:100]
    with looking() as view:
        households.tenant_of(view, actor(), Action.RECORD_CONSENT)
        found = household_views.listed(view, actor(), query, answer, page_asked())
    return render_template(
        "workspace/consents.html",
        form=form,
        found=found,
        query=query,
        asked=asked,
        page=page_asked(),
        text=newest_text(PURPOSE),
        channels=CHANNELS,
        words=words,
        Answer=Answer,
    )


def _one(found: household_views.HouseholdPage, form: Form) -> str:
    return render_template(
        "workspace/household_consent.html",
        found=found,
        form=form,
        text=newest_text(PURPOSE),
        channels=CHANNELS,
        words=words,
    )
