"""The page on a bad line: Chromium at 50 kbit/s and half a second, a new telephone for each page.

./dev bench slow_line

One page of every kind and state of the demonstration, from memory as a second buyer gets it. Told
are the milliseconds until the verdict is painted and until the page with its picture is whole. It
is plain HTTP: TLS adds two round trips, 1,000 ms on such a line, to the first page of a telephone.
There is no peer; the goals are those of the product: 1,500 ms and 4,000 ms.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

# The checkout comes first, before this folder.
sys.path[0] = str(Path(__file__).parents[1])

from playwright.sync_api import Browser, sync_playwright  # noqa: E402

from benchmarks.harness import rounds  # noqa: E402
from tests.browser.take_pictures import demonstration  # noqa: E402
from tests.browsing import FLAGS, listening  # noqa: E402
from tests.people import KEYRING  # noqa: E402
from tests.run_rules import found_chromium  # noqa: E402
from traceability.services import demo_codes  # noqa: E402
from traceability.store.unit import reading  # noqa: E402

LINE: Mapping[str, Any] = {
    "offline": False,
    "latency": 500,
    "downloadThroughput": 50_000 / 8,
    "uploadThroughput": 50_000 / 8,
}
FIRST_LINE, WHOLE = 1_500, 4_000
#: Notes when the verdict stands in the page; the page itself runs no script.
_WATCH = """
new MutationObserver((_all, watching) => {
  if (document.getElementById('ket-luan')) {
    window.verdictAt = performance.now();
    watching.disconnect();
  }
}).observe(document, { childList: true, subtree: true });
"""
_TOLD = """() => {
  const named = each => each.name === 'first-contentful-paint';
  const paint = performance.getEntriesByType('paint').find(named);
  const whole = performance.getEntriesByType('navigation')[0].loadEventStart;
  return [Math.max(paint.startTime, window.verdictAt), whole];
}"""


def main() -> int:
    """Measure and print; 1 where a page misses a goal."""
    program = found_chromium()
    if program is None:
        print("slow_line: no Chromium found; get it with: apt-get install chromium")
        return 1
    slowest = {"first_line": 0.0, "whole": 0.0}
    with demonstration() as (app, store), listening(app) as url, sync_playwright() as play:
        with reading(store) as view:
            shown = demo_codes.codes(view, KEYRING)
        codes = {(each.kind, each.state): each.code for each in shown}
        browser = play.chromium.launch(executable_path=program, args=FLAGS)
        print(f"{'kind':<6} {'state':<15} {'verdict':>8} {'whole':>8}  ms")
        for (kind, state), code in sorted(codes.items()):
            first, whole = measured(browser, f"{url}/{code}")
            print(f"{kind:<6} {state:<15} {first:>8,.0f} {whole:>8,.0f}  {code}")
            slowest["first_line"] = max(slowest["first_line"], first)
            slowest["whole"] = max(slowest["whole"], whole)
        browser.close()
    figures = {f"{name}_ms": round(value) for name, value in slowest.items()}
    rounds.tell("slow_line", figures | {"pages": len(codes)}, {}, {})
    return int(slowest["first_line"] > FIRST_LINE or slowest["whole"] > WHOLE)


def measured(browser: Browser, url: str) -> tuple[float, float]:
    """Milliseconds to the painted verdict and to the whole page, for a telephone that is new."""
    _asked(browser, url, {})  # another buyer was here before
    return _asked(browser, url, LINE)


def _asked(browser: Browser, url: str, line: Mapping[str, Any]) -> tuple[float, float]:
    context = browser.new_context(viewport={"width": 360, "height": 740}, locale="vi-VN")
    page = context.new_page()
    if line:
        told = context.new_cdp_session(page)
        told.send("Network.enable")
        told.send("Network.emulateNetworkConditions", dict(line))
    page.add_init_script(_WATCH)
    page.goto(url, wait_until="load")
    page.wait_for_selector("#ket-luan")
    page.wait_for_timeout(100)  # the paint is noted after the frame
    first, whole = page.evaluate(_TOLD)
    context.close()
    return first, whole


if __name__ == "__main__":
    sys.exit(main())
