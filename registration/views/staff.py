"""The register of people for staff: find, read, take in."""

import json
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from registration.forms.own import ContactChangeForm
from registration.forms.staff import PapersForm, PurposeForm, ScanForm, SearchForm, StaffPersonForm, home_of
from registration.models import Person
from registration.services.contact import change_contact, reveal_numbers
from registration.services.contact_offers import open_offers
from registration.services.given import RowResult, Taken
from registration.services.people import register_person
from registration.services.search import find_people
from registration.services.settling import is_doubtful, settle_papers
from registration.services.sharing import sharing_of
from vaxportal.accounts.access import Request, requires
from vaxportal.accounts.roles import Permission
from vaxportal.audit.record import record
from vaxportal.core.http import page, see_other

DISPUTED = {"id_number": gettext_lazy("Số giấy tờ"), "bhyt": gettext_lazy("Số thẻ BHYT")}
PATH = ("commune__district__province", "priority_group")


@requires(Permission.SEE_PEOPLE)
@require_http_methods(["GET", "HEAD", "POST"])
def person_list(request: Request) -> HttpResponse:
    """Search by POST: what is typed is personal and stays out of the address."""
    form = SearchForm(request.POST if request.method == "POST" else None)
    people: list[Person] | None = None
    if form.is_valid() and form.settle(find_people, text=form.cleaned_data["text"], by=request.user):
        people = form.settled
        if len(people) == 1:
            return see_other("registration:person_detail", people[0].ref)
    shown = {"form": form, "people": people, "may_register": request.user.may(Permission.REGISTER_PERSON)}
    return page(request, "people/staff/search.html", shown)


@requires(Permission.SEE_PEOPLE)
@require_http_methods(["GET", "HEAD", "POST"])
def person_detail(request: Request, ref: UUID) -> HttpResponse:
    """POST with a purpose shows the whole numbers, once, and leaves a trace."""
    person = get_object_or_404(Person.objects.visible_to(request.user).select_related(*PATH), ref=ref)
    form = PurposeForm(request.POST if request.method == "POST" else None)
    revealed = form.is_valid() and form.settle(
        reveal_numbers, person=person, by=request.user, purpose=form.cleaned_data["purpose"]
    )
    if request.method != "POST":
        record(request.user, "person.read", person)
    shown = {
        "person": person,
        "form": form,
        "revealed": revealed,
        "registrations": person.registrations.select_related("organization", "behind").order_by("-created_at"),
        "doses": person.doses.select_related("vaccine", "lot", "session__facility").order_by("given_at"),
        "reported": person.reported_doses.filter(voided_at=None).select_related("vaccine"),
        "appointments": person.appointments.select_related("session__facility", "slot").order_by("-created_at"),
        "may_register": request.user.may(Permission.REGISTER_PERSON),
        "offers": [(offer, list(told.values())) for offer, told in open_offers(person)],
        "employers": sharing_of(person) if request.user.may(Permission.CHECK_IN) else [],
        "may_merge": request.user.may(Permission.MERGE_PEOPLE),
        "is_doubtful": is_doubtful(person),
        "crumbs": crumbs(person.full_name),
    }
    return page(request, "people/staff/person.html", shown)


@requires(Permission.REGISTER_PERSON)
@require_http_methods(["GET", "HEAD", "POST"])
def person_new(request: Request) -> HttpResponse:
    posted = request.POST if request.method == "POST" else None
    scan = ScanForm(posted if posted and "scan" in posted else None)
    start = home_of(request.user)
    if scan.is_bound:
        form = StaffPersonForm(initial={**start, **(scan.card_answers() if scan.is_valid() else {})})
    else:
        form = StaffPersonForm(posted, initial=start)
        if form.wants_lists:
            form = form.relist()
        elif form.is_valid() and form.settle(register_person, by=request.user):
            _announce(request, form.settled)
            return see_other("registration:person_detail", form.settled.person.ref)
    shown = {"form": form, "scan": scan, "crumbs": crumbs(_("Đăng ký tại chỗ"))}
    return page(request, "people/staff/new.html", shown)


@requires(Permission.REGISTER_PERSON)
@require_http_methods(["GET", "HEAD", "POST"])
def person_contact(request: Request, ref: UUID) -> HttpResponse:
    person = get_object_or_404(Person.objects.visible_to(request.user), ref=ref)
    given = request.POST if request.method == "POST" else None
    form = ContactChangeForm(given, initial=ContactChangeForm.told_of(person))
    if form.is_valid() and form.settle(change_contact, person=person, by=request.user):
        messages.success(request, _("Đã lưu thông tin liên hệ."))
        return see_other("registration:person_detail", person.ref)
    shown = {"form": form, "person": person, "crumbs": crumbs(person.full_name)}
    return page(request, "people/staff/contact.html", shown)


@requires(Permission.REGISTER_PERSON)
@require_http_methods(["GET", "HEAD", "POST"])
def person_papers(request: Request, ref: UUID) -> HttpResponse:
    """What is in doubt about somebody, and the one who has seen the papers."""
    person = get_object_or_404(Person.objects.visible_to(request.user).select_related(*PATH), ref=ref)
    form = PapersForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and form.settle(settle_papers, person=person, by=request.user):
        messages.success(request, _("Đã ghi kết quả đối chiếu."))
        return see_other("registration:person_detail", person.ref)
    if request.method != "POST":
        record(request.user, "person.read", person)
    shown = {
        "form": form,
        "person": person,
        "disputed": [(DISPUTED[kind], number) for kind, number in json.loads(person.disputed or "{}").items()],
        "behind": person.registrations.to_be_checked().filter(behind__isnull=False).order_by("created_at"),
        "crumbs": crumbs(person.full_name),
    }
    return page(request, "people/staff/papers.html", shown)


def crumbs(last: str) -> list[dict[str, object]]:
    from django.urls import reverse

    return [{"label": _("Danh sách"), "url": reverse("registration:person_list")}, {"label": last}]


def _announce(request: Request, result: RowResult) -> None:
    if result.taken == Taken.CREATED:
        messages.success(request, _("Đã đăng ký người này."))
    elif result.is_new:
        messages.info(request, _("Người này đã có trong hệ thống. Đã thêm một đăng ký mới, thông tin cũ giữ nguyên."))
    else:
        messages.info(request, _("Người này đã có đăng ký đang chờ. Thông tin cũ giữ nguyên."))
