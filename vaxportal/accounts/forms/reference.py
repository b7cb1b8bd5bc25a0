"""The file of population figures: CSV with level, code, population, source."""

import csv
import io
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from vaxportal.accounts.services.populations import PopulationGiven
from vaxportal.core.forms import Form

COLUMNS = ("level", "code", "population", "source")
WIDTH = {"province": 2, "district": 3, "commune": 5}  # spreadsheets drop leading zeros
LARGEST = 2 * 1024 * 1024
MOST_ROWS = 12_000  # every unit of the country, once


class PopulationFileForm(Form):
    file = forms.FileField(
        label=_("Tệp CSV"),
        help_text=_("Bốn cột: level (province, district, commune), code, population, source. Mã UTF-8, tối đa 2 MB."),
        widget=forms.FileInput(attrs={"accept": ".csv,text/csv"}),
    )

    def clean_file(self) -> list[PopulationGiven]:
        file: UploadedFile = self.cleaned_data["file"]
        if (file.size or 0) > LARGEST:
            raise ValidationError(_("Chọn tệp nhỏ hơn 2 MB."), code="file_too_large")
        try:
            written = file.read().decode("utf-8-sig")
        except UnicodeDecodeError:
            raise ValidationError(_("Lưu tệp dưới dạng CSV UTF-8."), code="file_not_text") from None
        reader = csv.DictReader(io.StringIO(written, newline=None))  # also of an old Mac
        try:
            if not set(COLUMNS) <= {(name or "").strip() for name in reader.fieldnames or ()}:
                raise ValidationError(_("Dòng đầu phải có bốn cột level, code, population, source."), code="columns")
            rows = [_given(number, row) for number, row in enumerate(reader, 2)]
        except csv.Error:
            raise ValidationError(_("Lưu tệp dưới dạng CSV UTF-8."), code="file_not_text") from None
        if not rows or len(rows) > MOST_ROWS:
            raise ValidationError(_("Tệp cần có từ 1 đến 12.000 dòng số liệu."), code="row_count")
        return rows

    def arguments(self) -> dict[str, Any]:
        return {"rows": self.cleaned_data["file"]}


def _given(number: int, row: dict[str, Any]) -> PopulationGiven:
    cells = {name: str(row.get(name) or "").strip() for name in COLUMNS}
    level = cells["level"].lower()
    return PopulationGiven(
        number, level, cells["code"].zfill(WIDTH.get(level, 0)), cells["population"], cells["source"]
    )
