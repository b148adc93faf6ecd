"""Typing and scanning codes: forgiving with letters, silent about everything unknown."""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import re
from pathlib import Path
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient
from sqlalchemy import event

from tests.people import World
from tests.store_fixtures import opened
from tests.web.digital_link_doors import GTIN, goods
from tests.web.public_door import BASE, ENVIRONMENT, application, item_code, visitor
from traceability.app import create_app
from traceability.domain import ids
from traceability.domain.text import nfc
from traceability.web.limits import limiter

VECTORS = Path(__file__).parents[1] / "vectors" / "bad_inputs.json"
SHORT, ITEM = ids.short_code(123_456_789), ids.item_code(987_654_321)
# Each answers a row of the vectors, or what else the field sees.
NEVER_A_CODE = {
    "code-05 full width": "ＨＧ",
    "code-07 right to left override": "\u202e" + SHORT,
    "code-09 decomposed": "Hoàng Su Phì",
    "code-11 stroke": "Ðồng Văn",
    "code-17 SQL": "' OR 1=1--",
    "code-19 endless": "A" * 4000,
    "scan-15 script": "javascript:alert(1)",
    "a NUL": f"{SHORT}\x00",
    "a wrong check character": SHORT[:-1] + ("0" if SHORT[-1] != "0" else "1"),
    "a surrogate's bytes": "\ufffd",
    "template": "{{7*7}}",
    "markup": "<script>alert(1)<",
    "lot code": "CAM-260114-01",
}


@pytest.fixture
def backend() -> str:
    return "sqlite"


@pytest.fixture
def client(world: World) -> FlaskClient:
    return visitor(world)


def test_the_vectors_that_are_answered_here_exist() -> None:
    known = {row["id"] for row in json.loads(VECTORS.read_text(encoding="utf-8"))}
    mine = {name.split()[0] for name in NEVER_A_CODE if "-" in name.split()[0]}
    assert mine <= known


# --- typing ------------------------------------------------------------------------------------


def typings(code: str) -> list[str]:
    """A code as people write it down."""
    grouped = ids.grouped(code)
    mistaken = code.replace("0", "O").replace("1", "l")
    return [code.lower(), grouped, grouped.replace(" ", "-").lower(), f"  {mistaken} "]


def test_a_typed_code_is_forgiven_its_letters(world: World, client: FlaskClient) -> None:
    batch = world.packed()
    marked = f"\u200e{batch.code}\u200e"
    for text in [*typings(batch.code), marked, f"{BASE}/{batch.code.lower()}?fbclid=1", batch.code]:
        answer = client.get("/tra-cuu", query_string={"code": text})
        assert (answer.status_code, answer.location) == (302, f"/{batch.code}")


def test_an_address_in_other_letters_leads_to_the_canonical_one(
    world: World, client: FlaskClient
) -> None:
    run = world.print_labels(world.packed().code, 3)
    world.link(run, 1, 3)
    code = item_code(world, run, 2)
    for text in typings(code):
        answer = client.get("/" + quote(text))
        assert (answer.status_code, answer.location) == (301, f"/{code}")
    assert client.get(f"/{code.lower()}?lang=en&x=1").location == f"/{code}?lang=en"
    assert client.get(f"/{code}").status_code == 200


def test_zero_and_one_are_read_for_the_letters_like_them(client: FlaskClient) -> None:
    code = next(c for c in map(ids.short_code, range(10**6, 10**7)) if {"0", "1"} <= set(c))
    answer = client.get("/" + code.replace("0", "o").replace("1", "I"))
    assert answer.location == f"/{code}"


def test_an_empty_field_goes_back_to_the_field(client: FlaskClient) -> None:
    assert client.get("/tra-cuu?code=%20&lang=en").location == "/?lang=en"
    assert client.get("/tra-cuu").location == "/"


