"""Linksets as JSON (RFC 9264) in the form of GS1-conformant resolvers 1.2, and choosing in them.

A context is an anchor with its links by relation. The default link stands alone at its anchor and
bears nothing but address and title; whatever else there is says its media type and language.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

#: The GS1 Web Vocabulary, whose properties are the link types.
VOCABULARY = "https://ref.gs1.org/voc/"
MEDIA_TYPE = "application/linkset+json"
DEFAULT, MULTI = "defaultLink", "defaultLinkMulti"


@dataclass(frozen=True)
class Link:
    """Where a relation leads: an absolute address, a title, and what it can be chosen by."""

    relation: str
    href: str
    title: str
    type: str = ""
    hreflang: tuple[str, ...] = ()
    context: tuple[str, ...] = ()

    @property
    def traits(self) -> tuple[str, tuple[str, ...], tuple[str, ...]]:
        """What tells this link from others of its relation."""
        return self.type, self.hreflang, self.context


@dataclass(frozen=True)
class Context:
    """What is linked from one identified thing."""

    anchor: str
    description: str
    links: tuple[Link, ...]


@dataclass(frozen=True)
class Wish:
    """What whoever asks prefers: media types and languages, the best first, and a context."""

    types: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    context: str = ""


def as_json(contexts: Sequence[Context]) -> dict[str, object]:
    """The linkset of contexts, the most granular first."""
    return {"linkset": [_context(each) for each in contexts]}


def of_relation(contexts: Sequence[Context], relation: str) -> tuple[Link, ...]:
    """The links of a relation at the most granular anchor that has any."""
    for context in contexts:
        found = tuple(link for link in context.links if link.relation == relation)
        if found:
            return found
    return ()


def relation_of(asked: str) -> str | None:
    """The name of a link type as it is asked for: ``gs1:pip``, a whole address, or ``pip``.

    A type of another vocabulary has no name here.
    """
    for prefix in ("gs1:", VOCABULARY, "https://www.gs1.org/voc/", "https://gs1.org/voc/"):
        if asked.startswith(prefix):
            return asked.removeprefix(prefix)
    return asked if asked.isalnum() else None


def choose(links: Sequence[Link], wish: Wish) -> tuple[Link, ...]:
    """The link that fits a wish best; several where nothing tells them apart.

    The context narrows first, then the media type, then the language; a wish that nothing meets
    is passed over. Where a choice is still open the first one stands for all.
    """
    left = _narrowed(links, [wish.context] if wish.context else [], lambda link: link.context)
    left = _narrowed(left, wish.types, lambda link: (link.type,))
    left = _narrowed(left, wish.languages, lambda link: link.hreflang)
    return tuple(link for link in left if link.traits == left[0].traits)


def _narrowed(
    links: Sequence[Link], wanted: Sequence[str], told: Callable[[Link], Sequence[str]]
) -> Sequence[Link]:
    for each in wanted:
        found = [link for link in links if each in told(link)]
        if found:
            return found
    return links


def _context(context: Context) -> dict[str, object]:
    told: dict[str, object] = {"anchor": context.anchor, "itemDescription": context.description}
    for relation in dict.fromkeys(link.relation for link in context.links):
        some = (link for link in context.links if link.relation == relation)
        told[VOCABULARY + relation] = [_link(link) for link in some]
    return told


def _link(link: Link) -> Mapping[str, object]:
    told: dict[str, object] = {"href": link.href, "title": link.title}
    if link.type:
        told["type"] = link.type
    if link.hreflang:
        told["hreflang"] = list(link.hreflang)
    if link.context:
        told["context"] = list(link.context)
    return told
