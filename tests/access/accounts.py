"""Who may open the addresses of accounts: log-in, staff, audit; and those of allauth and the admin."""

from tests.access.doors import Door, everybody, needs, only
from tests.access.sides import Side
from vaxportal.accounts.roles import Permission as P
from vaxportal.accounts.roles import Role

STAFF = [role for role in Role if role != Role.CITIZEN]  # whoever has a password


def nurse(side: Side) -> list[object]:
    return [side.user(Role.SITE_STAFF).ref]


def nurses_role(side: Side) -> list[object]:
    return [side.user(Role.SITE_STAFF).memberships.get().ref]


NOBODY_HAS_ONE = {"expect": frozenset({404}), "because": "nobody here has an authenticator"}
DOORS: dict[str, Door] = {
    "accounts:sign_in": everybody(),
    "accounts:citizen_login": everybody(),
    "accounts:citizen_code": everybody(leads_to_log_in=True),
    "accounts:staff_list": needs(P.MANAGE_STAFF),
    "accounts:staff_invite": needs(P.MANAGE_STAFF),
    "accounts:staff_detail": needs(P.MANAGE_STAFF, args=nurse),
    "accounts:role_add": needs(P.MANAGE_STAFF, args=nurse),
    "accounts:staff_disable": needs(P.MANAGE_STAFF, args=nurse),
    "accounts:staff_enable": needs(P.MANAGE_STAFF, args=nurse),
    "accounts:staff_reset": needs(P.MANAGE_STAFF, args=nurse),
    "accounts:role_transfer": needs(P.MANAGE_STAFF, args=nurses_role),
    "accounts:role_end": needs(P.MANAGE_STAFF, args=nurses_role),
    "accounts:population_list": needs(P.MANAGE_REFERENCE),
    "accounts:token_list": only(*STAFF),
    "accounts:token_end": only(
        *STAFF,
        method="post",
        args=lambda side: [side.user(Role.SITE_STAFF).ref],
        foreign_too=True,
        because="only one's own tokens are looked at, and ending none is no error",
    ),
    "accounts:audit_list": needs(P.SEE_AUDIT),
    "admin:login": everybody(leads_to_log_in=True, expect=frozenset({200, 302, 404}), because="404 once logged in"),
    "admin:*": only(
        Role.ADMINISTRATOR,
        expect=frozenset({200, 302, 403, 404, 405}),
        because="it reads; its changes have tests of their own",
    ),
    "account_login": everybody(),
    "account_logout": everybody(),
    "account_inactive": everybody(),
    "account_reauthenticate": only(*STAFF),
    "account_change_password": only(*STAFF),
    "account_reset_password": everybody(),
    "account_reset_password_done": everybody(),
    "account_reset_password_from_key": everybody(args=lambda side: ["a", "no-key"]),
    "account_reset_password_from_key_done": everybody(),
    "mfa_index": only(*STAFF),
    "mfa_authenticate": everybody(leads_to_log_in=True),  # the second step of logging in
    "mfa_reauthenticate": only(*STAFF),
    "mfa_activate_totp": only(*STAFF),
    "mfa_deactivate_totp": only(*STAFF, **NOBODY_HAS_ONE),
    "mfa_view_recovery_codes": only(*STAFF, **NOBODY_HAS_ONE),
    "mfa_generate_recovery_codes": only(*STAFF),
    "mfa_download_recovery_codes": only(*STAFF, **NOBODY_HAS_ONE),
}
