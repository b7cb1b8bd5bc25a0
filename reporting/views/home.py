from django.http import HttpResponse
from django.views.decorators.http import require_safe

from reporting.places import acts
from reporting.services.units import own_unit
from vaxportal.accounts.access import Request, requires
from vaxportal.accounts.roles import Permission
from vaxportal.core.http import page


@requires(Permission.SEE_REPORTS, Permission.SEE_COVERAGE)
@require_safe
def home(request: Request) -> HttpResponse:
    return page(request, "reports/home.html", {"unit": own_unit(request.user), "acts": acts(request.user)})
