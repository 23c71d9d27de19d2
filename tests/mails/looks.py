"""What two programs of others say of mails: SpamAssassin of its words, vnu of its HTML."""

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from django.conf import settings

from shop.core.messaging.wire import on_the_wire

VNU = Path(settings.BASE_DIR) / "var/node_modules/vnu-jar/build/dist/vnu.jar"
SECONDS = 300
_SCORE = re.compile(
    r"^X-Spam-Status: \w+, score=(-?[\d.]+)[^\n]*?tests=([\w,\s]*?)\s+\w+=.*?^Message-ID: (\S+)",
    re.MULTILINE | re.DOTALL,
)
_BY_CHANCE = {"PDS_BTC_ID": 1.0}  # a run of letters and digits, as an account of Bitcoin has
_RECEIVED = (
    "Received: from mx.shop.example (mx.shop.example [93.184.216.34])\r\n"
    "\tby in.demo.example (Postfix) with ESMTPS id 4X0; {date}\r\n"
)


def spam_scores(mails):
    """Return of each of ``mails`` its local score, and the tests that made it; skip without the program."""
    program = shutil.which("spamassassin")
    if program is None:
        pytest.skip("no spamassassin here (Debian: apt install spamassassin)")
    box = b"".join(b"From shop Wed Mar  4 12:00:00 2026\n" + _arrived(each) for each in mails)
    read = subprocess.run(
        [program, "--local", "--mbox"], input=box, capture_output=True, check=True, timeout=SECONDS
    )
    found = _SCORE.findall(read.stdout.decode())
    # It answers in the order of their dates, which is not that of their kinds.
    said = {
        key: _without_chance(float(score), sorted(re.findall(r"\w+", tests)))
        for score, tests, key in found
    }
    return [said[each.extra_headers["Message-ID"]] for each in mails]


def _without_chance(score, tests):
    """Leave out what a random secret may look like, now and then: the key to a new password."""
    return round(score - sum(_BY_CHANCE.get(test, 0) for test in tests), 1), tests


def _arrived(mail):
    """Return a mail as a mailbox keeps it: with the line of the server that took it."""
    raw = on_the_wire(mail)
    date = re.search(rb"^Date: (.*)\r$", raw, re.MULTILINE)[1].decode()
    lines = (_RECEIVED.format(date=date).encode() + raw).replace(b"\r\n", b"\n")
    return re.sub(rb"^From ", b">From ", lines, flags=re.MULTILINE) + b"\n"


def faults_by_vnu(pages, folder):
    """Return what vnu says of ``{name: html}``; skip without it."""
    if not (VNU.exists() and shutil.which("java")):
        pytest.skip("no vnu here (npm install --prefix var vnu-jar; Debian: default-jre-headless)")
    for name, html in pages.items():
        (folder / f"{name}.html").write_text(html)
    command = ["java", "-Xss4m", "-jar", VNU, "--format", "json", "--exit-zero-always", folder]
    read = subprocess.run(command, capture_output=True, check=True, timeout=SECONDS)
    said = json.loads(read.stderr)["messages"]
    return [f"{Path(each['url']).name}: {each['message']}" for each in said]
