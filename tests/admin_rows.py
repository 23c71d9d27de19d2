"""Rows for every model of the administration: ``make(model, 30)``. A new admin adds its line."""

from datetime import date, timedelta

from django.conf import settings
from django.contrib.auth.models import Group

from cart.models import (
    Cart,
    CartState,
    DeliveryMethod,
    DeliveryZone,
    Line,
    Promotion,
    PromotionTarget,
    Trouble,
    TroubleKind,
)
from catalog.models import Alert as AlertAskedFor
from catalog.models import (
    Attribute,
    Brand,
    Category,
    Complement,
    Picture,
    Product,
    ProductOption,
    ProductViews,
    Review,
    Search,
    Stock,
    Synonyms,
    Variant,
)
from catalog.variants import set_option_values
from checkout.models import (
    Address,
    CreditNote,
    FormError,
    Invoice,
    Order,
    OrderEvent,
    OrderLine,
    OrderState,
    ParkedEvent,
    Payment,
    PaymentEvent,
    PaymentState,
    Refund,
    RefundReason,
    RefundState,
    Step,
)
from recovery.models import (
    Alert,
    Decision,
    Episode,
    EpisodeState,
    Reminder,
    Reply,
    Scenario,
    ScenarioStep,
    WebhookDelivery,
    WebhookEndpoint,
    WebhookStep,
    Wording,
    WordingVersion,
)
from shop.core import clock
from shop.core.heartbeat.models import Heartbeat
from shop.core.messaging.classes import MessageClass
from shop.core.messaging.models import (
    Consent,
    Feedback,
    Identifier,
    Message,
    MessageEvent,
    Pause,
    Person,
    Purpose,
    State,
    Suppression,
    SuppressionReason,
)
from shop.core.privacy.models import Erasure
from shop.core.users.models import CustomerGroup, User
from tests.factories import (
    AttributeFactory,
    AttributeValueFactory,
    BrandFactory,
    CartFactory,
    CategoryFactory,
    DeliveryMethodFactory,
    DeliveryZoneFactory,
    ProductFactory,
    PromotionFactory,
    ReviewFactory,
    UserFactory,
    VariantFactory,
)


def make(model, total):
    """Make ``total`` rows of ``model`` and return the last; each with ``total`` rows in it."""
    return [MAKERS[model](n, total) for n in range(total)][-1]


def product(n=0, total=1, *, options=1, complements=0):
    """A product with as many options, variants told apart by them, pictures and complements as asked."""
    made = ProductFactory(category=CategoryFactory(parent=CategoryFactory()), brand=BrandFactory())
    columns = [AttributeFactory() for _ in range(options)]
    for column in columns:
        ProductOption.objects.create(product=made, attribute=column)
    for _ in range(total if n == 0 else 1):
        variant = VariantFactory(product=made)
        set_option_values(
            variant=variant, values=[AttributeValueFactory(attribute=column) for column in columns]
        )
        Picture.objects.create(
            product=made, variant=variant, file=f"products/{variant.sku}.png", width=1, height=1
        )
    made.attributes.add(AttributeValueFactory())
    for position in range(complements):
        Complement.objects.create(product=made, complement=ProductFactory(), position=position)
    return made


def attribute(n=0, total=1):
    made = AttributeFactory()
    for _ in range(total if n == 0 else 1):
        AttributeValueFactory(attribute=made)
    return made


def category(n=0, total=1):
    made = CategoryFactory(parent=CategoryFactory() if n % 2 else None)
    ProductFactory(category=made)
    return made


def person(n=0, total=1):
    made = Person.objects.create()
    Identifier.objects.create(person=made, digest=f"{made.pk:064}", key_version=1)
    return made


