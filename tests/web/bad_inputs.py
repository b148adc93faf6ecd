"""The inputs that were agreed to be bad, by their ids, for the forms that meet them."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

_FILE = Path(__file__).parents[1] / "vectors" / "bad_inputs.json"
BAD: dict[str, dict[str, Any]] = {
    each["id"]: each for each in json.loads(_FILE.read_text(encoding="utf-8"))
}


def field_of(name: str) -> str:
    """The field at which a bad input is refused."""
    found = re.search(r"error on field '(\w+)'", BAD[name]["expected"])
    assert found, f"{name} is refused at no field"
    return found[1]
