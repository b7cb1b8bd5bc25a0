"""Rows as doors tell them."""

from datetime import date

from registration.rules.people import PersonGiven
from registration.rules.registrations import Answer, HistoryAnswers
from registration.services.given import RegistrationGiven


def told(**changes):
    """A woman of Cao Lãnh as the public form tells about her."""
    person = {
        "full_name": "Nguyễn Thị Minh Khai",
        "born_on": date(1990, 2, 28),
        "sex": "F",
        "phone": "0912345678",
        "id_number": "087190004567",
        "commune_code": "30076",
        "priority_group": 9,
    } | {name: value for name, value in changes.items() if name in PersonGiven.__dataclass_fields__}
    other = {name: value for name, value in changes.items() if name in RegistrationGiven.__dataclass_fields__}
    history = HistoryAnswers(dict.fromkeys(range(1, 13), Answer.NO))
    return RegistrationGiven(person=PersonGiven(**person), **({"history": history, "consent": "2021-09"} | other))