def test_the_field_stands_on_the_first_page_and_works_without_a_script(
    client: FlaskClient,
) -> None:
    page = client.get("/")
    assert page.status_code == 200
    assert 'action="/tra-cuu" method="get"' in page.text
    assert '<label for="code">' in page.text
    assert 'name="code"' in page.text
    assert "<script" not in page.text


# --- what nobody has ---------------------------------------------------------------------------


def shape(page: bytes) -> bytes:
    """An answer without what stands in its one field, and in the link to report it."""
    page = re.sub(rb'(name="code" value=)"[^"]*"', rb"\1", page)
    return re.sub(rb'(href="/phan-anh)[^"]*"', rb"\1", page)


def test_what_can_be_nobodys_code_is_told_what_is_wrong_with_it(client: FlaskClient) -> None:
    for text in NEVER_A_CODE.values():
        answer = client.get("/" + quote(nfc(text)))
        assert answer.status_code == 404
        assert "<h1>Không tìm thấy mã này</h1>" in answer.text
    wrong = SHORT[:-1] + ("0" if SHORT[-1] != "0" else "1")
    told = {
        wrong: "Mã này có ít nhất một chữ sai",
        wrong.replace(wrong[0], "\u0425", 1): "Có chữ không phải chữ cái Latinh: \u0425.",
        "\u0102" + wrong[1:]: "Có chữ mang dấu: \u0102.",
        "U" + wrong[1:]: "không bao giờ có chữ U",
        wrong[:-1]: "Vừa gõ 8 chữ và số",
        "09520123456787": "dài như mã vạch",
    }
    for text, sentence in told.items():
        for path in (f"/{quote(text)}", f"/tra-cuu?code={quote(text)}"):
            answer = client.get(path, headers={"Accept-Encoding": "identity"})
            assert sentence in answer.text, text
            assert answer.status_code == 404


def test_the_page_of_a_wrong_character_is_put_together_to_the_byte(client: FlaskClient) -> None:
    """It is packed once; what was typed is put in between, in field and address."""
    for typed in ("4YWW79G1X", "4yww 79g1 x", "4YWW79G1X"):
        path = f"/tra-cuu?code={quote(typed)}"
        plain = client.get(path)
        assert f'value="{typed}"' in plain.text
        assert f'href="/phan-anh?ma={quote(typed)}"' in plain.text
        packed = client.get(path, headers={"Accept-Encoding": "gzip"})
        assert packed.headers["Content-Encoding"] == "gzip"
        assert gzip.decompress(packed.data) == plain.data
        assert client.head(path).headers["Content-Length"] == str(len(plain.data))


def test_a_code_is_taken_out_of_what_stands_around_it(world: World, client: FlaskClient) -> None:
    code = world.packed().code
    wide = code.translate({each: each + 0xFEE0 for each in range(0x21, 0x7F)})
    around = [
        f"{code}.",
        f"mã: {ids.grouped(code)}",
        wide,
        f"({code})",
        f"Mã số {code},",
        f"{code}/",
    ]
    for text in around:
        answer = client.get("/tra-cuu", query_string={"code": text})
        assert (answer.status_code, answer.location) == (302, f"/{code}"), text
    for tail in ("/", ".", ",", ")", "/.", "!", "%E3%80%82"):
        answer = client.get(f"/{code}{tail}?lang=en")
        assert (answer.status_code, answer.location) == (301, f"/{code}?lang=en"), tail


def test_gs1_numbers_are_read_as_they_are_printed(world: World, client: FlaskClient) -> None:
    made = goods(world)
    led = {
        f"(01){GTIN}(10){made.lot}": f"/01/{GTIN}/10/{made.lot}",
        f"(01){GTIN[1:]}(10){made.lot}(15)271231": f"/01/{GTIN}/10/{made.lot}",
        GTIN: f"/gtin/{GTIN}",
        GTIN[1:]: f"/gtin/{GTIN}",
    }
    for text, address in led.items():
        answer = client.get("/tra-cuu", query_string={"code": text})
        assert (answer.status_code, answer.location) == (302, address), text
    lot = client.get("/tra-cuu", query_string={"code": made.lot})
    assert f'href="/tra-lo?lot={made.lot}"' in lot.text
    assert client.get(f"/tra-lo?lot={made.lot}").status_code == 200


