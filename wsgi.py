"""The WSGI entry point: ``granian --interface wsgi wsgi:app``."""

from traceability.app import create_app

app = create_app()
