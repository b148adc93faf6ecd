"""The documented nginx before the service: it keeps what may be kept, and nothing a second longer.

    ./dev soak nginx      two minutes; COUNT=… for another number of requests at once than 400

The configuration is the text of docs/how-to/cache-pages.md; only its ports, its certificate and its
folder are put in another place. Phones of every language and packing ask for one lot at once, a lot
is recalled while it is asked for all the time, and labels are asked for. One line sums up; the exit
code is 1 where a page was wrong or too old, or the service was asked more often than promised.
"""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPSConnection
from pathlib import Path

# This script has the name of the program that it tries: the checkout comes first.
sys.path[0] = str(Path(__file__).parents[2])

from tests.journeys.live import ROOT, Live, free_port, served  # noqa: E402
from tests.journeys.processes import asked, soon  # noqa: E402
from tests.soak.of_nginx.asking import HOST, Answer, Phone, ask, phones, trusting  # noqa: E402

DOCUMENT = ROOT / "docs/how-to/cache-pages.md"
COUNT, AT_ONCE = 400, 32
#: Seconds after which a recall is on every page, as the document says.
PROMISED = 60.0
#: Requests that the service may get a minute for one page: one, and those sent while it was asked.
A_MINUTE = 1 + AT_ONCE
_HOLDER = "SELECT party.code FROM party JOIN batch ON holder_id = party.id WHERE batch.code = ?"
_AROUND = """
{user}daemon off; pid {folder}/nginx.pid; error_log {folder}/error.log;
events {{ worker_connections 4096; }}
http {{
    log_format asked '$upstream_cache_status $upstream_status $uri';
    access_log {folder}/access.log asked;
    client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/f; uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;
    include {folder}/trace.conf;
}}
"""


def documented() -> str:
    """The configuration as the document gives it."""
    found = re.findall(r"```nginx\n(.*?)```", DOCUMENT.read_text(encoding="utf-8"), re.DOTALL)
    assert len(found) == 1, "the document holds one configuration"
    return str(found[0])


@dataclass(frozen=True)
class Front:
    """A running nginx: where it listens with and without TLS, and its log."""

    tls: int
    plain: int
    folder: Path

    def get(self, path: str, phone: Phone | None = None, **headers: str) -> Answer:
        """Ask it for a page as a phone does."""
        given = {} if phone is None else phone.headers
        return ask(HTTPSConnection("127.0.0.1", self.tls, context=trusting()), path, given, headers)

    def asked(self, path: str) -> Counter[str]:
        """How often the service was asked for a path, by what the cache made of it."""
        time.sleep(0.1)  # a line is written after its answer
        lines = (self.folder / "access.log").read_text(encoding="utf-8").splitlines()
        told = (line.split(" ") for line in lines)
        return Counter(cache for cache, status, uri in told if status != "-" and uri == path)


@contextlib.contextmanager
def front(program: str, folder: Path, service: int) -> Iterator[Front]:
    """nginx with the documented configuration before a service, until the block ends."""
    running = Front(free_port(), free_port(), folder)
    (folder / "trace.conf").write_text(placed(documented(), running, service), encoding="utf-8")
    user = "user root; " if os.name != "nt" and os.geteuid() == 0 else ""
    around = folder / "nginx.conf"
    around.write_text(_AROUND.format(folder=folder, user=user), encoding="utf-8")
    subprocess.run(certificate(folder), check=True, capture_output=True)
    words = [program, "-e", str(folder / "error.log"), "-p", str(folder), "-c", str(around)]
    subprocess.run([*words, "-t"], check=True)
    process = subprocess.Popen(words)
    try:
        assert soon(lambda: _listens(running), 20), "nginx does not listen"
        yield running
    finally:
        process.terminate()
        process.wait(20)


def placed(text: str, running: Front, service: int) -> str:
    """The configuration with ports, certificate and folder of this run; nothing else differs."""
    for documented_, here in (
        ("/var/cache/nginx/trace", f"{running.folder}/cache"),
        ("/etc/ssl/tem.example.vn", str(running.folder)),
        ("listen 443 ssl;", f"listen 127.0.0.1:{running.tls} ssl;"),
        ("listen 80;", f"listen 127.0.0.1:{running.plain};"),
        ("http://127.0.0.1:8000", f"http://127.0.0.1:{service}"),
    ):
        assert documented_ in text, f"{documented_} is not in {DOCUMENT.name}"
        text = text.replace(documented_, here)
    return text


