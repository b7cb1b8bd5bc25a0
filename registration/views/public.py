"""Registering without an account: page by page, checked, then confirmed by a code to the phone."""

from uuid import UUID

from django.conf import settings
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from registration.forms import pages, told
from registration.forms.code import BeginForm, CodeForm, SendForm
from registration.forms.wizard import HomeForm
from registration.models import PublicDraft, Registration
from registration.services import drafts, public
from registration.services.public import Confirmed
from registration.views.summary import sections
from vaxportal.accounts.access import PublicRequest
from vaxportal.accounts.models import User
from vaxportal.core import clock
from vaxportal.core.http import client_address, page, see_other
from vaxportal.core.phones import Phone, read_phone
from vaxportal.core.qr import qr_svg

DRAFT_KEY, DONE_KEY = "registration_draft", "registration_done"


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def registration_start(request: PublicRequest) -> HttpResponse:
    form = BeginForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and form.settle(drafts.begin, origin=client_address(request), now=clock.now()):
        request.session[DRAFT_KEY] = str(form.settled.ref)
        return see_other("registration:registration_page", pages.PAGES[0].slug)
    unfinished = _draft(request) is not None
    return page(request, "people/public/start.html", {"form": form, "unfinished": unfinished})


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def registration_page(request: PublicRequest, slug: str) -> HttpResponse:
    draft, here = _draft(request), pages.BY_SLUG.get(slug)
    if here is None:
        raise Http404
    if draft is None:
        return see_other("registration:registration_start")
    answers = drafts.answers_of(draft)
    form = here.form(request.POST if request.method == "POST" else None, answers=answers, initial=answers)
    if isinstance(form, HomeForm) and form.wants_lists:
        form = form.relist()
    elif form.is_valid():
        answers = drafts.answers_of(drafts.keep(draft, form.kept()))
        following = pages.after(slug, answers)
        return (
            see_other("registration:registration_page", following.slug)
            if following
            else see_other("registration:registration_check")
        )
    shown = {"form": form, "here": here, "before": pages.before(slug, answers), "step_name": pages.STEPS[here.step]}
    return page(request, here.template, shown)


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def registration_check(request: PublicRequest) -> HttpResponse:
    draft = _draft(request)
    if draft is None:
        return see_other("registration:registration_start")
    answers = drafts.answers_of(draft)
    missing = pages.first_open(answers)
    if missing:
        return see_other("registration:registration_page", missing.slug)
    form = SendForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and form.settle(public.send_registration_code, **_recipient(answers)):
        return see_other("registration:registration_code")
    return page(request, "people/public/check.html", {"form": form, "sections": sections(answers)})


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def registration_code(request: PublicRequest) -> HttpResponse:
    draft = _draft(request)
    answers = drafts.answers_of(draft) if draft else {}
    if draft is None and DONE_KEY in request.session:  # the same click, sent twice
        return see_other("registration:registration_done")
    if draft is None or pages.first_open(answers):
        return see_other("registration:registration_check")
    form = CodeForm(request.POST if request.method == "POST" else None)
    recipient = _recipient(answers)
    if form.is_valid() and form.settle(
        public.confirm_registration,
        draft=draft,
        given=told.registration_of(pages.all_answers(answers)),
        code=form.cleaned_data["code"],
        **recipient,
    ):
        return _enter(request, form.settled)
    shown = {"form": form, "phone_end": _phone_end(answers), "shows_outbox": settings.DEMO}
    return page(request, "people/public/code.html", shown)


@login_not_required
@require_POST
def registration_code_again(request: PublicRequest) -> HttpResponse:
    draft = _draft(request)
    answers = drafts.answers_of(draft) if draft else {}
    if draft is None or pages.first_open(answers):
        return see_other("registration:registration_check")
    form = SendForm(request.POST)
    if form.is_valid() and form.settle(public.send_registration_code, **_recipient(answers)):
        return see_other("registration:registration_code")
    shown = {"form": CodeForm(), "sending": form, "phone_end": _phone_end(answers), "shows_outbox": settings.DEMO}
    return page(request, "people/public/code.html", shown, status=422)


@login_not_required
@never_cache
@require_safe
def registration_done(request: PublicRequest) -> HttpResponse:
    ref = request.session.get(DONE_KEY)
    registration = Registration.objects.filter(ref=UUID(ref)).first() if ref else None
    if registration is None:
        return see_other("registration:registration_start")
    shown = {"registration": registration, "qr": qr_svg(registration.number)}
    return page(request, "people/public/done.html", shown)


def _enter(request: PublicRequest, confirmed: Confirmed) -> HttpResponse:
    """The code has proved the phone: the browser becomes its account's. Staff stay who they are, on either side."""
    account, here = confirmed.account, request.user
    if account.is_active and not _works_at_a_unit(account) and not (here.is_authenticated and _works_at_a_unit(here)):
        login(request, account)
    request.session.pop(DRAFT_KEY, None)
    request.session[DONE_KEY] = str(confirmed.registration.ref)
    return see_other("registration:registration_done")


def _works_at_a_unit(user: User) -> bool:
    return user.memberships.current().exists()


def _draft(request: PublicRequest) -> PublicDraft | None:
    return drafts.read(request.session.get(DRAFT_KEY), now=clock.now())


def _recipient(answers: told.Answers) -> dict[str, object]:
    phone = read_phone(told.registrant_phone(answers))
    number = phone.number if isinstance(phone, Phone) else ""
    return {"phone": number, "language": get_language() or "vi", "now": clock.now()}


def _phone_end(answers: told.Answers) -> str:
    return told.registrant_phone(answers)[-3:]
