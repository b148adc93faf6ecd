"""A door in a process of its own: codes come in by line, and how a page begins goes out.

python -m tests.web.door_process DATABASE_URL FILES
"""

from __future__ import annotations

import re
import sys

from tests.web.kept_doors import Door
from tests.web.public_door import ENVIRONMENT
from traceability.app import create_app


def main(url: str, files: str) -> None:
    """Answer until nobody asks any more."""
    settings = ENVIRONMENT | {"TRACEABILITY_DATABASE_URL": url, "TRACEABILITY_FILES": files}
    door = Door(create_app(settings))
    for line in sys.stdin:
        found = re.search(r"<title>(.*?)</title>", door.get(f"/{line.strip()}").text)
        sys.stdout.write(f"{found[1] if found else ''} | {len(door.shelf)}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main(*sys.argv[1:])
