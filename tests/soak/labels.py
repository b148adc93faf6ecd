"""The long run of labels: killed while they are drawn, and read as phones see them.

./dev soak labels [SEED]      LABELS=… for another number than 10,000, SIGHTS=… than 20 a kind
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

# This script has the name of the package that it tries: the checkout comes first.
sys.path[0] = str(Path(__file__).parents[2])

from tests.soak.of_labels import killed, seen  # noqa: E402

if __name__ == "__main__":
    seed = int(sys.argv[1]) if len(sys.argv) > 1 else 1
    failed = killed.soak(int(os.environ.get("LABELS", "10000")), seed)
    sys.exit(failed or seen.soak(int(os.environ.get("SIGHTS", "20")), seed))
