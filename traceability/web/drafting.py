"""Drafts at the doors, in one place for every form of the workspace that records something.

A form is one that carries a ``request_key`` and is sent to its own page's path. What it holds can
be kept by its button "Lưu nháp", and is kept by itself where it came in a session that ran out; it
stands in the form again when its page is asked for with ``?nhap=``.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from flask import current_app, g, request, url_for
from werkzeug.datastructures import ImmutableMultiDict
from werkzeug.exceptions import HTTPException
from werkzeug.routing import BuildError

from traceability.domain.access import Actor
from traceability.domain.errors import Refusal
from traceability.services import drafts
from traceability.services.drafts import DraftShown, FormAt
from traceability.services.seeding import BOOT
from traceability.web import cookies, send_again
from traceability.web.house import actor, looking, working

#: The button that keeps a form as it is, and the parameter that opens a draft.
SAVE, OPEN = "save_draft", "nhap"
#: Where the page of a form was, which draft it was opened from, and what is carried to a sign-in.
PAGE, MARK, CARRIED = "page", "draft", "kept"
#: What a button carries that fills a form in by itself: nothing of it was typed.
PRESSED = "pressed"
#: What a draft does not hold beside what is secret: what pages add, and which button was pressed.
_NOT_TYPED = frozenset(
    {"acting", "request_key", PAGE, MARK, CARRIED, SAVE, PRESSED, "confirm", "edit", "csrf_token"}
)
#: What a page holds that says back what was typed before it is recorded.
_CONFIRMS = b'name="confirm" value="yes"'
_LONGEST_QUERY = 400
_DOOR = "workspace."


def form_sent() -> FormAt | None:
    """The form that this request sends, if it is one that a draft can be kept of."""
    if request.method != "POST" or not request.form.get("request_key"):
        return None
    page = urlsplit(request.form.get(PAGE, ""))
    query = page.query if page.path == request.path else ""
    return form_at(request.path, query[:_LONGEST_QUERY])


def form_at(path: str, query: str = "") -> FormAt | None:
    """The form whose page and whose sending both have a path of the workspace."""
    match = _route(path, "POST")
    if match is None or _route(path, "GET") is None:
        return None
    return FormAt(match[0], match[1], query)


def has_page(path: str) -> bool:
    """Whether a path is a page of the workspace."""
    return _route(path, "GET") is not None


def _route(path: str, method: str) -> tuple[str, Mapping[str, str]] | None:
    adapter = current_app.create_url_adapter(request)
    if adapter is None:
        return None
    try:
        endpoint, parts = adapter.match(path, method=method)
    except HTTPException:
        return None
    named = {name: str(value) for name, value in parts.items()}
    return (endpoint, named) if endpoint.startswith(_DOOR) else None


def typed() -> list[tuple[str, str]]:
    """What the person typed into the form that this request sends."""
    return [(name, value) for name, value in send_again.typed() if name not in _NOT_TYPED]


def address(form: FormAt, draft_id: int | None = None) -> str:
    """The page of a form, with a draft opened; the first page where the form is no more."""
    try:
        parts: dict[str, Any] = dict(form.parts)
        path = url_for(form.endpoint, **parts)
    except BuildError:
        return url_for("workspace.home")
    query = parse_qsl(form.query) + ([] if draft_id is None else [(OPEN, str(draft_id))])
    return f"{path}?{urlencode(query)}" if query else path


# --- keeping -------------------------------------------------------------------------------------


def save(form: FormAt) -> drafts.Saved:
    """Keep the form that this request sends, for who is signed in."""
    with working() as work:
        return drafts.save(work, form, request.form["request_key"], typed(), _mark())


def keep_reviewed(shown: bytes) -> None:
    """Keep the form that this request sends, where what was ``shown`` asks to be confirmed.

    Back in the browser leads from there to the form's own page, which is asked for anew, empty:
    it then offers what was typed. What a press alone filled in is as near as its button.
    """
    form = form_sent() if _CONFIRMS in shown and PRESSED not in request.form else None
    if form is None or not any(value.strip() for _name, value in typed()):
        return
    with working() as work:
        drafts.keep_reviewed(work, form, request.form["request_key"], typed())


def _mark() -> tuple[int, int] | None:
    """The draft, by id and version, that the form was opened from."""
    parts = request.form.get(MARK, "").split(".")
    if len(parts) != 2 or not all(each.isascii() and each.isdigit() for each in parts):
        return None
    return int(parts[0]), int(parts[1])


def kept_unasked(form: FormAt) -> str | None:
    """Keep a form of a session that ran out for the person whose it was; its page thereafter."""
    token = cookies.session_token()
    if not token:
        return None
    acting, key = request.form.get("acting"), request.form["request_key"]
    try:
        with working(BOOT) as work:
            kept = drafts.save_after_session(work, token, acting, form, key, typed())
    except Refusal:
        return None
    return None if kept is None else address(form, kept)


def carried() -> str:
    """A form as one field of the sign-in page: nobody knows whose it is before they sign in."""
    sent = [(name, request.form[name]) for name in ("acting", "request_key")]
    return json.dumps([*sent, *typed()], ensure_ascii=False)


def carried_on() -> str:
    """What a sign-in that was refused goes on carrying."""
    return request.form.get(CARRIED, "") if request.blueprint == "account" else ""


def keep_carried(who: Actor, place: str) -> str:
    """Keep what was carried through a sign-in as a draft of who signed in; where to go on to.

    What somebody else had typed in this browser is not theirs, and is let go.
    """
    target = urlsplit(place)
    form, sent = form_at(target.path, target.query[:_LONGEST_QUERY]), _read(carried_on())
    if form is None or not sent or dict(sent).get("acting") != who.code:
        return place
    key = dict(sent).get("request_key", "")
    values = [(n, v) for n, v in sent if n not in _NOT_TYPED and n not in send_again.SECRET]
    try:
        with working(who) as work:
            return address(form, drafts.save(work, form, key, values).id)
    except Refusal:
        return place


def _read(text: str) -> list[tuple[str, str]]:
    """The pairs that a page of ours carried; nothing where it is not of that shape."""
    try:
        rows: Any = json.loads(text) if text else []
    except (ValueError, RecursionError):
        return []
    rows = rows if isinstance(rows, list) else []
    pairs = [tuple(row) for row in rows if isinstance(row, list) and len(row) == 2]
    return [(n, v) for n, v in pairs if isinstance(n, str) and isinstance(v, str)]


# --- showing -------------------------------------------------------------------------------------


def opened() -> DraftShown | None:
    """The draft that this page was asked for with, if it is the person's own and of this form."""
    if "draft_opened" not in g:
        g.draft_opened = _opened()
    found: DraftShown | None = g.draft_opened
    return found


