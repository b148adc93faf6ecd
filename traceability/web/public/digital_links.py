"""The door of GS1 Digital Links: read, looked up, and led on to the page of what they stand for."""

from __future__ import annotations

import re
from collections.abc import Callable
from importlib.resources import files
from urllib.parse import quote, urlencode

from flask import Response, request
from flask.blueprints import BlueprintSetupState
from flask.typing import ResponseReturnValue
from werkzeug.routing import BaseConverter

from traceability.crypto.keyring import Keyring
from traceability.domain import gs1
from traceability.domain.errors import Fault, Invalid, NotFound
from traceability.services import digital_links as services
from traceability.services.digital_links import Found
from traceability.standards import digital_link, resolver
from traceability.standards.digital_link import DigitalLink, Unreadable
from traceability.standards.identifiers import primary_keys
from traceability.standards.linkset import Context
from traceability.store.unit import Reading
from traceability.web.house import house, looking
from traceability.web.public import keeping, negotiation
from traceability.web.public.door import LANGUAGES, public

#: What a path may hold unescaped (RFC 3986 §3.3).
_PLAIN = "/!$&'()*+,;=:@-._~"
_NAME = "Truy xuất nguồn gốc"
#: What stands below a GTIN, in its order, and a path of goods in which values may hold slashes;
#: a longer one has none that fits.
_BELOW = ("22", "10", "21", "235")
_LEVELS = frozenset({"01", *_BELOW})
_LONGEST = 300
_GOODS = re.compile(
    r"01/(?P<v01>[0-9]+)(?:/22/(?P<v22>.+?))?(?:/10/(?P<v10>.+?))?"
    r"(?:/(?:21/(?P<v21>.+)|235/(?P<v235>.+)))?"
)


class Rest(BaseConverter):
    """The rest of a path, whatever it is: judged by the standard, not by the router."""

    regex = "(?s:.*)"
    part_isolating = False


class Key(BaseConverter):
    """An identifier that may open a Digital Link."""

    regex = f"(?:{'|'.join(primary_keys())})"


@public.record_once
def _know_parts(state: BlueprintSetupState) -> None:
    state.app.url_map.converters.update(gs1_key=Key, rest=Rest)


@public.route(
    "/<gs1_key:key>/<rest:rest>",
    methods=["GET", "OPTIONS"],
    provide_automatic_options=False,
)
def digital_link_of(key: str, rest: str) -> ResponseReturnValue:
    """Lead a GS1 Digital Link on: 400 for what is none, 404 for what nobody has.

    What can be nobody's is answered without the database.
    """
    del key, rest  # as the router unescaped them
    try:
        link = _read()
    except Unreadable as refused:
        return _unreadable(refused)
    if request.method == "OPTIONS":
        return negotiation.preflight(negotiation.base() + link.path)
    try:
        return _answer(link)
    except NotFound:
        return negotiation.not_found()


@public.route(
    "/.well-known/gs1resolver", methods=["GET", "OPTIONS"], provide_automatic_options=False
)
def resolver_description() -> ResponseReturnValue:
    """The description of this resolver."""
    if request.method == "OPTIONS":
        return negotiation.preflight()
    body = resolver.described(negotiation.base(), _NAME, negotiation.CONTEXT_PATH)
    return negotiation.as_json(body)


@public.route(negotiation.CONTEXT_PATH, methods=["GET", "OPTIONS"], provide_automatic_options=False)
def linkset_context() -> ResponseReturnValue:
    """How our linksets are read as JSON-LD."""
    if request.method == "OPTIONS":
        return negotiation.preflight()
    text = files("traceability.data").joinpath("linkset_context.jsonld").read_text("utf-8")
    return Response(text, content_type="application/ld+json")


def contexts_of(things: tuple[resolver.Thing, ...]) -> list[Context]:
    """The links of things that are known, in the languages of the public pages."""
    base = negotiation.base()
    return [resolver.context(each, base, tuple(LANGUAGES)) for each in things]


def _find(link: DigitalLink, finder: Callable[[Reading, Keyring, DigitalLink], Found]) -> Found:
    """What a finder knows of a link; nothing is asked of the record for what can be nobody's."""
    if not _is_possible(link):
        raise NotFound
    with looking() as view:
        return finder(view, house().settings.label_keys, link)


