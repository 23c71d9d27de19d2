from django.utils.translation import override

from checkout.payments.ways import plan_in_words, rates_of


def test_instalments_add_up_to_the_total_as_they_are_told():
    assert rates_of(4280, 3) == [1428, 1426, 1426]
    with override("en"):
        words = plan_in_words(4280, 3)
    assert words == "€14.28 today, then €14.26 a month, 2 times. No fees."
