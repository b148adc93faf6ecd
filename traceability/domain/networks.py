"""Whose an address of the Internet is: the network that is counted as one visitor or guesser."""

from __future__ import annotations

import ipaddress


def network(address: str) -> str:
    """An address; of IPv6 the first half, for telephones change the other by themselves.

    What is no address stays as it is.
    """
    if ":" not in address:
        return address
    try:
        known = ipaddress.ip_address(address.partition("%")[0].strip("[]"))
    except ValueError:
        return address
    return str(known) if known.version == 4 else known.exploded[:19]
