"""A form whose page grew stale is offered once more: nothing that was typed is lost."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from tests.people import World
from tests.web.lot_visits import Visitor, app_of, token_of
from traceability.store.models import Batch, PrivateValue
from traceability.web.guards import COOKIE

FORM = {"weight": "2 tạ 5 yến", "harvested_on": "12/1/2026", "request_key": "k" * 20}
PATH = "/coop/thu-hoach/moi"
OURS = {"Sec-Fetch-Site": "same-origin"}


@pytest.fixture
def backend() -> str:
    return "sqlite"


@pytest.fixture
def client(world: World) -> FlaskClient:
    return app_of(world, public_url="http://127.0.0.1", development=True).test_client()


def sign_in(client: FlaskClient, world: World) -> None:
    client.set_cookie(COOKIE, token_of(world, "recorder"))


def hidden(page: str) -> dict[str, str]:
    return dict(re.findall(r'name="([^"]+)" value="([^"]*)"', page))


def test_a_stale_token_offers_the_form_again_and_it_goes_through(
    client: FlaskClient, world: World
) -> None:
    sign_in(client, world)
    stale = client.post(PATH, data=FORM | {"csrf_token": "old"}, headers=OURS)
    assert stale.status_code == 400
    again = hidden(stale.text)
    assert {name: again[name] for name in FORM} == FORM
    sent = client.post(PATH, data=again, headers=OURS)
    assert "2 tạ 5 yến" in sent.text
    assert "csrf" not in sent.text or sent.status_code != 400


def test_who_was_signed_out_is_told_so_and_loses_nothing(client: FlaskClient) -> None:
    answer = client.post(PATH, data=FORM, headers=OURS)
    assert answer.status_code == 400
    assert "Bạn đã đăng xuất" in answer.text
    assert hidden(answer.text)["weight"] == FORM["weight"]
    with_token = client.post(PATH, data=hidden(answer.text), headers=OURS)
    assert with_token.status_code == 401
    assert hidden(with_token.text)["weight"] == FORM["weight"]


@pytest.mark.parametrize(
    "headers",
    [{}, {"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://elsewhere.example"}],
    ids=["unsaid", "cross site", "foreign origin"],
)
def test_what_a_stranger_sent_is_not_offered(
    client: FlaskClient, world: World, headers: dict[str, str]
) -> None:
    sign_in(client, world)
    answer = client.post(PATH, data=FORM, headers=headers)
    assert answer.status_code == 400
    assert FORM["weight"] not in answer.text


def test_a_password_is_never_put_into_a_page(client: FlaskClient) -> None:
    answer = client.post("/dang-nhap", data={"login": "x", "password": "bí mật"}, headers=OURS)
    assert answer.status_code == 400
    assert "bí mật" not in answer.text


def test_the_answer_to_a_form_is_kept_for_the_back_button(
    client: FlaskClient, world: World
) -> None:
    sign_in(client, world)
    assert client.get(PATH).headers["Cache-Control"] == "no-store"
    answer = client.post(PATH, data=FORM, headers=OURS)
    assert answer.headers["Cache-Control"] == "private, no-cache"
    with world.view() as view:
        assert view.db.query(Batch).count() == 0


def test_a_form_is_not_stored_for_whoever_signs_in_next(world: World, tmp_path: Path) -> None:
    """Typed in one cooperative, sent when another one's manager sits at the same browser."""
    app = app_of(world, files=tmp_path)
    typed = Visitor(app, world, "manager").get("/coop/ho/moi").form()
    stranger = Visitor(app, world, "stranger")
    sent = {**typed, "csrf_token": stranger.token(), "name": "Giàng Thị Mỷ", "phone": "0912345678"}
    page = stranger.post("/coop/ho/moi", sent)
    assert page.status == 409
    assert "người khác hoặc đơn vị khác" in page.text
    with world.view() as view:
        assert view.db.query(PrivateValue).filter_by(value="0912345678").count() == 0
