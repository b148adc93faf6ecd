"""Files that come with a form, and how they are served again: to look at nothing but as a download.

A form with ``upload`` of ``forms.html`` is ``multipart/form-data``. A browser does not send a file
again that it sent once, so a form that is shown again says that it must be chosen again.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable

from flask import Response, request

from traceability.domain.errors import NotFound
from traceability.services import files
from traceability.services.files import Attached, PreparedFile
from traceability.store.unit import Reading
from traceability.web.house import house, looking

#: What a served file may do: nothing, even where a browser opens it in a tab.
_SANDBOX = "default-src 'none'; sandbox"
_ENDINGS = {files.PDF: "pdf", files.JPEG: "jpg"}


def sent(name: str) -> tuple[bytes, ...]:
    """The files chosen in a field; none where it was left empty."""
    return tuple(each.read() for each in request.files.getlist(name) if each.filename)


def prepared(name: str) -> tuple[PreparedFile, ...]:
    """The files of a field, ready to be stored; before the unit of work (``files.prepare``)."""
    return tuple(files.prepare(data, house().settings.files, name) for data in sent(name))


def digests(found: tuple[PreparedFile, ...]) -> list[str]:
    """What a request key remembers of files: the same form with another file is another form."""
    return [hashlib.sha256(each.data).hexdigest() for each in found]


def served(find: Callable[[Reading, int], Attached], number: str, name: str) -> Response:
    """File ``number`` of what ``find`` reads, under a name of ours without its ending.

    ``find`` asks for rights and raises ``NotFound``; so does a number that is none.
    """
    if not (number.isascii() and number.isdigit() and len(number) <= 2):
        raise NotFound
    with looking() as view:
        found = find(view, int(number))
    data = files.read(house().settings.files, found.name)
    response = Response(data, content_type=found.content_type)
    how = "inline" if found.is_picture else "attachment"
    ending = _ENDINGS[found.content_type]
    response.headers["Content-Disposition"] = f'{how}; filename="{name}-{number}.{ending}"'
    response.headers["Content-Security-Policy"] = _SANDBOX
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "private, no-store"
    return response
