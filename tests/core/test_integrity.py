"""The command, over a shop in order and one that is not."""

import json

import pytest
from django.core.management import call_command

from catalog.models import Stock
from shop.core import integrity
from tests.factories import VariantFactory


def checked(capsys, *options):
    try:
        call_command("check_integrity", *options)
    except SystemExit as ended:
        return ended.code, capsys.readouterr().out
    return 0, capsys.readouterr().out


@pytest.mark.django_db
def test_a_shop_in_order(capsys):
    number = len(integrity.names())
    assert checked(capsys) == (0, f"{number} checks, no breaks.\n")


@pytest.mark.django_db
def test_a_break_in_words_and_as_json(capsys):
    Stock.objects.filter(pk=VariantFactory(sku="THE-1").pk).update(reserved=2)
    row = {
        "check": "stock.reserved-by-orders",
        "row": "variant THE-1",
        "says": "2 reserved, orders hold 0",
    }
    number = len(integrity.names())
    line = "stock.reserved-by-orders: variant THE-1: 2 reserved, orders hold 0"
    assert checked(capsys) == (1, f"{line}\n{number} checks, 1 breaks.\n")
    code, out = checked(capsys, "--json")
    assert (code, json.loads(out)) == (1, {"checks": integrity.names(), "breaks": [row]})
