"""The one search box of everybody who is signed in, and the list that answers it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import current_app, render_template, request, url_for
from flask.typing import ResponseReturnValue

from traceability.domain.text import shown
from traceability.services import search as services
from traceability.services.search_hits import Hit, HitKind
from traceability.web.account import search_words as words
from traceability.web.account.blueprint import account
from traceability.web.house import actor, house, looking, signed_in

#: The pages that a kind of hit may open, the best first, and the part of the path that the hit's
#: code is; none where the thing stands on a page of many.
_Opens = Mapping[HitKind, tuple[tuple[str, str | None], ...]]
_WORKSPACE: _Opens = {
    HitKind.LABEL: (("workspace.label_run", "run"),),
    HitKind.RUN: (("workspace.label_run", "run"),),
    HitKind.LOT: (("workspace.batch", "code"),),
    HitKind.AREA: (("workspace.areas", None),),
    HitKind.PLACE: (("workspace.areas", None),),
    HitKind.HOUSEHOLD: (("workspace.household", "code"),),
    HitKind.BUYER: (("workspace.buyer", "code"),),
    HitKind.NOTE: (("workspace.delivery", "code"),),
    HitKind.ARRIVAL: (("workspace.arrival", "code"),),
    HitKind.SLIP: (("workspace.weigh_slip", "code"),),
    HitKind.COMPLAINT: (("workspace.answer_complaint", "event"),),
    HitKind.PRODUCT: (("workspace.product", "code"), ("workspace.products", None)),
    HitKind.MEMBER: (("account.member", "code"),),
}
_OFFICE: _Opens = {
    HitKind.AREA: (("registrar.code", "code"),),
    HitKind.LOT: (("registrar.code", "code"),),
    HitKind.LABEL: (("registrar.code", "code"),),
    HitKind.CASE: (("registrar.case", "code"),),
    HitKind.HOLD: (("registrar.holds", None),),
    HitKind.MEMBER: (("account.member", "code"),),
}


_CALL = "workspace.complaints"


@dataclass(frozen=True)
class Row:
    """A hit as its row shows it; ``href`` is empty where the thing has no page of its own.

    ``call`` is the screen for somebody on the phone about the lot of a lot or label.
    """

    hit: Hit
    href: str
    kind: str
    title: str
    about: str
    standing: str
    state: tuple[str, str] | None
    measure: str
    call: str


@account.route("/tim", methods=["GET", "POST"])
def search() -> ResponseReturnValue:
    """What answers ``q``; without it, what can be typed.

    The box sends it in a form: phones, plates and names stay out of addresses, and so out of the
    history of a shared phone and the log of any server in between. An address with ``?q=`` answers
    too: other pages link to lots that way.
    """
    typed = shown(request.values.get("q", ""))
    with looking() as view:
        found = services.find(view, actor(), house().press.keyring, typed)
    return render_template(
        "account/search.html",
        typed=typed,
        rows=[_row(hit) for hit in found.hits],
        more=found.more,
        office=_is_office(),
    )


def _is_office() -> bool:
    return signed_in().organisation_kind == "authority"


def _row(hit: Hit) -> Row:
    return Row(
        hit=hit,
        href=_href(hit),
        kind=str(words.KINDS[hit.kind]),
        title=words.title(hit),
        about=words.about(hit),
        standing=words.standing(hit),
        state=words.state(hit),
        measure=words.measure(hit),
        call=_call(hit),
    )


def _call(hit: Hit) -> str:
    return url_for(_CALL, code=hit.lot) if hit.lot and not _is_office() else ""


def _href(hit: Hit) -> str:
    if hit.lot and _is_office():
        return url_for("registrar.lot", code=hit.lot)
    for endpoint, part in (_OFFICE if _is_office() else _WORKSPACE)[hit.kind]:
        if endpoint in current_app.view_functions and (hit.code or not part):
            named: dict[str, Any] = {part: hit.code} if part else {}
            return url_for(endpoint, **named)
    return ""
