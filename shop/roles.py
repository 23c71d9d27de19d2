"""Who of the staff may do what: one table, so that an answer needs one look.

Each role is a group of that name in the administration; the name is a code and stays the same in
every language. A permission reads ``app.model`` for all four of the admin's own (view, add,
change, delete), ``app.model:view,change`` for some, ``app:codename`` for one that a model defines.
An app that is not there yet, or a permission of a later version, is passed over.
"""

from collections.abc import Mapping

_ALERTS = ("catalog.alert:view",)  # who waits for what
_DEMAND = ("catalog.search:view", "catalog.productviews:view", *_ALERTS)
_REVIEWS = ("catalog.review:view", "catalog:moderate_review")
_SEARCHES = ("analytics:view_searches",)
_REPORTS = (*_SEARCHES, "analytics:view_reports")
_LOOK_AT_DELIVERY = (
    "cart.deliverymethod:view",
    "cart.deliveryrate:view",
    "cart.deliveryzone:view",
)
_LOOK_AT_SALES = (
    "cart.cart:view",
    "cart.line:view",
    "cart.trouble:view",
    "cart.promotion:view",
    *_LOOK_AT_DELIVERY,
    "checkout.order:view",
    "checkout.orderline:view",
)
_LOOK_AT_RECOVERY = (
    "recovery.episode:view",
    "recovery.reminder:view",
    "recovery.decision:view",
    "recovery.scenario:view",
    "recovery.scenariostep:view",
    "recovery.wording:view",
    "recovery.wordingversion:view",
    # Whether it still runs.
    "heartbeat.heartbeat:view",
)
# What mail providers told, and the pauses that came of it.
_LOOK_AT_FEEDBACK = ("messaging.feedback:view", "messaging.pause:view")
_SCENARIOS = (
    "recovery.scenario:view,add,change",
    "recovery.scenariostep",
    "recovery.wording:view,change",
)
_WEBHOOKS = (
    "recovery.webhookendpoint:view,add,change",
    "recovery.webhookdelivery:view",
    "recovery.webhookstep:view",
    "recovery:view_webhook_secret",
    "recovery:send_webhook",
)
_CATALOGUE = (
    "catalog.category",
    "catalog.brand",
    "catalog.attribute",
    "catalog.attributevalue",
    "catalog.product",
    "catalog.productoption",
    "catalog.variant",
    "catalog.picture",
    "catalog.complement",
    "catalog.synonyms",
    "catalog.stock:view,change",
    "catalog.review:view",
    *_DEMAND,
    *_SEARCHES,
    # What the weights that they enter are for.
    *_LOOK_AT_DELIVERY,
)
_LOOK_AT_CATALOGUE = (
    "catalog.category:view",
    "catalog.attribute:view",
    "catalog.attributevalue:view",
    "catalog.brand:view",
    "catalog.product:view",
    "catalog.productoption:view",
    "catalog.variant:view",
    "catalog.picture:view",
    "catalog.complement:view",
    "catalog.synonyms:view",
    "catalog.stock:view",
)
_CARE = (
    *_REVIEWS,
    *_ALERTS,
    "users.user:view,change",
    # It decides prices, never rights.
    "users.customergroup:view,add,change",
    "messaging.person:view",
    "messaging.consent:view",
    "messaging.suppression:view,add",
    "messaging.message:view",
    "messaging.messageevent:view",
    *_LOOK_AT_FEEDBACK,
    "messaging:view_recipient",
    "messaging:send_again",
    *_LOOK_AT_SALES,
    "checkout.payment:view",
    "checkout.paymentevent:view",
    "checkout.refund:view",
    "checkout.parkedevent:view",
    "checkout.invoice:view",
    "checkout.creditnote:view",
    "checkout:view_personal_data",
    # Who cancels an order gives its money back; so they may give back parts, too.
    "checkout:cancel_order",
    "checkout:refund_payment",
    "checkout:match_transfer",
    *_LOOK_AT_RECOVERY,
    "recovery.alert:view",
    "recovery:see_to_alert",
    "recovery.reply:view",
    "recovery:see_to_reply",
    "recovery:make_resume_link",
)
_MARKETING = (
    *_REVIEWS,
    *_DEMAND,
    *_REPORTS,
    *_LOOK_AT_SALES,
    "cart.promotion",
    "users.customergroup:view",  # to choose one; not who is in it
    "messaging.person:view",
    "messaging.consent:view",
    "messaging.suppression:view",
    "messaging.message:view",
    "messaging.messageevent:view",
    *_LOOK_AT_FEEDBACK,
    "messaging:lift_pause",
    *_LOOK_AT_RECOVERY,
    *_SCENARIOS,
)
_OWNER = (
    *_CATALOGUE,
    *_CARE,
    *_REPORTS,
    "users.user:add",
    "users.customergroup",
    "messaging.suppression:delete",
    "messaging:lift_pause",
    "privacy.erasure:view",
    "privacy:erase_person",
    "privacy:export_person",
    "cart.promotion",
    "cart.deliverymethod",
    "cart.deliveryrate",
    "cart.deliveryzone",
    *_SCENARIOS,
    *_WEBHOOKS,
)

ROLES: Mapping[str, tuple[str, ...]] = {
    "catalogue": _CATALOGUE,
    "customer care": (*_LOOK_AT_CATALOGUE, *_CARE),
    "marketing": (*_LOOK_AT_CATALOGUE, *_MARKETING),
    "owner": _OWNER,
}
