"""The refusals of what is set about looks at goods."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from traceability.web.tongues import lazy_gettext as _l

SCANS: Mapping[str, Any] = {
    "scan_limit_range": _l("Gõ một số từ %(lowest)s đến %(highest)s."),
}