def _opened() -> DraftShown | None:
    wanted = request.args.get(OPEN, "")
    if request.method != "GET" or request.blueprint != "workspace":
        return None
    if not (wanted.isascii() and wanted.isdigit() and len(wanted) < 19):
        return None
    here = form_at(request.path)
    with looking() as view:
        found = drafts.one(view, actor(), int(wanted))
    if found is None or here is None:
        return None
    same = (found.form.endpoint, found.form.parts) == (here.endpoint, here.parts)
    return found if same else None


def put_back(draft: DraftShown) -> None:
    """Let the view read a draft as if it had been sent again."""
    request.form = ImmutableMultiDict(draft.typed)


def of_this_form() -> tuple[DraftShown, ...]:
    """The person's drafts of the form of this page."""
    here = form_at(request.path) if request.method == "GET" else None
    if here is None:
        return ()
    with looking() as view:
        return drafts.of_form(view, actor(), here)


def page_of_form() -> str:
    """The page that a form stands on, as it was first asked for."""
    if request.method != "GET":
        return request.form.get(PAGE, "") or request.path
    query = [(n, v) for n, v in request.args.items(multi=True) if n not in (OPEN, "lang")]
    asked = urlencode(query)
    return f"{request.path}?{asked}" if asked and len(asked) <= _LONGEST_QUERY else request.path


def mark_of_form() -> str:
    """The draft that a form was opened from, by id and version."""
    if request.method != "GET":
        return request.form.get(MARK, "")
    found = opened()
    return "" if found is None else f"{found.id}.{found.version}"
