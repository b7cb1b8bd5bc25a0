"""A client's `ref` sent again: success for the same person, a refusal for another one."""

from collections.abc import Iterable

from registration.models import Registration
from registration.rules.codes import RegistrationIs
from registration.services.given import RowResult, Taken
from registration.services.intake import Row
from vaxportal.core.problems import Problem
from vaxportal.core.text import fold


def answer_repeats(rows: Iterable[Row]) -> None:
    """Answers the rows whose `ref` is known; the others stay as they are."""
    asked = {row.given.ref: row for row in rows if row.given.ref and row.result.taken != Taken.REFUSED}
    if not asked:
        return
    for registration in Registration.objects.filter(ref__in=asked).select_related("person"):
        row = asked[registration.ref]
        person = registration.person
        same = (fold(row.person.full_name), row.person.born_on, row.person.sex)
        if same == (person.folded_name, person.born_on, person.sex):
            row.result = RowResult(Taken.LINKED, person=person, registration=registration)
        else:
            row.result = RowResult(Taken.REFUSED, (Problem(RegistrationIs.REF_TAKEN, "ref"),))
