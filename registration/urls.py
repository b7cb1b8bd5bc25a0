from django.urls import path

from registration.views import lists, members, organizations, own, places, public, register, staff

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
    path("people/", staff.person_list, name="person_list"),
    path("people/new/", staff.person_new, name="person_new"),
    path("people/<uuid:ref>/", staff.person_detail, name="person_detail"),
    path("people/<uuid:ref>/contact/", staff.person_contact, name="person_contact"),
    path("people/waiting/", register.registration_list, name="registration_list"),
    path("people/waiting/accept/", register.registrations_accept, name="registrations_accept"),
    path("units/districts/", places.district_options, name="district_options"),
    path("units/communes/", places.commune_options, name="commune_options"),
    path("organizations/all/", organizations.organization_list, name="organization_list"),
    path("organizations/new/", organizations.organization_new, name="organization_new"),
    path("organizations/", organizations.organization_own, name="organization_own"),
    path("organizations/board/", organizations.board, name="board"),
    path("organizations/<uuid:ref>/", organizations.organization_detail, name="organization_detail"),
    path("organizations/<uuid:ref>/decide/", organizations.organization_decide, name="organization_decide"),
    path("organizations/<uuid:ref>/members/", members.member_list, name="member_list"),
    path("organizations/<uuid:ref>/members/<uuid:user_ref>/end/", members.member_end, name="member_end"),
    path("organizations/<uuid:ref>/lists/new/", lists.list_new, name="list_new"),
    path("organizations/lists/form/", lists.list_form, name="list_form"),
    path("organizations/lists/<uuid:ref>/", lists.list_detail, name="list_detail"),
    path("organizations/lists/<uuid:ref>/rows/", lists.list_rows, name="list_rows"),
    path("organizations/lists/<uuid:ref>/download/", lists.list_download, name="list_download"),
]
