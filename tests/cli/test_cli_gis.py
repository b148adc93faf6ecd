"""The operator's register of geographical indications."""

from __future__ import annotations

from pathlib import Path

from tests.cli.conftest import Cli

NEW = ("gi", "add", "cam-sanh", "--name", "Cam sành Hà Giang", "--source", "quyết định")


def test_an_indication_is_entered_with_the_communes_of_its_decision(
    cli: Cli, tmp_path: Path
) -> None:
    cli(*NEW, "--number", "00099", "--from", "2016-09-22", "--crop", "sanh_orange")
    listed = tmp_path / "xa.txt"
    listed.write_text("01210:pre-2025-07  # Vĩnh Hảo\n\n01156\n", encoding="utf-8")
    told = cli.json("gi", "communes", "cam-sanh", "--file", str(listed), "--commune", "01156")
    assert told == {"key": "cam-sanh", "communes": 2}
    (found,) = cli.json("gi", "list")["gis"]
    assert (found["number"], found["from"], found["demonstration"]) == (
        "00099",
        "2016-09-22",
        False,
    )
    assert {(c["code"], c["vintage"]) for c in found["communes"]} == {
        ("01156", "2025-07"),
        ("01210", "pre-2025-07"),
    }
    # The list is set, not added to.
    assert cli.json("gi", "communes", "cam-sanh", "--commune", "01156")["communes"] == 1
    assert "Cam sành Hà Giang No. 00099" in cli("gi", "list").stdout


def test_what_is_no_indication_or_no_commune_is_refused(cli: Cli) -> None:
    cli(*NEW, "--demonstration")
    assert cli.error(*NEW)["code"] == "gi_taken"
    assert cli.error("gi", "communes", "cam-sanh")["code"] == "required"
    for word in ("99999", "01210", "01156:pre-1945"):
        told = cli.error("gi", "communes", "cam-sanh", "--commune", word)
        assert (told["code"], told["field"]) == ("commune_unknown", "commune"), word
    assert cli.error("gi", "communes", "che", "--commune", "01156")["code"] == "not_found"
    assert cli.error(*NEW[:2], "x", *NEW[3:], "--crop", "durian")["code"] == "crop_unknown"
