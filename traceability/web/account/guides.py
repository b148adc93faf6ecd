"""Quick guides: a page with the steps, and each guide as a printed page, drawn when asked for."""

from __future__ import annotations

from flask import Response, render_template, url_for
from flask.typing import ResponseReturnValue

import labels
from labels.papers import (
    Beside,
    Facts,
    Grid,
    Heading,
    Paper,
    Part,
    Steps,
    Text,
    draw,
    qr_picture,
)
from traceability.domain.errors import NotFound
from traceability.services import guides as services
from traceability.services.guides import Contact
from traceability.web.account.blueprint import account
from traceability.web.account.guide_texts import GUIDES, Guide, Topic
from traceability.web.house import actor, house, looking, signed_in
from traceability.web.tongues import gettext as _

#: Longer texts, and those without letters in the typeface, are left to be written by hand.
_LONGEST = 100
_QR_UM, _GAP_UM = 24_000, 800


@account.get("/huong-dan")
def guides() -> ResponseReturnValue:
    """Both guides to fetch, one's own first, and its steps to read here."""
    own = "can-bo" if signed_in().organisation_kind == "authority" else "hop-tac-xa"
    names = sorted(GUIDES, key=lambda name: name != own)
    return render_template("account/guides.html", guides=[(name, GUIDES[name]) for name in names])


@account.get("/huong-dan/<guide>.pdf")
def guide_file(guide: str) -> ResponseReturnValue:
    """One guide, one page A4, in the reader's language."""
    found = GUIDES.get(guide)
    if found is None:
        raise NotFound
    with looking() as view:
        contact = services.office(view, actor())
    response = Response(draw(_paper(found, contact)), content_type="application/pdf")
    response.headers["Content-Disposition"] = f'attachment; filename="{guide}.pdf"'
    return response


def _paper(guide: Guide, contact: Contact) -> Paper:
    address = f"{house().settings.public_url}{url_for('account.sign_in')}"
    title: list[Part] = [Heading(str(guide.title), 1), Text(str(guide.lead))]
    door: list[Part] = [qr_picture(address, _QR_UM), Text(_("Quét để đăng nhập"), small=True)]
    parts = [
        Beside([title, door], [138, 34]),
        *_topic(guide.first),
        *_columns(guide),
        Heading(_("Khi cần hỏi")),
        Facts(_lines(guide, contact)),
    ]
    foot = _("Đăng nhập: %(address)s", address=address)
    return Paper(str(guide.title), parts, foot, page_word="")


def _columns(guide: Guide) -> list[Part]:
    """Topics in two columns; the words of the screen end the second."""
    words: list[Part] = [
        Heading(str(guide.words_title)),
        Grid([], [[str(word), str(means)] for word, means in guide.words], [2, 5]),
    ]
    topics = [_topic(each) for each in guide.topics]
    if len(topics) == 1:
        return [Beside([topics[0], words], [5, 6])]
    left = [part for topic in topics[::2] for part in topic]
    right = [part for topic in topics[1::2] for part in topic]
    return [Beside([left, right], [1, 1]), *words]


def _topic(topic: Topic) -> list[Part]:
    steps = Steps([str(each) for each in topic.steps], topic.tick, _GAP_UM)
    return [Heading(str(topic.title)), steps]


def _lines(guide: Guide, contact: Contact) -> list[tuple[str, str]]:
    """Whom to call, as far as it is known; the rest are lines to write on."""
    known = [contact.name, contact.phone]
    values = [text if _fits(text) else "" for text in known]
    missing = len(guide.contacts) - len(values)
    return list(zip(map(str, guide.contacts), values + [""] * missing, strict=True))


def _fits(text: str) -> bool:
    return len(text) <= _LONGEST and not labels.undrawable(text)
