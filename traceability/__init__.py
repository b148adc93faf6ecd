"""Traceability for the cooperatives of Hà Giang; importing this loads nothing else."""

__version__ = "0.1.0"
