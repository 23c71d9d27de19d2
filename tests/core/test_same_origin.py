import pytest

from shop.core.same_origin import is_from_elsewhere


@pytest.mark.parametrize(
    ("headers", "is_foreign"),
    [
        ({}, False),
        ({"Sec-Fetch-Site": "same-origin"}, False),
        ({"Sec-Fetch-Site": "none"}, False),
        ({"Sec-Fetch-Site": "same-site"}, True),
        ({"Sec-Fetch-Site": "cross-site"}, True),
        ({"Sec-Fetch-Site": "same-origin", "Origin": "https://evil.example"}, False),
        ({"Origin": "http://testserver"}, False),
        ({"Origin": "http://testserver.evil.example"}, True),
        ({"Origin": "null"}, True),
        ({"Referer": "http://testserver/p/cup/"}, False),
        ({"Referer": "http://evil.example/http://testserver/"}, True),
    ],
)
def test_the_browser_says_where_a_form_comes_from(rf, headers, is_foreign):
    assert is_from_elsewhere(rf.post("/cart/add/", headers=headers)) is is_foreign
