"""Who waits for a session: registrations that nobody has answered, and people whose next dose of the course is due."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import models
from django.db.models import (
    Case,
    Count,
    DateField,
    Exists,
    F,
    Func,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce, Greatest, TruncDate
from django.utils.translation import gettext_lazy as _

from registration.models import Organization, Registration, ReportedDose, Vaccine
from registration.querysets import RegistrationQuerySet
from registration.rules.lists import TAKEN
from registration.services.waiting import of_organization
from sessions.models import Appointment, Dose, DoseRule, VaccinationSession
from sessions.rules.states import Outcome, Series
from vaxportal.accounts.models import User

State = Registration.State
Rows = QuerySet[Any]  # of registrations, annotated on the way
CODE = "vaccine__code"
HAS_OPEN = (State.RECEIVED, State.ACCEPTED, State.INVITED)


class Order(models.TextChoices):
    """Who comes first when there are fewer places than people; equal cases by who waits longest."""

    GROUP = "", _("Nhóm ưu tiên trước, rồi chờ lâu nhất")
    WAITING = "waiting", _("Chờ lâu nhất trước")
    NEXT_DOSE = "next", _("Mũi tiếp theo trước, đến hạn sớm nhất")


ORDERS: dict[str, tuple[Any, ...]] = {  # Any: names of columns, and one expression
    Order.GROUP: ("person__priority_group__code", "created_at", "pk"),
    Order.WAITING: ("waits_since", "created_at", "pk"),
    Order.NEXT_DOSE: (F("due_on").asc(nulls_last=True), "person__priority_group__code", "created_at", "pk"),
}


@dataclass(frozen=True)
class Wanted:
    """What the planner looks for; an empty word stands for everybody."""

    group: str = ""  # code of the priority group
    commune: str = ""  # code
    organization: str = ""  # ref
    dose: str = ""  # first | next
    half_day: str = ""
    order: str = ""  # of `Order`

    def of(self, rows: Rows) -> Rows:
        given = {
            "person__priority_group__code": self.group,
            "person__commune__code": self.commune,
        }
        rows = rows.filter(**{path: wanted for path, wanted in given.items() if wanted})
        if self.organization:
            rows = rows.filter(of_organization(self.organization))
        if self.half_day:
            rows = rows.filter(half_day__in=[self.half_day, Registration.HalfDay.WHOLE_DAY])
        if self.dose:
            rows = rows.filter(doses_had=0) if self.dose == Registration.WishedDose.FIRST else rows.exclude(doses_had=0)
        return rows.order_by(*ORDERS[self.order])


EVERYBODY = Wanted()


def whom_first(vax_session: VaccinationSession) -> dict[str, str]:
    """For whom the session is held, as `Wanted` names them: where its planner begins, and may look further."""
    if vax_session.organization:
        return {"organization": str(vax_session.organization.ref)}
    return {"commune": vax_session.commune.code} if vax_session.commune else {}


def candidates(*, vax_session: VaccinationSession, by: User, wanted: Wanted = EVERYBODY) -> Rows:
    """Their registrations in the order wanted; `doses_had`, `last_on`, `due_on`, `waits_since` beside each."""
    day, vaccine = vax_session.day, vax_session.vaccine
    reached = within_reach(Registration.objects.filter(behind=None), vax_session=vax_session, by=by)
    rows = _with_doses(reached, vaccine, day)
    waiting = Q(state__in=[State.RECEIVED, State.ACCEPTED]) & (Q(doses_had=0) | Q(due_on__lte=day))
    course_goes_on = Q(state=State.DONE, doses_had__gt=0, doses_had__lt=F("course"), due_on__lte=day) & ~Exists(
        _newer()
    )
    rows = rows.filter(waiting | course_goes_on, behind=None, person__born_on__lte=_born_by(day, vaccine.min_age_years))
    rows = rows.exclude(Exists(_standing_in_the_way()))
    return wanted.of(rows.annotate(waits_since=Greatest(TruncDate("created_at"), "due_on", output_field=DateField())))


def within_reach(rows: RegistrationQuerySet, *, vax_session: VaccinationSession, by: User) -> Rows:
    """Those at home in the planner's units; to a session at an organization also its people who live elsewhere."""
    near = rows.visible_to(by)
    if vax_session.organization is None:
        return near
    theirs = rows.filter(of_organization(vax_session.organization.ref))
    both = near.order_by().values("pk").union(theirs.order_by().values("pk"))
    return Registration.objects.filter(pk__in=both)