def message(n=0, total=1, **fields):
    fields = {
        "kind": "order.confirmed",
        "about": f"order:{Message.objects.count()}",
        "message_class": MessageClass.ORDER,
        "recipient": f"jane{n}@example.com",
        "language": "fr",
        "priority": 0,
        "facts": {"secret": "Zebulon"},
        **fields,
    }
    made = Message.objects.create(person=person(), **fields)
    for _ in range(total if n == 0 else 1):
        MessageEvent.objects.create(
            message=made, from_state=State.DUE, to_state=State.DUE, reason="too_soon"
        )
    return made


def consent(n=0, total=1):
    return Consent.objects.create(
        person=person(),
        purpose=Purpose.REMINDERS,
        is_given=True,
        text_version="1",
        language="fr",
        source="checkout",
    )


def erasure(n=0, total=1):
    return Erasure.objects.create(
        person=person(), by="self", erased={"cart.carts": 1}, kept={"checkout.orders": 2}
    )


def suppression(n=0, total=1):
    return Suppression.objects.create(
        person=person(), reason=SuppressionReason.STOPPED, source="link"
    )


def feedback(n=0, total=1, **fields):
    about = fields.pop("message", None) or message()
    fields = {"reason": SuppressionReason.BOUNCED, "digest": f"{about.pk:064}", **fields}
    return Feedback.objects.create(person=about.person, message=about, source="Postmark", **fields)


def pause(n=0, total=1):
    """A pause that holds; those before it are lifted."""
    Pause.objects.update(lifted_at=clock.now(), lifted_by=UserFactory())
    return Pause.objects.create(complaints=2, sent=1500)


def stock(n=0, total=1):
    return VariantFactory(product=product()).stock


def cart(n=0, total=1, **fields):
    """A cart with as many lines and troubles as asked."""
    made = CartFactory(**{"promotion": PromotionFactory(), "user": UserFactory(), **fields})
    for _ in range(total if n == 0 else 1):
        Line.objects.create(cart=made, variant=VariantFactory(), quantity=2, seen_price=1200)
        Trouble.objects.create(cart=made, kind=TroubleKind.CODE_REFUSED, detail="too_late")
    return made


def delivery_method(n=0, total=1):
    bands = range(total if n == 0 else 1)
    rates = [{"price": 490, "least_total": k, "zone": DeliveryZoneFactory()} for k in bands]
    return DeliveryMethodFactory(rates=rates)


def order(n=0, total=1, **fields):
    """A started order, its addresses given, with as many of everything below it as asked."""
    made = Order.objects.create(
        **{
            "reference": f"K7M-42QX-{Order.objects.count():02}",
            "cart": cart(n, total, state=CartState.OPEN),
            "user": UserFactory(),
            "person": person(),
            "email": f"zoe{n}@demo.example",
            "language": "en",
            "country": "FR",
            "delivery_method": delivery_method(),
            **fields,
        }
    )
    for kind in ("delivery", "billing"):
        Address.objects.create(
            order=made,
            kind=kind,
            country="FR",
            name="Zoé Démo",
            line1="1 rue des Essais",
            postcode="75011",
            city="Paris",
            phone="01 23 45 67 89",
        )
    OrderEvent.objects.create(order=made, to_state=OrderState.INITIATED, by="shopper")
    for k in range(total if n == 0 else 1):
        OrderLine.objects.create(
            order=made, sku=f"CUP-{k}", name="Cup", quantity=2, unit_price=1290, tax_rate=2000
        )
        FormError.objects.create(
            order=made, step=Step.ADDRESS, field="delivery-city", code="required"
        )
        payment_of(made)
    return made


def invoice(n=0, total=1, **fields):
    """The invoice of a paid order with as many lines as asked."""
    owner = order(n, total, state=OrderState.PAID, placed_at=clock.now())
    return Invoice.objects.create(
        **{
            "order": owner,
            "number": f"F2026-{Invoice.objects.count() + 1:06}",
            "issued_at": clock.now(),
            "seller": {**settings.SELLER, "country": "FR"},
            "buyer": {"address": "Zoé Démo\nParis", "delivery_address": "", "vat_number": ""},
            **fields,
        }
    )


