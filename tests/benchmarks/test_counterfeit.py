"""The simulation of copied labels: seeded, by the service's own rules, and told as it is."""

from __future__ import annotations

import re

from benchmarks import counterfeit
from tests.architecture.tree import ROOT

PAGE = (ROOT / "docs" / "explanation" / "counterfeit.md").read_text(encoding="utf-8")


def test_the_same_seed_gives_the_same_sums() -> None:
    first, again, other = (counterfeit.simulate(4_000, seed) for seed in (1, 1, 2))
    assert first == again
    assert first != other


def test_more_copies_are_found_more_often_and_honest_labels_seldom() -> None:
    sums = counterfeit.simulate(40_000, counterfeit.SEED)
    for name in counterfeit.CLASSES:
        found = [sums[name, str(count)] for count in counterfeit.COPIES]
        shares = [each.either / each.labels for each in found]
        assert shares == sorted(shares)
        assert shares[-1] > 0.9
        honest = sums[name, counterfeit.HONEST]
        assert honest.either / honest.labels < 0.005


def test_every_row_of_the_table_stands_in_the_documentation() -> None:
    sums = counterfeit.simulate(4_000, counterfeit.SEED)
    heads = [line.split("|")[1:3] for line in counterfeit.rows(sums)]
    told = [line.split("|")[1:3] for line in PAGE.splitlines() if line.startswith("| ")]
    assert [each for each in heads if "---" not in each[0]] == told[-len(heads) + 1 :]
    assert str(counterfeit.SEED) in PAGE


def test_the_documentation_names_the_limits_and_habits_of_the_code() -> None:
    asked = re.search(r"\((.*?) oranges, (.*?) tea, (.*?) honey,\s*(.*?) herbs\)", PAGE)
    assert asked is not None
    stated = [int(each.rstrip(" %")) * 10 for each in asked.groups()]
    assert stated == [each.asked for each in counterfeit.CLASSES.values()]
