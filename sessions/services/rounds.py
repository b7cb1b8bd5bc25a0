"""Campaign rounds of a province: sessions are planned in one, reports group by it."""

from collections.abc import Iterator
from datetime import date

from django.db import transaction

from sessions.models import Round
from sessions.rules.codes import RoundIs
from sessions.wording import WORDING
from vaxportal.accounts.models import User
from vaxportal.accounts.roles import Level, Permission
from vaxportal.accounts.scope import require
from vaxportal.audit.record import record
from vaxportal.core.constraints import as_rule
from vaxportal.core.errors import NotAllowed, refuse_if
from vaxportal.core.problems import Problem
from vaxportal.core.text import tidy
from vaxportal.geography.models import Province


@transaction.atomic
def start_round(*, province: Province, name: str, starts_on: date, by: User, ends_on: date | None = None) -> Round:
    require(by, Permission.MANAGE_ROUNDS)
    if by.acting.level is not Level.NATION and by.acting.province_id != province.pk:
        raise NotAllowed(Permission.MANAGE_ROUNDS)
    campaign = Round(province=province, name=tidy(name), starts_on=starts_on, ends_on=ends_on)
    refuse_if(_problems(campaign), WORDING)
    with as_rule(Round, "round_once_per_name", field="name"):
        campaign.save(force_insert=True)
    record(by, "round.started", campaign)
    return campaign


def _problems(campaign: Round) -> Iterator[Problem]:
    if not campaign.name:
        yield Problem(RoundIs.NAME_MISSING, "name")
    if campaign.ends_on and campaign.ends_on < campaign.starts_on:
        yield Problem(RoundIs.DATES_OUT_OF_ORDER, "ends_on", start=campaign.starts_on)
