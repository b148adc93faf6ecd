"""The open holds and recalls of the territory, and lifting one with a reason."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from traceability.domain.errors import Conflict, Invalid, RuleBroken
from traceability.schemas.area_codes import LiftSchema
from traceability.services import recalls, registry_lots, request_keys
from traceability.services.recalls import Lifted
from traceability.web import diary_words, forms, hold_words
from traceability.web.errors import status_of
from traceability.web.house import actor, looking, working
from traceability.web.registrar.blueprint import registrar

_WORDS = {"diary": diary_words, "ending": hold_words}


@registrar.get("/lo")
def holds() -> ResponseReturnValue:
    """What is held or recalled now, newest first."""
    with looking() as view:
        found = registry_lots.open_holds(view, actor())
    keys = {each.code: forms.fresh({}).request_key for each in found if each.below}
    return render_template("registrar/holds.html", holds=found, keys=keys, **_WORDS)


@registrar.route("/lo/<recall>/go", methods=["GET", "POST"])
def lift(recall: str) -> ResponseReturnValue:
    """Lift a hold or end a recall; it says why."""
    if request.method == "GET":
        return _form(recall, forms.fresh({"reason": ""}))
    values = forms.typed(("reason",))
    try:
        reason = LiftSchema(spoken=True).read(values)["reason"]
        done = _lift(recall, reason)
    except (Invalid, RuleBroken, Conflict) as refusal:
        return _form(recall, forms.refused(values, refusal)), status_of(refusal)
    flash(hold_words.lifted(done.kind), "done")
    if done.still_recalled:
        flash(hold_words.still_recalled(done.still_recalled), "look")
    return redirect(url_for(".holds"), 303)


def _lift(recall: str, reason: str) -> Lifted:
    def act() -> dict[str, str]:
        done = recalls.lift(work, recall, reason)
        return {"recall": recall, "kind": done.kind, "still": str(done.still_recalled)}

    body = {"lift": recall, "reason": reason}
    with working() as work:
        done = request_keys.once(work, request.form.get("request_key", ""), body, act)
    # What a key recorded before these were told has neither.
    return Lifted(done.result.get("kind", "hold"), int(done.result.get("still", "0")))


def _form(recall: str, form: forms.Form) -> str:
    with looking() as view:
        hold = registry_lots.hold_to_lift(view, actor(), recall)
    return render_template("registrar/lift.html", hold=hold, form=form, **_WORDS)
