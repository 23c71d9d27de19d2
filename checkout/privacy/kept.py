"""What orders keep about people, and for how long."""

from django.utils.translation import gettext_lazy as _

from checkout.privacy.forgetting import (
    forget_form_errors,
    forget_old_orders,
    forget_parked,
    forget_unfinished,
)
from shop.core.privacy.periods import days, months, years
from shop.core.privacy.processing import Basis, Processing, Recipient, holds_nobody, register

register(
    Processing(
        key="checkout.started",
        name=_("Started orders"),
        models=("checkout.Order", "checkout.Address", "checkout.OrderToken", "checkout.OrderEvent"),
        people=_("shoppers who gave an e-mail address"),
        data=_(
            "e-mail address, names, postal addresses, phone, VAT number, time zone, what was in the"
            " cart"
        ),
        why=_("to let them finish what they began, and to help where it was left"),
        basis=Basis.CONTRACT,
        period=lambda: _("%(days)s after the last activity, with their carts") % {"days": days()},
        forget=forget_unfinished,
        survives=_(
            "The e-mail address of one for which money came too late or is unclear: it is owed to"
            " somebody."
        ),
    )
)
register(
    Processing(
        key="checkout.orders",
        name=_("Orders, payments and invoices"),
        models=(
            "checkout.Order",
            "checkout.Address",
            "checkout.OrderToken",
            "checkout.OrderEvent",
            "checkout.OrderLine",
            "checkout.Payment",
            "checkout.PaymentEvent",
            "checkout.Refund",
            "checkout.Redemption",
            "checkout.Invoice",
            "checkout.CreditNote",
        ),
        people=_("customers"),
        data=_(
            "names, postal addresses, e-mail address, phone, VAT number, what was bought, how it was"
            " paid; no card number"
        ),
        why=_("to deliver what was bought, and to keep the books"),
        basis=Basis.LAW,
        period=lambda: (
            _("%(years)s after the end of the year in which they were begun") % {"years": years()}
        ),
        forget=forget_old_orders,
        recipients=(Recipient.BANKS, Recipient.STAFF_TOOLS),
        survives=_("The law has paid orders and their invoices kept (accounts, guarantee)."),
    )
)
register(
    Processing(
        key="checkout.form_errors",
        name=_("Form errors"),
        models=("checkout.FormError",),
        people=_("shoppers at the checkout"),
        data=_("which field was refused by which rule; never what was typed"),
        why=_("to see which forms stop people"),
        basis=Basis.INTEREST,
        period=months,
        forget=forget_form_errors,
        survives=_("Those of paid orders, until their time is over."),
    )
)
register(
    Processing(
        key="checkout.parked",
        name=_("Events without a payment"),
        models=("checkout.ParkedEvent",),
        people=_("customers"),
        data=_("the bank’s name for a payment that is not known here; no content"),
        why=_("to lose no payment"),
        basis=Basis.CONTRACT,
        period=months,
        forget=forget_parked,
        survives=_("Names of payments that lead to nobody here."),
    )
)
holds_nobody("checkout.InvoiceSeries")
