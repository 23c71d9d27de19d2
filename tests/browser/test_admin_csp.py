"""The administration in a real browser: nothing that the content security policy forbids."""

import pytest
from django.conf import settings as django_settings
from django.test import Client

from cart import changing
from cart.models import Promotion
from catalog.models import Category
from shop.core import clock
from shop.core.messaging.models import Message, Suppression
from shop.core.users.models import User
from tests.admin_rows import make, order, product
from tests.analytics.history import make_history
from tests.factories import CartFactory, VariantFactory

pytestmark = [
    pytest.mark.browser,
    pytest.mark.enable_socket,
    pytest.mark.django_db(transaction=True),
]

VIOLATION = "Content Security Policy"


@pytest.fixture
def desk(chromium, live_server, db):
    """A page signed in as the owner, and what its console complained about."""
    client = Client()
    client.force_login(User.objects.create_superuser("owner@example.com", "correct horse"))
    context = chromium.new_context(base_url=live_server.url, locale="en")
    name = django_settings.SESSION_COOKIE_NAME
    context.add_cookies(
        [{"name": name, "value": client.cookies[name].value, "url": live_server.url}]
    )
    page = context.new_page()
    complaints = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(f"error: {error}"))
    yield page, complaints
    context.close()


def violations(complaints):
    return [text for text in complaints if VIOLATION in text or text.startswith("error:")]


@pytest.mark.parametrize(
    "path",
    [
        "",
        "catalog/product/add/",
        "checkout/order/",
        "messaging/message/",
    ],
)
def test_a_page_breaks_no_rule(desk, path):
    check(desk, path)


@pytest.mark.slow
@pytest.mark.parametrize(
    "path",
    [
        "catalog/product/",
        "catalog/product/?q=a&stock=in",
        "catalog/category/",
        "catalog/category/add/",
        "catalog/attribute/add/",
        "catalog/brand/add/",
        "catalog/stock/",
        "catalog/variant/",
        "catalog/variant/import/",
        "cart/cart/",
        "cart/promotion/add/",
        "cart/promotion/?standing=holds",
        "cart/deliverymethod/add/",
        "checkout/payment/",
        "users/user/",
        "users/user/add/",
        "users/customergroup/add/",
        "messaging/suppression/add/",
        "auth/group/add/",
    ],
)
def test_no_other_page_breaks_a_rule(desk, path):
    check(desk, path)


def check(desk, path):
    page, complaints = desk
    for model in (Category, Message, Suppression):
        make(model, 2)
    product(0, 3)
    answer = page.goto(f"/admin/{path}")
    page.wait_for_load_state("load")
    assert answer.status == 200
    assert violations(complaints) == []


def test_the_reports_draw_their_charts(desk):
    page, complaints = desk
    make_history(3, now=clock.now())
    for path, charts in [("overview", 1), ("searches", 1), ("funnel", 3), ("recovery", 1)]:
        page.goto(f"/admin/reports/{path}/?days=7")
        page.wait_for_load_state("load")
        assert page.locator("canvas[role=img]").count() == charts
        page.locator(".theme-toggle").first.click()  # draws them again, in other colours
    page.goto("/admin/reports/funnel/?days=7")
    says = page.locator("#steps canvas").get_attribute("aria-label")
    assert says == "The nine steps. Of 24 carts, 6 became orders."
    assert page.locator("#steps table").is_visible()
    assert not page.locator("#orders table").is_visible()
    page.locator("#orders summary").click()
    assert page.locator("#orders table").is_visible()
    assert violations(complaints) == []


def test_the_page_of_an_order_breaks_no_rule(desk):
    page, complaints = desk
    page.goto(f"/admin/checkout/order/{order(0, 2).pk}/change/")
    page.wait_for_load_state("load")
    assert page.locator(".timeline tbody tr").count() == 9
    assert violations(complaints) == []


def test_the_product_form_works(desk):
    page, complaints = desk
    row = product(0, 3)
    page.goto(f"/admin/catalog/product/{row.pk}/change/")
    page.locator("#id_variants-0-price").fill("7,30")
    page.get_by_role("button", name="Add another Variant").click()
    assert page.locator("#id_variants-3-sku").is_visible()
    page.locator("#variants-3 .inline-deletelink").click()
    page.get_by_role("button", name="Save", exact=True).click()
    page.wait_for_load_state("load")
    assert row.variants.order_by("pk").first().price == 730
    assert violations(complaints) == []


def test_an_import_is_previewed_and_confirmed(desk, tmp_path):
    page, complaints = desk
    variant = product().variants.get()
    table = tmp_path / "prices.csv"
    table.write_text(f"sku;price;on_hand\n{variant.sku};15,50;8\n")
    page.goto("/admin/catalog/variant/import/")
    page.locator("input[type=file]").set_input_files(table)
    page.get_by_role("button", name="Submit").click()
    assert page.locator("ins").first.inner_text() == "15.50"
    page.get_by_role("button", name="Confirm import").click()
    page.wait_for_load_state("load")
    variant.refresh_from_db()
    assert (variant.price, variant.stock.on_hand) == (1550, 8)
    assert violations(complaints) == []


def test_a_person_is_chosen_by_number(desk):
    page, complaints = desk
    message = make(Message, 1)
    page.goto("/admin/messaging/suppression/add/")
    page.locator(".select2-selection").click()
    page.locator(".select2-search__field").fill(str(message.person_id))
    page.get_by_role("option", name=f"#{message.person_id}").click()
    page.locator("#id_reason").select_option("stopped")
    page.get_by_role("button", name="Save", exact=True).click()
    page.wait_for_load_state("load")
    assert Suppression.objects.get().person_id == message.person_id
    assert violations(complaints) == []


def test_a_promotion_is_tried_before_it_is_saved(desk):
    page, complaints = desk
    shelf = make(Category, 1)
    variant = VariantFactory(price=1000, product__category=shelf)
    changing.add(cart=CartFactory(), variant=variant, quantity=4)
    page.goto("/admin/cart/promotion/add/")
    assert page.locator("#id_percent").is_visible()
    assert not page.locator("#id_buys").is_visible()
    page.locator("#id_percent").fill("15")
    page.locator("#id_kind").select_option("fixed")
    assert not page.locator("#id_percent").is_visible()
    page.locator("#id_kind").select_option("buy_x_get_y")
    for name, text in {"buys": "3", "gets": "1", "percent": "100", "code": "FOURTH"}.items():
        page.locator(f"#id_{name}").fill(text)
    page.locator(".field-bought_category .select2-selection").click()
    page.locator(".field-bought_category .select2-search__field").press_sequentially(shelf.slug)
    page.get_by_role("option", name=shelf.name_en).click()
    page.get_by_role("button", name="What would this do?").click()
    page.wait_for_load_state("load")
    says = f"For every 3 pieces bought of “{shelf.name_en}”, 1 more piece for nothing, with the code FOURTH."
    assert page.get_by_test_id("sentence").inner_text() == says
    row = page.get_by_test_id("previewed").locator("tbody tr")
    assert row.locator("td").all_inner_texts() == ["4", "€40.00", "€30.00", "€10.00", ""]
    assert page.url.endswith("#preview")
    assert Promotion.objects.count() == 0
    page.get_by_role("button", name="Save", exact=True).click()
    page.wait_for_load_state("load")
    promotion = Promotion.objects.get()
    assert (promotion.buys, promotion.targets.get().category_id) == (3, shelf.pk)
    assert violations(complaints) == []