@dataclass(frozen=True)
class Ready:
    """How many people of an organization may be injected on a day with a vaccine."""

    first: int
    next: int

    @property
    def people(self) -> int:
        return self.first + self.next


def ready_at(organization: Organization, *, vaccine: Vaccine, day: date, by: User) -> Ready:
    planned = VaccinationSession(day=day, vaccine=vaccine, organization=organization)
    found = candidates(vax_session=planned, by=by, wanted=Wanted(organization=str(organization.ref)))
    had_none = Q(doses_had=0)
    return Ready(**found.order_by().aggregate(first=Count("pk", filter=had_none), next=Count("pk", filter=~had_none)))


def for_the_list(rows: Rows) -> Rows:
    """With everything that a line of the list shows."""
    return rows.select_related("person__priority_group", "person__commune__district", "organization")


def tallied(rows: Rows, by: str) -> list[tuple[Any, int]]:  # Any: values of that column
    """How many wait per value of a column, for the filter's choices."""
    return list(rows.order_by().values_list(by).annotate(people=Count("pk")).order_by(by))


def tallied_by_organization(rows: Rows) -> list[tuple[Any, int]]:
    """As `tallied`: by the ref of each organization on whose lists they stand."""
    path = "person__list_rows__worker_list__organization__ref"
    on_lists = rows.filter(person__list_rows__outcome__in=TAKEN).order_by()
    return list(on_lists.values_list(path).annotate(people=Count("pk", distinct=True)).order_by(path))


def _with_doses(rows: Rows, vaccine: Vaccine, day: date) -> Rows:
    ours = Dose.objects.not_voided().filter(person=OuterRef("person"))
    told = ReportedDose.objects.filter(person=OuterRef("person"), voided_at=None)
    last, last_told = ours.order_by("-given_at"), told.order_by("-given_on")
    primary = {"series": Series.PRIMARY}
    rows = rows.annotate(
        doses_had=Coalesce(
            Greatest(
                Subquery(ours.filter(**primary).order_by("-number").values("number")[:1]),
                Subquery(told.filter(**primary).order_by("-number").values("number")[:1]),
                output_field=IntegerField(),
            ),
            Value(0),
        ),
        ours_on=TruncDate(Subquery(last.values("given_at")[:1])),
        told_on=Subquery(last_told.values("given_on")[:1]),
    )
    told_is_later = When(Q(ours_on=None) | Q(told_on__gt=F("ours_on")), then=Subquery(last_told.values(CODE)[:1]))
    rows = rows.annotate(
        last_on=Greatest("ours_on", "told_on", output_field=DateField()),
        last_vaccine=Case(told_is_later, default=Subquery(last.values(CODE)[:1])),
    )
    rows = rows.annotate(
        course=Subquery(Vaccine.objects.filter(code=OuterRef("last_vaccine")).values("primary_doses")[:1]),
        min_days=Subquery(_rules_to(vaccine, day).values("min_days")[:1]),
    )
    return rows.annotate(
        due_on=Func(
            F("last_on"), F("min_days"), arg_joiner=" + ", template="(%(expressions)s)", output_field=DateField()
        )
    )


def _rules_to(vaccine: Vaccine, day: date) -> QuerySet[DoseRule]:
    """The rule for the next dose of the course with this vaccine; a named product beats `*`."""
    rules = DoseRule.objects.filter(next=vaccine.code, series=Series.PRIMARY, valid_from__lte=day)
    rules = rules.filter(Q(valid_to=None) | Q(valid_to__gte=day), number=OuterRef("doses_had") + 1)
    rules = rules.filter(Q(previous=OuterRef("last_vaccine")) | Q(previous="*"))
    return rules.order_by(Case(When(previous="*", then=1), default=0), "-valid_from")


def _newer() -> Rows:
    """Another registration of the same person that stands for them instead."""
    others = Registration.objects.filter(person=OuterRef("person"), behind=None).exclude(pk=OuterRef("pk"))
    return others.filter(Q(state__in=HAS_OPEN) | Q(state=State.DONE, pk__gt=OuterRef("pk")))


def _standing_in_the_way() -> QuerySet[Appointment]:
    """An appointment still open, or one that ended in a contraindication."""
    return Appointment.objects.filter(person=OuterRef("person"), outcome__in=[Outcome.NONE, Outcome.CONTRAINDICATED])


def _born_by(day: date, years: int) -> date:
    """The latest birth date of somebody who has lived so many years on that day."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:  # 29 February
        return day.replace(year=day.year - years, day=28)
