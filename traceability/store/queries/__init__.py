"""Reads, one file a noun; each takes the open ``db`` and gives rows or plain values."""
