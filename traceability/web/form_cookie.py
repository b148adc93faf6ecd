"""The cookie of forms: what a page has to say after the next one; signed, and not by the second.

Pages of the workspace vary by their cookies, so that a browser shows nothing of one person to the
next. Flask signs this one with the second at which it was written: after "đã ghi" was said once it
says what it said before, and yet is another cookie, and a browser that goes back finds none of the
pages that it kept (ERR_CACHE_MISS where that page answered a form).
"""

from __future__ import annotations

from typing import Any

from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from itsdangerous import URLSafeSerializer


class _Untimed(URLSafeSerializer):
    """Signs what is said and not when; how old it is, is not asked.

    It holds no sign-in: those have a cookie and a table of their own.
    """

    def loads(self, s: str | bytes, salt: str | bytes | None = None, **_age: Any) -> Any:
        """What was signed; Flask also says how old it may be."""
        return super().loads(s, salt)


class FormCookie(SecureCookieSessionInterface):
    """Flask's session in a signed cookie that does not change where nothing in it does."""

    def get_signing_serializer(self, app: Flask) -> Any:
        """What signs the cookie and reads it; none without a secret key."""
        if not app.secret_key:
            return None
        return _Untimed(
            app.secret_key,
            salt=self.salt,
            serializer=self.serializer,
            signer_kwargs={
                "key_derivation": self.key_derivation,
                "digest_method": self.digest_method,
            },
        )
