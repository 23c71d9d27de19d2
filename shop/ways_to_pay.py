"""Ways to pay and what they need, as settings: read from the environment, and refused where wrong."""

import re

import environ

from shop.environment import Profile, stop

# Days for a transfer: two working days for its bank, one for staff, and a weekend.
SHORTEST_WAIT = 5

# What the embedded profile shows: nobody's, as anybody can see. The IBAN is that of textbooks.
MADE_UP_ACCOUNT = ("Compte fictif, ne rien virer", "FR1420041010050500013M02606", "DEMOFRPPXXX")


def gateways(env: environ.Env, profile: Profile) -> list[str]:
    """Return the gateways in use; the embedded profile has some, production those that are named."""
    at_first = ["testbank", "transfer"] if profile is Profile.EMBEDDED else []
    named: list[str] = env.list("GATEWAYS", default=at_first)
    return named


def transfer_account(env: environ.Env, profile: Profile) -> tuple[str, str, str]:
    """Return holder, IBAN and BIC of the account that shoppers transfer to; empty where none is named."""
    if profile is Profile.EMBEDDED and not env.str("TRANSFER_IBAN", default=""):
        return MADE_UP_ACCOUNT
    return (
        env.str("TRANSFER_ACCOUNT_HOLDER", default=""),
        iban(env.str("TRANSFER_IBAN", default="")),
        bic(env.str("TRANSFER_BIC", default="")),
    )


def iban(text: str) -> str:
    """Return ``text`` without its spaces, or stop: shoppers would send their money elsewhere."""
    if not text:
        return ""
    from stdnum import iban as known  # noqa: PLC0415 - a third of a second for a shop that has none
    from stdnum.exceptions import ValidationError  # noqa: PLC0415

    try:
        return str(known.validate(text))
    except ValidationError as error:
        stop(f"TRANSFER_IBAN is {text!r}, which is no IBAN: {error}")


def bic(text: str) -> str:
    """Return ``text``, empty or 8 or 11 characters of ISO 9362, or stop."""
    if text and not re.fullmatch(r"[A-Z]{6}[A-Z0-9]{2}([A-Z0-9]{3})?", text):
        stop(f"TRANSFER_BIC is {text!r}; it must look like BNPAFRPP or BNPAFRPPXXX, or be empty.")
    return text


def transfer_days(number: int) -> int:
    """Return ``number``, or stop: some money could never arrive in time."""
    if number < SHORTEST_WAIT:
        stop(
            f"TRANSFER_DAYS is {number}; it must be {SHORTEST_WAIT} or more: a transfer takes "
            "working days, and so does whoever looks for it."
        )
    return number


def stripe_capture(text: str) -> str:
    """Return ``text``, or stop: whether Stripe takes money at once or when told is no guess."""
    if text not in ("automatic", "manual"):
        stop(f"STRIPE_CAPTURE is {text!r}; it must be automatic or manual.")
    return text
