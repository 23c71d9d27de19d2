"""A real mail server on this machine for tests: it counts, and answers as it is told."""

import socket
from collections import Counter
from contextlib import contextmanager

from aiosmtpd.controller import Controller


class Postman:
    """Takes mails and counts them by subject.

    ``answer`` maps a command (``RCPT``, ``DATA`` …) to the reply to give instead of 250, or to
    ``hang up``; ``on_mail(total)`` is called when a mail is in hand, before the reply.
    """

    def __init__(self):
        self.seen, self.sessions, self.answer = Counter(), set(), {}
        self.on_mail = lambda _total: None

    async def handle_MAIL(self, server, session, envelope, address, options):  # noqa: N802
        envelope.mail_from = address
        return self.answer.get("MAIL", "250 OK")

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802
        envelope.rcpt_tos.append(address)
        return self.answer.get("RCPT", "250 OK")

    async def handle_DATA(self, server, session, envelope):  # noqa: N802
        answer = self.answer.get("DATA", "250 OK")
        if answer == "hang up":
            server.transport.abort()
        elif answer == "250 OK":
            self.sessions.add(session.peer)
            self.seen[_subject(envelope)] += 1
            self.on_mail(self.seen.total())
        return answer


@contextmanager
def running(postman):
    """Run ``postman`` as a server; it knows its ``port``, and how to ``stop`` early."""
    controller = Controller(postman, hostname="127.0.0.1", port=free_port())
    controller.start()
    postman.port, postman.stop = controller.port, controller.stop
    try:
        yield postman
    finally:
        if controller.loop.is_running():
            controller.stop()


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as server:
        return server.getsockname()[1]


def _subject(envelope):
    return envelope.content.decode().partition("Subject: ")[2].partition("\r\n")[0]
