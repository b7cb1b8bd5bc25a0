"""Who may open the addresses of sessions."""

from uuid import uuid4

from django.utils import timezone

from registration.models import Lookalike, PersonMerge, WorkerListRow
from sessions.models import DeskAct, DeskDevice, Dose, StockTransfer, Vial
from sessions.services.doses import record_dose
from sessions.services.merging import merge_people
from sessions.views.desk import DESK
from sessions.views.recalls import CALLERS
from tests.access.doors import Door, everybody, needs
from tests.access.registration import listed
from tests.access.sides import Side
from tests.factories import (
    AppointmentFactory,
    DeskDeviceFactory,
    FacilityFactory,
    LotFactory,
    PersonFactory,
    SessionFactory,
    SessionLotFactory,
    StationFactory,
    StockBalanceFactory,
)
from tests.sessions.services.day import entry
from vaxportal.accounts.roles import Permission as P
from vaxportal.accounts.roles import Role


def draft(side: Side):
    """Its fitting out is made as planning does it: the pages of a draft read its slots."""
    return side.once("draft", lambda: _draft(side))


def _draft(side: Side):
    lead = side.user(Role.SITE_LEAD)
    columns = {"state": "draft", "published_at": None, "published_by": None, "created_by": lead}
    vax_session = SessionFactory(facility=side.facility, round=side.session.round, **columns)
    vax_session.slots.create(starts_at="07:30", ends_at="08:30", capacity=10)
    return vax_session


def lot_at(side: Side):
    def made():
        lot = LotFactory(number=f"LOT{side.facility.code}")
        StockBalanceFactory(facility=side.facility, lot=lot)
        return lot

    return side.once("lot", made)


def session(side: Side):
    return [side.session.ref]


def open_session(side: Side):
    """Open, with a table, a lot, and one person who waits for the injection."""
    return side.once("open session", lambda: _open_session(side))


def _open_session(side: Side):
    lead = side.user(Role.SITE_LEAD)
    vax_session = SessionFactory(facility=side.facility, round=side.session.round, created_by=lead, open_now=True)
    StationFactory(session=vax_session)
    SessionLotFactory(session=vax_session, lot=LotFactory(number=f"DAY{side.facility.code}"))
    return vax_session


def waiting(side: Side):
    person = side.once("waiting person", lambda: PersonFactory(commune=side.commune))
    return side.once("waiting", lambda: AppointmentFactory(session=open_session(side), person=person, cleared=True))


def dose(side: Side):
    def made():
        appointment, nurse = waiting(side), side.user(Role.SITE_STAFF)
        given = entry(open_session(side).lots.get(), nurse)
        return record_dose(appointment=appointment.ref, entry=given, ref=uuid4(), by=nurse)

    return side.once("dose", made)


def vial(side: Side):
    def made():
        opened = Vial.objects.create(
            ref=uuid4(), session_lot=dose(side).session_lot, holds=10, opened_by=side.user(Role.SITE_STAFF)
        )
        Dose.objects.filter(pk=dose(side).pk).update(vial=opened)
        return opened

    return side.once("vial", made)


def session_now(side: Side):
    return [open_session(side).ref]


def device(side: Side):
    vax_session = open_session(side)
    return [vax_session.ref, side.once("device", lambda: DeskDeviceFactory(session=vax_session)).ref]


def subject(side: Side):
    return [waiting(side).ref]


def asked(side: Side) -> list[object]:
    """An appointment of somebody whose employer waits for an answer."""
    appointment, given = waiting(side), {"outcome": "accepted"}
    WorkerListRow.objects.get_or_create(
        worker_list=listed(side), number=11, defaults={**given, "person": appointment.person}
    )
    return [appointment.ref, side.organization.ref]


def alike(side: Side) -> Lookalike:
    """Two records at home there that may be one person."""

    def make() -> Lookalike:
        first, second = side.person, PersonFactory(commune=side.commune)
        return Lookalike.objects.create(first=first, second=second, score=70)

    return side.once("alike", make)


def merged(side: Side) -> PersonMerge:
    """Two records at home there that somebody has made one."""

    def make() -> PersonMerge:
        kept, gone = PersonFactory(commune=side.commune), PersonFactory(commune=side.commune)
        return merge_people(kept=kept, gone=gone, reason="Đã xem CCCD", by=side.user(Role.DISTRICT_CENTRE))

    return side.once("merged", make)


