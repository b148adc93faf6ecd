"""Keys for other software: made for some acts, shown once, listed, revoked."""

from __future__ import annotations

from dataclasses import asdict

from flask import Response, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from traceability.domain.access import ALWAYS, KEY_SCOPES, Action, Thing, require
from traceability.domain.errors import Denied, Refusal
from traceability.schemas.api_keys import DAYS, KeyAsked, KeySchema
from traceability.services import api_keys, parties
from traceability.services.api_keys import NewKey
from traceability.services.request_keys import once
from traceability.web import forms
from traceability.web.errors import status_of
from traceability.web.forms import Form
from traceability.web.house import actor, looking, working
from traceability.web.tongues import gettext as _
from traceability.web.workspace import key_words
from traceability.web.workspace.blueprint import workspace

_USUAL_DAYS = "180"


@workspace.get("/khoa")
def keys() -> ResponseReturnValue:
    """The keys of the cooperative, those that ended among them."""
    with looking() as view:
        found = api_keys.keys_of(view, actor(), parties.acting_party(view, actor()))
        now = view.now
    return render_template("workspace/keys.html", found=found, now=now, words=key_words)


@workspace.route("/khoa/moi", methods=["GET", "POST"])
def new_key() -> ResponseReturnValue:
    """The form of a key; sent, the answer shows the key this once."""
    require(actor(), Action.MANAGE_KEYS, Thing(holder=actor().party))
    if request.method == "GET":
        return _page(forms.fresh({"name": "", "scopes": "", "days": _USUAL_DAYS}))
    values = forms.typed(("name", "days"))
    values["scopes"] = " ".join(request.form.getlist("scopes"))
    try:
        made = _make(values)
    except Denied:
        raise
    except Refusal as refusal:
        return _page(forms.refused(values, refusal)), status_of(refusal)
    if made is None:
        flash(_("Khóa này đã tạo ở lần gửi trước. Chữ của khóa chỉ hiện một lần."), "done")
        return redirect(url_for("workspace.keys"), 303)
    return _shown_once(made, values["name"])


@workspace.post("/khoa/<prefix>/huy")
def revoke_key(prefix: str) -> ResponseReturnValue:
    """End a key at once."""
    with working() as work:
        found = api_keys.revoke_key(work, prefix)
    flash(
        _("Đã hủy khóa “%(name)s”: phần mềm dùng khóa này bị từ chối ngay.", name=found.name),
        "done",
    )
    return redirect(url_for("workspace.keys"), 303)


def _make(values: dict[str, str]) -> NewKey | None:
    """The key; none where an earlier sending had made it: its text is kept nowhere."""
    asked: KeyAsked = KeySchema(spoken=True).read(values)["asked"]
    made: list[NewKey] = []
    with working() as work:

        def act() -> dict[str, str]:
            party = parties.acting_party(work, actor())
            made.append(
                api_keys.create_key(
                    work, party, actor().role, asked.life, name=asked.name, scopes=asked.scopes
                )
            )
            return {"key": made[0].prefix}

        once(work, request.form.get("request_key", ""), {"do": "make key", **asdict(asked)}, act)
    return made[0] if made else None


def _shown_once(made: NewKey, name: str) -> Response:
    response = make_response(render_template("workspace/key_made.html", made=made, name=name))
    response.headers["Cache-Control"] = "no-store"
    return response


def _page(form: Form) -> str:
    chosen = {ALWAYS, *form.values["scopes"].split()}
    scopes = [(word, key_words.SCOPES[word], word in chosen) for word in KEY_SCOPES]
    days = [(number, key_words.life(int(number))) for number in DAYS]
    return render_template(
        "workspace/new_key.html", form=form, scopes=scopes, days=days, always=ALWAYS
    )