def payment(n=0, total=1, **fields):
    return payment_of(order(), **{"events": total if n == 0 else 1, **fields})


def payment_of(owner, *, events=1, **fields):
    fields = {"amount": 3070, "state": PaymentState.FAILED, "error": "no_funds", **fields}
    made = Payment.objects.create(order=owner, gateway="testbank", currency="EUR", **fields)
    for k in range(events):
        PaymentEvent.objects.create(
            payment=made, event_id=f"e{k}", from_state="started", to_state="failed", by="bank"
        )
    return made


def refund(n=0, total=1, **fields):
    """A refund of a payment that succeeded, to be sent by staff."""
    fields = {"state": RefundState.BY_HAND, "amount": 1000, "ask_at": None, **fields}
    paid = payment(events=0, state=PaymentState.SUCCEEDED, error="", refunded=fields["amount"])
    return Refund.objects.create(payment=paid, reason=RefundReason.STAFF, **fields)


def credit_note(n=0, total=1, **fields):
    """The credit note of a refund that has arrived, of an order as ``invoice`` makes it."""
    corrected = invoice(n, total)
    paid = payment_of(corrected.order, events=0, state="succeeded", error="", refunded=1000)
    back = Refund.objects.create(payment=paid, reason="staff", state="succeeded", amount=1000)
    return CreditNote.objects.create(
        **{
            "invoice": corrected,
            "refund": back,
            "number": f"A2026-{CreditNote.objects.count() + 1:06}",
            "issued_at": clock.now(),
            "amount": 1000,
            "tax_rows": [[2000, 1000, 167]],
            "seller": corrected.seller,
            **fields,
        }
    )


def parked(n=0, total=1):
    return ParkedEvent.objects.create(gateway="testbank", ref=f"unknown-{n}", event_id=f"e{n}")


def episode(n=0, total=1, **fields):
    """An abandoned order with as many reminders and decisions as asked."""
    owner = fields.pop("order", None) or order(n, 1)
    made = Episode.objects.create(
        **{
            "person": owner.person,
            "order": owner,
            "cart": owner.cart,
            "scenario": Scenario.objects.first(),
            "depth": 4,
            "cause": "delivery_cost",
            "causes": [["delivery_cost", {"delivery": 490}]],
            "value": 2990,
            "left_at": clock.now(),
            "closes_at": clock.now(),
            "state": EpisodeState.OPEN,
            **fields,
        }
    )
    for k in range(total if n == 0 else 1):
        about = message(kind="recovery.reminder", message_class=MessageClass.REMINDER)
        Reminder.objects.create(episode=made, step_slug=f"s{k}", channel="email", message=about)
        Decision.objects.create(
            person=made.person, episode=made, verdict="put_off", code="too_soon", facts={"step": k}
        )
    return made


def alert(n=0, total=1, **fields):
    return Alert.objects.create(payment=payment(), **fields)


def alert_asked_for(n=0, total=1, **fields):
    """One that waits, of a search and of a variant by turns."""
    of_search = {"kind": "search", "text": f"Teapot {n}", "words": f"teapot {n}"}
    thing = {"kind": "stock", "variant": product().variants.get()} if n % 2 else of_search
    return AlertAskedFor.objects.create(
        **{
            "person": person(),
            "email": f"zoe{n}@demo.example",
            "language": "en",
            "state": "active",
            "confirmed_at": clock.now(),
            "kept_until": clock.now() + timedelta(days=180),
            **thing,
            **fields,
        }
    )


def reply(n=0, total=1):
    made = episode(n, 1, said="delivery")
    return Reply.objects.create(episode=made, words=f"Where do you deliver? {n}", language="en")


def scenario(n=0, total=1):
    made = Scenario.objects.create(
        slug=f"s-{Scenario.objects.count()}",
        least_depth=1,
        most_depth=2,
        activated_at=clock.now(),
    )
    for k in range(total if n == 0 else 1):
        ScenarioStep.objects.create(scenario=made, slug=f"s{k}", delay_minutes=60 + k)
    return made