def test_what_stands_nowhere_gets_the_public_page_in_its_language(client: FlaskClient) -> None:
    for path in ("/99/1", "/xx/1", "/a/b/c", "/4YWW79G1X/"):
        page = client.get(path, headers={"Accept-Language": "zh-CN,en;q=0.9"})
        assert page.status_code == 404
        assert '<html lang="zh-Hans">' in page.text
        assert 'action="/tra-cuu"' in page.text
        assert "sha256-" in page.headers["Content-Security-Policy"]
        assert page.headers["Content-Language"] == "zh-Hans"
        told = client.get(path, headers={"Accept": "application/json"})
        assert (told.status_code, told.mimetype) == (404, "application/problem+json")
        assert told.headers["Access-Control-Allow-Origin"] == "*"
    assert "/tra-cuu" not in client.get("/coop/khong-co").text


def test_an_address_of_another_host_is_not_ours(world: World, client: FlaskClient) -> None:
    code = world.packed().code
    for address in (
        f"https://evil.example/{code}",
        f"//evil.example/{code}",
        f"evil.example/01/{GTIN}/10/A",
        f"https:\\\\evil.example\\{code}",
        f"ftp://evil.example/{code}",
        f"{BASE}@evil.example/{code}",
        f"{BASE}.evil.example/{code}",
        f"{BASE}:8443/{code}",
    ):
        answer = client.get("/tra-cuu", query_string={"code": address})
        assert answer.status_code == 404, address
        assert "Tem dẫn tới nơi khác:" in answer.text
        assert "Gửi phản ánh" in answer.text
        listed = client.post("/danh-sach", data={"codes": address}).text
        assert "Tem dẫn tới nơi khác:" in listed, address
        assert f'href="/{code}"' not in listed
        limiter.reset()
    for address in (f"HTTPS://TEM.HAGIANG.VN:443/{code}", f"https://tem-cu.hagiang.vn/{code}"):
        assert client.get("/tra-cuu", query_string={"code": address}).location == f"/{code}"


def test_a_host_that_labels_were_printed_with_stays_ours(world: World) -> None:
    made = world.packed(3).code
    world.print_labels(made, 3)
    moved = application(world, public_url="https://moi.hagiang.vn", former_urls="")
    led = moved.test_client().get("/tra-cuu", query_string={"code": f"{BASE}/{made}"})
    assert (led.status_code, led.location) == (302, f"/{made}")


def test_every_code_without_a_page_gets_one_and_the_same_answer(
    world: World, client: FlaskClient
) -> None:
    unpublished = world.pack(world.harvest(20).code, 5).code
    harvest = world.harvest(20).code
    asked = [SHORT, ITEM, unpublished, harvest, world.who.place]
    answers = {shape(client.get("/" + quote(nfc(text))).data) for text in asked}
    answers |= {shape(client.get("/tra-cuu", query_string={"code": "???"}).data)}
    (page,) = answers
    assert "Không tìm thấy mã này" in page.decode()
    assert "So lại từng chữ với tem" in page.decode()


@pytest.mark.parametrize("text", NEVER_A_CODE.values(), ids=NEVER_A_CODE.keys())
def test_what_is_no_code_is_not_found(client: FlaskClient, text: str) -> None:
    typed = client.get("/tra-cuu", query_string={"code": text})
    scanned = client.get("/" + quote(text))
    assert typed.status_code == scanned.status_code == 404
    assert shape(typed.data) == shape(scanned.data)


