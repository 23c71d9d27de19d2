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
    r"^X-Spam-Status: \w+, score=(-?[\d.]+)[^\n]*?tests=([\w,\s]*?)\s+\w+=",
    re.MULTILINE | re.DOTALL,
)
_NUMBER = re.compile(r"^X-Number: (\d+)$", re.MULTILINE)
_RECEIVED = (
    "Received: from mx.shop.example (mx.shop.example [93.184.216.34])\r\n"
    "\tby in.demo.example (Postfix) with ESMTPS id 4X0; {date}\r\n"
)


def spam_scores(mails):
    """Return of each of ``mails`` its local score, and the tests that made it; skip without the program."""
    program = shutil.which("spamassassin")
    if program is None:
        pytest.skip("no spamassassin here (Debian: apt install spamassassin)")
    box = b"".join(
        b"From shop Wed Mar  4 12:00:00 2026\n" + _arrived(number, mail)
        for number, mail in enumerate(mails)
    )
    read = subprocess.run(
        [program, "--local", "--mbox"], input=box, capture_output=True, check=True, timeout=SECONDS
    )
    said = read.stdout.decode()
    found = dict(zip(_NUMBER.findall(said), _SCORE.findall(said), strict=True))
    scores = [found[str(number)] for number in range(len(mails))]  # it sorts them by their dates
    return [(float(score), sorted(re.findall(r"\w+", tests))) for score, tests in scores]


def _arrived(number, mail):
    """Return a mail as a mailbox keeps it: with the line of the server that took it, and a number."""
    raw = on_the_wire(mail)
    date = re.search(rb"^Date: (.*)\r$", raw, re.MULTILINE)[1].decode()
    lines = (f"{_RECEIVED.format(date=date)}X-Number: {number}\r\n".encode() + raw).replace(
        b"\r\n", b"\n"
    )
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
