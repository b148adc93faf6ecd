"""The migrations, shipped in the wheel and run by ``traceability db upgrade``."""