def test_a_mistyped_code_stays_in_the_field_and_nothing_else_does(client: FlaskClient) -> None:
    mistyped = client.get("/tra-cuu", query_string={"code": "4yww-79g1 t"})
    assert 'value="4yww-79g1 t"' in mistyped.text
    for text in ("<b>x</b>", "' OR 1=1--", "tem\u202ehang", "A" * 40):
        assert 'name="code" value=""' in client.get("/tra-cuu", query_string={"code": text}).text


def test_a_wrong_check_character_does_not_reach_the_database(
    world: World, client: FlaskClient
) -> None:
    taken: list[object] = []
    for engine in (world.store.reader, world.store.writer):
        event.listen(engine, "checkout", lambda *found: taken.append(found))
    for text in NEVER_A_CODE.values():
        assert client.get("/" + quote(text)).status_code == 404
    assert taken == []
    assert client.get(f"/{SHORT}").status_code == 404
    assert taken  # the listener does hear


def mistyped() -> list[str]:
    """What cannot be on any label: a wrong check character, a letter of none, too few, too many."""
    wrong = SHORT[:-1] + ("0" if SHORT[-1] != "0" else "1")
    item = ITEM[:-1] + ("0" if ITEM[-1] != "0" else "1")
    grouped = ids.grouped(wrong)
    return [
        wrong,
        item,
        wrong.lower(),
        grouped,
        f"mã {wrong}",
        "U" + wrong[1:],
        wrong[:5],
        item * 2,
    ]


def test_what_is_on_no_label_is_looked_for_among_near_strings_alone(
    world: World, client: FlaskClient
) -> None:
    """And for its very string, by a statement each; for near ones a while only."""
    asked: list[str] = []

    def note(*told: object) -> None:
        asked.extend([str(told[2])] * (not str(told[2]).startswith("BEGIN")))

    event.listen(world.store.reader, "before_cursor_execute", note)
    for text in mistyped():
        asked.clear()
        assert client.get("/tra-cuu", query_string={"code": text}).status_code == 404
        assert len(asked) <= 2, (text, asked)
    asked.clear()
    page = client.post("/danh-sach", data={"codes": "\n".join(mistyped())}).text
    assert page.count(">Không tìm thấy mã này<") == len(mistyped())
    assert len(asked) == 2
    asked.clear()
    for text in ("cam", "ABCDEFGHJ", "MÃ-SAI", "<script>", "A" * 4000):
        assert client.get("/tra-cuu", query_string={"code": text}).status_code == 404
        assert client.post("/danh-sach", data={"codes": text}).status_code == 200
    assert asked == []
    for number in range(120):
        answer = client.get(f"/tra-cuu?code=x{number}")
        assert answer.status_code == 404, "what is on no label is no guess"
    asked.clear()
    for text in mistyped():
        assert client.get("/tra-cuu", query_string={"code": text}).status_code == 404
        assert len(asked) <= 1, "near strings are looked for no more"
        asked.clear()
    assert client.get(f"/{SHORT}").status_code == 404


def test_guessing_is_slowed_down_and_true_codes_stay_open(
    world: World, client: FlaskClient
) -> None:
    code = world.packed().code
    guesses = [client.get("/" + ids.short_code(number)).status_code for number in range(60)]
    guesses += [client.get(f"/tra-cuu?code=VN-HGXX-{number}").status_code for number in range(41)]
    assert guesses == [404] * 100 + [429]
    slow = client.get("/" + ids.short_code(61))
    assert slow.status_code == 429
    assert "Tra mã quá nhanh" in slow.text
    assert int(slow.headers["Retry-After"]) > 0
    assert client.get(f"/{code}").status_code == 200
    elsewhere = {"REMOTE_ADDR": "203.0.113.9"}
    assert client.get(f"/{SHORT}", environ_overrides=elsewhere).status_code == 404


def test_pages_that_are_there_cost_nothing(world: World, client: FlaskClient) -> None:
    code = world.packed().code
    assert client.get(f"/{SHORT}").status_code == 404
    assert {client.get(f"/{code}").status_code for _ in range(120)} == {200}
    assert client.get(f"/{SHORT}").status_code == 404


