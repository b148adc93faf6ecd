"""Open standards, spoken from plain values: GS1 Digital Link and its linksets.

Nothing here looks anything up: what services found is told in the words of a standard, and what
was asked in them is read.
"""
