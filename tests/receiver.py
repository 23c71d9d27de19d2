"""A tool on this machine that is told by webhooks, checks who tells it, and behaves as it is asked."""

import json
import socket
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread

from standardwebhooks import Webhook

HANGS, HANGS_UP, TRICKLES = "hangs", "hangs up", "trickles"


class Receiver(ThreadingHTTPServer):
    """``answers`` says how it behaves next, the last for good: a status, or one of the words above.

    ``heard`` is all that reached it: ``(webhook-id, body, whether the signature is right)``.
    """

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.heard, self.answers, self.headers, self.paths = [], [200], {}, []
        self.secret, self.over = "", Event()

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server_port}/hook"

    @property
    def ids(self):
        return [event_id for event_id, _body, _is_right in self.heard]

    def next_answer(self):
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]


class Handler(BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["content-length"]))
        is_right = Webhook(self.server.secret).verify(body, dict(self.headers)) == json.loads(body)
        self.server.heard.append((self.headers["webhook-id"], body, is_right))
        self.server.paths.append(self.path)
        answer = self.server.next_answer()
        if answer in {HANGS, TRICKLES, HANGS_UP}:
            self.close_connection = True
            self.be_unkind(answer)
            return
        self.send_response(answer)
        for name, value in self.server.headers.items():
            self.send_header(name, value)
        self.end_headers()

    def do_GET(self):
        self.server.paths.append(f"GET {self.path}")
        self.send_response(200)
        self.end_headers()

    def be_unkind(self, how):
        if how == HANGS_UP:
            self.connection.shutdown(socket.SHUT_RDWR)
        elif how == HANGS:
            self.server.over.wait()
        else:
            self.wfile.write(b"HTTP/1.1 200 OK\r\n")
            while not self.server.over.wait(0.05):
                self.wfile.write(b"X-Patience: 1\r\n")

    def log_message(self, *args):
        pass


@contextmanager
def running():
    receiver = Receiver()
    Thread(target=receiver.serve_forever, args=(0.05,), daemon=True).start()
    try:
        yield receiver
    finally:
        receiver.over.set()
        receiver.shutdown()
        receiver.server_close()
