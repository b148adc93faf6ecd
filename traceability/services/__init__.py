"""Use cases: one file a noun, verbs as functions, the unit of work first; no Flask, no SQL."""
