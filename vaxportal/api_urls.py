"""The REST addresses of all apps under /api/v1/, the OpenAPI description and its page."""

from django.urls import include, path
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView
from rest_framework.permissions import AllowAny

from registration.api.urls import urlpatterns as registration
from sessions.api.urls import urlpatterns as sessions
from vaxportal.accounts.api import Token

app_name = "api"
urlpatterns = [
    path("v1/", include([path("token/", Token.as_view(), name="token"), *registration, *sessions])),
    path("schema/", SpectacularAPIView.as_view(permission_classes=[AllowAny]), name="schema"),
    path(
        "docs/",
        SpectacularSwaggerSplitView.as_view(url_name="api:schema", permission_classes=[AllowAny]),
        name="docs",
    ),
]
