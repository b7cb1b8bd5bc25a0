"""Records that may be one human being: the pairs to look at, both sides of one, and the merge with its undoing."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from registration.models import Lookalike, Person, PersonMerge
from registration.rules.codes import MatchIs
from registration.services.lookalikes import look_for
from registration.views.staff import crumbs
from registration.wording import WORDING
from sessions.forms.merging import MergeForm, UndoForm
from sessions.services import merging
from vaxportal.accounts.access import Request, requires
from vaxportal.accounts.roles import Permission as P
from vaxportal.audit.record import record
from vaxportal.core.http import page, see_other

PER_PAGE = 50
BESIDE = ("commune__district__province", "priority_group")


@requires(P.MERGE_PEOPLE)
@require_safe
def lookalike_list(request: Request) -> HttpResponse:
    pairs = Lookalike.objects.visible_to(request.user).undecided().select_related("first__commune", "second__commune")
    found = Paginator(pairs, PER_PAGE).get_page(request.GET.get("page"))
    record(request.user, "people.lookalikes_seen", page=found.number)
    return page(request, "people/staff/lookalikes.html", {"pairs": found, "crumbs": crumbs(_("Hồ sơ giống nhau"))})


@requires(P.MERGE_PEOPLE)
@require_POST
def lookalike_find(request: Request, ref: UUID) -> HttpResponse:
    """Who else in the register may be this person."""
    person = get_object_or_404(Person.objects.visible_to(request.user), ref=ref)
    pairs = look_for(person, by=request.user)
    if len(pairs) == 1:
        return see_other("sessions:lookalike", pairs[0].ref)
    if not pairs:
        messages.info(request, _("Không tìm thấy hồ sơ nào giống người này."))
        return see_other("registration:person_detail", person.ref)
    return see_other("sessions:lookalike_list")


@requires(P.MERGE_PEOPLE)
def lookalike(request: Request, ref: UUID) -> HttpResponse:
    """Both sides; two records become one, or are told apart."""
    pairs = Lookalike.objects.visible_to(request.user)
    pair = get_object_or_404(pairs.select_related("first", "second"), ref=ref)
    people = [pair.first, pair.second]
    form = MergeForm(request.POST if request.method == "POST" else None, people=people)
    if "two" in request.POST:
        merging.tell_apart(pair, by=request.user)
        messages.success(request, _("Đã ghi: hai người khác nhau."))
        return see_other("sessions:lookalike_list")
    if form.is_valid() and form.settle(merging.merge_people, by=request.user):
        messages.success(request, _("Đã gộp hai hồ sơ."))
        return see_other("sessions:merge", form.settled.ref)
    for person in people:
        record(request.user, "person.read", person)
    words = " ".join(str(WORDING[MatchIs(code)]) for code in (*pair.agrees, *pair.differs))
    shown = {"pair": pair, "form": form, "words": words, "sides": [_side(person) for person in people]}
    return page(request, "people/staff/lookalike.html", {**shown, "crumbs": crumbs(_("Hồ sơ giống nhau"))})


@requires(P.MERGE_PEOPLE)
def merge(request: Request, ref: UUID) -> HttpResponse:
    """What was merged, by whom and why; and the way back."""
    seen = Person.objects.visible_to(request.user, with_merged=True)
    merges = PersonMerge.objects.filter(kept__in=seen, gone__in=seen).select_related("kept", "gone", "merged_by")
    found = get_object_or_404(merges, ref=ref)
    form = UndoForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and form.settle(merging.undo_merge, merge=found, by=request.user):
        messages.success(request, _("Đã tách lại thành hai hồ sơ."))
        return see_other("sessions:merge", found.ref)
    record(request.user, "person.read", found.kept)
    return page(request, "people/staff/merge.html", {"merge": found, "form": form, "crumbs": crumbs(_("Gộp hồ sơ"))})


def _side(person: Person) -> dict[str, object]:
    person = Person.objects.select_related(*BESIDE).get(pk=person.pk)
    return {
        "person": person,
        "doses": person.doses.filter(voided_at=None).select_related("vaccine", "session__facility"),
        "reported": person.reported_doses.filter(voided_at=None).select_related("vaccine"),
        "registrations": person.registrations.select_related("organization").order_by("created_at"),
        "appointments": person.appointments.select_related("session__facility").order_by("created_at"),
    }