def desk_act(side: Side):
    """What a device entered without a network and the rules refused."""

    def made():
        nurse = side.user(Role.SITE_STAFF)
        seen = {"first_seen_by": nurse, "seen_by": nurse, "used_by": nurse}
        device = DeskDevice.objects.create(session=side.session, ref=uuid4(), name="Bàn 1", **seen)
        told = {"ref": uuid4(), "kind": "check_in", "subject": side.appointment.ref, "content": "{}"}
        by = {"entered_by": nurse, "entered_at": timezone.now(), "received_by": nurse}
        return DeskAct.objects.create(device=device, session=side.session, state="conflict", **told, **by)

    return [side.once("desk act", made).ref]


def transfer_to(side: Side):
    """On the way to the side's facility, from the health centre of the same district."""

    def made():
        centre = FacilityFactory(code=f"{side.district.code}99", name=f"Trung tâm {side.name}", commune=side.commune)
        sent = {"lot": lot_at(side), "doses": 10, "sent_by": side.user(Role.SITE_LEAD)}
        return StockTransfer.objects.create(source=centre, target=side.facility, **sent)

    return side.once("transfer", made)


def transfer_from(side: Side):
    """The other way round: only who has sent it takes it back."""

    def made():
        there = transfer_to(side).source
        sent = {"lot": lot_at(side), "doses": 5, "sent_by": side.user(Role.SITE_LEAD)}
        return StockTransfer.objects.create(source=side.facility, target=there, **sent)

    return side.once("transfer out", made)


