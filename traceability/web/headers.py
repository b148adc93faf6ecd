"""Headers that every answer carries."""

from __future__ import annotations

from flask import Flask, Response, request

from traceability.web.house import house

_POLICY = (
    "default-src 'none'; style-src 'self'{style}; img-src 'self' data:{images}; script-src 'self';"
    " connect-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none';"
    " frame-ancestors 'none'"
)

#: The rights of a page that may open the camera.
CAMERA = "camera=(self), geolocation=(), microphone=()"


def policy(*style_hashes: str, images: str = "", worker: bool = False) -> str:
    """The content security policy; ``style_hashes`` allow inline style sheets by SHA-256.

    ``images`` is an origin besides our own that pictures may come from (a server of map tiles);
    ``worker`` lets the page run one that it makes itself.
    """
    style = "".join(f" '{each}'" for each in style_hashes)
    told = _POLICY.format(style=style, images=f" {images}" if images else "")
    return f"{told}; worker-src 'self' blob:" if worker else told


def set_headers(app: Flask) -> None:
    """Add the headers after every view."""

    @app.after_request
    def _add(response: Response) -> Response:
        headers = response.headers
        headers.setdefault("Content-Security-Policy", policy())
        headers.setdefault("X-Content-Type-Options", "nosniff")
        headers.setdefault("Referrer-Policy", "same-origin")
        headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
        headers.setdefault("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
        if house().settings.https:
            headers.setdefault("Strict-Transport-Security", "max-age=31536000")
        if request.endpoint != "static":
            headers.setdefault("Cache-Control", _keeping())
        return response


def _keeping() -> str:
    """Nothing is kept, but for the answer to a form: without it the browser's Back shows a fault.

    The review of what was typed is such an answer, and Back leads there from what was saved.
    """
    return "private, no-cache" if request.method == "POST" else "no-store"
