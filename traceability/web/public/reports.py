"""Reports of whoever holds the goods: the form, and the page that the reporter's number opens.

The door has no cookie, so a request carries nobody's rights and a token would protect nothing. What
another site could do is send a report in its visitors' name: that is refused by who the browser
says is asking (decision 0043), and counted by network.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from flask import Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import RequestEntityTooLarge

from traceability.domain.errors import Conflict, Fault, Invalid, NotFound, RuleBroken
from traceability.domain.reports import number as number_of
from traceability.domain.reports import shown_number, split_number
from traceability.schemas.reports import PRINTED_LONGEST, ReportSchema
from traceability.services import parties, report_forgetting, report_views, reports, seeding
from traceability.services.photos import Prepared
from traceability.services.reports import ReportRequest, Target
from traceability.store.unit import Reading
from traceability.web import forms
from traceability.web.errors import status_of
from traceability.web.forms import Form
from traceability.web.house import house, looking, working
from traceability.web.limits import (
    DEAD_LINKS,
    REPORTS_SENT,
    REPORTS_TRIED,
    limiter,
    only_dead_links,
    only_sent,
)
from traceability.web.messages import language, sentence
from traceability.web.public import misses, report_words, reported
from traceability.web.public.door import chosen_language, public

#: Bytes of the largest sending that is read at all: what is typed, and a picture that is told to be
#: too large rather than cut off.
LARGEST = 16 * 1024 * 1024
FIELDS = ("kind", "said", "printed", "sent_to", "name", "contact", "consent")
#: What may be forgotten by itself.
_FORGETTING = {"lien-he": report_forgetting.ask_no_call, "anh": report_forgetting.ask_no_picture}
_REFUSED = (Invalid, RuleBroken, Conflict)


@public.get("/phan-anh", endpoint="report", provide_automatic_options=False)
def form() -> ResponseReturnValue:
    """The form; ``ma`` is the code of the page that it was opened from, ``tem`` what a label has.

    It says whether somebody has the code, so one that nobody has is counted as everywhere; what is
    no code tells nothing, and always gets its form.
    """
    about = _about()
    if about.code is None and _asks(reported.is_sought):
        misses.count(1)
    page = _page(Form(_first(about), forms.new_key()), about=about)
    # Whoever goes back to it after sending finds the key with which they sent.
    page.headers["Cache-Control"] = "private, no-cache"
    return page


@public.post("/phan-anh", endpoint="send_report", provide_automatic_options=False)
@limiter.limit(REPORTS_TRIED)
@limiter.limit(REPORTS_SENT, deduct_when=only_sent)
def send() -> ResponseReturnValue:
    """Take a report; what was typed stays where it is refused."""
    if is_from_elsewhere():
        return render_template("public/report_elsewhere.html", again=_address()), 403
    request.max_content_length = LARGEST
    values = dict.fromkeys(FIELDS, "")
    try:
        values = forms.typed(FIELDS)
        asked, photo = _read(values)
        number = _send(asked, photo)
    except RequestEntityTooLarge:
        about = _about()
        return _page(_cut_off(about), about=about, lost=True), 413
    except _REFUSED as refusal:
        return _refused(values, refusal)
    return redirect(url_for(".report_status", number=number, lang=chosen_language(), da=1), 303)


@public.get("/phan-anh/<number>", endpoint="report_status", provide_automatic_options=False)
@limiter.limit(DEAD_LINKS, deduct_when=only_dead_links)
def status(number: str) -> ResponseReturnValue:
    """How a report stands, for who has its number."""
    with looking() as view:
        try:
            page = report_views.status(view, number)
        except NotFound:
            return _private(Response(render_template("public/report_missing.html"), 404))
    if page.number != number:
        return redirect(url_for(".report_status", number=page.number, lang=chosen_language()))
    body = render_template(
        "public/report_status.html",
        page=page,
        told=report_words,
        shown=shown_number(page.number),
        sent="da" in request.args,
        forgot=request.args.get("xoa"),
    )
    return _private(Response(body))


@public.post("/phan-anh/<number>/xoa", endpoint="forget_report", provide_automatic_options=False)
@limiter.limit(DEAD_LINKS, deduct_when=only_dead_links)
def forget(number: str) -> ResponseReturnValue:
    """Forget at the reporter's word (``what``): name and contact, the picture, or all of it."""
    what = request.form.get("what", "")
    if is_from_elsewhere():
        return render_template("public/report_elsewhere.html", again=_address()), 403
    with looking() as view:
        nobody = seeding.operator(view, "job")
    try:
        with working(nobody) as work:
            _FORGETTING.get(what, report_forgetting.ask)(work, number)
    except NotFound:
        return _private(Response(render_template("public/report_missing.html"), 404))
    told = what if what in _FORGETTING else "1"
    return redirect(url_for(".report_status", number=number, lang=chosen_language(), xoa=told), 303)


