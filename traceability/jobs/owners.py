"""Who holds a lease: a process, named so that another one on its machine can tell whether it lives.

A lease of a process that was killed would otherwise hold its job back until it runs out.
"""

from __future__ import annotations

import os
import secrets
import socket

#: So much of a machine's name fits beside the rest into the 64 characters of ``lease_owner``.
_LONGEST_HOST = 40


def new_owner() -> str:
    """A name for this process as the owner of leases: ``host:pid:random``."""
    return f"{_host()}:{os.getpid()}:{secrets.token_hex(4)}"


def is_gone(owner: str) -> bool:
    """Whether ``owner`` was a process of this machine that lives no more.

    ``False`` for an owner on another machine, and for a name of any other form. A number that a
    new process has by now reads as living: then the lease runs out by itself. The number of this
    very process was somebody else's before it (a container counts from 1 at each start), so ask
    before this process holds a lease.
    """
    host, _, rest = owner.partition(":")
    pid, _, _random = rest.partition(":")
    if host != _host() or not (pid.isascii() and pid.isdigit()):
        return False
    return int(pid) == os.getpid() or not _lives(int(pid))


def _host() -> str:
    return socket.gethostname().replace(":", "-")[:_LONGEST_HOST]


def _lives(pid: int) -> bool:
    if os.name == "nt":  # there, a signal of 0 would end the process
        return True
    try:
        os.kill(pid, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except PermissionError:
        return True
    return True
