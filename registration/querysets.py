"""People, registrations, organizations and lists as somebody may see them."""

from __future__ import annotations

from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Any, Self

from django.db.models import Exists, Lookup, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Concat
from django.db.models.lookups import Contains

from registration.rules.lists import TAKEN
from vaxportal.accounts.roles import Level, Permission, Role
from vaxportal.core import crypto
from vaxportal.core.text import fold

if TYPE_CHECKING:
    from registration.models import Person
    from vaxportal.accounts.models import User


ON_THE_WAY = ("looking", "to_confirm", "waiting", "reading")  # states of a list
STANDING = (*ON_THE_WAY, "done")


def words_begun(text: str, path: str = "folded_name") -> list[Lookup[Any]]:
    """The conditions of `named_like` for a set that is small by something else: no index of names is asked, which for
    common words answers with a tenth of the register."""
    name = Concat(Value(" "), path)
    return [Contains(name, f" {word}") for word in fold(text).split()]


class PersonQuerySet(QuerySet[Any]):
    def visible_to(self, user: User, *, with_merged: bool = False) -> Self:
        """A citizen's own people; for staff those at home in their units, their visitors, and those they brought.

        A record that was merged into another is out of sight, unless somebody looks at the merge itself.
        """
        if not with_merged:
            return self.filter(merged_into=None).visible_to(user, with_merged=True)
        ways = self._ways_to_be_seen(user)
        return self.filter(reduce(or_, ways)) if ways else self.none()

    def _ways_to_be_seen(self, user: User) -> list[Q]:
        acting = user.acting
        if acting.role in {Role.CITIZEN, Role.ORGANIZATION_MANAGER}:
            return [Q(account=user)]
        if not acting.may(Permission.SEE_PEOPLE):
            return []
        at_home = acting.where_home("commune__")
        if acting.level is not Level.FACILITY:
            return [at_home]
        here = self.model.objects.filter(appointments__session__facility=acting.facility_id)
        brought = self.model.objects.filter(registrations__source="staff", registrations__created_by=user)
        return [at_home, Q(pk__in=here.values("pk")), Q(pk__in=brought.values("pk"))]

    def first_seen_like(self, user: User, text: str, most: int) -> Self:
        """The first by name of those whom `user` sees and `named_like` means, where somebody waits for the answer.

        Each way to be seen is walked by itself, so that it costs what the user's own district holds; all ways at once,
        or the index of all names, would ask about every namesake of the register.
        """
        found = set[int]()
        for way in self._ways_to_be_seen(user):
            people = self.filter(way, *words_begun(text), merged_into=None).order_by("folded_name")
            found.update(people.values_list("pk", flat=True)[:most])
        return self.visible_to(user).filter(pk__in=found).order_by("folded_name")[:most]

    def with_id_number(self, number: str) -> Self:
        return self.filter(id_lookup=crypto.lookup(number))

    def with_bhyt(self, key: str) -> Self:
        return self.filter(bhyt_lookup=crypto.lookup(key))

    def with_phone(self, phone: str) -> Self:
        return self.filter(phone_lookup=crypto.lookup(phone))

    def named_like(self, text: str) -> Self:
        """Every word of the text begins a word of the name, in any order, marks or not."""
        found = self
        for word in fold(text).split():
            found = found.filter(Q(folded_name__startswith=word) | Q(folded_name__contains=f" {word}"))
        return found


class RegistrationQuerySet(QuerySet[Any]):
    def visible_to(self, user: User) -> Self:
        acting = user.acting
        if acting.role in {Role.CITIZEN, Role.ORGANIZATION_MANAGER}:
            return self.filter(Q(registrant=user) | Q(person__account=user))
        if not acting.may(Permission.SEE_PEOPLE):
            return self.none()
        return self.filter(acting.where_home("person__commune__"))

    def waiting(self) -> Self:
        """Wishes that nobody has answered with an appointment yet."""
        return self.filter(state__in=["received", "accepted"], behind=None)

    def without_date(self) -> Self:
        """Who waits and has no appointment; needs the sessions above, as they hang on the person."""
        return self.waiting().exclude(person__appointments__outcome="")

    def to_be_checked(self) -> Self:
        """Made for somebody known already by a stranger to them, or with a number that is somebody else's."""
        standing = self.filter(state__in=["received", "accepted", "invited"])
        return standing.filter(Q(behind__isnull=False) | Q(person__disputed__isnull=False))

    def behind_another(self) -> Self:
        """What strangers to a person registered while somebody's registration was in force."""
        return self.filter(state__in=["received", "accepted", "invited"], behind__isnull=False)

    def own(self, person: Person) -> Self:
        """Made by the account of the person, or with the phone that their record bears proved."""
        mine = Q(pk__in=[])
        if person.account_id:
            mine |= Q(registrant=person.account_id)
        if person.phone:
            mine |= Q(registrant_phone_lookup=crypto.lookup(person.phone))
        return self.filter(mine)

    def open(self) -> Self:
        """The one registration in force of each person."""
        return self.filter(state__in=["received", "accepted", "invited"], behind=None)


