"""Pages on which a label can be read with the camera: the only ones that may open it."""

from __future__ import annotations

from flask import Response, request

from traceability.web import headers
from traceability.web.workspace.blueprint import workspace

#: Every field that is read there is typed as well.
PAGES = frozenset(
    {
        "workspace.check_paper",
        "workspace.find_label",
        "workspace.label_act",
        "workspace.lift_void",
        "workspace.link_labels",
        "workspace.receive_roll",
    }
)


@workspace.after_request
def _allow_camera(response: Response) -> Response:
    """The reader runs in a worker that the page makes itself (a blob), on these pages alone."""
    if request.endpoint in PAGES:
        response.headers["Content-Security-Policy"] = headers.policy(worker=True)
        response.headers["Permissions-Policy"] = headers.CAMERA
    return response
