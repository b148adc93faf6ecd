"""Every hostile case of labels through every door there is: form, API, CSV, command line.

Each door says the same of the same, and no number is taken. ``scan-13`` waits for the code inside.
"""

from __future__ import annotations

import csv
import dataclasses
import html
import re
import socket
import subprocess
import sys
import uuid
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask

import labels
from tests.api.software import Door, new_key
from tests.cli import test_scanned_pages
from tests.cli.conftest import Cli
from tests.people import PACKED_ON, STOCK
from tests.web.bad_inputs import BAD
from tests.web.lot_visits import HOST, Page, Visitor, app_of
from traceability.services import recalls
from traceability.store.queries import batches
from traceability.store.queries import labels as queries
from traceability.web.sentences import SENTENCES

LONG_URL = "https://truy-xuat-nguon-goc-nong-san.hagiang.vn"
#: What a door says: the code of its refusal.
Asked = Callable[[str, int, str], str]


@dataclasses.dataclass
class Doors:
    """The doors at which labels of a lot are ordered, on one record."""

    cli: Cli
    app: Flask
    folder: Path

    def of(self, public_url: str) -> Doors:
        """The same installation under another address."""
        environment = self.cli.environment | {"TRACEABILITY_PUBLIC_URL": public_url}
        app = app_of(self.cli.world, files=self.folder, public_url=public_url)
        return Doors(dataclasses.replace(self.cli, environment=environment), app, self.folder)

    @property
    def recorder(self) -> Visitor:
        return Visitor(self.app, self.cli.world, "recorder")

    def sent(self, path: str, **fields: str) -> Page:
        """A form sent past its page, which may offer none."""
        who = self.recorder
        key = {"csrf_token": who.token(), "request_key": str(uuid.uuid4())}
        return who.post(path, key | fields)

    def called(self, what: str, **body: object) -> str:
        """The API's refusal."""
        key = new_key(self.cli.world, self.cli.world.who.cooperative)
        answer = Door(self.cli.world, self.app, key).post(what, body)
        assert answer.status_code == 422, answer.json
        code: str = answer.json["errors"][0]["code"]
        return code

    def ordering(self) -> dict[str, Asked]:
        """The doors that take a lot, a count and a stock."""
        out = str(self.folder / "tem.pdf")
        here = str(self.folder)

        def paper(*words: str) -> str:
            return str(self.cli.error("labels", *words)["code"])

        return {
            "form": lambda lot, count, stock: said(
                self.sent(f"/coop/lo/{lot}/in-tem", count=str(count), stock=stock, start="1")
            ),
            "form of a printing house": lambda lot, count, stock: said(
                self.sent(f"/coop/lo/{lot}/xuong-in", count=str(count), stock=stock, waste="0")
            ),
            "API": lambda lot, count, stock: self.called(
                "label-runs", batch=lot, count=count, stock=stock
            ),
            "print": lambda lot, count, stock: paper(
                "print", lot, "--count", str(count), "--stock", stock, "--out", out
            ),
            "order": lambda lot, count, stock: paper(
                "order", lot, "--count", str(count), "--stock", stock, "--out", here, "--waste", "0"
            ),
        }

    def taken(self) -> int:
        """How many runs there are."""
        with self.cli.world.view() as view:
            return len(queries.runs_of_holder(view.db, self.cli.world.who.manager.party or 0))


def said(page: Page) -> str:
    """The code of the refusal whose sentence stands on a page."""
    assert page.status == 422, page.text
    faults = page.source.partition('role="alert"')[2].partition("</ul>")[0]
    found = re.findall(r'-error">(.*?)</p>', page.source)
    found += re.findall(r'<li>(?:<a href="#.*?">)?(.*?)(?:</a>)?</li>', faults)
    shown = [html.unescape(re.sub(r"<[^>]+>", "", each)) for each in found]
    if any(each.startswith("Ngoài khoảng cho phép") for each in shown):
        return "out_of_range"
    for code, sentence in SENTENCES.items():
        pieces = re.split(r"%\(\w+\)[sd]", str(sentence).replace("%%", "%"))
        pattern = ".*".join(map(re.escape, pieces))
        if any(re.match(pattern, each) for each in shown):
            return code
    raise AssertionError(f"no sentence of ours on the page: {shown}")