def organizations_of(user: User, path: str) -> Q:
    """The condition that keeps the organizations somebody may see; `path` leads to one (`""`, `"organization__"`)."""
    acting = user.acting
    mine = Q(**{f"{path}members__user": user, f"{path}members__ended_at": None})
    if acting.role in {Role.CITIZEN, Role.ORGANIZATION_MANAGER}:
        return mine
    if acting.role is Role.ZONE_BOARD:
        return mine | Q(**{f"{path}board__members__user": user, f"{path}board__members__ended_at": None})
    return acting.where_home(f"{path}commune__") if acting.may(Permission.SEE_ORGANIZATIONS) else Q(pk__in=[])


class OrganizationQuerySet(QuerySet[Any]):
    def visible_to(self, user: User) -> Self:
        return self.filter(organizations_of(user, "")).distinct()

    def approved(self) -> Self:
        return self.filter(state="approved")

    def pending(self) -> Self:
        """Those that wait for the district, the longest first."""
        return self.filter(state="pending").order_by("created_at")

    def silent(self) -> Self:
        """Approved, and no list of theirs stands; a board has no workers of its own to hand in."""
        return self.approved().exclude(kind="zone_board").exclude(lists__state__in=STANDING)

    def boards(self) -> Self:
        """Economic-zone boards that a company may stand under."""
        return self.approved().filter(kind="zone_board")

    def named_like(self, text: str) -> Self:
        found = self
        for word in fold(text).split():
            found = found.filter(Q(folded_name__startswith=word) | Q(folded_name__contains=f" {word}"))
        return found


class WorkerListQuerySet(QuerySet[Any]):
    def visible_to(self, user: User) -> Self:
        """Without the files themselves, which no page shows."""
        return self.filter(organizations_of(user, "organization__")).defer("content", "answer").distinct()

    def newest_of_each(self) -> Self:
        """The last list of every organization that stands: what an older one left has been handed in again since."""
        newer = self.model.objects.filter(
            organization=OuterRef("organization"), uploaded_at__gt=OuterRef("uploaded_at"), state__in=STANDING
        )
        return self.exclude(Exists(newer))

    def unsettled(self) -> Self:
        """On the way, or read with rows that somebody must still mend or decide."""
        left = Q(state="done") & (Q(rows_refused__gt=0) | Q(rows_unclear__gt=0))
        last = self.model.objects.newest_of_each().filter(left)
        return self.filter(Q(state__in=ON_THE_WAY) | Q(pk__in=last.values("pk")))

    def with_refused_rows(self) -> Self:
        return self.filter(state="done", rows_refused__gt=0).order_by("uploaded_at")

    def unfinished(self) -> Self:
        """Lists to be read; one whose worker died while reading is among them."""
        return self.filter(state__in=["waiting", "reading"])

    def unseen(self) -> Self:
        """Files that nobody has looked into yet."""
        return self.filter(state="looking")


class WorkerListRowQuerySet(QuerySet[Any]):
    def taken(self) -> Self:
        """Whose person is in the system, and whose list nobody has undone."""
        stands = self.filter(outcome__in=TAKEN, person__merged_into=None)
        return stands.exclude(worker_list__state="undone")

    def with_outcome(self, outcome: str) -> Self:
        return self.filter(outcome=outcome) if outcome else self

    def with_problem(self, code: str) -> Self:
        return self.filter(problems__contains=[{"code": code}]) if code else self


class LookalikeQuerySet(QuerySet[Any]):
    def visible_to(self, user: User) -> Self:
        """Pairs of which the viewer may see both."""
        acting = user.acting
        if not acting.may(Permission.SEE_PEOPLE):
            return self.none()
        return self.filter(acting.where_home("first__commune__") & acting.where_home("second__commune__"))

    def told_apart(self, person: int) -> set[int]:
        """Whom somebody has looked at beside this person and found to be others."""
        pairs = self.filter(Q(first=person) | Q(second=person), verdict="two").values_list("first", "second")
        return {one for pair in pairs for one in pair} - {person}

    def undecided(self) -> Self:
        """Neither merged nor told apart; one who is merged already is out of the question."""
        return self.filter(verdict="", first__merged_into=None, second__merged_into=None)