# --- how it is asked ---------------------------------------------------------------------------


def test_only_get_and_head(world: World, client: FlaskClient) -> None:
    code = world.packed().code
    for path in ("/", f"/{code}", f"/{SHORT}", "/tra-cuu", "/robots.txt"):
        for method in ("POST", "PUT", "PATCH", "DELETE", "OPTIONS"):
            answer = client.open(path, method=method)
            assert answer.status_code == 405, (method, path)
            assert set(answer.headers["Allow"].split(", ")) == {"GET", "HEAD"}
    head = client.head(f"/{code}")
    assert (head.status_code, head.data) == (200, b"")
    assert head.headers["Content-Length"] == client.get(f"/{code}").headers["Content-Length"]


def test_no_cookie_no_script_nothing_of_anybody_elses(world: World, client: FlaskClient) -> None:
    code = world.packed().code
    for path in ("/", f"/{code}", f"/{SHORT}", "/tra-cuu?code=x", "/robots.txt"):
        answer = client.get(path, headers={"Cookie": "phien=x; bieu_mau=y"})
        assert "Set-Cookie" not in answer.headers
        assert "Cookie" not in answer.headers.get("Vary", "")
        assert "<script" not in answer.text
        assert " src=" not in answer.text
        assert "csrf" not in answer.text


def test_the_policy_allows_the_two_parts_of_the_style_sheet_and_no_other(
    world: World, client: FlaskClient
) -> None:
    answer = client.get(f"/{world.packed().code}")
    styles = [each.split("</style>")[0] for each in answer.text.split("<style>")[1:]]
    digests = [hashlib.sha256(css.encode()).digest() for css in styles]
    allowed = [f"'sha256-{base64.b64encode(digest).decode()}'" for digest in digests]
    policy = answer.headers["Content-Security-Policy"]
    assert len(allowed) == policy.count("sha256-") == 2
    assert all(each in policy for each in allowed)
    assert "unsafe" not in policy
    assert "s-maxage=59" in answer.headers["Cache-Control"]
    assert " style=" not in answer.text


def test_label_pages_stay_out_of_search_engines(world: World, client: FlaskClient) -> None:
    batch = world.packed()
    run = world.print_labels(batch.code, 3)
    assert 'content="noindex"' in client.get(f"/{item_code(world, run, 1)}").text
    assert "noindex" not in client.get(f"/{batch.code}").text


def test_no_route_could_be_taken_for_a_code(client: FlaskClient) -> None:
    letters = set(ids.ALPHABET + "OIL")
    for rule in client.application.url_map.iter_rules():
        first = rule.rule.split("/")[1]
        bare = first.replace("-", "").upper()
        if not first.startswith("<"):
            assert len(bare) not in (9, 13) or not set(bare) <= letters, rule.rule


def test_robots_leave_the_doors_behind_a_sign_in_alone(client: FlaskClient) -> None:
    answer = client.get("/robots.txt")
    assert answer.mimetype == "text/plain"
    assert "Disallow: /coop/" in answer.text
    assert "Disallow: /\n" not in answer.text


def test_security_txt_has_what_rfc_9116_asks_for(world: World, client: FlaskClient) -> None:
    answer = client.get("/.well-known/security.txt")
    lines = dict(line.split(": ", 1) for line in answer.text.splitlines())
    assert answer.content_type == "text/plain; charset=utf-8"
    assert lines["Contact"].startswith("https://")
    assert lines["Canonical"] == f"{BASE}/.well-known/security.txt"
    assert lines["Expires"] == "2026-07-19T00:00:00Z"


def test_the_first_page_is_there_before_the_first_migration(tmp_path: Path) -> None:
    empty = f"sqlite:///{tmp_path / 'empty.sqlite3'}"
    with opened(empty) as store:
        answer = create_app(ENVIRONMENT, store).test_client().get("/")
    assert answer.status_code == 200
