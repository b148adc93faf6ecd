"""Reading paper of a run of one label or two: no label counts for three."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.people import World
from tests.web.lot_visits import Visitor, app_of

pytestmark = pytest.mark.parametrize("backend", ["sqlite"])
NAMES = ("seen_first", "seen_middle", "seen_last")


@pytest.fixture
def recorder(world: World, tmp_path: Path) -> Visitor:
    return Visitor(app_of(world, files=tmp_path), world, "recorder")


@pytest.mark.parametrize(
    ("count", "fields", "said"),
    [
        (1, NAMES[:1], "Đọc được 1 tem trên giấy."),
        (2, (NAMES[0], NAMES[2]), "Đọc được cả 2 tem trên giấy."),
        (3, NAMES, "Đọc được cả ba tem trên giấy."),
    ],
)
def test_a_run_is_read_by_as_many_labels_as_it_has(
    world: World, recorder: Visitor, count: int, fields: tuple[str, ...], said: str
) -> None:
    run = world.print_labels(world.packed(60, 200).code, count, seen=False)
    path, codes = f"/coop/tem/{run}/doc-thu", world.item_codes(run)
    assert tuple(name for name in NAMES if name in recorder.get(path).form()) == fields
    typed = dict(zip(fields, codes, strict=True))
    sent = recorder.send(path, "", **typed)
    assert said in recorder.get(sent.place).text
    numbers = ", ".join(str(number) for number in range(1, count + 1))
    assert f"Đọc thử trên giấy {count} tem: {numbers}" in recorder.get(f"/coop/tem/{run}/so").text


def test_the_same_label_does_not_count_twice(world: World, recorder: Visitor) -> None:
    run = world.print_labels(world.packed(60, 200).code, 2, seen=False)
    code = world.item_codes(run)[0]
    sent = recorder.send(f"/coop/tem/{run}/doc-thu", "", seen_first=code, seen_last=code)
    assert sent.status == 422
    assert "Đọc thử 2 tem" in recorder.get(f"/coop/tem/{run}").text
