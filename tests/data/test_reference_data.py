"""The shipped reference data: counts measured in the source, keys complete, nothing unmarked."""

import datetime as dt
import unicodedata
from pathlib import Path

import pytest

import traceability.data as data
from traceability.data import (
    communes,
    months_of,
    read_communes,
    read_crops,
    read_label_fields,
    read_reference_values,
    successions,
)
from traceability.domain.communes import NEW, OLD, Box, Point, address_line
from traceability.domain.label_fields import LabelField

FOLDER = Path(data.__file__).parent
KINDS = ("Thị trấn ", "Phường ", "Xã ")


def proper(name):
    return next(name.removeprefix(kind) for kind in KINDS if name.startswith(kind))


def by_code(vintage):
    return {commune.code: commune for commune in communes() if commune.vintage == vintage}


# --- communes ---


def test_193_old_communes_became_73():
    assert len(read_communes()) == len(by_code(OLD)) == 193
    assert len(by_code(NEW)) == 73
    assert len(communes()) == 193 + 73


def test_three_were_split():
    split = {by_code(OLD)[old].name: entry.new for old, entry in successions().items()
             if entry.is_split}  # fmt: skip
    new = by_code(NEW)
    assert {old: {new[code].name for code in codes} for old, codes in split.items()} == {
        "Xã Yên Định": {"Xã Ngọc Đường", "Xã Minh Ngọc"},
        "Xã Việt Lâm": {"Xã Vị Xuyên", "Xã Việt Lâm"},
        "Phường Quang Trung": {"Phường Hà Giang 2", "Phường Hà Giang 1"},
    }


def test_the_file_marks_as_split_what_has_two_successors():
    flags = {row["old_code"]: row["is_split"] == "1" for row in data._rows("communes_2025.csv")}
    assert flags == {old: entry.is_split for old, entry in successions().items()}


def test_every_new_code_is_an_old_one_63_for_another_territory():
    old, new = by_code(OLD), by_code(NEW)
    assert set(new) <= set(old)
    parts = {code: {o for o, entry in successions().items() if code in entry.new} for code in new}
    same = [code for code in new if parts[code] == {code} and not successions()[code].is_split]
    assert len(same) == 10
    assert len(new) - len(same) == 63


def test_30_codes_stand_under_another_name_25_by_proper_name():
    old, new = by_code(OLD), by_code(NEW)
    renamed = [code for code in new if new[code].name != old[code].name]
    assert len(renamed) == 30
    assert sum(proper(new[code].name) != proper(old[code].name) for code in renamed) == 25


def test_a_new_name_is_the_same_wherever_it_is_told():
    names = {pair for row in read_communes() for pair in zip(row.new_codes, row.new_names)}  # noqa: B905
    assert len(names) == 73


def test_boxes_hold_their_centroids_and_their_parts():
    new = by_code(NEW)
    for row in read_communes():
        assert row.bbox.holds(row.centroid), row.old_name
        for code in row.new_codes:
            assert new[code].bbox.holds(row.centroid), row.old_name
    assert all(commune.bbox.holds(commune.centroid) for commune in communes())


def test_the_coordinates_are_whole_millionths():
    yen_phu = by_code(OLD)["00991"]
    assert yen_phu.name == "Thị trấn Yên Phú"
    assert yen_phu.centroid == Point(22_761_531, 105_348_246)
    assert yen_phu.bbox == Box(22_705_018, 105_290_394, 22_817_802, 105_383_434)


def test_the_address_of_cao_bo_says_both():
    old = next(commune for commune in by_code(OLD).values() if commune.folded == "xa cao bo")
    new = by_code(NEW)[successions()[old.code].new[0]]
    assert address_line(new, old) == (
        "Xã Cao Bồ, tỉnh Tuyên Quang (trước 1/7/2025: xã Cao Bồ, huyện Vị Xuyên, tỉnh Hà Giang)"
    )


def test_provinces():
    assert {(c.province, c.province_code) for c in by_code(OLD).values()} == {
        ("Tỉnh Hà Giang", "02")
    }
    assert {(c.province, c.province_code, c.district) for c in by_code(NEW).values()} == {
        ("Tỉnh Tuyên Quang", "08", None)
    }


# --- crops and values ---


