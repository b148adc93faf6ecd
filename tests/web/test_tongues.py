"""The language of a request is found once, and nothing is said in that of another."""

from __future__ import annotations

import pytest
from flask import Flask, render_template_string

from traceability.web.messages import language
from traceability.web.thousands import ngettext
from traceability.web.tongues import gettext, lazy_gettext, speaking

WHO, HOLDER = "Ai làm", "Tem của %(holder)s"
LATER = lazy_gettext(WHO)
IN = {"vi": "Ai làm", "en": "Who made it", "zh": "生产者"}
TITLES = {"vi": "Truy xuất nguồn gốc", "en": "Where Hà Giang", "zh": "河江"}


@pytest.fixture
def backend() -> str:
    return "sqlite"


@pytest.mark.parametrize("lang", IN)
def test_code_templates_and_what_is_said_later_speak_alike(app: Flask, lang: str) -> None:
    with app.test_request_context(f"/?lang={lang}"):
        assert language() == lang
        assert gettext(WHO) == str(LATER) == IN[lang]
        shown = render_template_string(
            "{{ _(who) }}|{{ gettext(who) }}|{{ later }}", who=WHO, later=LATER
        )
        assert shown == "|".join([IN[lang]] * 3)


def test_each_request_has_its_own_language(app: Flask) -> None:
    client = app.test_client()
    for lang in ("en", "zh", "vi", "en"):
        assert f"<title>{TITLES[lang]}" in client.get(f"/?lang={lang}").text


def test_another_language_is_spoken_for_a_while(app: Flask) -> None:
    with app.test_request_context("/?lang=en"):
        for _before_and_after_the_first_sentence in range(2):
            with speaking("vi"):
                assert (language(), gettext(WHO), str(LATER)) == ("vi", IN["vi"], IN["vi"])
                assert render_template_string("{{ _(who) }}", who=WHO) == IN["vi"]
            assert (language(), gettext(WHO), str(LATER)) == ("en", IN["en"], IN["en"])
        with pytest.raises(LookupError), speaking("vi"):
            raise LookupError
        assert gettext(WHO) == IN["en"]


def test_without_a_request_it_is_vietnamese() -> None:
    assert (language(), gettext(WHO), str(LATER)) == ("vi", WHO, WHO)
    assert ngettext("%(num)s gói", "%(num)s gói", 3_312) == "3.312 gói"


def test_facts_are_escaped_in_templates_that_are_html(app: Flask) -> None:
    said = '{{ _("Tem của %(holder)s", holder=holder) }}'
    with app.test_request_context("/?lang=vi"):
        assert render_template_string(said, holder="<b>") == "Tem của &lt;b&gt;"
        assert render_template_string(said, holder="&") == "Tem của &amp;"
        plain = app.jinja_env.overlay(autoescape=False).from_string(said)
        assert plain.render(holder="<b>") == gettext(HOLDER, holder="<b>") == "Tem của <b>"


def test_two_signs_of_per_cent_in_a_template_are_one(app: Flask) -> None:
    with app.test_request_context("/?lang=vi"):
        assert (
            render_template_string('{{ _("5 %%") }}|{{ _("5 %% %(of)s", of="<") }}')
            == "5 %|5 % &lt;"
        )
