"""Tables of reference data as files: written as CSV or XLSX, read from whatever a spreadsheet program makes of them."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from import_export.formats.base_formats import Format
from import_export.forms import ConfirmImportForm, ExportForm, ImportForm
from import_export.tmp_storages import CacheStorage
from tablib import Dataset

from registration.imports import reading
from vaxportal.backstage.codes import WORDING, FileIs
from vaxportal.core.errors import RuleBroken
from vaxportal.core.problems import Problem

LARGEST = 2 * 1024 * 1024
MOST_ROWS = 12_000  # every unit of the country, once


class Table(Format):
    """Opened by the reader in its own process: the kind is known by the content, hostile files are refused."""

    def __init__(self, encoding: str | None = None) -> None:
        """The reader finds the encoding out by itself."""

    def get_title(self) -> str:
        return "CSV, XLSX"

    def can_import(self) -> bool:
        return True

    def create_dataset(self, content: bytes) -> Dataset:
        """The first sheet with anything in it; its first row that is not blank holds the headings."""
        seen = reading.look(content)
        sheets = [one for one in seen["sheets"] if one["first"]]
        text = {name: seen[name] for name in ("encoding", "delimiter") if name in seen}
        found = reading.rows(content, sheet=sheets[0]["index"], first_row=0, **text) if sheets else ()
        headings, *below = [cells for _number, cells in found] or [[]]
        if not 0 < len(below) <= MOST_ROWS:
            raise RuleBroken([Problem(FileIs.ROWS_OUT_OF_RANGE, "file", most=MOST_ROWS)], WORDING)
        width = len(headings)
        table = Dataset(headers=[str(one).strip() for one in headings])
        table.extend([*cells, *[""] * width][:width] for cells in below)
        return table


class PlainFile(forms.FileInput):
    template_name = "django/forms/widgets/input.html"  # the portal's own is drawn with its style sheet, not Django's


class FileForm(ImportForm):
    import_file = forms.FileField(label=_("Tệp CSV hoặc Excel"), widget=PlainFile(attrs={"accept": ".csv,.xlsx"}))

    def clean_import_file(self) -> Any:  # an uploaded file
        file = self.cleaned_data["import_file"]
        if file.size > LARGEST:
            raise ValidationError(_("Chọn tệp nhỏ hơn 2 MB."), code="file_too_large")
        return file


class ConfirmForm(ConfirmImportForm):
    """What the page of the preview sends back; a stale or altered one asks for the file again."""

    format = forms.ChoiceField(choices=[("0", "")], widget=forms.HiddenInput)
    resource = forms.ChoiceField(choices=[("0", "")], required=False, widget=forms.HiddenInput)

    def clean_import_file_name(self) -> str:
        name: str = self.cleaned_data["import_file_name"]
        if CacheStorage(name=name).read() is None:
            raise ValidationError(_("Tệp không còn được giữ. Chọn lại tệp."), code="file_gone")
        return name


class FormatForm(ExportForm):
    def __init__(self, *args: Any, **options: Any) -> None:  # the library's own signature
        super().__init__(*args, **options)
        field: Any = self.fields["format"]  # a choice, as the library makes it
        field.label = _("Dạng tệp")
        field.choices = [(value, title.upper()) for value, title in field.choices if value]
