"""What a resolver of ours offers for each kind of thing, and how it describes itself.

Sources: GS1-Conformant Resolver Standard 1.2 (§4 and §7), GS1 Web Vocabulary 1.16 (link types).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from traceability.domain.verdict import Verdict
from traceability.standards.linkset import DEFAULT, MULTI, VOCABULARY, Context, Link

HTML, JSON = "text/html", "application/json"
#: The keys that are looked up here; every other one is read, judged, and not found.
KEYS = ("01", "414")

_TITLES: Mapping[str, Mapping[str, str]] = {
    "vi": {
        "pip": "Thông tin sản phẩm",
        "traceability": "Truy xuất nguồn gốc",
        "locationInfo": "Nơi chốn",
        "certificationInfo": "Mã số vùng trồng",
        "homepage": "Đơn vị",
        "recallStatus": "Tình trạng thu hồi",
    },
    "en": {
        "pip": "Product information",
        "traceability": "Traceability",
        "locationInfo": "Location",
        "certificationInfo": "Growing-area code",
        "homepage": "Organisation",
        "recallStatus": "Recall status",
    },
    "zh": {
        "pip": "产品信息",
        "traceability": "溯源信息",
        "locationInfo": "地点",
        "certificationInfo": "种植区代码",
        "homepage": "经营主体",
        "recallStatus": "召回状态",
    },
}
#: What a linkset says by itself of goods that nobody may sell; of others, only where it is told.
_STOPPED: Mapping[str, Mapping[Verdict, str]] = {
    "vi": {Verdict.RECALLED: "đang bị thu hồi", Verdict.HELD: "đang tạm ngừng bán"},
    "en": {Verdict.RECALLED: "recalled", Verdict.HELD: "held"},
    "zh": {Verdict.RECALLED: "正在召回", Verdict.HELD: "暂停销售"},
}
#: Kind of thing → the link types of its page, apart from the default.
OFFERED: Mapping[str, tuple[str, ...]] = {
    "gtin": ("pip",),
    "lot": ("pip", "traceability"),
    "item": ("pip", "traceability"),
    "area": ("certificationInfo", "locationInfo"),
    "place": ("locationInfo",),
    "party": ("homepage",),
}


@dataclass(frozen=True)
class Thing:
    """One identified thing: its kind, the paths of its anchor, page and facts, and its name.

    ``areas`` are the paths of the growing-area codes that its goods come from, with their strings;
    ``lot`` is the readable code of a lot or of the lot of a label, ``verdict`` how either stands,
    where that was looked at.
    """

    kind: str
    anchor: str
    page: str
    facts: str
    description: str
    areas: tuple[tuple[str, str], ...] = ()
    lot: str = ""
    verdict: Verdict | None = None


def context(thing: Thing, base: str, languages: Sequence[str]) -> Context:
    """The links of a thing; ``base`` is the scheme and host that they begin with."""
    found = [
        Link(DEFAULT, base + thing.page, thing.description),
        *_defaults(thing, base, languages),
    ]
    for relation in OFFERED[thing.kind]:
        found += _pages(thing, relation, base, languages)
    if thing.kind in ("lot", "item"):
        found += _recall_status(thing, base, languages)
        found += [Link("locationInfo", base + path, raw, HTML) for path, raw in thing.areas]
    return Context(base + thing.anchor, thing.description, tuple(found))


def described(base: str, name: str, context_path: str) -> dict[str, object]:
    """The description file of the resolver, for ``/.well-known/gs1resolver``."""
    return {
        "resolverRoot": base,
        "supportedPrimaryKeys": list(KEYS),
        "name": name,
        "supportedLinkType": [{"namespace": VOCABULARY, "prefix": "gs1:"}],
        "linkTypeDefaultCanBeLinkset": False,
        "contact": {"fn": name},
        "jsonLdContextLocation": base + context_path,
    }


def _defaults(thing: Thing, base: str, languages: Sequence[str]) -> Iterator[Link]:
    """The same page for people and for programs; the page itself knows the reader's language."""
    yield Link(MULTI, base + thing.page, thing.description, HTML, tuple(languages))
    yield Link(MULTI, base + thing.facts, thing.description, JSON)


def _recall_status(thing: Thing, base: str, languages: Sequence[str]) -> Iterator[Link]:
    """Where it is told whether goods are recalled: as facts, for it is programs that ask; as pages.

    What may not be sold is told by the titles too. Linksets are copied, so nothing tells of no
    warning here.
    """
    yield Link("recallStatus", base + thing.facts, _recall_title(thing, "en"), JSON)
    for language in languages:
        href = f"{base}{thing.page}?lang={language}"
        yield Link("recallStatus", href, _recall_title(thing, language), HTML, (language,))


def _recall_title(thing: Thing, language: str) -> str:
    title = _TITLES.get(language, _TITLES["en"])["recallStatus"]
    stopped = _STOPPED.get(language, _STOPPED["en"])
    said = None if thing.verdict is None else stopped.get(thing.verdict)
    return title if said is None else f"{title}: {said}"


def _pages(thing: Thing, relation: str, base: str, languages: Sequence[str]) -> Iterator[Link]:
    for language in languages:
        title = _TITLES.get(language, _TITLES["en"])[relation]
        href = f"{base}{thing.page}?lang={language}"
        yield Link(relation, href, f"{title}: {thing.description}", HTML, (language,))
    title = _TITLES["en"][relation]
    yield Link(relation, base + thing.facts, f"{title}: {thing.description}", JSON)
