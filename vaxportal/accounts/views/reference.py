"""The denominators of coverage: shown by province, corrected by a file of figures with their sources."""

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from vaxportal.accounts.access import Request, requires
from vaxportal.accounts.forms.reference import PopulationFileForm
from vaxportal.accounts.forms.staff import ProvinceForm
from vaxportal.accounts.roles import Permission
from vaxportal.accounts.services.populations import set_populations
from vaxportal.core.http import page, see_other
from vaxportal.geography.models import District, Province


@requires(Permission.MANAGE_REFERENCE)
@require_http_methods(["GET", "POST"])
def population_list(request: Request) -> HttpResponse:
    form = PopulationFileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid() and form.settle(set_populations, by=request.user):
        messages.success(request, _("Đã sửa %(count)s số liệu.") % {"count": form.settled})
        return see_other("accounts:population_list")
    wanted = ProvinceForm(request.GET or None)
    province = wanted.cleaned_data["province"] if wanted.is_valid() else None
    shown = {"form": form, "filter": wanted, "province": province, "units": _units(province)}
    return page(request, "staff/populations.html", shown)


def _units(province: Province | None) -> list[Province] | list[District]:
    if province:
        return list(District.objects.filter(province=province, valid_to=None))
    return list(Province.objects.filter(valid_to=None))
