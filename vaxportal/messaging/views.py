"""The outbox of the demo: what would have been sent, to try codes and links with."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from vaxportal.core.http import page
from vaxportal.messaging.models import Message

PER_PAGE = 20


@login_not_required  # only the demo has it, and whoever tries the demo needs the codes
@require_safe
def outbox(request: HttpRequest) -> HttpResponse:
    if not settings.DEMO:
        raise Http404
    letters = Paginator(Message.objects.order_by("-pk"), PER_PAGE).get_page(request.GET.get("page"))
    return page(request, "messages/outbox.html", {"letters": letters})
