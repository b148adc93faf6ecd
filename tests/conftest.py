"""What every test may lean on; what a run promises stands in ``tests/run_rules.py``."""

from __future__ import annotations

pytest_plugins = ["tests.run_rules", "tests.store_fixtures", "tests.browsing"]
