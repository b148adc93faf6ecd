"""What the system tells of processes that a benchmark starts."""

from __future__ import annotations

from pathlib import Path


def children(pid: int) -> list[int]:
    """The processes that a process has started and that still run."""
    try:
        told = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii")
    except FileNotFoundError:
        return []
    return [int(word) for word in told.split()]


def peak_mb(pid: int) -> float:
    """The most memory that a process has held so far, in 2²⁰ octets; 0 where it is gone.

    Not ``ru_maxrss``: that of a process just started is its parent's.
    """
    try:
        told = Path(f"/proc/{pid}/status").read_text(encoding="ascii", errors="replace")
    except (FileNotFoundError, ProcessLookupError):
        return 0.0
    peak = told.partition("VmHWM:")[2].split()
    return round(int(peak[0]) / 1024, 1) if peak else 0.0
