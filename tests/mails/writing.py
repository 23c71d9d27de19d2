"""Every kind of mail that the shop has, written by its own senders about real rows."""

from datetime import timedelta
from functools import partial

from allauth.account.models import EmailAddress
from django.core import mail
from django.urls import reverse
from django.utils.translation import override

from cart import changing
from catalog.alerts.asking import Asker, ask_for_search, ask_for_variant
from catalog.alerts.watching import watch
from catalog.models import Stock
from checkout.models import Payment
from checkout.payments.asking import ask_about
from checkout.payments.cancelling import cancel_order
from checkout.payments.expiring import release_expired
from checkout.payments.matching import match_transfer
from recovery.links.making import make_links
from recovery.models import Episode, LinkPurpose, Wording
from recovery.sending_carts import send_cart
from recovery.wording.rewriting import words_now
from recovery.wording.testing import send_test
from shop.core import clock as shop_clock
from shop.core.messaging.models import Message
from shop.core.messaging.sending import send_due
from shop.core.users.adapter import AccountAdapter
from tests.catalog.conftest import add_picture
from tests.checkout.orders.test_mails_of_money import give_back
from tests.factories import (
    CartFactory,
    DeliveryMethodFactory,
    ProductFactory,
    UserFactory,
    VariantFactory,
)
from tests.orders import at_bank, order_by_transfer, pay, ready_order
from tests.recovery.conftest import HOUR, Street
from tests.recovery.looking import IDLE, chooser, look
from tests.shopper import Shopper, path_of

LONG_NAMES = [
    ("Japanese cast-iron teapot with enamelled inside", "Théière japonaise en fonte émaillée"),
    ("Sunday cup, hand-turned stoneware", "Tasse du dimanche, grès tourné à la main"),
    ("Chestnut honey of the Cévennes, 500 g", "Miel de châtaignier des Cévennes, 500 g"),
]


def every_mail(clock, language, names=LONG_NAMES):
    """Return a mail of each kind, in ``language``, about things of these ``names``, by its kind."""
    shop = _Shop(clock, language, names)
    for write in (_accounts, _orders, _waiting_orders, _asked_for, _reminders, _tests):
        write(shop)
        shop.send()
    return shop.written


class _Shop:
    def __init__(self, clock, language, names):
        self.clock, self.language, self.written = clock, language, {}
        self.names = names
        self.street = Street(clock)
        self.method = DeliveryMethodFactory(name_en="By post", name_fr="Par la poste")
        self.goods = [_variant(number, *names) for number, names in enumerate(names)]
        self.shopper = Shopper(language)

    def ready_order(self, email):
        wanted = {each: n + 1 for n, each in enumerate(self.goods)}
        return ready_order(wanted, method=self.method, email=email, language=self.language)

    def bought(self, email):
        with override(self.language):  # the order takes over the language of the page
            payment = pay(self.ready_order(email))
        at_bank(payment)
        return ask_about(payment).order

    def send(self):
        """Send all that is due, and keep it by its kind."""
        Message.objects.update(language=self.language)
        while send_due(limit=50):
            pass
        kinds = {f"<{m.ref}@": m.kind for m in Message.objects.all()}
        for each in mail.outbox:
            kind = kinds[each.extra_headers["Message-ID"].partition("@")[0] + "@"]
            self.written.setdefault(kind, each)


def _variant(number, english, french):
    product = ProductFactory(slug=f"goods-{number}", name_en=english, name_fr=french)
    add_picture(product)
    return VariantFactory(product=product, price=2490 + number, on_hand=99)


def _accounts(shop):
    known = UserFactory(email="known@demo.example")
    new = {"email": "new@demo.example", "password1": "wide horse 12"}
    shop.shopper.post(reverse("account_reset_password"), {"email": known.email})
    shop.shopper.post(reverse("account_reset_password"), {"email": "nobody@demo.example"})
    shop.shopper.post(reverse("account_signup"), new)
    # Two that the library sends in states which the shop's own settings do not lead to.
    user = EmailAddress.objects.get(email=new["email"]).user
    for kind in ("email_confirmation", "account_already_exists"):
        AccountAdapter().send_mail(f"account/email/{kind}", user.email, {"user": user})


def _orders(shop):
    bought = [shop.bought(f"buyer{number}@demo.example") for number in range(2)]
    shop.send()
    give_back(bought[0].payments.get(), 490)
    cancel_order(order=bought[1], by="staff")


def _waiting_orders(shop):
    order = shop.ready_order("transfer@demo.example")
    with override(shop.language):
        order_by_transfer(order)
    shop.send()
    shop.clock.shift(timedelta(days=7))
    release_expired(at=shop_clock.now())
    shop.send()
    payment = Payment.objects.get(order=order)
    match_transfer(payment=payment, amount=payment.amount)


def _asked_for(shop):
    """Somebody waits for a thing and for a search, and another has a cart sent."""
    gone, absent = _variant(7, *shop.names[0]), "samovar"
    Stock.objects.filter(variant=gone).update(on_hand=0)
    asked = {"address": "waits@demo.example", "language": shop.language}
    ask_for_search(text=absent, asker=Asker(is_sure=False, **asked))
    for ask in (partial(ask_for_search, text=absent), partial(ask_for_variant, variant=gone)):
        ask(asker=Asker(is_sure=True, **{**asked, "address": "sure@demo.example"}))
    shop.send()
    Stock.objects.filter(variant=gone).update(on_hand=3)
    _variant(8, "Samovar of brass", "Samovar en laiton")
    watch(at=shop_clock.now())
    cart = CartFactory(language=shop.language)
    for each in shop.goods:
        changing.add(cart=cart, variant=each, quantity=1)
    send_cart(cart=cart, address="me@demo.example", language=shop.language)


def _tests(shop):
    wording = Wording.objects.get(occasion="cart", language=shop.language)
    alix = UserFactory(email="alix@demo.example")
    send_test(wording=wording, words=words_now(wording), episode=None, to=alix)


def _reminders(shop):
    street = shop.street
    street.fail_to_pay(shop.ready_order("declined@demo.example"))
    look(street, chooser("looked@demo.example"), shop.goods[0].product)
    _after(shop, IDLE)
    cart = CartFactory(language=shop.language)
    for each in shop.goods:
        changing.add(cart=cart, variant=each, quantity=1)
    order = street.leave("delivery", email="left@demo.example", cart=cart)
    _after(shop, HOUR)
    _after(shop, 3 * HOUR)
    (resume,) = make_links(Episode.objects.get(order=order), LinkPurpose.RESUME)
    masked = Shopper(shop.language).post(path_of(resume), {"do": "open"})
    masked.post("/checkout/identify/")


def _after(shop, pause):
    shop.street.after(pause)
    shop.send()
