from django.urls import path

from vaxportal.accounts.views import audit, entrance, reference, staff, tokens

app_name = "accounts"
urlpatterns = [
    path("login/", entrance.sign_in, name="sign_in"),
    path("login/phone/", entrance.citizen_login, name="citizen_login"),
    path("login/code/", entrance.citizen_code, name="citizen_code"),
    path("staff/", staff.staff_list, name="staff_list"),
    path("staff/new/", staff.staff_invite, name="staff_invite"),
    path("staff/<uuid:ref>/", staff.staff_detail, name="staff_detail"),
    path("staff/<uuid:ref>/roles/new/", staff.role_add, name="role_add"),
    path("staff/<uuid:ref>/disable/", staff.staff_disable, name="staff_disable"),
    path("staff/<uuid:ref>/enable/", staff.staff_enable, name="staff_enable"),
    path("staff/<uuid:ref>/reset/", staff.staff_reset, name="staff_reset"),
    path("staff/roles/<uuid:ref>/transfer/", staff.role_transfer, name="role_transfer"),
    path("staff/roles/<uuid:ref>/end/", staff.role_end, name="role_end"),
    path("staff/populations/", reference.population_list, name="population_list"),
    path("tokens/", tokens.token_list, name="token_list"),
    path("tokens/<uuid:ref>/end/", tokens.token_end, name="token_end"),
    path("audit/", audit.audit_list, name="audit_list"),
]
