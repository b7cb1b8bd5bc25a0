from django.urls import path

from registration.views import places

app_name = "registration"
urlpatterns = [
    path("units/districts/", places.district_options, name="district_options"),
    path("units/communes/", places.commune_options, name="commune_options"),
]
