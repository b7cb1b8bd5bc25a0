"""Import of population figures: a whole batch to the service, never a row saved behind its back."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from import_export.fields import Field
from import_export.resources import Resource
from import_export.results import InvalidRow, Result, RowResult
from tablib import Dataset

from vaxportal.accounts.services.populations import PopulationGiven, check_populations, set_populations
from vaxportal.core.wording import say
from vaxportal.geography.wording import WORDING

COLUMNS = ("level", "code", "population", "source")
WIDTH = {"province": 2, "district": 3, "commune": 5}  # spreadsheets drop leading zeros


class PopulationResource(Resource):
    level = Field(column_name="level")
    code = Field(column_name="code")
    population = Field(column_name="population")
    source = Field(column_name="source")

    @classmethod
    def get_display_name(cls) -> str:
        return str(_("Dân số theo đơn vị hành chính"))

    def import_data(self, dataset: Dataset, dry_run: bool = False, **options: Any) -> Result:  # the package's signature
        result = Result()
        result.diff_headers, result.total_rows = list(COLUMNS), len(dataset)
        rows = [_given(number, row) for number, row in enumerate(dataset.dict, 2)]
        for problem in check_populations(rows):
            number = int(str(problem.facts["row"]))
            told = ValidationError({problem.field: say(problem, WORDING)})
            result.invalid_rows.append(InvalidRow(number, told, [str(cell) for cell in dataset[number - 2]]))
        if not result.invalid_rows:
            if not dry_run:
                set_populations(rows, by=options["user"])
            for row in rows:
                _show(result, row)
        return result


def _given(number: int, row: dict[str, Any]) -> PopulationGiven:
    cells = {name: str(row.get(name) or "").strip() for name in COLUMNS}
    level = cells["level"].lower()
    return PopulationGiven(
        number, level, cells["code"].zfill(WIDTH.get(level, 0)), cells["population"], cells["source"]
    )


def _show(result: Result, row: PopulationGiven) -> None:
    shown = RowResult()
    shown.import_type = RowResult.IMPORT_TYPE_UPDATE
    shown.diff = [row.level, row.code, row.population, row.source]
    result.increment_row_result_total(shown)
    result.append_row_result(shown)
