from django.conf import settings
from django.urls import include, path

from vaxportal import health, today, views
from vaxportal.accounts.views import acting
from vaxportal.backstage.registry import site as reference_site

handler400 = "vaxportal.views.bad_request"
handler403 = "vaxportal.views.forbidden"
handler404 = "vaxportal.views.not_found"
handler500 = "vaxportal.views.failed"

urlpatterns = [
    path("api/", include("vaxportal.api_urls")),  # first: desks wait for it
    path("", views.home, name="home"),
    path("help/", views.help_page, name="help"),
    path("health/", health.health, name="health"),
    path("health/live/", health.health_live, name="health_live"),
    path("language/", views.language, name="language"),
    path("registration/", include("registration.urls")),
    path("sessions/", include("sessions.urls")),
    path("", include("vaxportal.accounts.urls")),
    path("", include("vaxportal.accounts.entrance_urls")),
    path("", include("vaxportal.messaging.urls")),
    path("reports/", include("reporting.urls")),
    path("admin/", reference_site.urls),
    path("today/", today.today, name="today"),
    path("acting/", acting.acting_switch, name="acting_switch"),
]
if settings.DEBUG:
    urlpatterns += [path("ui/", views.ui_gallery, name="ui_gallery")]
