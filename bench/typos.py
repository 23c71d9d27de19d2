"""``python -m bench.typos``: what *did you mean* costs with 50,000 words, on the database that is set.

Beside the rounds of ``bench``: it promises nothing against plain Django, which corrects no words.
All that it writes is taken back.
"""

import os
import random
import time
from collections.abc import Callable
from functools import partial

import django

WORDS = 50_000
TIMES = 20
SYLLABLES = (
    "ba be bi bo bu ca ce ci co da de di do fa fe fi fo ga ge ja ka la le li lo ma me mi mo na ne ni"
    " no pa pe pi po ra re ri ro sa se si so ta te ti to va ve vi vo chou tion ment eur ette"
)
ASKED = ["trotinette", "lapinadde", "zzzzzzzzzz", "lapinadde mimoloo"]


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")
    django.setup()
    from django.db import transaction  # noqa: PLC0415 - needs the settings

    with transaction.atomic():
        measure()
        transaction.set_rollback(True)


def measure() -> None:
    from catalog.search import did_you_mean, vocabulary  # noqa: PLC0415

    chance = random.Random(1)
    made = set()
    while len(made) < WORDS:
        word = "".join(chance.choices(SYLLABLES.split(), k=chance.randint(2, 5)))
        made.add(vocabulary.Spelling(chance.choice(["fr", "en"]), word, word))
    vocabulary.add(made)
    print(f"read {WORDS} words, once in 5 minutes: {cpu_ms(vocabulary.known, times=1):.1f} ms CPU")
    for text in ASKED:
        spent = cpu_ms(partial(did_you_mean, text, language="fr"), times=TIMES)
        print(f"{text:<20} {spent:5.1f} ms CPU")


def cpu_ms(what: Callable[[], object], *, times: int) -> float:
    started = time.process_time()
    for _ in range(times):
        what()
    return (time.process_time() - started) / times * 1000


if __name__ == "__main__":
    main()