DOORS: dict[str, Door] = {
    "sessions:session_list": needs(P.SEE_SESSIONS),
    "sessions:live": needs(*DESK, args=session),
    "sessions:live_worker": everybody(),
    "sessions:live_start": everybody(),
    "sessions:live_manifest": everybody(),
    "sessions:act_list": needs(P.RECORD_DOSE, P.REOPEN_SESSION, args=session),
    "sessions:act_settle": needs(P.VOID_DOSE, args=desk_act),
    "sessions:session_plan": needs(P.PLAN_SESSION),
    "sessions:session_plan_at": needs(P.PLAN_SESSION, args=lambda side: [side.facility.ref]),
    "sessions:session_detail": needs(P.SEE_SESSIONS, args=session),
    "sessions:session_change": needs(P.PLAN_SESSION, args=lambda side: [draft(side).ref]),
    "sessions:session_repeat": needs(P.PLAN_SESSION, args=lambda side: [draft(side).ref]),
    "sessions:session_capacity": needs(P.RUN_SESSION, args=session),
    "sessions:session_by_hand": needs(P.SEE_PEOPLE, args=session),
    "sessions:session_people": needs(P.PLAN_SESSION, args=lambda side: [draft(side).ref]),
    "sessions:session_print": needs(P.SEE_PEOPLE, args=session),
    "sessions:session_publish": needs(P.RUN_SESSION, args=lambda side: [draft(side).ref]),
    "sessions:session_cancel": needs(P.RUN_SESSION, args=session),
    "sessions:session_allow_late": needs(P.REOPEN_SESSION, args=lambda side: [draft(side).ref]),
    "sessions:lot_issue": needs(P.MANAGE_STOCK, args=session),
    "sessions:session_open": needs(P.RUN_SESSION, args=session, method="post"),
    "sessions:session_close": needs(P.RUN_SESSION, args=session_now),
    "sessions:session_no_shows": needs(P.RUN_SESSION, args=session_now, method="post"),
    "sessions:device_lost": needs(P.RUN_SESSION, args=device),
    "sessions:lost_device_list": needs(P.SEE_SESSIONS),
    "sessions:session_reopen": needs(P.REOPEN_SESSION, args=session_now),
    "sessions:session_sheet": needs(P.SEE_PEOPLE, args=session_now),
    "sessions:observation_list": needs(P.OBSERVE, args=session_now),
    "sessions:session_paper": needs(P.SEE_PEOPLE, args=session_now),
    "sessions:paper_entry": needs(P.RECORD_DOSE, args=session_now),
    "sessions:paper_row": needs(P.RECORD_DOSE, args=lambda side: [open_session(side).ref, waiting(side).person.ref]),
    "sessions:session_board": needs(P.SEE_SESSIONS, args=session_now),
    "sessions:board_people": needs(P.SEE_PEOPLE, args=session_now),
    "sessions:desk": needs(*DESK, args=session_now),
    "sessions:desk_station": needs(*DESK, args=session_now),
    "sessions:desk_contrast": needs(*DESK, args=session_now, method="post"),
    "sessions:walk_in_add": needs(
        P.CHECK_IN, args=session_now, method="post", data=lambda side: {"person": side.person.ref, "ref": uuid4()}
    ),
    "sessions:walk_in_new": needs(P.REGISTER_PERSON, args=session_now),
    "sessions:lookalike_list": needs(P.MERGE_PEOPLE),
    "sessions:lookalike_find": needs(P.MERGE_PEOPLE, args=lambda side: [side.person.ref], method="post"),
    "sessions:lookalike": needs(P.MERGE_PEOPLE, args=lambda side: [alike(side).ref]),
    "sessions:merge": needs(P.MERGE_PEOPLE, args=lambda side: [merged(side).ref]),
    "sessions:appointment_desk": needs(*DESK, args=subject),
    "sessions:appointment_check_in": needs(P.CHECK_IN, args=subject, method="post"),
    "sessions:appointment_sharing": needs(P.CHECK_IN, args=asked, method="post"),
    "sessions:appointment_undo": needs(*DESK, args=subject, method="post"),
    "sessions:appointment_outcome": needs(P.SCREEN, args=subject),
    "sessions:screening_new": needs(P.SCREEN, args=subject),
    "sessions:dose_new": needs(P.RECORD_DOSE, args=subject),
    "sessions:observation_end": needs(P.OBSERVE, args=subject),
    "sessions:dose_void": needs(P.VOID_DOSE, args=lambda side: [dose(side).ref]),
    "sessions:dose_correct": needs(P.VOID_DOSE, args=lambda side: [dose(side).ref]),
    "sessions:dose_correct_as": needs(P.VOID_DOSE, args=lambda side: [dose(side).ref, "lot"]),
    "sessions:dose_correct_person": needs(P.VOID_DOSE, args=lambda side: [dose(side).ref]),
    "sessions:vial_correct": needs(P.VOID_DOSE, args=lambda side: [vial(side).ref]),
    "sessions:reaction_new": needs(P.OBSERVE, args=lambda side: [dose(side).ref]),
    "sessions:reaction_list": needs(P.SEE_PEOPLE),
    "sessions:appointment_time": needs(P.RUN_SESSION, args=lambda side: [side.appointment.ref]),
    "sessions:appointment_remove": needs(P.RUN_SESSION, args=lambda side: [side.appointment.ref]),
    "sessions:appointment_decline": needs(
        P.USE_OWN_BOOK,
        args=lambda side: [side.appointment.ref],
        but_not=[Role.ORGANIZATION_MANAGER],  # has a book, but not this person in it
    ),
    "sessions:stock_list": needs(P.SEE_STOCK),
    "sessions:stock_receive": needs(P.MANAGE_STOCK),
    "sessions:stock_lot": needs(P.SEE_STOCK, args=lambda side: [lot_at(side).ref]),
    "sessions:stock_discard": needs(P.MANAGE_STOCK, args=lambda side: [lot_at(side).ref]),
    "sessions:lot_recall": needs(P.SEE_STOCK, args=lambda side: [lot_at(side).ref]),
    "sessions:lot_tell": needs(P.RECALL_LOT, args=lambda side: [lot_at(side).ref], method="post"),
    "sessions:lot_people_file": needs(*CALLERS, args=lambda side: [lot_at(side).ref]),
    "sessions:transfer_list": needs(P.SEE_STOCK),
    "sessions:transfer_send": needs(P.MANAGE_STOCK, args=lambda side: [lot_at(side).ref]),
    "sessions:transfer_detail": needs(P.SEE_STOCK, args=lambda side: [transfer_to(side).ref]),
    "sessions:transfer_take_back": needs(
        P.MANAGE_STOCK,
        args=lambda side: [transfer_from(side).ref],
        method="post",
    ),
    "sessions:facility_list": needs(P.MANAGE_FACILITIES),
    "sessions:facility_new": needs(P.MANAGE_FACILITIES),
    "sessions:facility_close": needs(P.MANAGE_FACILITIES, args=lambda side: [side.facility.ref]),
    "sessions:round_list": needs(P.MANAGE_FACILITIES),
    "sessions:round_new": needs(P.MANAGE_ROUNDS),
    "sessions:confirmation": needs(
        P.USE_OWN_BOOK,
        P.SEE_PEOPLE,
        args=lambda side: [side.person.ref],
        but_not=[Role.ORGANIZATION_MANAGER],  # has a book, but not this person in it
    ),
}
