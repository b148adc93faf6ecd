"""What is read back has live codes: where a process is killed, nothing of it stays in a folder."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from labels import STOCKS, StampLabel, TraceStamp, draw_sheets
from labels.nameless import handed

#: Reads a run back with another process, and is stopped in the middle of it.
_READING = """
import sys, time
from pathlib import Path
import labels

def expected():
    print("reading", flush=True)
    time.sleep(60)
    yield "never"

if __name__ == "__main__":
    pdf = Path(sys.argv[1]).read_bytes()
    labels.proof(pdf, labels.STOCKS["L7651"], 0, expected(), processes=2)
"""


def test_a_reader_that_is_killed_leaves_no_file(
    stamp: TraceStamp, run: list[StampLabel], tmp_path: Path
) -> None:
    pdf, folder = tmp_path / "run.pdf", tmp_path / "temporary"
    folder.mkdir()
    pdf.write_bytes(draw_sheets(STOCKS["L7651"], stamp, run[:1] * 1_001))
    with subprocess.Popen(
        [sys.executable, "-c", _READING, str(pdf)],
        stdout=subprocess.PIPE,
        env={**os.environ, "TMPDIR": str(folder)},
    ) as reading:
        assert reading.stdout is not None
        assert reading.stdout.readline() == b"reading\n"
        there = sorted(folder.iterdir())
        reading.kill()
    assert there == sorted(folder.iterdir()) == []


def test_another_process_reads_what_it_is_handed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    with handed(b"codes") as file:
        assert list(tmp_path.iterdir()) == []
        words = [sys.executable, "-c", f"print(open({str(file.path)!r}).read())"]
        told = subprocess.run(
            words, pass_fds=file.descriptors, capture_output=True, check=True, text=True
        )
    assert told.stdout == "codes\n"
    assert not file.path.exists()
