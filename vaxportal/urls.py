from django.urls import path
from django.views.generic import RedirectView

urlpatterns = [path("today/", RedirectView.as_view(url="/"), name="today")]
