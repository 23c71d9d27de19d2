"""A server that behaves like Stripe (localstripe, written by others), and the wire to it.

The server is a process of its own, one for each process of tests. It is started by its own parts,
to listen on this machine alone and to leave no file behind; what it answers is as it comes.

Not as at Stripe, and to be known by those who test with it: no idempotency, cards that the bank
declines are 4000000000000341 and, after 3-D Secure, 4000008260003178 (4000000000000002 is declined
only when it is kept for a customer), a failed PaymentIntent cannot be tried again.
"""

import http.client
import json
import socket
import subprocess
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, urlencode

import pytest

PAYS = "4242424242424242"
DECLINED = "4000000000000341"
ASKS_THE_BANK = "4000000000003220"
ASKED_AND_DECLINED = "4000008260003178"

SECRET_KEY = "sk_test_of_a_shop"
PUBLISHABLE_KEY = "pk_test_of_a_shop"
WEBHOOK_SECRET = "whsec_of_a_shop"

START_SECONDS = 20


class LocalStripe:
    """The running server, as the parties beside the shop see it: a browser, and its owner."""

    def __init__(self):
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.process = subprocess.Popen(
            [sys.executable, "-P", __file__, str(self.port)],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def wait_until_open(self):
        deadline = time.monotonic() + START_SECONDS
        while True:
            try:
                return self.call("GET", "/js.stripe.com/v3/") and self
            except OSError:
                assert self.process.poll() is None
                assert time.monotonic() < deadline
                time.sleep(0.05)

    def call(self, method, path, body=None, *, as_json=False):
        """Return status and body of an answer."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        data = json.dumps(body or {}) if as_json else urlencode(body or {})
        kind = "text/plain" if as_json else "application/x-www-form-urlencoded"
        try:
            headers = {"content-type": kind, "authorization": f"Bearer {SECRET_KEY}"}
            connection.request(method, path, data, headers)
            answer = connection.getresponse()
            return answer.status, answer.read().decode()
        finally:
            connection.close()

    def token(self, number):
        """Do what Stripe's script does with a card that somebody types; return the token's name."""
        card = {"number": number, "exp_month": "12", "exp_year": "2040", "cvc": "123"}
        typed = {f"card[{field}]": text for field, text in card.items()}
        status, body = self.call("POST", "/v1/tokens", {**typed, "key": PUBLISHABLE_KEY})
        assert status == 200, body
        return json.loads(body)["id"]

    def intent(self, ref):
        return json.loads(self.call("GET", f"/v1/payment_intents/{ref}")[1])

    def at_the_bank(self, ref, *, confirms):
        """Answer the bank's question in the shopper's place, as Stripe's script does."""
        secret = self.intent(ref)["client_secret"]
        path = f"/v1/payment_intents/{ref}/_authenticate?success={str(confirms).lower()}"
        said = {"key": PUBLISHABLE_KEY, "client_secret": secret}
        return self.call("POST", path, said, as_json=True)[0]

    def tell(self, url):
        """Notify ``url`` of what happens from now on; of nothing any more where it is empty."""
        hook = {"url": url or "http://127.0.0.1:9/", "secret": WEBHOOK_SECRET}
        events = [] if not url else None
        status, body = self.call(
            "POST", "/_config/webhooks/shop", {**hook, "events": events}, as_json=True
        )
        assert status == 200, body

    def given_back(self, ref):
        """Return the refunds of a PaymentIntent."""
        intent = self.intent(ref)
        if not intent["latest_charge"]:
            return []
        return json.loads(self.call("GET", f"/v1/refunds?payment_intent={ref}&limit=100")[1])[
            "data"
        ]

    def forget(self):
        assert self.call("DELETE", "/_config/data")[0] == 200

    def end(self):
        self.process.terminate()
        self.process.wait(10)


class Wire:
    """What lies between the shop and Stripe: notes what is asked, and can be cut or spoilt.

    ``is_strict`` adds what Stripe does and the server does not: a call of a known name is answered
    as the first one was (https://docs.stripe.com/api/idempotent_requests), no more is given back
    than was paid, and what makes no sense to it is refused, not the end of it.
    """

    def __init__(self, peer):
        self.peer = peer
        self.asked = []
        self.kept = {}  # answers by the name of the call
        self.is_strict = False
        self.spoils = None  # a function of the handler that answers in the peer's place
        self.loses = None  # a function of what is asked: whether the answer gets lost
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.wire = self
        self.server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True)
        self.thread.start()

    def sent(self, path):
        """Return what was posted to ``path``, in its order."""
        return [asked for asked in self.asked if (asked.method, asked.path) == ("POST", path)]

    def answer(self, asked):
        """Return status and body for what is ``asked``."""
        if not self.is_strict:
            return self._of_peer(asked)
        if asked.key in self.kept:
            return self.kept[asked.key]
        status, body = self._of_peer(asked) if self._is_sensible(asked) else REFUSAL
        if status == http.client.INTERNAL_SERVER_ERROR:
            is_list = asked.method == "GET"
            status, body = EMPTY if is_list else REFUSAL
        if asked.key and asked.method == "POST":
            self.kept[asked.key] = status, body
        return status, body

    def _of_peer(self, asked):
        connection = http.client.HTTPConnection("127.0.0.1", self.peer.port, timeout=10)
        kept = ("authorization", "content-type")
        headers = {name: asked.headers[name] for name in kept if name in asked.headers}
        connection.request(asked.method, asked.path, asked.body.encode(), headers)
        answer = connection.getresponse()
        found = answer.status, answer.read()
        connection.close()
        return found

    def _is_sensible(self, asked):
        if (asked.method, asked.path) != ("POST", "/v1/refunds"):
            return True
        ref = asked.form["payment_intent"]
        given = sum(refund["amount"] for refund in self.peer.given_back(ref))
        return given + int(asked.form["amount"]) <= self.peer.intent(ref)["amount"]

    def end(self):
        self.server.shutdown()
        self.server.server_close()
        self.thread.join(5)


