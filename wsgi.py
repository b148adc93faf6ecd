"""The WSGI entry point: ``granian --interface wsgi wsgi:app``."""

import gc
import sys

from traceability.app import create_app

#: A thread that draws a page, or sums up scans, gives way to those that only send one from memory
#: after so many seconds. Python's own 5 ms are for programs that nobody waits for: a request gives
#: way whenever it asks the database, some five times, and waited up to that long after each.
TURN = 0.0005

sys.setswitchinterval(TURN)
app = create_app()
# What stands by now is here to stay: modules, tables, the statements' parts. Each full collection
# went through all of it and let no thread work meanwhile, 100 ms long.
gc.collect()
gc.freeze()
