from registration.models.lists import WorkerList, WorkerListRow
from registration.models.organizations import Organization, OrganizationMember
from registration.models.people import Person, ReportedDose
from registration.models.reference import ConsentText, PriorityGroup, Vaccine
from registration.models.registrations import PublicDraft, Registration

__all__ = [
    "ConsentText",
    "Organization",
    "OrganizationMember",
    "Person",
    "PriorityGroup",
    "PublicDraft",
    "Registration",
    "ReportedDose",
    "Vaccine",
    "WorkerList",
    "WorkerListRow",
]
