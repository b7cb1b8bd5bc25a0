"""A day at the desk as a client of the REST door lives it."""

from uuid import uuid4

from rest_framework.test import APIClient

from sessions.services.doses import DoseEntry, record_dose
from tests.factories import AppointmentFactory, SessionFactory, SessionLotFactory
from vaxportal.accounts.roles import Role
from vaxportal.accounts.services.site_tokens import make_token

ANSWERS = dict.fromkeys(("q1", "q2", "q3", "q4a", "q4b", "q5", "q6", "q7", "q8", "q9"), False)


class Desk:
    """One account with its token, at one session."""

    def __init__(self, user, vax_session=None):
        self.client = APIClient()
        key = make_token(user=user, name="trạm", has_second_factor=False)
        self.client.credentials(HTTP_AUTHORIZATION=f"Token {key}")
        self.session = vax_session

    def get(self, path, **query):
        return self.client.get(f"/api/v1/{path}", query)

    def post(self, path, **body):
        return self.client.post(f"/api/v1/{path}", body, format="json")

    def at(self, path):
        return f"sessions/{self.session.ref}/{path}"

    def check_in(self, appointment):
        return self.post(self.at(f"people/{appointment.ref}/check-in/"))

    def screen(self, appointment, outcome="eligible", **given):
        body = {"ref": str(uuid4()), "answers": ANSWERS, "temperature": 36.6, "outcome": outcome, **given}
        return self.post(self.at(f"people/{appointment.ref}/screening/"), **body)

    def dose(self, appointment, lot, **given):
        body = {
            "ref": str(uuid4()),
            "appointment": str(appointment.ref),
            "lot": str(lot.lot.ref),
            "series": "primary",
            "number": 1,
            **given,
        }
        return self.post(self.at("doses/"), **body)


def codes(response):
    assert response.status_code == 422, response.content
    return {(problem["field"], problem["code"]) for problem in response.json()["problems"]}


def recorded_dose(side):
    """A dose on one side of the country, given by its own nurse."""
    nurse = side.user(Role.SITE_STAFF)
    vax_session = SessionFactory(open_now=True, facility=side.facility, round=side.session.round)
    row = SessionLotFactory(session=vax_session)
    appointment = AppointmentFactory(session=vax_session, cleared=True, person__commune=side.commune)
    entry = DoseEntry(series="primary", number=1, lot=row.lot.ref, injected_by=nurse)
    return record_dose(appointment=appointment.ref, entry=entry, ref=uuid4(), by=nurse)
