"""What the pages show, how they answer to odd questions, and what they cost."""

import re

import pytest
from django.urls import reverse

from analytics.menu import REPORTS
from tests.analytics.history import searches
from tests.conftest import NOON
from tests.core.users.test_roles import member

URLS = [report.name for report in REPORTS]
OF_PERIOD = URLS[1:]
# For a member of a group: session, user, two of permissions; the rest are the report's own.
QUERIES = {"report-overview": 11, "report-searches": 13, "report-funnel": 12, "report-recovery": 11}


@pytest.fixture
def desk(client, db, content_types):
    client.force_login(member("marketing"))
    return client


def rows(page, table):
    """Return the texts of a table's body, row by row."""
    section = re.search(rf'<section [^>]*id="{table}">(.*?)</section>', page.text, re.DOTALL)[1]
    body = re.search(r"<tbody>(.*?)</tbody>", section, re.DOTALL)[1]
    cells = [re.findall(r"<t[hd][ >].*?</t[hd]>", row, re.DOTALL) for row in body.split("</tr>")]
    return [[re.sub(r"<[^>]*>", "", cell).strip() for cell in row] for row in cells if row]


def opened(client, name, **query):
    return client.get(reverse(name), query, headers={"accept-language": "en"})


@pytest.mark.parametrize("name", URLS)
@pytest.mark.parametrize("days", [1, 60])
def test_the_number_of_queries_is_the_same_for_a_day_and_for_sixty(
    desk, history, django_assert_num_queries, name, days
):
    history(days)
    for length in (30, 60):
        is_before_unknown = name == "report-funnel" and length == 60  # and not asked for
        with django_assert_num_queries(QUERIES[name] - is_before_unknown):
            page = desk.get(reverse(name), {"days": length})
        assert page.status_code == 200


@pytest.mark.parametrize("name", URLS)
@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("days", [1, 30])
def test_a_report_of_nothing_opens(desk, clock, name, language, days):
    page = desk.get(reverse(name), {"days": days}, headers={"accept-language": language})
    assert page.status_code == 200
    assert f'<html lang="{language}"' in page.text


@pytest.mark.parametrize("name", OF_PERIOD)
@pytest.mark.parametrize("query", [{"days": "forever"}, {"day": "2030-01-01"}, {"day": "<b>"}])
def test_a_period_that_is_none_becomes_the_usual_one(desk, clock, name, query):
    page = opened(desk, name, **query)
    assert "There is no such period. These are the last 30 days." in page.text
    assert "Feb 3 – Mar 4, 2026" in page.text.replace("\u2009", " ")
    assert "<b>&" not in page.text


@pytest.mark.parametrize("name", OF_PERIOD)
def test_the_chosen_period_is_marked(desk, clock, name):
    page = opened(desk, name, days=7)
    assert re.findall(r'href="(\?days=\d+)" aria-current="true"', page.text) == ["?days=7"]
    assert "no such period" not in page.text
    one = opened(desk, name, day="2026-03-01")
    assert 'aria-current="true"' not in one.text
    assert 'value="2026-03-01"' in one.text
    assert "Sunday, March 1, 2026" in one.text


def test_searches_are_listed(desk, history):
    history(3)
    page = opened(desk, "report-searches", days=7)
    assert rows(page, "by-day")[3:5] == [
        ["Sun, Mar 1", "0", "0", "–"],
        ["Mon, Mar 2", "10", "3", "3.8"],
    ]
    assert rows(page, "top")[0] == ["Thé vert", "12", "0", "8.0"]
    assert rows(page, "unfound") == [
        ["Hamac", "6", "6", "Wed, Mar 4"],
        ["yoyo", "3", "3", "Wed, Mar 4"],
    ]
    assert rows(page, "rising")[0] == ["Thé vert", "12", "0", "+12"]
    assert "30 searches. Most of them, 10, on Monday, March 2, 2026." in page.text
    assert f'href="{reverse("search")}?q=Th%C3%A9+vert"' in page.text
    assert f'href="{reverse("report-searches")}?day=2026-03-02"' in page.text


def test_a_day_lists_all_its_terms(desk, clock):
    searches(NOON, [(f"word {n}", f"word {n}", 1) for n in range(60)])
    page = opened(desk, "report-searches", day="2026-03-04")
    assert len(rows(page, "top")) == 60
    assert "All terms of the day" in page.text
    assert 'id="by-day"' not in page.text
    assert len(rows(opened(desk, "report-searches", days=7), "top")) == 25


def test_what_was_typed_is_shown_as_text(desk, clock):
    searches(NOON, [("<script>alert(1)</script>", "script alert 1 script", 0)])
    page = opened(desk, "report-searches")
    assert "<script>alert" not in page.text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page.text


def test_the_nine_steps(desk, history):
    history(2)
    page = opened(desk, "report-funnel", days=7)
    assert rows(page, "steps") == [
        ["1. Search", "searches made", "20", "–", "–", "–"],
        ["2. Product and reviews", "product pages looked at", "40", "–", "–", "–"],
        ["3. Cart", "carts begun", "16", "–", "–", "–"],
        ["4. Promo code", "carts in which a code was tried", "4", "25%", "–", "–"],
        ["5. Account or guest", "e-mail address given", "12", "75%", "4", "€80.00"],
        ["6. Addresses", "addresses given", "10", "83%", "2", "€40.00"],
        ["7. Delivery", "delivery chosen", "8", "80%", "2", "€40.00"],
        ["8. Payment", "payment begun", "6", "75%", "2", "€40.00"],
        ["9. Confirmation", "order placed", "4", "67%", "2", "€40.00"],
    ]
    assert "Of 16 carts, 4 became orders." in page.text
    assert "Carts begun for every 100 product pages looked at: 40.0." in page.text
    assert "Carts with a promo code: 4; in which one was refused: 2." in page.text


