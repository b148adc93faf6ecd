"""Hostile cases of scans at the pages that labels lead to, whatever the address is written like."""

from __future__ import annotations

import pytest

from tests.cli.conftest import Cli
from tests.people import World
from tests.web.bad_inputs import BAD
from tests.web.lot_visits import HOST
from tests.web.scan_doors import CountingDoor, counting_door
from traceability.domain import ids
from traceability.domain.days import format_day
from traceability.services import label_links


@pytest.fixture
def counting(cli: Cli) -> CountingDoor:
    """The public door, which counts who looks."""
    return counting_door(cli.world)


def goods(world: World, labels: int = 4) -> tuple[str, str, list[str]]:
    """A lot with labels on its packs: its code, its run, the codes of its labels."""
    lot = world.packed(40).code
    run = world.print_labels(lot, labels)
    world.link(run, 1, labels)
    return lot, run, world.item_codes(run)


def ways(code: str) -> list[str]:
    """The addresses by which one label is reached."""
    return [f"/{code}", f"/{code.lower()}", f"/id/item/{code}", f"/{code}?lang=en"]


def told(counting: CountingDoor, path: str) -> str:
    """A page, and what it leads to."""
    answer = counting.look(path)
    for _step in range(3):
        if answer.status not in (301, 302, 303, 307, 308):
            break
        answer = counting.look(answer.headers["Location"].removeprefix(HOST))
    assert answer.status == 200, path
    return answer.text


def test_scan_01_a_void_label_says_so_first_and_with_its_date(
    cli: Cli, counting: CountingDoor
) -> None:
    assert "with date" in BAD["scan-01"]["expected"]
    _lot, run, codes = goods(cli.world)
    with cli.world.by(cli.world.who.manager) as work:
        label_links.void_all(work, run, [(2, 2)], "mất cuộn")
    for path in ways(codes[1])[:3]:
        text = told(counting, path)
        assert "Tem này đã bị hủy" in text or "tem đã hủy" in text.lower(), path
        assert format_day(cli.world.clock.now.date()) in text
        assert 'class="box fine' not in text
        assert "verdict fine" not in text
    listed = counting_list(counting, codes[1])
    assert "hủy" in listed


def test_scan_03_a_recall_stands_above_all(cli: Cli, counting: CountingDoor) -> None:
    assert BAD["scan-03"]["expected"].startswith("recall banner first")
    lot, _run, codes = goods(cli.world)
    cli.world.recall(lot)
    for path in [f"/{lot}", f"/id/lot/{lot}", *ways(codes[0])[:3]]:
        text = told(counting, path)
        # Below the name of the goods, as the page is drawn, and above all that is told of them.
        said_first = text[text.index("</h1>") : text.index("<dl")]
        assert "hu hồi" in said_first, path
        assert "Thu hoạch" not in said_first[: said_first.index("hu hồi")], path
    assert "hu hồi" in counting_list(counting, lot)


def test_scan_05_forty_visitors_are_an_observation_and_no_verdict(
    cli: Cli, counting: CountingDoor
) -> None:
    assert "never a verdict" in BAD["scan-05"]["expected"]
    _lot, _run, codes = goods(cli.world)
    for number in range(40):
        counting.look(f"/{codes[0]}", address=f"113.160.{number}.1")
    counting.flush()
    text = told(counting, f"/{codes[0]}")
    assert "40" in text
    assert "Quét lần đầu" in text or "quét lần đầu" in text
    assert "giả" not in text.lower().replace("giảm", "").replace("giải", "")


def test_scan_07_programs_are_not_counted(cli: Cli, counting: CountingDoor) -> None:
    assert "not counted" in BAD["scan-07"]["expected"]
    _lot, _run, codes = goods(cli.world)
    for agent in ("Googlebot/2.1", "facebookexternalhit/1.1", "Zalo/1.0 (link preview)", "curl/8"):
        assert counting.look(f"/{codes[0]}", agent=agent).status == 200
    assert counting.flush() == 0


def test_scan_09_junk_behind_the_question_mark_is_nothing(cli: Cli, counting: CountingDoor) -> None:
    assert "fbclid" in BAD["scan-09"]["input"]
    lot, _run, codes = goods(cli.world)
    plain = told(counting, f"/{codes[0]}")
    for junk in ("?fbclid=x&utm_source=zalo", "?utm=..%2f..", "?" + "a=1&" * 300):
        assert f'rel="canonical" href="{HOST}/{lot}"' in told(counting, f"/{lot}{junk}")
        text = told(counting, f"/{codes[0]}{junk}")
        assert "fbclid" not in text
        assert len(text) == len(plain)
    junk = f"{HOST}/{codes[0]}?fbclid=x"
    listed = counting_list(counting, junk).replace(junk, codes[0])
    assert listed == counting_list(counting, codes[0])


def test_scan_11_who_guesses_is_slowed_and_others_are_not(cli: Cli, counting: CountingDoor) -> None:
    assert "429 per network" in BAD["scan-11"]["expected"]
    _lot, _run, codes = goods(cli.world)
    said_so = {counting.look(f"/{ids.short_code(number)}").status for number in range(101)}
    assert said_so == {404, 429}
    assert counting.look(f"/{codes[0]}").status == 200
    assert counting.look(f"/{codes[0]}", address="203.0.113.9").status == 200


def counting_list(counting: CountingDoor, typed: str) -> str:
    """What a list of codes says of one, as CSV."""
    client = counting.app.test_client(use_cookies=False)
    answer = client.post("/danh-sach", data={"codes": typed, "csv": "yes"}, base_url=HOST)
    return answer.text.splitlines()[1]
