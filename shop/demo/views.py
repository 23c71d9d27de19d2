"""The pages of the demo's mailbox."""

from csp.decorators import csp_replace
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import render
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_safe

from shop.core.messaging.showing import MAIL_POLICY, framed
from shop.demo.mailbox import Mail, NoSuchMail, all_mails, mail_of

MAILS_A_PAGE = 50


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
    return HttpResponse(framed(html))


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
