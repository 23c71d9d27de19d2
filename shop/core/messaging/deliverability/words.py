"""What a reminder says of itself in its headers, and what of it is signed."""

from collections.abc import Iterator, Mapping
from email import message_from_bytes, policy
from email.message import EmailMessage

from shop.core.messaging.deliverability.domains import are_aligned, domain_of
from shop.core.messaging.deliverability.findings import Finding, Question
from shop.core.messaging.deliverability.records import tags

ONE_CLICK = "List-Unsubscribe=One-Click"
_SIGNED = ("from", "list-unsubscribe", "list-unsubscribe-post")


def judge_unsubscribe(headers: Mapping[str, str], kind: str) -> Iterator[Finding]:
    """Judge the button to stop that mail programs show: one POST, without a page between."""
    asked = Question("one-click", kind, "RFC 8058, 3.1; Google and Yahoo, 2024")
    said = headers.get("List-Unsubscribe", "")
    addresses = [part.strip().strip("<>") for part in said.split(",")]
    if not said or headers.get("List-Unsubscribe-Post", "") != ONE_CLICK:
        yield asked.missing(
            "the headers List-Unsubscribe and List-Unsubscribe-Post are not both there",
            "let whoever renders this mail pass it through stoppable()",
        )
    elif not any(each.startswith("https://") for each in addresses):
        yield asked.missing("the address to stop is not https", "set BASE_URL to https://…")
    else:
        yield asked.ok("one POST over https stops reminders")


def judge_signature(raw: bytes) -> Iterator[Finding]:
    """Judge a mail as it arrived: who signed it, and whether the button to stop is signed as well."""
    mail: EmailMessage = message_from_bytes(raw, policy=policy.default)
    sender = domain_of(str(mail["From"] or ""))
    asked = Question("signature", sender or "?", "RFC 8058, 4; RFC 7489, 3.1.1")
    signatures = [tags(str(each)) for each in mail.get_all("DKIM-Signature", [])]
    ours = [each for each in signatures if sender and are_aligned(each.get("d", ""), sender)]
    wanted = [name for name in _SIGNED if name == "from" or mail[name]]
    if not signatures:
        yield asked.missing("the mail is not signed", "switch DKIM on at the provider")
        return
    if not ours:
        named = ", ".join(each.get("d", "?") for each in signatures)
        todo = f"verify {sender} at the provider, so that it signs with d={sender}"
        yield asked.missing(f"it is signed by {named} only", todo)
        return
    lacks = min((_unsigned(each, wanted) for each in ours), key=len)
    if lacks:
        todo = "let the provider sign them, or mail programs will not show the button"
        yield asked.missing(f"{', '.join(lacks)}: not signed", todo)
    else:
        yield asked.ok(f"signed by {ours[0]['d']}: {', '.join(wanted)}")


def signature_unknown(sender: str) -> Finding:
    """Say how to find out what only a mail that has arrived can tell."""
    return Question("signature", sender, "RFC 8058, 4").unknown(
        "only a mail that has arrived shows who signs what",
        "save a reminder that you got as a file, and give it with --mail",
    )


def _unsigned(said: Mapping[str, str], wanted: list[str]) -> list[str]:
    signed = said.get("h", "").lower().split(":")
    return [name for name in wanted if name not in signed]