def _is_possible(link: DigitalLink) -> bool:
    """Whether the key is one of those that are kept here, and not for somebody's own use."""
    ai, value = link.key
    if ai != "01":
        return ai in resolver.KEYS
    try:
        gs1.gtin(value, "gtin")
    except Invalid:
        return False
    return True


def _answer(link: DigitalLink) -> ResponseReturnValue:
    """The linkset or the link of a type, where one is asked for, else the way to the page."""
    asked = request.args.get("linkType", "")
    whole = negotiation.wants_linkset()
    if not whole and not asked:
        return _led(_find(link, services.led_to))
    contexts = contexts_of(_find(link, services.find).levels)
    return negotiation.told(contexts) if whole else negotiation.by_type(contexts, asked)


def _led(found: Found) -> ResponseReturnValue:
    thing, absent = found.levels[0], found.unknown
    if absent and found.levels[-1].kind == "gtin":
        return negotiation.counted(_walked_up(found, absent))
    response = negotiation.by_default(thing)
    if thing.kind == "item":
        response.headers["Cache-Control"] = keeping.PRIVATE
    # The way to the facts is kept by nobody: a cache that does not tell who prefers JSON would lead
    # buyers there.
    elif thing.kind == "lot" and negotiation.preferred() != resolver.JSON:
        keeping.shared(response, [thing.page.removeprefix("/")])
    return response


def _walked_up(found: Found, absent: dict[str, str]) -> Response:
    """Lead to the page of the GTIN, which says what of the link is unknown, and what is known."""
    lot = found.levels[0].lot or absent.get("10", "")
    serial = absent.get("21") or absent.get("235") or ""
    told = {name: value for name, value in (("lot", lot), ("serial", serial)) if value}
    root = negotiation.base()
    page = f"{root}{found.levels[-1].page}?{urlencode(told)}"
    return negotiation.lead(page, root + found.levels[0].anchor)


def _read() -> DigitalLink:
    """The link that was sent; ``Unreadable`` where there is none.

    Servers that hand only the unescaped path on (granian does) cannot tell ``%2F`` from a slash:
    then a slash between two identifiers that are known belongs to the value before it.
    """
    sent = request.environ.get("RAW_URI") or request.environ.get("REQUEST_URI") or ""
    if sent.startswith("/"):
        return digital_link.read_path(_bare(sent.partition("?")[0]), _attributes())
    path = _bare(quote(request.environ["PATH_INFO"].encode("latin-1"), safe=_PLAIN))
    try:
        return digital_link.read_path(path, _attributes())
    except Unreadable:
        rejoined = _rejoined(path)
        if rejoined is None:
            raise
        return digital_link.read_path(rejoined, _attributes())


def _bare(path: str) -> str:
    """A path without its first slash and one last."""
    return path.removeprefix("/").removesuffix("/")


def _rejoined(path: str) -> str | None:
    """A path of goods whose values lost the escapes of their slashes; none for any other."""
    found = _GOODS.fullmatch(path) if len(path) <= _LONGEST else None
    values = {} if found is None else {ai: found[f"v{ai}"] for ai in _BELOW if found[f"v{ai}"]}
    if found is None or any(not _LEVELS.isdisjoint(each.split("/")) for each in values.values()):
        return None
    below = (f"/{ai}/{value.replace('/', '%2F')}" for ai, value in values.items())
    return f"01/{found['v01']}{''.join(below)}"


def _attributes() -> str:
    """The query as far as it is the standard's: what others hang on addresses is not judged."""
    parts = request.query_string.decode("latin-1").split("&")
    return "&".join(part for part in parts if part.partition("=")[0].isdigit())


def _unreadable(refused: Unreadable) -> ResponseReturnValue:
    why = f"digital_link_{refused.reason}"
    if not refused.ai:
        return negotiation.refuse(400, Fault("digital_link_unreadable", facts={"why": why}))
    facts = {"why": why, "ai": refused.ai}
    return negotiation.refuse(400, Fault("digital_link_value", facts=facts))
