from tests.factories import AppointmentFactory, SessionLotFactory
from vaxportal.accounts.roles import Level, Role


def test_the_cast_stands_where_it_should(lan, lead, minh, hoa, province_officer, tam, facility):
    assert lan.acting.covers(facility) and lead.acting.covers(facility)
    assert not minh.acting.covers(facility)
    assert hoa.acting.covers(facility) and province_officer.acting.covers(facility)
    assert (tam.acting.role, tam.acting.level) == (Role.CITIZEN, Level.SELF)


def test_the_factories_build_a_session_of_one_place(facility):
    appointment = AppointmentFactory(cleared=True)
    lot = SessionLotFactory(session=appointment.session)
    assert appointment.session.facility == facility
    assert lot.lot.vaccine == appointment.session.vaccine
    assert appointment.screenings.get().outcome == "eligible"
