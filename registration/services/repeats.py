"""A client's `ref` sent again: success for the same registration, a refusal for another one."""

import json
from collections.abc import Iterable
from dataclasses import asdict

from registration.models import Registration
from registration.rules.codes import RegistrationIs
from registration.services.given import RegistrationGiven, RowResult, Taken
from registration.services.intake import Row
from vaxportal.core import crypto
from vaxportal.core.problems import Problem
from vaxportal.core.text import fold


def digest_of(given: RegistrationGiven) -> bytes:
    """Two equal ones mean that the same was told, whatever the `ref`; keyed, for what is told is personal."""
    told = asdict(given)
    del told["ref"]
    return crypto.lookup(json.dumps(told, sort_keys=True, default=str))


def answer_repeats(rows: Iterable[Row]) -> None:
    """Answers the rows whose `ref` is known; the others stay as they are."""
    asked = {row.given.ref: row for row in rows if row.given.ref and row.result.taken != Taken.REFUSED}
    if not asked:
        return
    for registration in Registration.objects.filter(ref__in=asked).select_related("person"):
        row = asked[registration.ref]
        if _is_same(registration, row):
            row.result = RowResult(Taken.LINKED, person=registration.person, registration=registration)
        else:
            row.result = RowResult(Taken.REFUSED, (Problem(RegistrationIs.REF_TAKEN, "ref"),))


def _is_same(registration: Registration, row: Row) -> bool:
    if registration.given_digest is not None:
        return bytes(registration.given_digest) == digest_of(row.given)
    person = registration.person  # taken in before digests were kept
    same = (fold(row.person.full_name), row.person.born_on, row.person.sex)
    return same == (person.folded_name, person.born_on, person.sex)
