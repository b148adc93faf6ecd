"""Ours and the peers in turn, so that a machine that slows down slows all of them.

A ratio is taken inside each round and the median of the rounds is told; absolute figures drift.
"""

from __future__ import annotations

import json
import os
import platform
import statistics
import subprocess
import time
from collections.abc import Callable, Mapping
from pathlib import Path

ROUNDS = 5
ROOT = Path(__file__).parents[2]

Seconds = dict[str, list[float]]


def interleaved(contenders: Mapping[str, Callable[[], object]], rounds: int = ROUNDS) -> Seconds:
    """Seconds of each contender in each round, after one round that only warms up."""
    found: Seconds = {name: [] for name in contenders}
    for number in range(rounds + 1):
        for name, work in contenders.items():
            taken = _seconds(work)
            if number:
                found[name].append(taken)
    return found


def once(contenders: Mapping[str, Callable[[], object]]) -> Seconds:
    """Seconds of each contender, one time and without a round before: for what takes minutes."""
    return {name: [_seconds(work)] for name, work in contenders.items()}


def _seconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def per_second(seconds: Seconds, count: int) -> dict[str, float]:
    """How many of ``count`` things each contender does in a second: the median of its rounds."""
    return {name: round(count / statistics.median(each), 1) for name, each in seconds.items()}


def ratios(seconds: Seconds, ours: str) -> dict[str, float]:
    """How many times faster ours is than each peer: the median over the rounds."""
    return {
        name: round(statistics.median(map(_ratio, each, seconds[ours])), 2)
        for name, each in seconds.items()
        if name != ours
    }


def _ratio(peer: float, ours: float) -> float:
    return peer / ours


def tell(
    bench: str,
    figures: Mapping[str, float],
    peers: Mapping[str, float],
    ratios: Mapping[str, float],
) -> None:
    """A line for each figure, and the whole as one JSON object on the last line."""
    for name, value in [*figures.items(), *peers.items()]:
        print(f"{name:>32}  {value:>12,.1f}")
    for name, value in ratios.items():
        print(f"{'× ' + name:>32}  {value:>12,.2f}")
    whole = {
        "bench": bench,
        "figures": figures,
        "peers": peers,
        "ratios": ratios,
        "machine": machine(),
        "commit": commit(),
    }
    print(json.dumps(whole))


def machine() -> dict[str, object]:
    """What the figures were taken on; nothing by which the machine could be found."""
    return {
        "processor": _processor(),
        "processors": os.cpu_count(),
        "system": f"{platform.system()} {platform.machine()}",
        "python": platform.python_version(),
    }


def _processor() -> str:
    told = Path("/proc/cpuinfo")
    lines = told.read_text(encoding="utf-8").splitlines() if told.is_file() else []
    names = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(names, platform.processor())


def commit() -> str | None:
    """The commit that was measured, with a plus where files differ from it; None without git."""
    try:
        head, changed = (_git("rev-parse", "--short", "HEAD"), _git("status", "--porcelain"))
    except (OSError, subprocess.CalledProcessError):
        return None
    return head + ("+" if changed else "")


def _git(*words: str) -> str:
    done = subprocess.run(["git", *words], cwd=ROOT, check=True, capture_output=True, text=True)
    return done.stdout.strip()
