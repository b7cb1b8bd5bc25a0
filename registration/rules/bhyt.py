"""Health-insurance numbers: the 15 signs of the old card or the 10 digits of the new one; the last 10 are the key."""

import re
from dataclasses import dataclass
from enum import StrEnum

from registration.rules.birth_provinces import BIRTH_PROVINCES
from registration.rules.codes import BhytIs
from vaxportal.core.problems import Problem

STRIPPED = re.compile(r"[\s.\-]+")
OLD_CARD = re.compile(r"[A-Z]{2}[1-5]([0-9]{2})[0-9]{10}")  # group of insured, level of benefit, issuer, number
NEW_CARD = re.compile(r"[0-9]{10}")
ISSUERS = {code[1:] for code in BIRTH_PROVINCES} | {"97", "98"}  # 97 the army's, 98 the police's insurance


class BhytKind(StrEnum):
    OLD = "old"
    NEW = "new"


@dataclass(frozen=True, slots=True)
class Bhyt:
    kind: BhytKind
    number: str

    @property
    def key(self) -> str:
        return self.number[-10:]


def read_bhyt(text: str, field: str = "bhyt") -> Bhyt | Problem:
    written = STRIPPED.sub("", text).upper()
    if NEW_CARD.fullmatch(written):
        return Bhyt(BhytKind.NEW, written)
    if match := OLD_CARD.fullmatch(written):
        known = match[1] in ISSUERS
        return Bhyt(BhytKind.OLD, written) if known else Problem(BhytIs.NO_PROVINCE, field, place=match[1])
    if len(written) not in (10, 15):
        return Problem(BhytIs.LENGTH, field, signs=len(written))
    return Problem(BhytIs.UNREADABLE, field)