def test_the_families_and_units_of_the_crops():
    assert {crop.family for crop in read_crops()} == {"orange", "tea", "honey", "herb", "persimmon"}
    assert [crop.code for crop in read_crops() if crop.unit == "ml"] == ["mint_honey"]
    assert sum(crop.family == "herb" for crop in read_crops()) == 4


def test_codes_and_prefixes_are_unique_and_prefixes_short():
    crops = read_crops()
    assert len({crop.code for crop in crops}) == len({crop.prefix for crop in crops}) == len(crops)
    for crop in crops:
        assert crop.prefix.isascii()
        assert crop.prefix.isalpha()
        assert crop.prefix.isupper()
        assert len(crop.prefix) <= 6


def test_the_orange_runs_over_the_new_year():
    orange = read_crops()[0]
    assert (orange.code, orange.name_vi, orange.verb_vi) == (
        "sanh_orange",
        "Cam sành",
        "thu hoạch",
    )
    assert orange.months == (12, 1, 2, 3)


@pytest.mark.parametrize(
    ("spec", "months"),
    [("12-3", (12, 1, 2, 3)), ("3-4;8", (3, 4, 8)), ("5", (5,)), ("1-12", tuple(range(1, 13)))],
)
def test_months(spec, months):
    assert months_of(spec) == months


@pytest.mark.parametrize("spec", ["0-3", "13", "", "x"])
def test_what_is_no_month(spec):
    with pytest.raises(ValueError):  # noqa: PT011 - int() and the range have words of their own
        months_of(spec)


def value(key, crop):
    (row,) = (row for row in read_reference_values() if (row.key, row.crop) == (key, crop))
    return row.value, row.unit


def test_every_value_is_of_a_known_crop_once_dated_sourced_and_marked():
    rows = read_reference_values()
    assert {row.crop for row in rows} == {crop.code for crop in read_crops()}
    assert len({(row.key, row.crop, row.from_on) for row in rows}) == len(rows)
    for row in rows:
        assert row.value > 0
        assert row.source
        assert row.from_on <= dt.date(2020, 1, 1)
        assert row.note.startswith("to be confirmed by an agronomist")


def test_every_crop_has_a_step_ratio_and_a_ceiling_that_rises():
    for crop in read_crops():
        assert value("step_ratio", crop.code)[0] <= 1_000_000
        assert value("warn", crop.code)[0] < value("hold", crop.code)[0]
        assert value("warn", crop.code)[1] == value("hold", crop.code)[1]


@pytest.mark.parametrize(
    ("key", "crop", "expected"),
    [
        ("step_ratio", "shan_tea", (340_000, "ppm")),
        ("step_ratio", "ancient_shan_tea", (340_000, "ppm")),
        ("step_ratio", "sanh_orange", (1_000_000, "ppm")),
        ("typical_low", "sanh_orange", (5_500_000, "g/ha/season")),
        ("hold", "sanh_orange", (25_000_000, "g/ha/season")),
        ("warn", "shan_tea", (6_000_000, "g/ha/year")),
        ("hold", "mint_honey", (15_000, "ml/colony/season")),
        ("hold_mellifera", "mint_honey", (30_000, "ml/colony/season")),
        ("warn", "persimmon", (10_000_000, "g/ha/season")),
        ("warn", "ancient_shan_tea", (1_300_000, "ppm_of_owner_average/year")),
    ],
)
def test_the_defaults(key, crop, expected):
    assert value(key, crop) == expected


@pytest.mark.parametrize(
    "name", ["communes_2025.csv", "crops.csv", "label_fields.csv", "reference_values.csv"]
)
def test_files_are_nfc_with_line_feeds(name):
    raw = (FOLDER / name).read_bytes()
    assert b"\r" not in raw
    assert raw.endswith(b"\n")
    assert unicodedata.is_normalized("NFC", raw.decode("utf-8"))


def test_a_goods_label_asks_for_the_whole_list_by_default():
    rows = read_label_fields()
    assert [row.field for row in rows if row.family is None] == [str(each) for each in LabelField]
    families = {crop.family for crop in read_crops()}
    for row in rows:
        assert row.family is None or row.family in families
        assert row.mandatory
        assert row.source
        assert "to be confirmed" in row.note


def test_the_source_of_the_communes_is_named_with_its_licence():
    readme = (FOLDER / "README.md").read_text(encoding="utf-8")
    assert "vietnamadminunits" in readme
    assert "Copyright (c) 2025 Tran Ngoc Minh Hieu" in readme
