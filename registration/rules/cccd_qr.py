"""The QR on a CCCD card. It is not signed: it fills a form, it proves nothing."""

import re
from dataclasses import dataclass
from datetime import date

from registration.rules.codes import QrIs
from registration.rules.identity import IdNumber, Sex, id_disagreements, read_cccd
from registration.rules.names import name_problems
from vaxportal.core.dates import parse_day
from vaxportal.core.problems import Problem
from vaxportal.core.text import tidy

FIELDS = 7  # number | old CMND | name | born ddmmyyyy | Nam/Nữ | address | issued ddmmyyyy; newer cards add more
OLD_NUMBER = re.compile(r"[0-9]{9}|[0-9]{12}")
DDMMYYYY = re.compile(r"[0-9]{8}")
SEXES = {"nam": Sex.MALE, "nữ": Sex.FEMALE}


@dataclass(frozen=True, slots=True)
class CccdCard:
    id_number: IdNumber
    old_id: str
    full_name: str
    born_on: date
    sex: Sex
    address: str
    issued_on: date | None


def read_cccd_qr(text: str, *, today: date, field: str = "scan") -> CccdCard | Problem:
    """What a desk scanner types; the first thing wrong, as one problem."""
    fields = [tidy(part) for part in text.split("|")]
    if len(fields) < FIELDS:
        return Problem(QrIs.NOT_A_CARD, field)
    number, old_id, name, born, sex_word, address, issued = fields[:FIELDS]
    id_number = read_cccd(number, today=today, field=field)
    if isinstance(id_number, Problem):
        return id_number
    born_on, issued_on = _day(born, field), _day(issued, field) if issued else None
    if isinstance(born_on, Problem):
        return born_on
    if isinstance(issued_on, Problem):
        return issued_on
    sex = SEXES.get(sex_word.lower())
    if sex is None:
        return Problem(QrIs.SEX, field)
    card = CccdCard(id_number, old_id, name, born_on, sex, address, issued_on)
    return _problem_of(card, today, field) or card


def _day(written: str, field: str) -> date | Problem:
    day = parse_day(written) if DDMMYYYY.fullmatch(written) else None
    return day if isinstance(day, date) else Problem(QrIs.DAY, field, given=written)


def _problem_of(card: CccdCard, today: date, field: str) -> Problem | None:
    if card.old_id and not OLD_NUMBER.fullmatch(card.old_id):
        return Problem(QrIs.OLD_NUMBER, field)
    if any(name_problems(card.full_name)):
        return Problem(QrIs.NAME, field)
    if not card.born_on <= (card.issued_on or card.born_on) <= today:
        return Problem(QrIs.ORDER_OF_DAYS, field)
    disagreements = id_disagreements(card.id_number, sex=card.sex, born_on=card.born_on, field=field)
    return next(disagreements, None)
