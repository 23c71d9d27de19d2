"""The pages of the demo's mailbox."""

import re

from csp.constants import NONE, SELF, UNSAFE_INLINE
from csp.decorators import csp_replace
from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import render
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_safe

from shop.demo.mailbox import Mail, NoSuchMail, all_mails, mail_of

MAILS_A_PAGE = 50

# A mail may bring its own looks and the shop's pictures, and open links in a new tab; it may not
# run, send or embed anything, whether it is seen inside its frame or opened on its own.
MAIL_POLICY = {
    "script-src": [NONE],
    "connect-src": [NONE],
    "form-action": [NONE],
    "style-src": [UNSAFE_INLINE],
    "img-src": [SELF, settings.BASE_URL, "data:"],
    "frame-ancestors": [SELF],
    "sandbox": ["allow-popups", "allow-popups-to-escape-sandbox"],
}
_HEAD = re.compile(r"<head\b[^>]*>", re.IGNORECASE)
_LINKS_LEAVE_THE_FRAME = '<base target="_blank">'


@require_safe
def mailbox(request: HttpRequest) -> HttpResponseBase:
    """List the mails, the newest first; ``?format=json`` gives all that is in them."""
    mails = all_mails()
    if request.GET.get("format") == "json":
        return JsonResponse([_as_json(mail) for mail in mails], safe=False)
    page = Paginator(mails, MAILS_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "demo/mailbox/list.html", {"page": page})


@require_safe
def mail(request: HttpRequest, mail_id: str) -> HttpResponse:
    return render(request, "demo/mailbox/mail.html", {"mail": _mail_or_404(mail_id)})


@require_safe
@xframe_options_sameorigin
@csp_replace(MAIL_POLICY)  # type: ignore[arg-type]  # knows only views without arguments
def mail_html(request: HttpRequest, mail_id: str) -> HttpResponse:
    """Answer with the mail's HTML as it was sent, its links opening outside of the frame."""
    html = _mail_or_404(mail_id).html
    if not html:
        raise Http404
    head = _HEAD.search(html)
    place = head.end() if head else 0
    return HttpResponse(html[:place] + _LINKS_LEAVE_THE_FRAME + html[place:])


def _mail_or_404(mail_id: str) -> Mail:
    try:
        return mail_of(mail_id)
    except NoSuchMail:
        raise Http404 from None


def _as_json(mail: Mail) -> dict[str, object]:
    return {
        "id": mail.id,
        "channel": "sms" if mail.is_sms else "email",
        "to": mail.to,
        "subject": mail.subject,
        "sent_at": mail.sent_at.isoformat(),
        "text": mail.text,
        "html": mail.html,
        "headers": mail.headers,
    }
