"""The page behind the QR of a delivery note: how each lot stands today, and what came of it.

Who has its address needs no account; nobody else finds it. It names no household, price or phone.
"""

from __future__ import annotations

from collections.abc import Mapping

from flask import Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from traceability.domain.errors import Invalid, NotFound, RuleBroken
from traceability.schemas.deliveries import AnswerSchema
from traceability.services import delivery_answers, delivery_views, seeding
from traceability.services.delivery_views import PublicNote
from traceability.web import delivery_words, forms, guards
from traceability.web.errors import status_of
from traceability.web.forms import Form
from traceability.web.house import looking, working
from traceability.web.limits import DEAD_LINKS, FILES_MADE, NOTE_ANSWERS, limiter, only_dead_links
from traceability.web.public import note_amounts, note_sheet, words
from traceability.web.public.door import chosen_language, public

#: Bytes of the largest answer: sixty lots, a name and a remark.
LARGEST_ANSWER = 16 * 1024
_REST = ("name", "remark")


@public.get("/phieu/<secret>", endpoint="note", provide_automatic_options=False)
@limiter.limit(DEAD_LINKS, deduct_when=only_dead_links)
def shown(secret: str) -> ResponseReturnValue:
    """Every lot as it stands today, its papers, and the form that asks what came."""
    with looking() as view:
        note = _found(view, secret)
    if note is None:
        return _missing()
    return _page(secret, note, forms.Form(_as_sent(note)), said="da" in request.args)


@public.post("/phieu/<secret>", endpoint="answer_note", provide_automatic_options=False)
@limiter.limit(DEAD_LINKS, deduct_when=only_dead_links)
@limiter.limit(NOTE_ANSWERS)
def answer(secret: str) -> ResponseReturnValue:
    """Record what a receiver says; what was typed stays where it is refused."""
    request.max_content_length = LARGEST_ANSWER
    with looking() as view:
        note = _found(view, secret)
        nobody = seeding.operator(view, "job")
    if note is None:
        return _missing()
    values = forms.typed(tuple(_as_sent(note)))
    try:
        _refuse_own(note)
        asked = AnswerSchema(spoken=True).read(_sent(note, values))["asked"]
        with working(nobody) as work:
            delivery_answers.answer(work, secret, asked)
    except (Invalid, RuleBroken) as refusal:
        form = forms.refused(values, refusal, _placed(values))
        return _page(secret, note, form), status_of(refusal)
    return redirect(url_for(".note", secret=secret, lang=chosen_language(), da=1), 303)


@public.get("/phieu/<secret>/lo-hang.xlsx", endpoint="note_sheet", provide_automatic_options=False)
@limiter.limit(DEAD_LINKS, deduct_when=only_dead_links)
@limiter.limit(FILES_MADE)
def sheet(secret: str) -> ResponseReturnValue:
    """The lots as a workbook, with days that are days."""
    with looking() as view:
        note = _found(view, secret)
    if note is None:
        return _missing()
    response = Response(note_sheet.drawn(note), content_type=note_sheet.CONTENT_TYPE)
    name = f"phieu-{note.number.replace('/', '-')}.xlsx"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return _private(response)


def _found(view: object, secret: str) -> PublicNote | None:
    try:
        return delivery_views.public(view, secret)  # type: ignore[arg-type]
    except NotFound:
        return None


def _is_own(note: PublicNote) -> bool:
    """Whether the sender's own people look, by whichever way they came."""
    who = guards.visitor()
    return who is not None and who.actor.party == note.holder_id


def _refuse_own(note: PublicNote) -> None:
    """What came is not theirs to say, and one word of theirs would lock the note."""
    if _is_own(note):
        raise RuleBroken("own_note")


def _as_sent(note: PublicNote) -> dict[str, str]:
    """The fields of the form, each lot as it was sent."""
    lines = {f"received_{each.lot.code}": note_amounts.as_sent(each) for each in note.lines}
    return {**lines, **dict.fromkeys(_REST, "")}


def _sent(note: PublicNote, values: Mapping[str, str]) -> dict[str, object]:
    """What was typed, as the schema reads it; a lot left empty came as it was sent."""
    return {name: values[name] for name in _REST} | {"lines": list(_lines(note, values).values())}


def _lines(note: PublicNote, values: Mapping[str, str]) -> dict[str, dict[str, str]]:
    """The lines that were filled in, by field; all of them where "everything came" was pressed."""
    if "all" in request.form:
        return {}
    found = {}
    for each in note.lines:
        typed = values[f"received_{each.lot.code}"]
        if typed.strip():
            at = f"received_{each.lot.code}"
            found[at] = note_amounts.stated(each, typed, at)
    return found


def _placed(values: Mapping[str, str]) -> dict[str, str]:
    filled = [name for name in values if name.startswith("received_") and values[name].strip()]
    return {
        f"lines.{number}.{part}": field
        for number, field in enumerate(filled, start=1)
        for part in ("weight", "packages", "unit", "batch")
    }


def _page(secret: str, note: PublicNote, form: Form, *, said: bool = False) -> Response:
    body = render_template(
        "public/note.html",
        note=note,
        form=form,
        said=said,
        # The sender's own people look: a tap there is no answer of the receiver's.
        looking="xem" in request.args or _is_own(note),
        secret=secret,
        told=delivery_words,
        verb=words.verb,
    )
    return _private(Response(body))


def _missing() -> ResponseReturnValue:
    return render_template("public/note_missing.html"), 404


def _private(response: Response) -> Response:
    """Nobody keeps it: what it says is of the moment, and its address is a secret."""
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response
