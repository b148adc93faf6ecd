"""A door in a process of its own: a language and codes come in by line, the titles go out.

python -m tests.web.door_process DATABASE_URL FILES
"""

from __future__ import annotations

import json
import re
import sys
from collections import Counter

from tests.web.kept_doors import Door
from tests.web.public_door import ENVIRONMENT
from traceability.app import create_app


def main(url: str, files: str) -> None:
    """Answer until nobody asks any more."""
    settings = ENVIRONMENT | {"TRACEABILITY_DATABASE_URL": url, "TRACEABILITY_FILES": files}
    door = Door(create_app(settings))
    for line in sys.stdin:
        language, *codes = line.split()
        titles = Counter(_title(door.get(f"/{code}", language=language).text) for code in codes)
        sys.stdout.write(json.dumps({"titles": titles, "kept": len(door.shelf)}) + "\n")
        sys.stdout.flush()


def _title(text: str) -> str:
    found = re.search(r"<title>(.*?)</title>", text)
    return found[1] if found else ""


if __name__ == "__main__":
    main(*sys.argv[1:])
