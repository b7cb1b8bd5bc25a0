"""The demo's citizen: registered with her mother, before anybody else, so that she is called first."""

from datetime import date

from registration.models import Registration
from registration.rules.identity import Sex
from registration.rules.people import PersonGiven
from registration.rules.registrations import QUESTIONS, Answer, HistoryAnswers
from registration.services.given import RegistrationGiven
from registration.services.people import register_people
from vaxportal.accounts.models import User

FAMILY = (  # name, born, sex, identity number, priority group, relation
    ("Đỗ Thị Tâm", date(1988, 5, 12), Sex.FEMALE, "087188900001", 1, ""),
    ("Huỳnh Thị Sáu", date(1952, 9, 2), Sex.FEMALE, "087152900002", 9, "Con gái"),
)


def register_family(account: User, commune_code: str, consent: str) -> None:
    rows = [_row(account, commune_code, consent, *member) for member in FAMILY]
    register_people(rows, source=Registration.Source.PUBLIC, by=account)


def _row(
    account: User,
    commune_code: str,
    consent: str,
    name: str,
    born: date,
    sex: Sex,
    number: str,
    group: int,
    relation: str,
) -> RegistrationGiven:
    person = PersonGiven(
        full_name=name,
        born_on=born,
        sex=sex,
        phone=account.phone,
        id_number=number,
        commune_code=commune_code,
        address="Khóm 1",
        ethnicity="Kinh",
        priority_group=group,
    )
    history = HistoryAnswers(dict.fromkeys(QUESTIONS, Answer.NO))
    registrant = account.full_name if relation else ""
    return RegistrationGiven(
        person=person, history=history, consent=consent, registrant_name=registrant, relation=relation
    )
