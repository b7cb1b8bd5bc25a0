"""An open session with its desk, spoken to as the live desk speaks."""

from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from sessions.services import reference
from tests.factories import AppointmentFactory, SessionFactory, SessionLotFactory, SlotFactory, StationFactory


class Desk:
    """One device of one nurse. `sends` an act at once; `sends_later` as after a time without a network."""

    def __init__(self, client, vax_session):
        self.client, self.vax_session, self.device, self.grant = client, vax_session, str(uuid4()), ""

    def posts(self, what, **given):
        address = reverse(f"api:live_{what}", args=[self.vax_session.ref])
        return self.client.post(address, given, content_type="application/json")

    def takes_pack(self):
        answer = self.posts("pack", device=self.device, name="Bàn 1")
        assert answer.status_code == 200, answer.content
        pack = answer.json()
        self.grant = pack["grant"]
        return pack

    def finds(self, text):
        answer = self.posts("find", text=text)
        assert answer.status_code == 200, answer.content
        return answer.json()

    def sends(self, kind, subject, *, ref=None, **content):
        return self.posts("acts", ref=str(ref or uuid4()), kind=kind, subject=str(subject), content=content)

    def sends_later(self, kind, subject, *, ref=None, at=None, unsent=0, **content):
        given = {"ref": str(ref or uuid4()), "kind": kind, "subject": str(subject), "content": content}
        at = (at or timezone.now()).isoformat()
        proof = {"offline": True, "at": at, "device": self.device, "name": "Bàn 1", "grant": self.grant}
        return self.posts("acts", unsent=unsent, **proof, **given)


@pytest.fixture
def vax_session(facility):
    reference.load()
    vax_session = SessionFactory(open_now=True, facility=facility)
    StationFactory(session=vax_session)
    SlotFactory(session=vax_session)
    return vax_session


@pytest.fixture
def row(vax_session):
    return SessionLotFactory(session=vax_session, lot__vaccine=vax_session.vaccine)


@pytest.fixture
def desk(client, lan, vax_session, row):
    client.force_login(lan)
    return Desk(client, vax_session)


@pytest.fixture
def planned(vax_session):
    return AppointmentFactory(session=vax_session)
