"""What the benchmarks share counts as it says, and ends in one JSON object."""

from __future__ import annotations

import json

import pytest

from benchmarks.harness import rounds


def test_contenders_take_turns_and_the_first_round_does_not_count() -> None:
    turns: list[str] = []
    contenders = {"ours": lambda: turns.append("ours"), "peer": lambda: turns.append("peer")}
    seconds = rounds.interleaved(contenders, rounds=2)
    assert turns == ["ours", "peer"] * 3
    assert [len(each) for each in seconds.values()] == [2, 2]


def test_a_ratio_is_taken_inside_each_round() -> None:
    seconds = {"ours": [1.0, 10.0, 2.0], "peer": [3.0, 30.0, 100.0]}
    assert rounds.ratios(seconds, "ours") == {"peer": 3.0}
    assert rounds.per_second(seconds, 6) == {"ours": 3.0, "peer": 0.2}


def test_what_takes_minutes_is_done_once() -> None:
    turns: list[str] = []
    seconds = rounds.once(
        {"ours": lambda: turns.append("ours"), "peer": lambda: turns.append("peer")}
    )
    assert turns == ["ours", "peer"]
    assert [len(each) for each in seconds.values()] == [1, 1]


def test_the_last_line_is_one_json_object(capsys: pytest.CaptureFixture[str]) -> None:
    rounds.tell("qr", {"symbols_per_s": 2.0}, {"qrcode_symbols_per_s": 1.0}, {"qrcode": 2.0})
    last = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert list(last) == ["bench", "figures", "peers", "ratios", "machine", "commit"]
    assert last["ratios"] == {"qrcode": 2.0}
    assert set(last["machine"]) == {"processor", "processors", "system", "python"}
