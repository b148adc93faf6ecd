"""Load from wrk: every path in turn, each answer counted, any that is not as expected a fault."""

from __future__ import annotations

import itertools
import re
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path

from benchmarks.harness.servers import WRK

CONNECTIONS = 32
#: So many lines find both of two workers, but for one time in 32,768: a page that one of them draws
#: for the first time is no page from memory.
LINES = 16
#: A telephone's, so that what it looks at is counted.
AGENT = "Mozilla/5.0 (Linux; Android 13) AppleWebKit/537.36 Chrome/120.0 Mobile Safari/537.36"
HEADERS = {"Accept-Encoding": "gzip", "Accept-Language": "vi", "User-Agent": AGENT}
_UNITS = {"us": 0.001, "ms": 1.0, "s": 1000.0}
_numbers = itertools.count()

_SCRIPT = """\
local asked, at = {{}}, 0
function init()  -- by now the host's name is known
  local headers = {{
    ["Accept-Encoding"] = "gzip", ["Accept-Language"] = "vi", ["User-Agent"] = "{agent}"
  }}
  for line in io.lines("{paths}") do
    local path, tag = line:match("^(%S+) ?(.*)$")
    headers["If-None-Match"] = tag ~= "" and tag or nil
    asked[#asked + 1] = wrk.format("GET", path, headers)
  end
  math.randomseed(os.time())
  at = math.random(#asked)
end
function request()
  at = at % #asked + 1
  return asked[at]
end
{delay}
"""


@dataclass(frozen=True)
class Load:
    """What came of a load: answers a second, and how long 99 of 100 took at most (ms)."""

    per_second: float
    p99: float


@dataclass(frozen=True)
class Asking:
    """Paths to be asked for in turn, each with the tag that is sent along, if any."""

    script: Path
    folder: Path

    @classmethod
    def of(cls, folder: Path, lines: Sequence[str], delay: int | None = None) -> Asking:
        """A list of paths; with ``delay`` a connection waits between them, on average so many ms.

        It waits as chance has it, else all would ask in the same millisecond again and again.
        """
        number = next(_numbers)
        paths = folder / f"paths-{number}"
        paths.write_text("\n".join(lines) + "\n", encoding="utf-8")
        waits = "" if delay is None else f"function delay() return math.random(0, {2 * delay}) end"
        script = folder / f"asking-{number}.lua"
        script.write_text(_SCRIPT.format(paths=paths, delay=waits, agent=AGENT), encoding="utf-8")
        return cls(script, folder)

    def warm(self, port: int, paths: Sequence[str]) -> None:
        """Ask for some paths, each over lines of their own, so that every worker has drawn them."""
        for path in paths:
            for _ in range(LINES):
                line = HTTPConnection("127.0.0.1", port, timeout=60)
                line.request("GET", path, headers=HEADERS)
                if line.getresponse().status != 200:
                    raise SystemExit(f"no page: {path}")
                line.close()

    def load(self, port: int, seconds: float, name: str) -> Load:
        """Ask a server for so long; ends the run where one answer is a fault."""
        told = self._asked(port, seconds)
        if "Non-2xx" in told or "Socket errors" in told:
            raise SystemExit(f"{name}: answers that are none:\n{told}")
        rate = re.search(r"Requests/sec:\s+([\d.]+)", told)
        slow = re.search(r"99%\s+([\d.]+)(us|ms|s)", told)
        if not rate or not slow or not float(rate[1]):
            raise SystemExit(f"{name}: no answer in time:\n{told}")
        return Load(float(rate[1]), float(slow[1]) * _UNITS[slow[2]])

    def _asked(self, port: int, seconds: float) -> str:
        assert WRK is not None
        words = [WRK, "--threads", "1", "--connections", str(CONNECTIONS), "--latency"]
        # wrk takes whole seconds only.
        words += ["--duration", f"{max(1, round(seconds))}s", "--timeout", "20s"]
        words += ["--script", str(self.script), f"http://127.0.0.1:{port}/"]
        return subprocess.run(words, check=True, capture_output=True, text=True).stdout
