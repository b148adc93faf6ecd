"""How programs are answered: by media type, by link type, from any origin, without a cookie.

Sources: GS1-Conformant Resolver Standard 1.2, RFC 9264 (linksets), RFC 9110 §12 (negotiation).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from urllib.parse import quote

from flask import Response, json, render_template, request
from flask.typing import ResponseReturnValue

from traceability.domain.errors import Fault
from traceability.domain.language_ranges import ranges
from traceability.standards import linkset
from traceability.standards.linkset import Context, Link, Wish
from traceability.standards.resolver import HTML, JSON, Thing
from traceability.web.errors import problem
from traceability.web.house import house
from traceability.web.limits import UNKNOWN_CODES, limiter
from traceability.web.messages import sentence
from traceability.web.public import missing

#: Where the context of our linksets as JSON-LD is served.
CONTEXT_PATH = "/id/linkset-context.jsonld"
METHODS = ("GET", "HEAD", "OPTIONS")
#: The parameters that are for the resolver itself; every other one goes along.
_OWN = ("linkType", "context")
#: What may stand in a query as it came.
_AS_IT_CAME = "%-._~!$'()*+,;:@/?="
_LONGEST_QUERY = 1000
_PREFLIGHT_S = "86400"


def base() -> str:
    """The scheme and host that addresses begin with: the one asked, where it is one of ours."""
    settings = house().settings
    asked = f"{request.scheme}://{request.host}"
    return asked if asked in settings.former_urls else settings.public_url


def preferred() -> str:
    """The media type of ours that is liked best: a page unless something else is asked for."""
    offered = [HTML, JSON, linkset.MEDIA_TYPE]
    return request.accept_mimetypes.best_match(offered, HTML)


def wants_page() -> bool:
    """Whether a refusal is told to a person."""
    offered = [HTML, JSON, "application/problem+json", linkset.MEDIA_TYPE]
    return request.accept_mimetypes.best_match(offered, HTML) == HTML


def wants_linkset() -> bool:
    """Whether the linkset itself is asked for."""
    asked = request.args.get("linkType")
    return asked in ("linkset", "all") or (not asked and preferred() == linkset.MEDIA_TYPE)


def preflight(anchor: str | None = None) -> Response:
    """The answer to OPTIONS: what may be asked, and where the linkset of ``anchor`` is."""
    response = Response(status=204)
    response.headers["Allow"] = ", ".join(METHODS)
    response.headers["Access-Control-Allow-Methods"] = ", ".join(METHODS)
    response.headers["Access-Control-Allow-Headers"] = "Accept, Accept-Language"
    response.headers["Access-Control-Max-Age"] = _PREFLIGHT_S
    return response if anchor is None else _linked(response, anchor)


def told(contexts: Sequence[Context]) -> Response:
    """The linkset of contexts."""
    plain = request.accept_mimetypes.best_match([linkset.MEDIA_TYPE, JSON], linkset.MEDIA_TYPE)
    response = as_json(linkset.as_json(contexts), plain)
    response.headers.add(
        "Link",
        f'<{base()}{CONTEXT_PATH}>; rel="http://www.w3.org/ns/json-ld#context";'
        ' type="application/ld+json"',
    )
    return _linked(response, contexts[0].anchor)


def by_type(contexts: Sequence[Context], asked: str) -> ResponseReturnValue:
    """Lead to the link of a type; 404 where there is none, 300 where nothing tells two apart."""
    name = linkset.relation_of(asked)
    links = linkset.of_relation(contexts, name) if name else ()
    if not links:
        return _no_link(contexts, Fault("link_type_not_here", facts={"link_type": _shown(asked)}))
    chosen = linkset.choose(links, _wish())
    if len(chosen) > 1:
        return _choices(chosen, contexts[0].anchor)
    return lead(chosen[0].href, contexts[0].anchor)


def by_default(thing: Thing) -> Response:
    """Lead to the page of a thing, or to its facts where JSON is preferred."""
    root = base()
    return lead(root + (thing.facts if preferred() == JSON else thing.page), root + thing.anchor)


def lead(href: str, anchor: str) -> Response:
    """Lead to an address, with what the query holds that is not for the resolver."""
    response = Response(status=307)
    response.headers["Location"] = href + _forwarded("&" if "?" in href else "?")
    return _linked(response, anchor)


def as_json(body: Mapping[str, object], content_type: str = JSON) -> Response:
    """A body as JSON, whole and readable."""
    return Response(json.dumps(body, ensure_ascii=False), content_type=content_type)


def refuse(status: int, fault: Fault) -> ResponseReturnValue:
    """A refusal as a page that helps, or as ``application/problem+json``."""
    if not wants_page():
        return problem(status, (fault,))
    if status == 404:
        return Response(missing.drawn(), status)
    page = render_template("public/unreadable.html", fault=fault, sentence=sentence)
    return Response(page, status)


def _no_link(contexts: Sequence[Context], fault: Fault) -> ResponseReturnValue:
    """What is asked about is known, and has no link of that type."""
    if not wants_page():
        return problem(404, (fault,))
    (default,) = linkset.of_relation(contexts, linkset.DEFAULT)
    told = {"said": sentence(fault), "page": default.href, "links": contexts[0].anchor}
    return Response(render_template("public/no_link.html", **told), 404)


def impossible() -> ResponseReturnValue:
    """What nobody can have, in the same words; it was not looked for, and is no guess."""
    return refuse(404, Fault("not_found"))


# Only a miss is counted, together with codes that nobody has.
@limiter.shared_limit(UNKNOWN_CODES, scope="unknown codes")
def not_found() -> ResponseReturnValue:
    """What nobody has, in the same words whatever it was."""
    return refuse(404, Fault("not_found"))


@limiter.shared_limit(UNKNOWN_CODES, scope="unknown codes")
def counted(response: Response) -> Response:
    """An answer that walked up, counted as a miss: what was asked for is known to nobody."""
    return response


@limiter.shared_limit(UNKNOWN_CODES, scope="unknown codes")
def missed(page: str) -> ResponseReturnValue:
    """A page that says that what was asked for is known to nobody, counted as a miss."""
    return page, 404


def _wish() -> Wish:
    """What the request prefers; a language of the address comes before those of the browser."""
    types = [kind for kind, _ in request.accept_mimetypes if "*" not in kind]
    said = request.args.get("lang", ""), request.headers.get("Accept-Language", "")
    languages = [tag.partition("-")[0] for each in said for tag in ranges(each)]
    context = request.args.get("context", "")
    return Wish(tuple(types), tuple(languages), context)


def _choices(links: Sequence[Link], anchor: str) -> Response:
    if wants_page():
        response = Response(render_template("public/choices.html", links=links), 300)
    else:
        body = {"choices": [{"href": each.href, "title": each.title} for each in links]}
        response = as_json(body)
        response.status_code = 300
    return _linked(response, anchor)


def _linked(response: Response, anchor: str) -> Response:
    address = f"{anchor}?linkType=linkset"
    response.headers.add("Link", f'<{address}>; rel="linkset"; type="{linkset.MEDIA_TYPE}"')
    return response


def _forwarded(joint: str) -> str:
    """The query as it came, without what is the resolver's own."""
    parts = request.query_string.decode("latin-1").split("&")
    kept = "&".join(part for part in parts if part and part.partition("=")[0] not in _OWN)
    written = quote(kept, safe=_AS_IT_CAME + "&")
    return joint + written if kept and len(written) <= _LONGEST_QUERY else ""


def _shown(asked: str) -> str:
    """As much of a link type as a sentence can hold."""
    return asked[:40] if asked.isprintable() else ""
