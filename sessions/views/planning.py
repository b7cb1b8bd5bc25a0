"""Making a plan, publishing it, cancelling it."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from registration.models import Organization
from sessions.forms.filters import SiteFilter
from sessions.forms.planning import OnShelf, PlanForm, ReasonForm, RepeatForm, at_organization, from_session, like
from sessions.models import Round, VaccinationSession
from sessions.rules.states import SessionState
from sessions.services.candidates import ready_at, whom_first
from sessions.services.invitations import place_of
from sessions.services.overview import fill_of, latest, shelf, sites
from sessions.services.planning import change_plan, plan_session
from sessions.services.publishing import Published, allow_late, cancel_session, publish_session
from sessions.services.series import Series, plan_series
from sessions.views import crumbs
from sessions.views.fetch import get_or_post, own_facility, posted, session_of
from sessions.views.sessions import cautions_of
from vaxportal.accounts.access import Request, requires
from vaxportal.accounts.roles import Level
from vaxportal.accounts.roles import Permission as P
from vaxportal.core import clock
from vaxportal.core.forms import Form
from vaxportal.core.http import page, see_other
from vaxportal.core.ids import read_ref
from vaxportal.geography.models import Commune, Facility

PER_PAGE = 50


@get_or_post
@requires(P.PLAN_SESSION)
def session_plan(request: Request) -> HttpResponse:
    """At one's own site; who plans for several chooses one first. `organization`: at which the session is held."""
    if request.user.acting.level is Level.FACILITY:
        return _planned(request, own_facility(request))
    host = _host(request)
    form = SiteFilter(request.GET)
    rows = sites(request.user, near=host, day=clock.today()).named_like(form.wanted)
    found = Paginator(rows.select_related("commune", "district"), PER_PAGE).get_page(request.GET.get("page"))
    return page(request, "sessions/where.html", {"form": form, "found": found, "host": host})


@get_or_post
@requires(P.PLAN_SESSION)
def session_plan_at(request: Request, ref: UUID) -> HttpResponse:
    facilities = Facility.objects.visible_to(request.user).active().select_related("district", "province")
    return _planned(request, get_object_or_404(facilities, ref=ref))


def _planned(request: Request, facility: Facility) -> HttpResponse:
    model, last = _model(request, facility), latest(facility, request.user)
    host = _host(request) or (model.organization if model else None)
    lots = _shelf_like(model, facility, request)
    initial = like(model) if model else at_organization(host, facility)
    form = PlanForm(_given(request), shelf=lots, host=host, initial=initial, **_offered(facility))
    is_sent = request.method == "POST" and form.is_valid()
    if is_sent and form.settle(plan_session, facility=facility, by=request.user, ref=form.new_ref):
        messages.success(request, _("Đã lập bản nháp. Bây giờ chọn người đến tiêm."))
        return see_other("sessions:session_people", form.settled.ref, query=whom_first(form.settled))
    path = crumbs.of_facility(facility, crumbs.here(_("Lập kế hoạch buổi tiêm")))
    return _form_page(request, form, {"facility": facility, "crumbs": path, "model": model, "last": last})


@get_or_post
@requires(P.PLAN_SESSION)
def session_repeat(request: Request, ref: UUID) -> HttpResponse:
    """The same session every week, as drafts."""
    vax_session = session_of(request, ref)
    form = RepeatForm(posted(request))
    if form.is_valid() and form.settle(plan_series, vax_session=vax_session, by=request.user):
        _say_planned(request, form.settled)
        return see_other("sessions:session_list")
    path = crumbs.of_session(vax_session, crumbs.here(_("Lặp lại hằng tuần")))
    return page(request, "sessions/repeat.html", {"form": form, "vax_session": vax_session, "crumbs": path})


@get_or_post
@requires(P.PLAN_SESSION)
def session_change(request: Request, ref: UUID) -> HttpResponse:
    vax_session = session_of(request, ref)
    if vax_session.state != SessionState.DRAFT:
        messages.info(request, _("Chỉ sửa được bản nháp."))
        return see_other("sessions:session_detail", ref)
    form = PlanForm(
        _given(request),
        shelf=_shelf_with_own(vax_session, request),
        host=vax_session.organization,
        initial=from_session(vax_session),
        **_offered(vax_session.facility),
    )
    is_sent = request.method == "POST" and form.is_valid()
    if is_sent and form.settle(change_plan, vax_session=vax_session, by=request.user):
        messages.success(request, _("Đã lưu kế hoạch."))
        return see_other("sessions:session_detail", ref)
    path = crumbs.of_session(vax_session, crumbs.here(_("Sửa kế hoạch")))
    return _form_page(request, form, {"facility": vax_session.facility, "vax_session": vax_session, "crumbs": path})


@get_or_post
@requires(P.RUN_SESSION)
def session_publish(request: Request, ref: UUID) -> HttpResponse:
    vax_session = session_of(request, ref)
    form = Form(posted(request))
    if form.is_valid() and form.settle(publish_session, vax_session=vax_session, by=request.user):
        _say_published(request, form.settled)
        return see_other("sessions:session_detail", ref)
    fill = fill_of(vax_session)
    context = {"form": form, "vax_session": vax_session, "fill": fill, "cautions": cautions_of(vax_session, fill)}
    context["place"] = place_of(vax_session)
    path = crumbs.of_session(vax_session, crumbs.here(_("Công bố")))
    return page(request, "sessions/publish.html", context | {"crumbs": path})


