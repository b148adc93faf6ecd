"""Two processes on one record: what one person commits, the next request to both knows."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from tests.people import World
from tests.store_fixtures import ON_BOTH
from tests.web.public_door import item_code
from traceability.store.epoch import PATIENCE

ROOT = Path(__file__).parents[2]


class Process:
    """A process that is asked for pages."""

    def __init__(self, running: subprocess.Popen[str]) -> None:
        self.running = running

    def title(self, code: str) -> str:
        """The title of a code's page, in which all but a good verdict stands first."""
        assert self.running.stdin
        assert self.running.stdout
        self.running.stdin.write(f"{code}\n")
        self.running.stdin.flush()
        return self.running.stdout.readline()


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
def test_a_recall_is_known_to_every_process_at_the_next_request(
    world: World, backend: str, tmp_path: Path
) -> None:
    raw = world.harvest(100).code
    made = world.pack(raw, 40).code
    world.publish(made)
    run = world.print_labels(made, 2)
    world.link(run, 1, 2)
    codes = [made, item_code(world, run, 1), item_code(world, run, 2)]
    url = world.store.reader.url.render_as_string(hide_password=False)
    recalled = "Sản phẩm đang bị thu hồi"
    with ExitStack() as stack:
        both = [stack.enter_context(process(url, tmp_path)) for _ in range(2)]
        for _again in range(2):
            assert not any(recalled in each.title(code) for code in codes for each in both)
        assert all(each.title(made).endswith("| 2\n") for each in both)  # from memory
        world.recall(raw)
        if backend == "postgresql":
            time.sleep(PATIENCE)
        assert all(recalled in each.title(code) for each in both for code in codes)
