"""Places that vaccinate, and the province's rounds."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from sessions.forms.facilities import CloseForm, FacilityForm, district_choices
from sessions.forms.filters import FacilityFilter
from sessions.forms.rounds import RoundForm
from sessions.models import Round
from sessions.services.facilities import add_facility, close_facility
from sessions.services.rounds import start_round
from sessions.views.fetch import get_or_post, posted
from vaxportal.accounts.access import Request, requires
from vaxportal.accounts.roles import Level
from vaxportal.accounts.roles import Permission as P
from vaxportal.core import clock
from vaxportal.core.http import page, see_other
from vaxportal.geography.models import District, Facility, Province

PER_PAGE = 50


@require_safe
@requires(P.MANAGE_FACILITIES)
def facility_list(request: Request) -> HttpResponse:
    form = FacilityFilter(request.GET, districts=district_choices(_districts(request))[1:])
    if request.user.acting.level is Level.DISTRICT:
        del form.fields["district"]
    form.is_valid()
    rows = Facility.objects.visible_to(request.user).select_related("commune", "district__province")
    if wanted := form.cleaned_data.get("q"):
        rows = rows.named_like(wanted)
    if code := form.cleaned_data.get("district"):
        rows = rows.filter(district__code=code)
    found = Paginator(rows.order_by("closed_on", "district__code", "name"), PER_PAGE)
    context = {"form": form, "found": found.get_page(request.GET.get("page"))}
    is_national = request.user.acting.level is Level.NATION
    return page(request, "facilities/list.html", context | {"shows_province": is_national})


@get_or_post
@requires(P.MANAGE_FACILITIES)
def facility_new(request: Request) -> HttpResponse:
    """The district first (it is known to a health centre), then the place in it."""
    districts = list(_districts(request))
    code = request.GET.get("district", "")
    district = districts[0] if len(districts) == 1 else next((one for one in districts if one.code == code), None)
    context: dict[str, object] = {"district": district, "one_district": len(districts) == 1}
    if district is None:
        return page(request, "facilities/district.html", context | {"choices": district_choices(districts)[1:]})
    form = FacilityForm(posted(request), district=district)
    if form.is_valid() and form.settle(add_facility, by=request.user):
        messages.success(request, _("Đã thêm %(name)s.") % {"name": form.settled.name})
        return see_other("sessions:facility_list")
    return page(request, "facilities/new.html", context | {"form": form})


@get_or_post
@requires(P.MANAGE_FACILITIES)
def facility_close(request: Request, ref: UUID) -> HttpResponse:
    rows = Facility.objects.visible_to(request.user).select_related("district__province")
    facility = get_object_or_404(rows, ref=ref)
    form = CloseForm(posted(request))
    if form.is_valid() and form.settle(close_facility, facility=facility, by=request.user):
        messages.success(request, _("Đã ghi ngừng hoạt động."))
        return see_other("sessions:facility_list")
    return page(request, "facilities/close.html", {"form": form, "facility": facility})


@require_safe
@requires(P.MANAGE_FACILITIES)
def round_list(request: Request) -> HttpResponse:
    rounds = Round.objects.filter(province__in=_provinces(request)).select_related("province")
    context = {"rounds": rounds, "today": clock.today(), "may_start": request.user.may(P.MANAGE_ROUNDS)}
    return page(request, "facilities/rounds.html", context)


@get_or_post
@requires(P.MANAGE_ROUNDS)
def round_new(request: Request) -> HttpResponse:
    province = _provinces(request).first() if request.user.acting.level is Level.PROVINCE else None
    form = RoundForm(posted(request), provinces=None if province else _provinces(request))
    given = {"province": province} if province else {}
    if form.is_valid() and form.settle(start_round, by=request.user, **given):
        messages.success(request, _("Đã mở %(name)s.") % {"name": form.settled.name})
        return see_other("sessions:round_list")
    return page(request, "facilities/round_new.html", {"form": form})


def _districts(request: Request) -> QuerySet[District]:
    acting, rows = request.user.acting, District.objects.on(clock.today()).select_related("province")
    if acting.level is Level.DISTRICT:
        return rows.filter(pk=acting.district_id)
    return rows.filter(province=acting.province_id) if acting.level is Level.PROVINCE else rows


def _provinces(request: Request) -> QuerySet[Province]:
    acting, rows = request.user.acting, Province.objects.on(clock.today())
    return rows if acting.level is Level.NATION else rows.filter(pk=acting.province_id)
