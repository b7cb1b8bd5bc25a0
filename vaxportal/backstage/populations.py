"""Figures of population for one level of units: the other columns of the file are for the eye."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Model
from tablib import Dataset

from vaxportal.accounts.services.populations import PopulationGiven, check_populations, set_populations
from vaxportal.backstage.resources import ReferenceRow, TableResource
from vaxportal.core.resources import Became, ServiceRow, Told
from vaxportal.core.text import tidy
from vaxportal.core.wording import say
from vaxportal.geography.wording import WORDING

FIRST_LINE = 2  # of a file, below its headings
COLUMN_OF = {"source": "population_source"}  # of a problem: the other source is that of the unit


class PopulationResource(TableResource):
    level: str
    width: int  # of its codes; spreadsheets drop leading zeros

    def import_batches(self, dataset: Dataset, **_options: Any) -> Iterator[list[ServiceRow]]:  # the library's own
        rows = list(enumerate(self.rows(dataset), start=FIRST_LINE))
        given = [self._given(number, cells) for number, cells in rows]
        ended = {number for number, cells in rows if cells.get("valid_to")}  # a unit of the past under the same code
        told = [one for one in given if (one.population or one.source) and one.number not in ended]
        wrong: dict[object, list[Told]] = {}
        for problem in check_populations(told):
            column = self._called(COLUMN_OF.get(problem.field, problem.field))
            one = Told(column, str(problem.code), say(problem, WORDING))
            wrong.setdefault(problem.facts["row"], []).append(one)
        standing = {unit.code: unit for unit in self._units({one.code for one in told})}
        units = {one.number: standing.get(one.code) for one in told}
        yield [self._answer(one, wrong.get(one.number, []), units.get(one.number)) for one in given]
        if told and not wrong:
            set_populations(told, by=self.request.user)

    def _given(self, number: int, cells: dict[str, str]) -> PopulationGiven:
        figure, source = cells.get("population", ""), cells.get("population_source", "")
        return PopulationGiven(number, self.level, cells["code"].zfill(self.width), figure, source)

    def _units(self, codes: set[str]) -> Any:  # units of one of three models
        return self.model._default_manager.filter(code__in=codes, valid_to=None).order_by("valid_from")

    def _answer(self, given: PopulationGiven, wrong: list[Told], unit: Any) -> ServiceRow:  # the same
        if wrong:
            return ReferenceRow(given.number - 1, Became.WAITS, wrong)
        before = (str(unit.population or ""), unit.population_source) if unit else ("", "")
        now = (str(int(given.population)), tidy(given.source)) if unit and given.population else before
        names = (self._called("population"), self._called("population_source"))
        pairs = zip(names, before, now, strict=True)
        changes = [(name, was, is_now) for name, was, is_now in pairs if was != is_now]
        row = ReferenceRow(given.number - 1, Became.CHANGED if changes else Became.AS_IT_WAS)
        row.about, row.changes = f"{given.code} {unit or ''}", changes
        return row


def populations_of(of_model: type[Model], of_level: str, of_width: int) -> type[PopulationResource]:
    class OfLevel(PopulationResource):
        model, level, width = of_model, of_level, of_width

    return OfLevel