@get_or_post
@requires(P.PLAN_SESSION)
def session_cancel(request: Request, ref: UUID) -> HttpResponse:
    vax_session = session_of(request, ref)
    if vax_session.state != SessionState.DRAFT and not request.user.may(P.RUN_SESSION):
        raise Http404
    form = ReasonForm(posted(request))
    if form.is_valid() and form.settle(cancel_session, vax_session=vax_session, by=request.user):
        messages.success(request, _("Đã hủy buổi tiêm. Vắc xin đã về kho, mọi người trở lại danh sách chờ."))
        return see_other("sessions:session_detail", ref)
    context = {"form": form, "vax_session": vax_session, "fill": fill_of(vax_session)}
    path = crumbs.of_session(vax_session, crumbs.here(_("Hủy buổi tiêm")))
    return page(request, "sessions/cancel.html", context | {"crumbs": path})


@get_or_post
@requires(P.REOPEN_SESSION)
def session_allow_late(request: Request, ref: UUID) -> HttpResponse:
    vax_session = session_of(request, ref)
    form = ReasonForm(posted(request))
    if form.is_valid() and form.settle(allow_late, vax_session=vax_session, by=request.user):
        messages.success(request, _("Đã cho phép công bố muộn. Điểm tiêm có thể công bố buổi tiêm này."))
        return see_other("sessions:session_detail", ref)
    path = crumbs.of_session(vax_session, crumbs.here(_("Cho phép công bố muộn")))
    return page(request, "sessions/allow_late.html", {"form": form, "vax_session": vax_session, "crumbs": path})


def _say_planned(request: Request, series: Series) -> None:
    n = len(series.drafts)
    words = ngettext("Đã lập %(n)s bản nháp, chưa lấy vắc xin.", "Đã lập %(n)s bản nháp, chưa lấy vắc xin.", n)
    messages.success(request, words % {"n": n})
    if series.skipped:
        days = ", ".join(f"{day:%d/%m/%Y}" for day in series.skipped)
        messages.warning(request, _("Bỏ qua ngày đã có buổi tiêm cùng giờ: %(days)s.") % {"days": days})


def _say_published(request: Request, published: Published) -> None:
    people, gone, late = published.invited, published.withdrawn, published.too_late
    said = ngettext("Đã công bố và mời %(n)s người.", "Đã công bố và mời %(n)s người.", people) % {"n": people}
    messages.success(request, said)
    if gone:
        words = ngettext(
            "%(n)s người đã rút đăng ký nên không được mời.", "%(n)s người đã rút đăng ký nên không được mời.", gone
        )
        messages.warning(request, words % {"n": gone})
    if late:
        words = ngettext(
            "%(n)s người có giờ hẹn đã qua nên không được nhắn tin.",
            "%(n)s người có giờ hẹn đã qua nên không được nhắn tin.",
            late,
        )
        messages.warning(request, words % {"n": late})


def _form_page(request: Request, form: PlanForm, context: dict[str, object]) -> HttpResponse:
    """Beside the form: whom of the organization it would serve on that day, as far as the plan is told."""
    host, (day, vaccine) = form.host, form.when
    ready = ready_at(host, vaccine=vaccine, day=day, by=request.user) if host and day and vaccine else None
    may_receive = request.user.may(P.MANAGE_STOCK)
    return page(request, "sessions/plan.html", {"form": form, "ready": ready, "may_receive": may_receive, **context})


def _model(request: Request, facility: Facility) -> VaccinationSession | None:
    """The session of this site that the new one is to resemble, if one was named."""
    if not (ref := request.GET.get("like")):
        return None
    rows = VaccinationSession.objects.visible_to(request.user).filter(facility=facility, slots__isnull=False)
    return get_object_or_404(rows.select_related("organization").distinct(), ref=read_ref(ref))


def _shelf_like(model: VaccinationSession | None, facility: Facility, request: Request) -> list[OnShelf]:
    """What may be used; the lots of the earlier session are proposed again where enough of them is left."""
    rows = shelf(facility, request.user, day=clock.today())
    took = dict(model.lots.values_list("lot", "doses_issued")) if model else {}
    wanted = {one.lot_id: took[one.lot_id] for one in rows if took.get(one.lot_id, one.doses + 1) <= one.doses}
    return [OnShelf(one.lot, one.doses, wanted.get(one.lot_id)) for one in rows]


def _host(request: Request) -> Organization | None:
    """The organization at which the session is to be held, if it was begun there."""
    given = request.POST if request.method == "POST" else request.GET
    if not (ref := given.get("organization")):
        return None
    hosts = Organization.objects.approved().visible_to(request.user).select_related("commune__district")
    try:
        return get_object_or_404(hosts, ref=UUID(ref))
    except ValueError as wrong:
        raise Http404 from wrong


def _given(request: Request) -> object:
    """A posted form; or the one being filled in, when its figures are asked for."""
    if request.method == "POST":
        return request.POST
    return request.GET if "vaccine" in request.GET else None


def _offered(facility: Facility) -> dict[str, QuerySet[Any]]:
    """The rounds of its province, and the communes to which its team may go."""
    today = clock.today()
    going_on = Q(ends_on=None) | Q(ends_on__gte=today)
    return {
        "rounds": Round.objects.filter(going_on, province=facility.province_id),
        "communes": Commune.objects.on(today).filter(district=facility.district_id).order_by("name"),
    }


def _shelf_with_own(vax_session: VaccinationSession, request: Request) -> list[OnShelf]:
    """What the draft holds is there to be planned again."""
    own = {one.lot: one.doses_left for one in vax_session.lots.select_related("lot__vaccine")}
    rest = {one.lot: one.doses for one in shelf(vax_session.facility, request.user, day=clock.today())}
    return [OnShelf(lot, rest.get(lot, 0) + own.get(lot, 0), own.get(lot)) for lot in {**own, **rest}]