REFUSAL = 400, b'{"error": {"type": "invalid_request_error", "message": "It cannot be done."}}'

EMPTY = 200, b'{"object": "list", "data": [], "has_more": false, "url": "/v1/refunds"}'


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # head and body of an answer are written apart

    def log_message(self, *args):
        """Say nothing."""

    def _pass_on(self):
        wire = self.server.wire
        body = self.rfile.read(int(self.headers.get("content-length", 0)))
        asked = Asked(self.command, self.path, dict(self.headers), body.decode())
        wire.asked.append(asked)
        if wire.spoils:
            wire.spoils(self)
            return
        status, content = wire.answer(asked)
        if wire.loses and wire.loses(asked):
            self.close_connection = True
        else:
            self.reply(status, content)

    do_GET = do_POST = _pass_on  # noqa: N815 - names of the base class

    def reply(self, status, content, kind="application/json"):
        self.send_response(status)
        self.send_header("content-type", kind)
        self.send_header("content-length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)


class Asked:
    def __init__(self, method, path, headers, body):
        self.method, self.path, self.body = method, path, body
        self.headers = {name.lower(): value for name, value in headers.items()}

    @property
    def key(self):
        return self.headers.get("idempotency-key")

    @property
    def form(self):
        return dict(parse_qsl(self.body))


def free_port():
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return trial.getsockname()[1]


@pytest.fixture(scope="session")
def peer():
    """A server that behaves like Stripe."""
    server = LocalStripe()
    yield server.wait_until_open()
    server.end()


@pytest.fixture
def wire(peer):
    """The way from the shop to ``peer``."""
    wire = Wire(peer)
    yield wire
    wire.end()


def use_stripe(settings, api_base, js_base):
    """Let the shop take cards."""
    settings.GATEWAYS = ["stripe", "testbank"]
    settings.ROOT_URLCONF = "tests.checkout.gateways.stripe.urls"
    settings.STRIPE_SECRET_KEY = SECRET_KEY
    settings.STRIPE_PUBLISHABLE_KEY = PUBLISHABLE_KEY
    settings.STRIPE_WEBHOOK_SECRET = WEBHOOK_SECRET
    settings.STRIPE_API_BASE = api_base
    settings.STRIPE_JS_URL = f"{js_base}/js.stripe.com/v3/"


def serve(port):
    from aiohttp import web
    from localstripe import resources, server

    resources.Store.dump_to_disk = lambda _store: None
    web.run_app(server.app, host="127.0.0.1", port=port, print=None, access_log=None)


if __name__ == "__main__":
    serve(int(sys.argv[1]))