def wording(n=0, total=1):
    """Words of a reminder in a language of their own, with as many versions as asked."""
    made = Wording.objects.create(occasion="cart", language=f"x{Wording.objects.count()}")
    count = total if n == 0 else 1
    for k in range(1, count + 1):
        WordingVersion.objects.create(
            wording=made,
            number=k,
            is_current=k == count,
            subject=f"May I help? {k}",
            opening="If you have a question, ask me.",
            button="Go back",
            saved_by=UserFactory(),
        )
    return made


def webhook_endpoint(n=0, total=1):
    return WebhookEndpoint.objects.create(
        name=f"CRM {n}",
        url="https://crm.example/hook?key=Zebulon",
        events=["cart.abandoned"],
        secret="whsec_c2VjcmV0",
        activated_at=clock.now(),
    )


def webhook_delivery(n=0, total=1, **fields):
    """One that was not delivered, with as many steps as asked."""
    wanted = {
        "event_id": f"msg_{n:032x}",
        "event": "webhook.test",
        "body": '{"type":"webhook.test","data":{"shop":"https://shop.example"}}',
        "state": "dead",
        "code": "refused",
        "status": 500,
        **fields,
    }
    made = WebhookDelivery.objects.create(endpoint=webhook_endpoint(n), **wanted)
    for _ in range(total if n == 0 else 1):
        WebhookStep.objects.create(delivery=made, to_state="due", code="refused", status=500)
    return made


def product_views(n=0, total=1):
    return ProductViews.objects.create(product=ProductFactory(), day=date(2026, 3, 4), views=n)


def promotion(n=0, total=1):
    """A promotion for as many things as asked, each of its kinds."""
    made = PromotionFactory()
    for _ in range(total if n == 0 else 1):
        PromotionTarget.objects.create(promotion=made, product=ProductFactory())
        PromotionTarget.objects.create(promotion=made, brand=BrandFactory())
        PromotionTarget.objects.create(promotion=made, category=CategoryFactory(), side="given")
    return made


def customer_group(n=0, total=1):
    made = CustomerGroup.objects.create(name=f"group {n}")
    made.members.set(UserFactory() for _ in range(total if n == 0 else 1))
    return made


MAKERS = {
    Cart: cart,
    DeliveryMethod: delivery_method,
    DeliveryZone: lambda *_: DeliveryZoneFactory(),
    Promotion: promotion,
    CustomerGroup: customer_group,
    Order: order,
    Invoice: invoice,
    CreditNote: credit_note,
    Payment: payment,
    Refund: refund,
    ParkedEvent: parked,
    Episode: episode,
    Alert: alert,
    AlertAskedFor: alert_asked_for,
    Reply: reply,
    Scenario: scenario,
    Wording: wording,
    WebhookDelivery: webhook_delivery,
    WebhookEndpoint: webhook_endpoint,
    ProductViews: product_views,
    Review: lambda *_: ReviewFactory(),
    Search: lambda *_: Search.objects.create(text="Cups", words="cups", language="en", hits=0),
    Attribute: attribute,
    Brand: lambda *_: BrandFactory(),
    Synonyms: lambda *_: Synonyms.objects.create(words="trainers\nsneakers", language="en"),
    Category: category,
    Product: lambda n, total: product(n, total, complements=total if n == 0 else 0),
    Stock: stock,
    Variant: lambda *_: product().variants.get(),
    Consent: consent,
    Erasure: erasure,
    Feedback: feedback,
    Message: message,
    Pause: pause,
    Person: person,
    Suppression: suppression,
    User: lambda *_: UserFactory(),
    Heartbeat: lambda n, _total: Heartbeat.objects.create(job=f"job-{n}", beat_at=clock.now()),
    Group: lambda n, _total: Group.objects.create(name=f"group {n}"),
}
