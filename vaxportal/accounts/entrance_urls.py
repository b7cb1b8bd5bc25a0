"""The addresses of allauth that are in use; signing up, e-mail management and the rest are not exposed."""

from allauth.account import views as account
from allauth.mfa.base import views as second_factor
from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.totp import views as totp
from django.urls import path, re_path

from vaxportal.accounts.views.entrance import with_password as own

urlpatterns = [
    path("login/staff/", account.login, name="account_login"),
    path("logout/", account.logout, name="account_logout"),
    path("login/inactive/", account.account_inactive, name="account_inactive"),
    path("login/confirm/", own(account.reauthenticate), name="account_reauthenticate"),
    path("password/change/", own(account.password_change), name="account_change_password"),
    path("password/reset/", account.password_reset, name="account_reset_password"),
    path("password/reset/sent/", account.password_reset_done, name="account_reset_password_done"),
    re_path(
        r"^password/new/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        account.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path("password/new/done/", account.password_reset_from_key_done, name="account_reset_password_from_key_done"),
    path("second-factor/", own(second_factor.index), name="mfa_index"),
    path("second-factor/enter/", second_factor.authenticate, name="mfa_authenticate"),
    path("second-factor/confirm/", own(second_factor.reauthenticate), name="mfa_reauthenticate"),
    path("second-factor/set-up/", own(totp.activate_totp), name="mfa_activate_totp"),
    path("second-factor/remove/", own(totp.deactivate_totp), name="mfa_deactivate_totp"),
    path("second-factor/spare-codes/", own(recovery.view_recovery_codes), name="mfa_view_recovery_codes"),
    path(
        "second-factor/spare-codes/new/",
        own(recovery.generate_recovery_codes),
        name="mfa_generate_recovery_codes",
    ),
    path(
        "second-factor/spare-codes/file/",
        own(recovery.download_recovery_codes),
        name="mfa_download_recovery_codes",
    ),
]