def test_trouble_is_told_in_words(desk, history):
    history(1)
    page = opened(desk, "report-funnel", days=1)
    assert rows(page, "form-errors") == [
        ["Address", "Delivery address, postcode", "not accepted", "2", "1"],
        ["Address", "Delivery address, town", "left empty", "1", "1"],
    ]
    assert rows(page, "failed-payments") == [["Not enough money", "1", "1", "0"]]
    assert 'id="orders"' not in page.text  # one day has no course


def test_carts_of_a_time_that_was_erased_are_not_compared(desk, history):
    history(1)
    assert (
        "before: not known, unfinished orders are erased after 90 days"
        in opened(desk, "report-funnel", days=60).text
    )
    assert (
        "before: not known, unfinished orders are erased after 90 days"
        not in opened(desk, "report-funnel", days=30).text
    )


def test_a_day_whose_carts_were_erased_says_so(desk, history):
    history(1)
    words = "Carts and started orders that came to nothing are erased after 90 days"
    assert words in opened(desk, "report-funnel", day="2025-12-04").text
    assert words not in opened(desk, "report-funnel", day="2025-12-05").text


def test_orders_are_listed_by_day(desk, history):
    history(1)
    for name in ("report-funnel", "report-overview"):
        page = opened(desk, name, days=7)
        assert rows(page, "orders")[-2:] == [
            ["Tue, Mar 3", "0", "€0.00"],
            ["Wed, Mar 4", "2", "€49.80"],
        ]


def test_what_came_back(desk, history):
    history(2)
    page = opened(desk, "report-recovery", days=7)
    assert rows(page, "by-scenario") == [
        ["Checkout left after the e-mail", "6", "2", "4", "2", "€49.80", "2", "4", "0", "2", "2"],
        ["No scenario (failed payments are told of at once)", "2", "2", "0", "0", "€0.00", "0", "0", "0", "0", "0"],
        ["All", "8", "4", "4", "2", "€49.80", "2", "4", "0", "2", "2"],
    ]  # fmt: skip
    assert [row[0] for row in rows(page, "by-cause")] == [
        "Unknown",
        "Payment declined",
        "Trouble with a form",
        "All",
    ]
    assert [row[0] for row in rows(page, "by-depth")] == [
        "At the address",
        "At the delivery",
        "At the payment",
        "Payment failed",
        "All",
    ]
    assert rows(page, "held-back") == [
        ["The person came back in the meantime.", "2"],
        ["The person has not agreed to be reminded.", "2"],
    ]
    assert rows(page, "alerts") == [
        ["Staff were told of a failed payment", "2"],
        ["… and somebody has seen to it", "2"],
        ["… and the order was paid after all", "0"],
    ]
    assert rows(page, "by-day")[-1] == ["Wed, Mar 4", "4", "2", "2", "1"]
    assert "it is not yet what the help was worth" in page.text


def test_the_overview(desk, history):
    history(8)
    page = opened(desk, "report-overview")
    assert rows(page, "glance") == [
        ["Orders", "2", "2", "14"],
        ["Revenue", "€49.80", "€49.80", "€348.60"],
        ["Carts begun", "8", "8", "56"],
        ["… of these still open", "8", "8", "56"],
        ["Visits left unfinished", "4", "4", "28"],
        ["Orders after something was left", "1", "1", "7"],
        ["Searches", "10", "10", "70"],
        ["Searches that found nothing", "3", "3", "21"],
    ]
    assert rows(page, "waiting") == [
        ["Messages that may or may not have been sent", "0"],
        ["Failed payments that nobody has seen to", "0"],
    ]


@pytest.mark.parametrize(("role", "alerts"), [("marketing", 0), ("owner", 1)])
def test_no_link_leads_where_its_reader_may_not_go(client, db, clock, role, alerts):
    client.force_login(member(role))
    page = opened(client, "report-overview")
    links = re.findall(r'href="(/admin/(?:messaging|recovery)/\w+/\?[^"]*)"', page.text)
    assert [client.get(link).status_code for link in links] == [200] * (1 + alerts)


def test_numbers_are_compared_with_the_period_before(desk, history):
    history(14)
    page = opened(desk, "report-searches", days=7)
    assert "before: 70 (±0%)" in page.text
    page = opened(desk, "report-funnel", days=7)
    assert "before: €348.60 (±0%)" in page.text


def test_the_chart_has_the_same_numbers_as_the_table(desk, history):
    history(1)
    page = opened(desk, "report-funnel", days=7)
    assert 'data-chart="bars"' in page.text
    assert 'data-value="49.80">€49.80</td>' in page.text
    assert len(re.findall("data-not-drawn", page.text)) == 2  # searches and product pages
    assert len(re.findall("data-drawn", page.text)) == 3  # a column of each chart


def test_the_page_holds_no_script_and_no_style_of_its_own(desk, history):
    history(1)
    page = opened(desk, "report-funnel", days=7)
    assert re.findall(r"<script(?![^>]* src=)[^>]*>", page.text) == []
    assert re.findall(r"<style|style=\"|onclick", page.text) == []