@pytest.fixture
def doors(cli: Cli, tmp_path: Path) -> Doors:
    return Doors(cli, app_of(cli.world, files=tmp_path), tmp_path)


def test_label_01_no_door_numbers_more_than_was_packed(doors: Doors) -> None:
    assert "10,001" in BAD["label-01"]["input"]
    lot = doors.cli.world.packed(40).code
    for count in (41, 10_001):
        told = {name: ask(lot, count, STOCK) for name, ask in doors.ordering().items()}
        assert set(told.values()) <= {"more_labels_than_packed", "out_of_range"}, told
    assert {name: ask(lot, 41, STOCK) for name, ask in doors.ordering().items()} == dict.fromkeys(
        doors.ordering(), "more_labels_than_packed"
    )
    assert doors.taken() == 0


def test_label_05_a_printer_that_is_3_mm_off_is_measured_and_put_right(doors: Doors) -> None:
    """The file is moved by as much, and every symbol of it reads with its quiet zone."""
    assert "+3 mm" in BAD["label-05"]["input"]
    run = doors.cli.world.print_labels(doors.cli.world.packed(40).code, 21)
    new = {"name": "Canon", "ruler": "100", "from_top": "20"}
    assert said(doors.sent("/coop/may-in/moi", from_left="33", **new)) == "printer_measured_wild"
    assert doors.sent("/coop/may-in/moi", from_left="23", **new).status == 303
    assert "sang trái 3 mm" in doors.recorder.get("/coop/may-in").text
    link = doors.recorder.send(f"/coop/tem/{run}", f"/coop/tem/{run}/lay-in").place
    assert "tem.pdf?may=" in link
    file = doors.folder / "moved.pdf"
    file.write_bytes(doors.recorder.get(link).answer.data)
    read = [each.text for page in labels.read_proof(file) for each in page.symbols]
    assert sorted(read) == sorted(f"{HOST}/{code}" for code in doors.cli.world.item_codes(run))


def test_label_07_what_does_not_fit_names_the_smallest_size_that_would(doors: Doors) -> None:
    assert "smallest legal size" in BAD["label-07"]["expected"]
    lot, far = doors.cli.world.packed(40).code, doors.of(LONG_URL)
    told = {name: ask(lot, 5, "L7651") for name, ask in far.ordering().items()}
    assert told == dict.fromkeys(told, "label_does_not_fit")
    sizes = [far.sent(f"/coop/lo/{lot}/in-tem", count="5", stock="L7651", start="1")]
    sizes += [
        far.sent(f"/coop/lo/{lot}/in-tem", count="5", stock="L7651", start="1", preview="yes")
    ]
    for page in sizes:
        assert "Loại nhỏ nhất vừa chữ này:" in page.error_at("stock")
    assert far.taken() == 0


def test_label_07_a_csv_is_refused_as_well(doors: Doors) -> None:
    """``python -m labels``, which draws from a CSV without the service."""
    listed, out = doors.folder / "run.csv", doors.folder / "run.pdf"
    with listed.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([["url"], [f"{LONG_URL}/7Z2K9Q4M1X3CV"]])
    texts = (
        "product=Cam sành Hà Giang",
        "cooperative=HTX Cam Sành Vĩnh Hảo",
        f"domain={LONG_URL[8:]}",
    )
    words = [word for text in texts for word in ("--set", text)]
    told = subprocess.run(
        [sys.executable, "-m", "labels", str(listed), str(out), "--stock", "L7651", *words],
        capture_output=True, text=True, check=False, cwd=Path(__file__).parents[2],
    )  # fmt: skip
    assert (told.returncode, out.exists()) == (1, False)
    assert "refused: does_not_fit" in told.stderr
    assert "smallest_size=" in told.stderr


