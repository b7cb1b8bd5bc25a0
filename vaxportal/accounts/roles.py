"""Roles, what each may do, and at which level of the administration it stands. Plain tables, no Django models."""

from enum import StrEnum

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Role(TextChoices):
    CITIZEN = "citizen", _("Người dân")
    ORGANIZATION_MANAGER = "organization_manager", _("Quản lý đơn vị")
    ZONE_BOARD = "zone_board", _("Ban Quản lý khu kinh tế")
    SITE_STAFF = "site_staff", _("Nhân viên điểm tiêm")
    SITE_LEAD = "site_lead", _("Phụ trách điểm tiêm")
    DISTRICT_CENTRE = "district_centre", _("Trung tâm y tế huyện")
    DISTRICT_COMMITTEE = "district_committee", _("Ủy ban nhân dân huyện")
    PROVINCE = "province", _("Sở Y tế")
    MINISTRY = "ministry", _("Bộ Y tế")
    AUDITOR = "auditor", _("Thanh tra, kiểm toán")
    ADMINISTRATOR = "administrator", _("Quản trị hệ thống")


class Level(StrEnum):
    SELF = "self"  # one's own people, or the organizations one belongs to
    FACILITY = "facility"
    DISTRICT = "district"
    PROVINCE = "province"
    NATION = "nation"


LEVEL = {
    Role.CITIZEN: Level.SELF,
    Role.ORGANIZATION_MANAGER: Level.SELF,
    Role.ZONE_BOARD: Level.SELF,
    Role.SITE_STAFF: Level.FACILITY,
    Role.SITE_LEAD: Level.FACILITY,
    Role.DISTRICT_CENTRE: Level.DISTRICT,
    Role.DISTRICT_COMMITTEE: Level.DISTRICT,
    Role.PROVINCE: Level.PROVINCE,
    Role.MINISTRY: Level.NATION,
    Role.AUDITOR: Level.NATION,
    Role.ADMINISTRATOR: Level.NATION,
}


class Permission(StrEnum):
    USE_OWN_BOOK = "use_own_book"  # one's own registrations, doses, confirmations
    MANAGE_ORGANIZATION = "manage_organization"
    SEE_BOARD = "see_board"
    SEE_PEOPLE = "see_people"
    REGISTER_PERSON = "register_person"
    ACCEPT_REGISTRATION = "accept_registration"
    MERGE_PEOPLE = "merge_people"
    APPROVE_ORGANIZATION = "approve_organization"
    SEE_ORGANIZATIONS = "see_organizations"
    SEE_SESSIONS = "see_sessions"
    PLAN_SESSION = "plan_session"  # a draft: its plan, its people, the doses reserved for it
    RUN_SESSION = "run_session"  # publish and what follows for people; open, close
    REOPEN_SESSION = "reopen_session"
    CHECK_IN = "check_in"
    SCREEN = "screen"
    RECORD_DOSE = "record_dose"
    VOID_DOSE = "void_dose"
    OBSERVE = "observe"
    SEE_STOCK = "see_stock"
    MANAGE_STOCK = "manage_stock"
    RECALL_LOT = "recall_lot"  # stops a lot wherever it is; a district tells the province, which answers for all
    MANAGE_FACILITIES = "manage_facilities"
    MANAGE_ROUNDS = "manage_rounds"
    SEE_REPORTS = "see_reports"
    SEE_COVERAGE = "see_coverage"
    SEE_AUDIT = "see_audit"
    MANAGE_STAFF = "manage_staff"
    MANAGE_REFERENCE = "manage_reference"


P = Permission
_DESK = {
    P.SEE_PEOPLE,
    P.REGISTER_PERSON,
    P.ACCEPT_REGISTRATION,
    P.SEE_SESSIONS,
    P.CHECK_IN,
    P.SCREEN,
    P.RECORD_DOSE,
    P.OBSERVE,
    P.SEE_STOCK,
}
_HEALTH = {P.SEE_PEOPLE, P.SEE_ORGANIZATIONS, P.SEE_SESSIONS, P.SEE_STOCK, P.SEE_REPORTS, P.SEE_COVERAGE}
ALLOWED: dict[Role, frozenset[Permission]] = {
    Role.CITIZEN: frozenset({P.USE_OWN_BOOK}),
    Role.ORGANIZATION_MANAGER: frozenset({P.USE_OWN_BOOK, P.MANAGE_ORGANIZATION}),
    Role.ZONE_BOARD: frozenset({P.SEE_BOARD}),
    Role.SITE_STAFF: frozenset(_DESK | {P.SEE_REPORTS}),
    Role.SITE_LEAD: frozenset(
        _DESK | {P.PLAN_SESSION, P.RUN_SESSION, P.VOID_DOSE, P.MANAGE_STOCK, P.SEE_REPORTS, P.SEE_ORGANIZATIONS}
    ),
    Role.DISTRICT_CENTRE: frozenset(
        _HEALTH
        | {
            P.ACCEPT_REGISTRATION,
            P.MERGE_PEOPLE,
            P.APPROVE_ORGANIZATION,
            P.PLAN_SESSION,
            P.REOPEN_SESSION,
            P.MANAGE_FACILITIES,
            P.MANAGE_STAFF,
        }
    ),
    Role.DISTRICT_COMMITTEE: frozenset({P.SEE_COVERAGE}),
    Role.PROVINCE: frozenset(
        _HEALTH | {P.MERGE_PEOPLE, P.RECALL_LOT, P.MANAGE_FACILITIES, P.MANAGE_ROUNDS, P.MANAGE_STAFF}
    ),
    Role.MINISTRY: frozenset({P.SEE_REPORTS, P.SEE_COVERAGE}),
    Role.AUDITOR: frozenset({P.SEE_AUDIT, P.SEE_REPORTS, P.SEE_COVERAGE}),
    Role.ADMINISTRATOR: frozenset(
        {P.MANAGE_STAFF, P.MANAGE_REFERENCE, P.MANAGE_FACILITIES, P.MANAGE_ROUNDS, P.SEE_AUDIT}
    ),
}
