"""Above a warning somebody says why, through every door; and who reads it on the lot."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from sqlalchemy import select

from tests.api.software import Door, new_key
from tests.families import product
from tests.people import World
from tests.services.season_worlds import harvested, one_hectare
from tests.services.weigh_days import number_of, opened, works
from tests.web.lot_visits import Page, Visitor, app_of, confirm
from tests.web.registry_visits import officer
from tests.web.test_ceiling_edges import dryer, newest
from traceability.domain.quantity import Quantity
from traceability.services import corrections
from traceability.services.corrections import Amendment
from traceability.services.products import FormatRequest
from traceability.store import models

pytestmark = pytest.mark.parametrize("backend", ["sqlite"])
HARVEST, BOOK, SLIPS = "/coop/thu-hoach/moi", "/coop/so-thu-hoach", "/coop/so-phieu-can"
TONNE = 1_000_000
OWN = "Vườn trẻ năm thứ bảy, sai quả nhất vùng"
NEEDED = "Cộng lại là 16.000 kg, quá mức cảnh báo 15.000 kg."


@pytest.fixture
def ground(world: World) -> tuple[str, str]:
    """A hectare of oranges that has given all that is not yet warned of: its code and place."""
    place, area = one_hectare(world)
    harvested(world, area, place, 15)
    return area, place


@pytest.fixture
def recorder(world: World, tmp_path: Path) -> Visitor:
    return Visitor(app_of(world, files=tmp_path), world, "recorder")


def bring(visitor: Visitor, ground: tuple[str, str], **why: str) -> tuple[Page, Page]:
    """A tonne typed into the form: the review, and what saving it led to."""
    shown = visitor.send(HARVEST, HARVEST, area_code="/".join(ground), weight="1 tấn")
    return shown, confirm(visitor, HARVEST, shown, **why)


def lots(world: World) -> int:
    with world.view() as view:
        return view.db.query(models.Batch).count()


def test_no_harvest_above_the_warning_is_saved_without_a_reason(
    world: World, recorder: Visitor, ground: tuple[str, str]
) -> None:
    before = lots(world)
    shown, refused = bring(recorder, ground, lot_code="")
    assert "Vượt mức cảnh báo của vụ" in shown.text
    assert refused.status == 422
    assert NEEDED in refused.error_at("warn_reason").replace("\u00a0", " ")
    assert refused.form(HARVEST)["weight"] == "1 tấn"  # nothing that was typed is lost
    assert confirm(recorder, HARVEST, shown, warn_reason="other").error_at("warn_words")
    assert confirm(recorder, HARVEST, shown, warn_reason="moon").status == 422
    assert lots(world) == before
    assert confirm(recorder, HARVEST, refused, warn_words=OWN).status == 303
    assert newest(world)["facts"]["accepted"] == {"reason": "other"}


def test_who_and_why_stand_on_the_lot_for_those_who_answer_for_it(
    world: World, recorder: Visitor, ground: tuple[str, str]
) -> None:
    _shown, done = bring(recorder, ground, warn_reason="register_behind", warn_words=OWN)
    reason = "diện tích, số cây, số đàn trong sổ chưa cập nhật"
    lot = recorder.get(done.place).text.replace("\u00a0", " ")
    who = re.search(r"Cộng vụ 16 tấn, mức cảnh báo 15 tấn\. Lý do: (.+?) – (.+?)\. (.+?) · ", lot)
    assert who is not None
    assert who.groups() == (reason, OWN, name_of(world, "recorder"))
    for login in ("registrar", "inspector"):
        seen = officer(world, login).get(f"/registry/ma/{ground[0]}").text
        assert f"{reason} – {OWN}" in seen
        assert who[3] in seen
    leaf = json.dumps(newest(world), ensure_ascii=False)
    assert OWN not in leaf
    assert "warn_words" in leaf  # its commitment
    assert world.differences() == []


def name_of(world: World, login: str) -> str:
    with world.view() as view:
        user = view.db.scalars(select(models.UserAccount).filter_by(login=login)).one()
        kept = select(models.PrivateValue.value).filter_by(
            owner_kind="user", owner_id=str(user.id), field="name"
        )
        return view.db.scalars(kept).one()


def test_a_reason_is_not_kept_where_nothing_was_passed(world: World, recorder: Visitor) -> None:
    shown = recorder.send(HARVEST, HARVEST, weight="10 kg")
    assert "warn_reason" not in shown.form(HARVEST)
    done = confirm(recorder, HARVEST, shown, warn_reason="good_season", warn_words=OWN)
    assert done.status == 303
    assert "accepted" not in newest(world)["facts"]
    assert "Vượt mức cảnh báo" not in recorder.get(done.place).text


def test_software_says_why_as_well(world: World, ground: tuple[str, str], tmp_path: Path) -> None:
    door = Door(world, app_of(world, files=tmp_path), new_key(world, world.who.cooperative))
    asked = {"area_code": ground[0], "weight": 1000}
    refused = door.harvest(**asked)
    assert refused.status_code == 422
    (fault,) = refused.json["errors"]  # type: ignore[index]
    assert (fault["code"], fault["field"]) == ("warn_reason_needed", "warn_reason")
    assert door.harvest(**asked, warn_reason="too_much").status_code == 422
    assert door.harvest(**asked, warn_reason="other").status_code == 422
    assert door.harvest(**asked, warn_reason="several_days").status_code == 201
    assert newest(world)["facts"]["accepted"] == {"reason": "several_days"}


def test_a_book_says_why_in_a_column(world: World, recorder: Visitor) -> None:
    one_hectare(world)
    head = "Ngày thu hoạch\tMã vùng trồng\tKhối lượng\tLý do vượt mức\n"
    rows = "12/01/2026\tVN-HGOR-0500\t{} tấn\t{}\n"
    form = recorder.get(BOOK).form("so-thu-hoach")
    pasted = head + rows.format(15, "") + rows.format(1, "") + rows.format(1, "Được mùa")
    shown = recorder.post(BOOK, {**form, "pasted": pasted})
    assert "quá mức cảnh báo 15.000 kg" in shown.text.replace("\u00a0", " ")
    good = head + rows.format(15, "") + rows.format(1, OWN) + rows.format(1, "được mùa")
    shown = recorder.post(BOOK, {**form, "pasted": good})
    told = shown.form("so-thu-hoach") | {"pasted": good, "confirm": "yes"}
    assert recorder.post(BOOK, told).status == 303
    with world.view() as view:
        leaves = view.db.scalars(select(models.Event.leaf).order_by(models.Event.seq))
        facts = [json.loads(leaf)["facts"] for leaf in leaves]
        kept = select(models.PrivateValue.value).filter_by(field="warn_words")
        assert view.db.scalars(kept).all() == [OWN]
    said = [each["accepted"]["reason"] for each in facts if "accepted" in each]
    assert said == ["other", "good_season"]
    assert world.differences() == []


def test_at_the_scale_it_is_one_tap_more(
    world: World, recorder: Visitor, ground: tuple[str, str]
) -> None:
    works(world, world.who.household, ground[1])
    day = opened(world)
    at = f"/coop/can/{day}"
    typed = {"seller": str(number_of(world, world.who.household)), "gross": "1 tấn"}
    asked = recorder.send(at, at, **typed)
    assert asked.status == 422, asked.text
    assert 'name="warn_reason" value="good_season"' in asked.source
    assert NEEDED in asked.text.replace("\u00a0", " ")
    form = asked.form(at)
    assert form["gross"] == "1 tấn"
    assert recorder.post(at, {**form, "warn_reason": "good_season"}).status == 303
    assert newest(world)["facts"]["accepted"] == {"reason": "good_season"}
    truck = f"{at}/xe"
    line = {"seller_1": typed["seller"], "gross_1": "1 tấn"}
    refused = recorder.send(truck, truck, **line)
    assert refused.error_at("warn_reason")
    done = recorder.post(truck, {**refused.form(truck), "warn_words": OWN})
    assert done.status == 303, done.text
    assert newest(world)["facts"]["accepted"] == {"reason": "other"}
    assert world.differences() == []


def test_much_tea_packed_of_its_leaf_is_answered_for(world: World) -> None:
    path, visitor = dryer(world)
    product(world, "shan_tea", FormatRequest("gói", 1000))
    at = path.replace("/lam/dry", "/dong-goi")
    typed = {"product": visitor.get(at).form(at)["product"], "packages": "320"}
    shown = visitor.send(at, at, **typed, packed_on="25/11/2025")
    assert "Lô này chưa làm khô" in shown.text
    assert "Đóng được 32 % số hàng tươi; thường từ 20 % đến 30 %." in shown.text
    assert confirm(visitor, at, shown).error_at("warn_reason")
    done = confirm(visitor, at, shown, warn_reason="weighed_again")
    assert done.status == 303
    assert newest(world)["facts"]["accepted"] == {"reason": "weighed_again"}
    assert "Ra nhiều hơn mức thường gặp. Lý do: đã cân lại" in visitor.get(done.place).text


def test_a_correction_above_the_warning_answers_by_its_own_reason(
    world: World, ground: tuple[str, str], recorder: Visitor
) -> None:
    with world.view() as view:
        first = view.db.scalars(select(models.Batch).order_by(models.Batch.id.desc())).first()
        assert first is not None
        code = first.code
    with world.by(world.who.manager) as work:
        more = Amendment(world.entry(code), {code: Quantity(16 * TONNE, "g")})
        corrections.correct(work, [more], "Quên cân xe thứ hai")
    assert newest(world)["facts"]["accepted"] == {"reason": "corrected"}
    lot = recorder.get(f"/coop/lo/{code}").text.replace("\u00a0", " ")
    assert "Lý do: ghi khi sửa số – Quên cân xe thứ hai." in lot
    with world.by(world.who.manager) as work:
        less = Amendment(world.entry(code), {code: Quantity(14 * TONNE, "g")})
        corrections.correct(work, [less], "Cân lại")
    assert "Vượt mức cảnh báo" not in recorder.get(f"/coop/lo/{code}").text
    assert world.differences() == []


def test_a_correction_above_the_warning_says_so_first(
    world: World, recorder: Visitor, ground: tuple[str, str]
) -> None:
    with world.view() as view:
        code = view.db.scalars(select(models.Batch.code).order_by(models.Batch.id.desc())).first()
    assert code is not None
    entry = world.entry(code)
    path = f"/coop/ghi-chep/{entry}/sua"
    shown = recorder.send(
        path, path, **{f"{entry}_{code}": "16 tấn"}, reason_kind="other", reason="cân lại"
    )
    words = shown.text.replace("\u00a0", " ")
    assert "Sửa vậy thì cả vụ thành 16.000 kg, quá mức cảnh báo 15.000 kg." in words


def test_the_reason_of_the_season_is_given_once_an_evening(
    world: World, recorder: Visitor, ground: tuple[str, str]
) -> None:
    """The next slip is not asked afresh, one far above a load is; the tick takes it back."""
    works(world, world.who.household, ground[1])
    day = f"/coop/can/{opened(world)}"
    number = str(number_of(world, world.who.household))

    def weigh(**typed: str) -> Page:
        return recorder.send(day, day, seller=number, **typed)

    asked = weigh(gross="11")
    assert "vì sao vẫn nhận?" in asked.text
    # The next seller's digits and Enter give no reason and change no weight: the question itself
    # has the focus.
    assert re.findall(r"<(\w+)[^>]* autofocus", asked.source) == ["fieldset"]
    form = asked.form(day)
    assert recorder.post(day, form).status == 422
    assert recorder.post(day, {**form, "warn_reason": "good_season"}).status == 303
    assert "lý do ghi cho cả phiếu này" in recorder.get(day).text
    assert weigh(gross="12").status == 303
    assert newest(world)["facts"]["accepted"] == {"reason": "good_season"}
    assert weigh(gross="6000").status == 422
    assert weigh(gross="13", kept_reason="").status == 422
