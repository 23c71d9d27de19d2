"""A chat service of staff on this machine, which keeps what it was told."""

import json
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread


class Service(ThreadingHTTPServer):
    """``told`` is what it heard, ``status`` what it answers, ``url`` its name for apprise."""

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.told, self.status = [], 200
        self.url = f"json://127.0.0.1:{self.server_port}/"


class Handler(BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["content-length"]))
        self.server.told.append(json.loads(body))
        self.send_response(self.server.status)
        self.end_headers()

    def log_message(self, *args):
        pass


@contextmanager
def running():
    service = Service()
    Thread(target=service.serve_forever, args=(0.02,), daemon=True).start()
    try:
        yield service
    finally:
        service.shutdown()
        service.server_close()
