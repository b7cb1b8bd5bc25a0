"""Pairs of records that may be one human being: noticed when the second one comes, looked at by somebody."""

from collections.abc import Iterable

from django.db import transaction
from django.db.models import Q

from registration.models import Lookalike, Person
from registration.services.intake import Intake, Row
from registration.services.known import Known, people_like, traits_in_register
from vaxportal.accounts.models import User
from vaxportal.accounts.roles import Permission
from vaxportal.accounts.scope import require
from vaxportal.audit.record import record
from vaxportal.core import clock

Verdict = Lookalike.Verdict


def note_doubts(rows: Iterable[Row], intake: Intake) -> None:
    """Keeps the pairs: open where nobody was asked (the public), told apart where somebody has said so."""
    now = clock.now()
    said = {} if intake.is_public else {"verdict": Verdict.TWO_PEOPLE, "decided_at": now, "decided_by": intake.by}
    pairs = [
        Lookalike(
            first_id=min(one.known.pk, row.result.person.pk),
            second_id=max(one.known.pk, row.result.person.pk),
            score=one.match.score,
            agrees=[str(code) for code in one.match.agrees],
            differs=[str(code) for code in one.match.differs],
            noticed_at=now,
            **said,
        )
        for row in rows
        for one in row.doubts
        if one.known.pk and row.result.person and row.result.person.pk
    ]
    Lookalike.objects.bulk_create(pairs, ignore_conflicts=True)


@transaction.atomic
def look_for(person: Person, *, by: User) -> list[Lookalike]:
    """The pairs of somebody with those who look like them and whom `by` may see, noticed now if they were not."""
    require(by, Permission.MERGE_PEOPLE)
    me = Known(person.pk, person.ref, traits_in_register(person))
    likely = [one for one in people_like(me.traits) if one.known.pk != person.pk]
    for one in likely:
        assert one.known.pk
        first, second = sorted((person.pk, one.known.pk))
        Lookalike.objects.get_or_create(
            first_id=first,
            second_id=second,
            defaults={
                "score": one.match.score,
                "agrees": [str(code) for code in one.match.agrees],
                "differs": [str(code) for code in one.match.differs],
                "noticed_at": clock.now(),
            },
        )
    record(by, "person.lookalikes_sought", person, found=len(likely))
    mine = Lookalike.objects.visible_to(by).undecided()
    return list(mine.filter(Q(first=person) | Q(second=person)))
