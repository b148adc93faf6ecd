"""Keys, codes and secrets: the only room that imports ``cryptography`` and ``argon2``.

``ff1`` makes item codes, ``keyring`` holds their keys, ``passwords`` and ``tokens`` keep people
and programs out or let them in, ``commitments`` let a leaf name personal data without telling it.
Nothing here logs, and no message or ``repr`` carries a secret.
"""
