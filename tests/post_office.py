"""A mail server of the tests' own, on this machine: what it hears, and the letters it takes."""

from __future__ import annotations

import contextlib
import email
import email.policy
import socketserver
import threading
from collections.abc import Iterator
from email.message import EmailMessage

from traceability.jobs.mailing import Mailbox
from traceability.settings import Smtp


class Postman(socketserver.StreamRequestHandler):
    """One conversation: takes what it is given, or answers as it was told to."""

    server: PostOffice

    def handle(self) -> None:
        """Speak as much SMTP (RFC 5321) as a sender needs."""
        self._say("220 here")
        for line in iter(self.rfile.readline, b""):
            verb = line.split()[0].upper().decode() if line.split() else ""
            self.server.heard.append(line.decode().strip())
            if verb == "EHLO":
                self._say("250-here")
                self._say("250 AUTH PLAIN" if self.server.wants_password else "250 SIZE")
            elif verb in self.server.answers:
                self._say(self.server.answers[verb])
            elif verb == "DATA":
                self._take()
            elif verb == "QUIT":
                self._say("221 bye")
                return
            else:
                self._say("235 in" if verb == "AUTH" else "250 well")

    def _take(self) -> None:
        self._say("354 go on")
        lines = []
        for line in iter(self.rfile.readline, b".\r\n"):
            lines.append(line[1:] if line.startswith(b"..") else line)
        self.server.letters.append(b"".join(lines))
        self._say("250 taken")

    def _say(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())


class PostOffice(socketserver.ThreadingTCPServer):
    """A mail server of this test's own."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Postman)
        self.letters: list[bytes] = []
        self.heard: list[str] = []
        self.answers: dict[str, str] = {}
        self.wants_password = False

    @property
    def mailbox(self) -> Mailbox:
        """How a sender is told of it."""
        return Mailbox(Smtp("127.0.0.1", self.server_address[1], False), "tem@example.vn")

    def only(self) -> EmailMessage:
        """The one letter that came."""
        (raw,) = self.letters
        found = email.message_from_bytes(raw, policy=email.policy.SMTP)
        assert isinstance(found, EmailMessage)
        return found


@contextlib.contextmanager
def open_office() -> Iterator[PostOffice]:
    """A mail server until the block ends."""
    with PostOffice() as office:
        thread = threading.Thread(target=office.serve_forever)
        thread.start()
        try:
            yield office
        finally:
            office.shutdown()
            thread.join()


def text_of(letter: EmailMessage) -> str:
    """What a letter says, its lines ended as ours are."""
    return str(letter.get_content()).replace("\r\n", "\n")