@pytest.mark.parametrize("how", ["unpublished", "held", "recalled", "code suspended"])
def test_label_09_no_door_prints_or_links_for_a_lot_that_may_not(doors: Doors, how: str) -> None:
    assert "recalled" in BAD["label-09"]["input"]
    world = doors.cli.world
    lot = world.pack(world.harvest(100).code, 40).code
    runs: list[str] = []
    if how != "unpublished":
        world.publish(lot)
        runs = [world.print_labels(lot, 5), blank(doors)]
        for run in runs:
            world.see_paper(run)
    if how == "held":
        with world.by(world.who.manager) as work:
            recalls.order_hold(work, lot, "tự kiểm tra")
    elif how == "recalled":
        world.recall(lot)
    elif how == "code suspended":
        world.suspend(PACKED_ON.replace(day=1), harvests(doors))
    code = {"unpublished": "batch_not_published", "recalled": "batch_recalled"}.get(
        how, "batch_held"
    )
    told = {name: ask(lot, 5, STOCK) for name, ask in doors.ordering().items()}
    assert told == dict.fromkeys(told, code)
    if runs:
        told = {name: ask() for name, ask in linking(doors, lot, *runs).items()}
        assert told == dict.fromkeys(told, code)
        assert {state for run in runs for state in states(doors, run)} == {"unused"}
    assert doors.taken() == len(runs)


def linking(doors: Doors, lot: str, run: str, free: str) -> dict[str, Callable[[], str]]:
    """The doors at which labels of a lot, or of none yet, are linked to it."""
    ours, free_codes = doors.cli.world.item_codes(run), doors.cli.world.item_codes(free)
    find = "/coop/tem/kich-hoat"
    return {
        "form": lambda: said(doors.sent(find, batch=lot, first=ours[0], last=ours[4])),
        "form, blank": lambda: said(
            doors.sent(find, batch=lot, first=free_codes[0], last=free_codes[4])
        ),
        "form of the run": lambda: said(
            doors.sent(f"/coop/tem/{run}/kich-hoat", first="1", last="5")
        ),
        "API": lambda: doors.called(f"label-runs/{run}/acts", act="link", numbers="1-5"),
        "API, blank": lambda: doors.called(
            f"label-runs/{free}/acts", act="link", numbers="1-5", batch=lot
        ),
        "command line": lambda: str(
            doors.cli.error("labels", "link", run, "--first", "1", "--last", "5")["code"]
        ),
        "command line, blank": lambda: str(
            doors.cli.error(
                "labels", "link", free, "--first", "1", "--last", "5", "--batch", lot
            )["code"]
        ),
    }  # fmt: skip


def test_label_09_no_door_makes_cartons_of_a_recalled_lot(doors: Doors) -> None:
    world = doors.cli.world
    lot = world.packed(60, 200).code
    run = world.print_labels(lot, 30)
    world.link(run, 1, 24)
    world.recall(lot)
    asked = {"run": run, "stock": "L7163"}
    form = doors.sent(f"/coop/lo/{lot}/in-tem-thung", per_carton="12", **asked)
    assert said(form) == "batch_recalled"
    assert doors.called("carton-label-runs", batch=lot, per_carton=12, **asked) == "batch_recalled"
    assert doors.taken() == 1


def test_label_11_a_printer_that_does_not_answer_takes_no_number(doors: Doors) -> None:
    """Only the command line sends: no page and no program reaches into a network."""
    assert "unreachable" in BAD["label-11"]["expected"]
    lot = doors.cli.world.packed(40).code
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
    words = ("labels", "send", lot, "--count", "5", "--roll", "50x30", "--host")
    for host in ("127.0.0.1", "no such host.invalid"):
        error = doors.cli.error(*words, host, "--port", port, "--timeout", "5")
        assert (error["code"], error["facts"]["host"]) == ("printer_unreachable", host)
    assert doors.taken() == 0


JUNK = ("javascript:alert(1)", "tel:0912345678", "WIFI:S:htx;T:WPA;P:x;;", "https://x.vn/7Z2K9Q4M1")