def certificate(folder: Path) -> list[str]:
    """The words that make a certificate of nobody's for the host."""
    made = ("-keyout", f"{folder}/privkey.pem", "-out", f"{folder}/fullchain.pem")
    short = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "1")
    return ["openssl", "req", "-x509", *short, "-subj", f"/CN={HOST}", *made]


def _listens(running: Front) -> bool:
    try:
        return running.get("/readyz").status == 200
    except OSError:
        return False


# --- what is looked at ---------------------------------------------------------------------------


def one_lot_at_once(front: Front, live: Live, code: str, count: int) -> list[str]:
    """Phones of every kind at once: one request a copy, and to each its page."""
    every = [phone for _ in range(count // len(phones()) + 1) for phone in phones()][:count]
    path = f"/{code}"
    with ThreadPoolExecutor(AT_ONCE) as pool:
        answers = list(pool.map(lambda phone: front.get(path + phone.query, phone), every))
    faults = []
    direct = {key: straight(live, path, *key) for key in {each.key for each in every}}
    for phone, answer in zip(every, answers, strict=True):
        if answer.text != direct[phone.key].text or answer.language != phone.language:
            faults.append(f"{phone} got {answer.status} in {answer.language}")
        if "surrogate-key" in answer.headers or "x-cache" not in answer.headers:
            faults.append(f"{phone} got the headers {sorted(answer.headers)}")
    came = front.asked(path)
    if came.total() != len(direct):
        faults.append(f"{len(direct)} copies cost {came.total()} requests: {dict(came)}")
    tag = {"If-None-Match": answers[0].headers["etag"]}
    if front.get(path + every[0].query, every[0], **tag).status != 304:
        faults.append("a page that the phone has is sent again")
    return faults


def one_link_at_once(front: Front, path: str) -> list[str]:
    """A GS1 link of a lot, asked for by phones of every kind: one request a language asked for.

    Programs go through, and are not led where phones are.
    """
    page = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
    with ThreadPoolExecutor(AT_ONCE) as pool:
        answers = list(pool.map(lambda each: front.get(path + each.query, each, **page), phones()))
    chosen = {each.key[0] for each in phones()}
    led = Counter((each.status, each.headers.get("location", "")) for each in answers)
    faults = [] if len(led) == len(chosen) else [f"{path} led to {dict(led)}"]
    came = front.asked(path)
    if came.total() != len(chosen):
        faults.append(f"{path} cost {came.total()} requests: {dict(came)}")
    facts = front.get(path, phones()[0], Accept="application/json").headers.get("location", "")
    links = front.get(f"{path}?linkType=all", phones()[0], **page)
    if not facts.endswith(".json") or links.status != 200 or front.asked(path)["HIT"]:
        faults.append(f"programs were led to {facts}, {links.status}")
    return faults


def straight(live: Live, path: str, chosen: str, tongue: str, packed: str) -> Answer:
    """The page as the service itself sends it."""
    connection = HTTPConnection("127.0.0.1", int(live.url.rpartition(":")[2]))
    headers = {"Accept-Language": tongue, "Accept-Encoding": packed}
    return ask(connection, f"{path}?lang={chosen}" if chosen else path, headers, {})


def recalled_while_asked(front: Front, live: Live, code: str, other: str) -> list[str]:
    """A recall shows in time, and meanwhile the service is asked once a minute."""
    path, phone, over = f"/{code}", phones()[0], threading.Event()
    front.get(path, phone), front.get(f"/{other}", phone)
    before, begun = front.asked(path).total(), time.monotonic()
    ((holder,),) = asked(live.instance, _HOLDER, code)
    live.cli(
        *("recall", "announce", code, "--organisation", holder),
        *("--notice", "Dừng dùng", "--contact", "0219 386 0000"),
    ).check_returncode()
    committed = time.monotonic()
    with ThreadPoolExecutor(AT_ONCE) as pool:
        sent = [pool.submit(_asking, front, path, phone, over) for _ in range(AT_ONCE)]
        shown = soon(lambda: "thu hồi" in _title(front.get(path, phone)), 2 * PROMISED)
        late = time.monotonic() - committed
        over.set()
        requests = sum(each.result() for each in sent)
    came = front.asked(path).total() - before
    minutes = (time.monotonic() - begun) / PROMISED + 1
    print(f"  recall on the page after {late:.1f} s; {requests} requests cost the service {came}")
    faults = [] if shown and late <= PROMISED else [f"the recall came after {late:.1f} s"]
    if came > minutes * A_MINUTE:
        faults.append(f"{requests} requests cost the service {came}")
    front.get(f"/{other}", phone)
    if front.asked(f"/{other}")["REVALIDATED"] != 1:
        faults.append(f"what has not changed is fetched anew: {dict(front.asked(f'/{other}'))}")
    return faults


def _asking(front: Front, path: str, phone: Phone, over: threading.Event) -> int:
    count = 0
    while not over.wait(0.05):
        count += front.get(path, phone).status == 200
    return count


def _title(answer: Answer) -> str:
    found = re.search(r"<title>(.*?)</title>", answer.text, re.DOTALL)
    return "" if found is None else found[1].lower()


def never_kept(front: Front, *paths: str) -> list[str]:
    """Labels, their GS1 links, unknown codes and signed-in pages go to the service each time."""
    faults = []
    for path in (*paths, "/AAAAAAAA0", "/dang-nhap"):
        caches = {front.get(path, phones()[0]).headers.get("x-cache") for _ in range(3)}
        if front.asked(path).total() != 3 or "HIT" in caches:
            faults.append(f"{path} was kept")
    return faults


def believes_no_phone(front: Front, code: str) -> list[str]:
    """A host that a phone makes up is on no page and in no redirect, kept or not."""
    paths = (f"/{code}", f"/{code.lower()}", f"/id/lot/{code}.json")
    lies = {"X-Forwarded-Host": "evil.example", "X-Forwarded-For": "10.0.0.1"}
    answers = {path: front.get(path, None, **lies) for path in paths}
    return [
        f"{path} believes a phone: {answer.headers}"
        for path, answer in answers.items()
        if "evil.example" in answer.text + "".join(answer.headers.values())
    ]


def takes_what_the_service_takes(front: Front) -> list[str]:
    """A photograph of a report comes through; what is larger than any form does not."""
    kind = {"Content-Type": "application/octet-stream"}

    def sent(size: int) -> int:
        connection = HTTPSConnection("127.0.0.1", front.tls, context=trusting())
        return ask(connection, "/phan-anh", kind, {}, method="POST", body=b"x" * size).status

    found = sent(1_900_000), sent(21 * 1024 * 1024)
    plain = ask(HTTPConnection("127.0.0.1", front.plain), "/AAAAAAAA0", {}, {})
    faults = [] if found[0] not in (413, 502) and found[1] == 413 else [f"bodies: {found}"]
    if plain.headers.get("location") != f"https://{HOST}/AAAAAAAA0":
        faults.append(f"http leads to {plain.headers.get('Location')}")
    return faults


def main() -> int:
    """Run nginx before a service of our own; one line."""
    program = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin:/usr/local/sbin")
    if program is None:
        print("nginx: FAILED; no nginx found; get it with: apt-get install nginx", file=sys.stderr)
        return 1
    with tempfile.TemporaryDirectory(prefix="nginx-") as name:
        folder = Path(name)
        with served(folder / "instance", TRACEABILITY_TRUSTED_PROXIES="1") as live:
            (folder / "nginx").mkdir()
            port = int(live.url.rpartition(":")[2])
            with front(program, folder / "nginx", port) as running:
                faults = looked(running, live)
    for fault in faults[:20]:
        print(f"  {fault}", file=sys.stderr)
    print(f"nginx: {'FAILED' if faults else 'ok'}; {len(faults)} faults")
    return 1 if faults else 0


def looked(running: Front, live: Live) -> list[str]:
    """Everything that is wrong."""
    count = int(os.environ.get("COUNT", str(COUNT)))
    codes = live.codes()
    lots = [c["code"] for c in codes if c["kind"] == "batch" and c["state"] == "valid"]
    label = next(f"/{c['code']}" for c in codes if (c["kind"], c["state"]) == ("item", "valid"))
    links = [f"/{c['code']}" for c in codes if (c["kind"], c["state"]) == ("gs1", "valid")]
    steps: Sequence[Callable[[], list[str]]] = (
        lambda: one_lot_at_once(running, live, lots[0], count),
        lambda: believes_no_phone(running, lots[3]),
        lambda: one_link_at_once(running, next(each for each in links if "/21/" not in each)),
        lambda: never_kept(running, label, next(each for each in links if "/21/" in each)),
        lambda: takes_what_the_service_takes(running),
        lambda: recalled_while_asked(running, live, lots[1], lots[2]),
    )
    return [fault for step in steps for fault in step()]


if __name__ == "__main__":
    sys.exit(main())
