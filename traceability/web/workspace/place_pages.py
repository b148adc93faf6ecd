"""One place of the cooperative: its page, its registration file group by group, its papers."""

from __future__ import annotations

from typing import Any

from flask import Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from traceability.domain.access import Action, Thing, require
from traceability.domain.errors import Conflict, Invalid, NotFound, Refusal, RuleBroken
from traceability.domain.place_kinds import SPECIES, Group, fields, groups
from traceability.schemas.place_files import DocumentSchema, GroupSchema
from traceability.services import place_files, place_views, stay_views
from traceability.services.place_files import GroupRequest
from traceability.services.place_views import PlacePage
from traceability.services.request_keys import once
from traceability.web import attachments, certificate_words, forms, place_words
from traceability.web.errors import status_of
from traceability.web.forms import Form
from traceability.web.house import actor, foreseeing, house, looking, working
from traceability.web.tongues import gettext as _
from traceability.web.workspace import wording
from traceability.web.workspace.blueprint import workspace


@workspace.get("/vung-trong/<code>", endpoint="area")
def shown(code: str) -> ResponseReturnValue:
    """Everything that stands about a place."""
    with looking() as view:
        page = place_views.page(view, actor(), code)
        land = place_views.map_of(view, actor(), page.code, house().outlines)
        bees = stay_views.apiary(view, actor(), page.code) if page.kind == "apiary" else None
    return render_template(
        "workspace/place.html",
        page=page,
        bees=bees,
        land=land,
        words=wording,
        said=place_words,
        certs=certificate_words,
    )


@workspace.get("/vung-trong/<code>/ho-so", endpoint="area_file")
def whole_file(code: str) -> ResponseReturnValue:
    """The registration file: what it holds, group by group, and what it lacks."""
    page = _own(code)
    return render_template(
        "workspace/place_file.html",
        page=page,
        groups=groups(page.kind),
        fields=fields,
        words=wording,
        said=place_words,
    )


@workspace.route("/vung-trong/<code>/ho-so/<group>", methods=["GET", "POST"], endpoint="area_group")
def part_of_file(code: str, group: str) -> ResponseReturnValue:
    """A group of the file; sent, what was understood; with ``confirm=yes`` the next revision."""
    page, part = _own(code), _group(group)
    if part not in groups(page.kind):
        abort(404)
    if request.method == "GET":
        return _group_form(page, part, forms.fresh(_standing(page, part)))
    values = forms.typed((*fields(page.kind, part), "revision"))
    if "edit" in request.form:
        return _group_form(page, part, forms.again(values))
    try:
        schema = GroupSchema(today=_today(), spoken=True)
        data = schema.read(values | {"kind": page.kind, "group": part})
        if request.form.get("confirm") == "yes":
            return _save(page, data["revision"], data["asked"])
        with foreseeing() as work:
            place_files.save(work, page.code, data["revision"], data["asked"])
    except (Invalid, RuleBroken, Conflict) as refusal:
        return _group_again(page, part, values, refusal)
    return _group_understood(page, part, values, data["asked"])


@workspace.route("/vung-trong/<code>/giay-to", methods=["GET", "POST"], endpoint="area_papers")
def papers(code: str) -> ResponseReturnValue:
    """The papers of the file, and adding to them."""
    page = _own(code)
    if request.method == "GET":
        return _papers_form(page, forms.fresh({"document": "", "files": ""}))
    values = forms.typed(("document",)) | {"files": ""}
    try:
        kind = DocumentSchema(today=_today(), spoken=True).read({"document": values["document"]})
        _attach(page, kind["document"])
    except (Invalid, RuleBroken, Conflict) as refusal:
        return _papers_form(page, forms.refused(values, refusal)), status_of(refusal)
    flash(_("Đã thêm giấy tờ vào hồ sơ."), "done")
    return redirect(url_for("workspace.area_papers", code=page.code), 303)


@workspace.get("/vung-trong/<code>/giay-to/<event>/<number>", endpoint="area_paper")
def one_paper(code: str, event: str, number: str) -> Response:
    """A file of the papers."""
    me = actor()
    return attachments.served(
        lambda view, which: place_views.paper(view, me, code, event, which), number, "giay-to"
    )


def _own(code: str) -> PlacePage:
    """A place that the actor may fill in."""
    with looking() as view:
        page = place_views.page(view, actor(), code)
    require(actor(), Action.EDIT_PLACE, Thing(holder=actor().party))
    return page


def _group(word: str) -> Group:
    if word not in tuple(Group):
        raise NotFound
    return Group(word)


def _today() -> Any:
    with looking() as view:
        return view.today


def _standing(page: PlacePage, group: Group) -> dict[str, str]:
    stands = page.values(group).items()
    typed = {name: place_words.typed(name, value) for name, value in stands}
    return typed | {"revision": str(page.revision)}


def _save(page: PlacePage, revision: int, asked: GroupRequest) -> ResponseReturnValue:
    def act() -> dict[str, str]:
        return {"revision": str(place_files.save(work, page.code, revision, asked))}

    with working() as work:
        body = {"do": "fill in", "place": page.code, "revision": revision, "group": asked.group}
        # An address leads to a house: the key remembers a hash under the installation's secret.
        once(work, request.form.get("request_key", ""), body | {"values": asked.values}, act)
    flash(_("Đã lưu hồ sơ."), "done")
    return redirect(url_for("workspace.area_file", code=page.code), 303)


def _attach(page: PlacePage, kind: str) -> None:
    found = attachments.prepared("files")
    if not found:
        raise Invalid("required", "files")

    def act() -> dict[str, str]:
        place_files.attach(work, page.code, kind, found)
        return {"place": page.code}

    with working() as work:
        body = {"do": "attach", "place": page.code, "kind": kind}
        body |= {"files": attachments.digests(found)}  # type: ignore[dict-item]
        once(work, request.form.get("request_key", ""), body, act)


def _group_understood(
    page: PlacePage, group: Group, values: dict[str, str], asked: GroupRequest
) -> str:
    return render_template(
        "workspace/place_group_confirm.html",
        page=page,
        group=group,
        form=forms.again(values),
        names=fields(page.kind, group),
        before=page.values(group),
        asked=asked.values,
        said=place_words,
    )


def _group_again(
    page: PlacePage, group: Group, values: dict[str, str], refusal: Refusal
) -> ResponseReturnValue:
    if refusal.code == "area_changed":
        values = values | {"revision": str(page.revision)}
    return _group_form(page, group, forms.refused(values, refusal)), status_of(refusal)


def _group_form(page: PlacePage, group: Group, form: Form) -> str:
    return render_template(
        "workspace/place_group.html",
        page=page,
        group=group,
        form=form,
        names=fields(page.kind, group),
        species=[(each, place_words.SPECIES[each]) for each in SPECIES],
        said=place_words,
    )


def _papers_form(page: PlacePage, form: Form) -> str:
    return render_template(
        "workspace/place_papers.html",
        page=page,
        form=form,
        kinds=[(key, wording.capital(word)) for key, word in place_words.DOCUMENTS.items()],
        words=wording,
        said=place_words,
    )
