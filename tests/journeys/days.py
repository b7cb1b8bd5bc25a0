"""A session that is open now, made by the services: where a journey begins at the desk."""

from datetime import timedelta

from registration.models import Registration, Vaccine
from registration.services.people import register_people
from sessions.models import Round
from sessions.rules.slots import Hours
from sessions.services.planning import LotIssue, Plan, plan_session
from sessions.services.publishing import publish_session
from sessions.services.running import open_session
from sessions.services.seating import add_people
from sessions.services.stock import receive_delivery
from tests.journeys.calendar import EXPIRY
from tests.registration.told import told
from vaxportal.accounts.models import User
from vaxportal.core import clock
from vaxportal.geography.models import Commune, Facility


def open_session_with(*names, station, lot, opened_at):
    """Opened on the day."""
    vax_session = published_session_with(*names, station=station, lot=lot, day=opened_at)
    with clock.pretending(opened_at):
        return open_session(vax_session=vax_session, by=lead_of(station))


def published_session_with(*names, station, lot, day):
    """Their registrations, a plan made the day before, published."""
    facility, lead = Facility.objects.get(code=station), lead_of(station)
    with clock.pretending(day - timedelta(days=1)):
        vax_session = planned(facility, lot, day, lead)
        waiting = registered(names, facility, lead)
        add_people(vax_session=vax_session, registrations=waiting, by=lead)
        publish_session(vax_session=vax_session, by=lead)
    return vax_session


def lead_of(station):
    lead = User.objects.get(username="phutrach")
    lead.act_as(lead.memberships.current().get(facility__code=station).pk)
    return lead


def planned(facility, number, opened_at, lead):
    vaccine = Vaccine.objects.get(code="VAXZEVRIA")
    delivery = receive_delivery(facility=facility, vaccine=vaccine, number=number, expires_on=EXPIRY, doses=50, by=lead)
    plan = Plan(
        day=opened_at.date(),
        hours=Hours(opened_at.time(), opened_at.replace(hour=11).time()),
        vaccine=vaccine,
        round=Round.objects.get(),
        stations=1,
        slot_minutes=60,
        slot_capacity=20,
        lots=(LotIssue(delivery.lot, 20),),
    )
    return plan_session(facility=facility, plan=plan, by=lead)


def registered(names, facility, lead):
    commune = Commune.objects.filter(district=facility.district_id).order_by("code").first()
    rows = [
        told(full_name=name, id_number=f"0871900{at:05}", phone=f"09127{at:05}", commune_code=commune.code)
        for at, name in enumerate(names, 70 + Registration.objects.count())
    ]
    results = register_people(rows, source=Registration.Source.STAFF, by=lead)
    assert all(result.is_new for result in results)
    return list(Registration.objects.filter(person__full_name__in=names))
