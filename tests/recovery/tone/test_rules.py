"""What a reminder must have in it and must not load, whatever it says (R4, R12, P4)."""

import pytest

from recovery.tone import Finding, Rule, lint
from tests.recovery.tone.letters import HEADERS, RESUME, SHOP, STOP, letter

BUTTON = f'<a class="button" href="{RESUME}">'


def found(**changed):
    return [(each.rule, each.excerpt) for each in lint(letter(**changed))]


def in_html(old, new):
    return {"html": letter().html.replace(old, new)}


def test_a_mail_without_a_button_is_told():
    assert found(**in_html('class="button" ', "")) == [(Rule.ONE_MAIN_LINK, "")]


def test_a_mail_with_two_buttons_is_told_which():
    other = f'<p><a class="button" href="{SHOP}/">Shop</a></p></body>'
    assert found(**in_html("</body>", other)) == [(Rule.ONE_MAIN_LINK, f"{RESUME} {SHOP}/")]


def test_a_button_that_the_text_lacks_is_told():
    text = letter().text.replace(RESUME, "")
    assert found(text=text) == [(Rule.ONE_MAIN_LINK, RESUME)]


@pytest.mark.parametrize(
    "changed",
    [
        {"headers": {}},
        {"headers": {"List-Unsubscribe": f"<{STOP}>"}},
        {"headers": {**HEADERS, "List-Unsubscribe-Post": "Yes"}},
        {"text": letter().text.replace(STOP, "")},
        in_html(f'<a href="{STOP}">No more mails like this</a>', ""),
    ],
)
def test_a_mail_that_cannot_be_stopped_everywhere_is_told(changed):
    assert found(**changed) == [(Rule.STOP_LINK, "")]


@pytest.mark.parametrize(
    ("element", "excerpt"),
    [
        ('<img src="https://elsewhere.example/a.png">', "https://elsewhere.example/a.png"),
        ('<a href="https://elsewhere.example/">More</a>', "https://elsewhere.example/"),
        (f'<a href="{SHOP}.elsewhere.example/">More</a>', f"{SHOP}.elsewhere.example/"),
        ('<a href="//elsewhere.example/">More</a>', "//elsewhere.example/"),
        (f'<img src="{SHOP}/p.gif" width="1" height="1">', "<img>"),
        ("<script>1</script>", "<script>"),
        (f'<form action="{SHOP}/"></form>', "<form>"),
    ],
)
def test_what_comes_from_elsewhere_or_runs_is_told(element, excerpt):
    assert found(**in_html("</body>", f"{element}</body>")) == [(Rule.ELSEWHERE, excerpt)]


def test_an_address_of_customer_care_is_no_link_to_elsewhere():
    assert found(**in_html("</body>", '<a href="mailto:care@demo.example">us</a></body>')) == []


def test_findings_come_in_the_order_of_the_rules_each_once():
    mail = letter("A nice day.", subject="Re: -10 %", closing="Hurry. Hurry.")
    assert lint(mail) == [
        Finding(Rule.HELP_FIRST, "A nice day."),
        Finding(Rule.DISCOUNT, "Re: -10 %"),
        Finding(Rule.COUNTDOWN, "Hurry. Hurry."),
        Finding(Rule.DISGUISE, "Re: -10 %"),
    ]


def test_only_advice_lets_a_mail_go():
    assert [rule for rule in Rule if not rule.is_binding] == [Rule.LONG_SUBJECT]
