"""The WSGI entry point: ``granian --interface wsgi wsgi:app``."""

import gc
import signal
import sys
import threading


def end_while_loading() -> None:
    """Let SIGTERM and SIGINT end a worker of granian that is still loading.

    It is forked with its parent's handlers, which do nothing in it, and gets its own when this is
    loaded: told to stop meanwhile, it served on until it was killed. Other servers' stay.
    """
    if threading.current_thread() is not threading.main_thread():
        return
    for number in (signal.SIGTERM, signal.SIGINT):
        whose = getattr(signal.getsignal(number), "__module__", None) or ""
        if whose.partition(".")[0] == "granian":
            signal.signal(number, signal.SIG_DFL)


end_while_loading()

from traceability.app import create_app  # noqa: E402 - a signal ends what is loading here

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
