from django.urls import path

from registration.views import own, places, public

app_name = "registration"
urlpatterns = [
    path("new/", public.registration_start, name="registration_start"),
    path("new/check/", public.registration_check, name="registration_check"),
    path("new/code/", public.registration_code, name="registration_code"),
    path("new/code/again/", public.registration_code_again, name="registration_code_again"),
    path("new/done/", public.registration_done, name="registration_done"),
    path("new/<slug:slug>/", public.registration_page, name="registration_page"),
    path("follow/", own.registration_lookup, name="registration_lookup"),
    path("own/", own.own_people, name="own_people"),
    path("own/people/<uuid:ref>/", own.own_person, name="own_person"),
    path("own/people/<uuid:ref>/contact/", own.own_contact, name="own_contact"),
    path("own/registrations/<uuid:ref>/withdraw/", own.own_registration_withdraw, name="own_registration_withdraw"),
    path("units/districts/", places.district_options, name="district_options"),
    path("units/communes/", places.commune_options, name="commune_options"),
]
