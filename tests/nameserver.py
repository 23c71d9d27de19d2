"""A real DNS server on this machine for tests: it answers from a table, over UDP."""

import socket
import threading
from contextlib import contextmanager

import dns.flags
import dns.message
import dns.rcode
import dns.rdatatype
import dns.rrset


@contextmanager
def serving(table):
    """Answer from ``{(name, kind): [text, …]}``; yield ``host:port`` and the list of what was asked."""
    asked = []
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as server:
        server.bind(("127.0.0.1", 0))
        thread = threading.Thread(target=_answer, args=(server, table, asked), daemon=True)
        thread.start()
        port = server.getsockname()[1]
        try:
            yield f"127.0.0.1:{port}", asked
        finally:
            with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as last:
                last.sendto(b"", ("127.0.0.1", port))
            thread.join()


def _answer(server, table, asked):
    while True:
        data, sender = server.recvfrom(4096)
        if not data:
            return
        query = dns.message.from_wire(data)
        question = query.question[0]
        name, kind = question.name.to_text(True), dns.rdatatype.to_text(question.rdtype)
        asked.append((name, kind))
        reply = dns.message.make_response(query)
        reply.flags |= dns.flags.RA
        if (name, "SERVFAIL") in table:
            reply.set_rcode(dns.rcode.SERVFAIL)
        elif (name, kind) in table:
            reply.answer.append(
                dns.rrset.from_text_list(question.name, 60, "IN", kind, table[name, kind])
            )
        elif not any(known == name for known, _kind in table):
            reply.set_rcode(dns.rcode.NXDOMAIN)
        server.sendto(reply.to_wire(), sender)
