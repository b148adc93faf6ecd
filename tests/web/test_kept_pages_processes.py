"""Two processes on one record: what one person commits, the next request to both knows."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

from tests.people import World
from tests.store_fixtures import ON_BOTH
from traceability.store.epoch import PATIENCE

ROOT = Path(__file__).parents[2]


class Process:
    """A process that is asked for pages."""

    def __init__(self, running: subprocess.Popen[str]) -> None:
        self.running = running
        self.kept = 0

    def titles(self, language: str, codes: Sequence[str]) -> Counter[str]:
        """How many pages of codes have each title, in which all but a good verdict stands first."""
        assert self.running.stdin
        assert self.running.stdout
        self.running.stdin.write(f"{' '.join([language, *codes])}\n")
        self.running.stdin.flush()
        told = json.loads(self.running.stdout.readline())
        self.kept = told["kept"]
        return Counter(told["titles"])


@contextmanager
def process(url: str, files: Path) -> Iterator[Process]:
    words = [sys.executable, "-m", "tests.web.door_process", url, str(files)]
    with subprocess.Popen(
        words, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as running:
        try:
            yield Process(running)
        finally:
            assert running.stdin
            running.stdin.close()
            running.wait(60)


@ON_BOTH
def test_a_thousand_labels_show_a_recall_in_every_process_at_the_next_request(
    world: World, backend: str, tmp_path: Path
) -> None:
    raw = world.harvest(2_000).code
    made = world.pack(raw, 1_000).code
    world.publish(made)
    run = world.print_labels(made, 1_000)
    world.link(run, 1, 1_000)
    codes = [made, *world.item_codes(run)]
    url = world.store.reader.url.render_as_string(hide_password=False)
    recalled = {
        "vi": "Sản phẩm đang bị thu hồi",
        "en": "This product is being recalled",
        "zh": "产品正在召回",
    }
    with ExitStack() as stack:
        both = [stack.enter_context(process(url, tmp_path)) for _ in range(2)]

        def said(language: str, codes: Sequence[str]) -> set[int]:
            words = recalled[language]
            told = [each.titles(language, codes) for each in both]
            return {sum(n for title, n in each.items() if words in title) for each in told}

        assert all(said(language, codes[:20]) == {0} for language in recalled)
        # In each language the page of the lot, and one that all labels are sent from.
        assert [each.kept for each in both] == [6, 6]
        world.recall(raw)
        if backend == "postgresql":
            time.sleep(PATIENCE)
        assert all(said(language, codes) == {1_001} for language in recalled)
