"""Every kind of mail as it goes out, in both languages (docs/deliverability.md)."""

import re
from html import unescape

import pytest
from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string

from shop.core.messaging import rendering
from shop.core.messaging.rendering import _renderers
from shop.core.messaging.templates import written
from shop.core.messaging.wire import on_the_wire
from tests.mails.looks import faults_by_vnu, spam_scores
from tests.mails.writing import every_mail

HEAVIEST = 60_000  # bytes
HIGHEST_SCORE = 1.0
OWN = "https://www.shop.example/"
FOLDER = settings.BASE_DIR / "templates"
_TEMPLATES = {
    str(folder.relative_to(FOLDER) / part)
    for folder in (body.parent for body in FOLDER.glob("mails/**/body.html"))
    for part in ("subject.txt", "body.txt", "body.html")
}


def html_of(mail):
    (alternative,) = mail.alternatives
    assert alternative[1] == "text/html"
    return alternative[0]


def test_each_kind_is_whole_light_and_fit_for_the_dark(mails):
    assert set(mails) == set(_renderers)
    for kind, mail in mails.items():
        assert len(on_the_wire(mail)) <= HEAVIEST, kind
        assert len(mail.body.split()) > 20, kind
        assert OWN in mail.body, kind
        _asks_nobody_else(html_of(mail), kind)
        _says_what_it_is(html_of(mail), mail.subject, mails.language, kind)


def test_each_kind_says_at_its_end_whose_mail_it_is(mails):
    whose = "Panier, 1 rue de l’Exemple, 75000 Paris"
    for kind, mail in mails.items():
        assert mail.body.endswith(f"\n\n{whose}\n"), kind
        assert re.findall(r'<p class="small seller"[^>]*>([^<]+)</p>', html_of(mail)) == [whose], (
            kind
        )


@pytest.mark.parametrize("language", ["en", "fr"])
def test_each_kind_reads_as_django_would_render_it(shop_of_mails, clock, language, monkeypatch):
    read = {}

    def in_both_ways(name, values):
        said = written(name, values)
        read.setdefault(name, []).append(said == render_to_string(name, values))
        return said

    monkeypatch.setattr(rendering, "written", in_both_ways)
    assert set(every_mail(clock, language)) == set(_renderers)
    assert [name for name, same in read.items() if not all(same)] == []
    assert set(read) == _TEMPLATES


def _asks_nobody_else(html, kind):
    fetched = re.findall(r"""(?:src|background|srcset)=["']?([^"'\s>]+)""", html)
    assert [each for each in fetched if not each.startswith(f"{OWN}media/")] == [], kind
    assert not re.search(r"url\(|@import|<(script|link|iframe|form|object)\b", html), kind
    assert [a for a in re.findall(r'href="([^"]+)"', html) if not a.startswith(OWN)] == [], kind


def _says_what_it_is(html, subject, language, kind):
    assert f'<html lang="{language}">' in html, kind
    assert unescape(re.search(r"<title>([^<]+)</title>", html)[1]) == subject, kind
    for name in ("color-scheme", "supported-color-schemes"):
        assert f'<meta name="{name}" content="light dark">' in html, kind
    assert "prefers-color-scheme: dark" in html, kind
    assert [tag for tag in re.findall(r"<img\b[^>]*>", html) if "alt=" not in tag] == [], kind


@pytest.mark.slow
def test_no_kind_looks_like_spam(mails):
    """``-s`` shows the table of docs/deliverability.md."""
    scores = dict(zip(mails, spam_scores([*mails.values()]), strict=True))
    for kind, (score, tests) in sorted(scores.items()):
        size = len(on_the_wire(mails[kind]))
        print(f"| `{kind}` | {score} | {size / 1000:.1f} | {' '.join(tests)} |")  # noqa: T201
    assert {kind: said for kind, said in scores.items() if said[0] >= HIGHEST_SCORE} == {}


@pytest.mark.slow
@pytest.mark.parametrize("language", ["en", "fr"])
def test_a_picture_beside_the_fewest_words_does_not_look_like_spam(
    shop_of_mails, clock, settings, language
):
    """A picture in less than 3,200 bytes of HTML does (HTML_IMAGE_ONLY)."""
    settings.BASE_URL = "https://a.example"
    settings.SELLER = {**settings.SELLER, "name": "A", "address": ["1 B", "2 C"]}
    shortest = every_mail(clock, language, [("Pot", "Pot")])
    scores = dict(zip(shortest, spam_scores([*shortest.values()]), strict=True))
    assert {kind: said for kind, said in scores.items() if said[0] >= HIGHEST_SCORE} == {}


@pytest.mark.slow
def test_no_kind_has_a_fault_in_its_html(mails, tmp_path):
    assert faults_by_vnu({kind: html_of(mail) for kind, mail in mails.items()}, tmp_path) == []


@pytest.mark.slow
def test_what_is_wrong_is_found(tmp_path):
    """Neither program passes for want of looking."""
    spam = EmailMultiAlternatives(
        "MAKE MONEY FAST!!!",
        "Viagra, 100% FREE $$$",
        to=["a@demo.example"],
        headers={"Message-ID": "<1@x>"},
    )
    spam.attach_alternative("<p>Viagra, 100% FREE $$$</p>", "text/html")
    ((score, _tests),) = spam_scores([spam])
    assert score > HIGHEST_SCORE
    faults = faults_by_vnu({"x": "<!doctype html><title>x</title><p><img src='a'>"}, tmp_path)
    assert any("alt" in each for each in faults)
