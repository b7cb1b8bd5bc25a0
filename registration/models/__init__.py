from registration.models.duplicates import Lookalike, PersonMerge
from registration.models.lists import ListLayout, WorkerList, WorkerListRow
from registration.models.organizations import BoardInvitation, Organization, OrganizationMember
from registration.models.people import Person, ReportedDose
from registration.models.reference import ConsentText, PriorityGroup, Vaccine
from registration.models.registrations import PublicDraft, Registration
from registration.models.sharing import ContactOffer, SharingAnswer

__all__ = [
    "BoardInvitation",
    "ConsentText",
    "ContactOffer",
    "ListLayout",
    "Lookalike",
    "Organization",
    "OrganizationMember",
    "Person",
    "PersonMerge",
    "PriorityGroup",
    "PublicDraft",
    "Registration",
    "ReportedDose",
    "SharingAnswer",
    "Vaccine",
    "WorkerList",
    "WorkerListRow",
]