@pytest.mark.parametrize("typed", JUNK)
def test_scan_15_no_door_takes_a_code_that_is_not_ours(doors: Doors, typed: str) -> None:
    assert "javascript:" in BAD["scan-15"]["input"]
    world = doors.cli.world
    lot = world.packed(40).code
    run = world.print_labels(lot, 5)
    codes = world.item_codes(run)
    seen = {"seen_first": codes[0], "seen_middle": typed, "seen_last": codes[4]}
    pages = [
        doors.recorder.get(f"/coop/tem/tim?q={typed}"),
        doors.sent("/coop/tem/kich-hoat", batch=lot, first=typed, last=codes[4]),
        doors.sent(f"/coop/tem/{run}/doc-thu", **seen),
        doors.sent(f"/coop/tem/{run}/ghi/hong", numbers=typed, reason="rách"),
        doors.sent(f"/coop/tem/{run}/ghi/in-tiep", last_good=typed, start="1"),
    ]
    assert all(page.status == 422 for page in pages)
    codes_said = {said(page) for page in pages}
    elsewhere = {"label_leads_elsewhere"} if "//" in typed else set()
    assert codes_said <= {"label_code_unreadable", "label_numbers_unreadable"} | elsewhere
    assert all(f'href="{typed}' not in page.source for page in pages)
    acts = doors.called(f"label-runs/{run}/acts", act="spoil", numbers=typed, reason="rách")
    assert acts in {"label_code_unreadable", "label_numbers_unreadable"} | elsewhere
    cli = doors.cli
    assert cli.error("labels", "seen", run, codes[0], typed, codes[4])["code"] in codes_said
    assert cli.error("labels", "spoil", run, typed, "--reason", "rách")["code"] in codes_said
    assert states(doors, run) == {"unused"}
    listed = Visitor(doors.app, world).client.post(
        "/danh-sach", data={"codes": typed, "csv": "yes"}, base_url=HOST
    )
    row = listed.text.splitlines()[1]
    # Words hold no code, and stay whole as they were pasted.
    nothing = f"Không có mã,1,{typed},"
    assert row.startswith(("Không tìm thấy mã này,1,", "Tem dẫn tới nơi khác: ", nothing)), row


def test_scan_15_our_code_behind_another_host_is_not_ours(doors: Doors) -> None:
    world = doors.cli.world
    run = world.print_labels(world.packed(40).code, 5)
    code = world.item_codes(run)[0]
    ours = doors.recorder.get(f"/coop/tem/tim?q={HOST}/{code}")
    assert (ours.status, "Tem số 1" in ours.text) == (200, True)
    for host in ("https://tem.hagiang.vn.x.vn", "https://x.vn", "https://u@x.vn"):
        page = doors.recorder.get(f"/coop/tem/tim?q={host}/{code}")
        assert (page.status, said(page)) == (422, "label_leads_elsewhere"), host
        spoil = {"act": "spoil", "numbers": f"{host}/{code}", "reason": "rách"}
        assert doors.called(f"label-runs/{run}/acts", **spoil) == "label_leads_elsewhere"


def test_every_hostile_case_of_labels_and_scans_is_walked_here() -> None:
    """But for label-03, which kills processes (``tests/jobs``), and scan-13, which is to come."""
    names = [name for name in (*globals(), *vars(test_scanned_pages)) if name[:5] == "test_"]
    walked = {name[5:13].replace("_", "-").rstrip("-") for name in names}
    walked = {each.rsplit("-", 1)[0] if each.count("-") > 1 else each for each in walked}
    mine = {each for each in BAD if BAD[each]["area"] in ("label", "scan")}
    assert mine - walked == {"label-03", "scan-13"}


def blank(doors: Doors) -> str:
    """A blank run of ten, drawn."""
    told = doors.cli.json(
        "labels", "blank", doors.cli.world.who.product, "--count", "10", "--stock", STOCK,
        "--out", str(doors.folder / "blank.pdf"),
    )  # fmt: skip
    return str(told["run"])


def states(doors: Doors, run: str) -> set[str]:
    with doors.cli.world.view() as view:
        row = queries.run_by_code(view.db, run)
        assert row is not None
        return {each.state for each in queries.ranges(view.db, [row.id])}


def harvests(doors: Doors) -> list[str]:
    """The harvests that a suspension judges anew, by lot code."""
    with doors.cli.world.view() as view:
        rows = batches.of_holder(view.db, doors.cli.world.who.manager.party or 0, ["harvest"])
        return sorted(batch.lot_code for batch, _stock in rows)