def is_from_elsewhere() -> bool:
    """Whether a browser says that another site's page sends this.

    A browser that says nothing of it (before 2020) is let through: it cannot be told from one whose
    page is ours. Without a referrer policy that hides it, ``Origin`` is never ``null`` on our form.
    """
    site = request.headers.get("Sec-Fetch-Site")
    if site not in (None, "same-origin", "none"):
        return True
    origin = request.headers.get("Origin")
    if origin is None or (origin == "null" and site is not None):
        return False
    settings = house().settings
    own = (request.host_url, settings.public_url, *settings.former_urls)
    return origin not in {each.rstrip("/") for each in own}


def number_in(typed: str) -> str | None:
    """What was typed into the field for codes as a reporter's number, where it reads as one.

    Whether anybody has it is told by its page alone, where guesses are counted.
    """
    parts = split_number(typed)
    return None if parts is None else number_of(*parts)


# --- reading and drawing -------------------------------------------------------------------------


def _read(values: Mapping[str, str]) -> tuple[ReportRequest, Prepared | None]:
    """What was typed and the picture; every fault of either at once."""
    faults: list[Fault] = []
    asked, photo = None, None
    try:
        asked = ReportSchema(language=language(), spoken=True).read(values)["asked"]
    except Invalid as refusal:
        faults += refusal.faults
    try:
        photo = _photo()
    except Invalid as refusal:
        faults += refusal.faults
    if faults or asked is None:
        raise Invalid.of(tuple(faults))
    return asked, photo


def _photo() -> Prepared | None:
    sent = request.files.get("photo")
    if sent is None or not sent.filename:
        return None
    return reports.prepare_photo(sent.read(reports.LARGEST_PHOTO + 1), house().settings.files)


def _send(asked: ReportRequest, photo: Prepared | None) -> str:
    """Send it about the code of its page, else about what the label has that was typed."""
    about = _about()
    with looking() as view:
        nobody = seeding.operator(view, "job")
        if about.code is None and asked.printed:
            about = reported.on_label(view, asked.printed)
    with working(nobody) as work:
        return reports.send(work, request.form.get("request_key", ""), about, asked, photo)


def _asks(question: Callable[[Reading, str], bool]) -> bool:
    """What is asked of the text by which the form was opened."""
    with looking() as view:
        return question(view, _typed_code() or "")


def _typed_code() -> str | None:
    return request.args.get("ma", "").replace("\0", "") or None


def _first(about: Target) -> dict[str, str]:
    return dict.fromkeys(FIELDS, "") | {"printed": _printed(about), "sent_to": "office"}


def _printed(about: Target) -> str:
    """What was looked for where nobody has such a code, or the link of a label that is not one of
    the lot ``ma`` (``tem``): it stands in the form already, and is sent with it.
    """
    looked_for = "" if about.code else _typed_code() or ""
    return (_link() or looked_for)[:PRINTED_LONGEST]


def _link() -> str | None:
    return request.args.get("tem", "").replace("\0", "") or None


def _refused(
    values: Mapping[str, str], refusal: Invalid | RuleBroken | Conflict
) -> ResponseReturnValue:
    shown = forms.refused({**values, "photo": ""}, refusal)
    return _page(shown, lost=bool(request.files.get("photo"))), status_of(refusal)


def _cut_off(about: Target) -> Form:
    """The form after a sending so large that nothing of it was read."""
    fault = reports.photo_over().faults[0]
    wrong = forms.Wrong("photo", sentence(fault))
    return Form(_first(about) | {"photo": ""}, forms.new_key(), (wrong,))


def _about() -> Target:
    with looking() as view:
        return reported.at(view, _typed_code() or "")


def _page(form: Form, *, about: Target | None = None, lost: bool = False) -> Response:
    about = about or _about()
    with looking() as view:
        holder = _holder(view, about)
    body = render_template(
        "public/report.html",
        form=form,
        about=about,
        nobodys=about.code is None and _asks(reported.is_nobodys),
        asked=_typed_code() is not None,
        asks_printed=about.code is None or _link() is not None,
        holder=holder,
        told=report_words,
        action=_action(),
        lost=lost,
    )
    return _private(Response(body))


def _holder(view: Reading, about: Target) -> str | None:
    if about.holder is None:
        return None
    return parties.name_of(view, parties.known(view, about.holder))


def _address() -> str:
    return url_for(".report", ma=_typed_code(), tem=_link(), lang=chosen_language())


def _action() -> str:
    """Where the form goes: apart from its own address, else the browser forgets the form it kept.

    What is sent to an address makes a cache drop what it has of it (RFC 9111 §4.4).
    """
    lang = chosen_language()
    return url_for(".send_report", ma=_typed_code(), tem=_link(), lang=lang, gui=1)


def _private(response: Response) -> Response:
    """Nobody keeps it: what it says is of the moment, and its address is a secret."""
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response
