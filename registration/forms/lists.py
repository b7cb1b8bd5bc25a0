"""The form that hands in a worker list."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from registration.rules.codes import ListIs
from registration.rules.limits import MOST_BYTES
from registration.wording import WORDING
from vaxportal.core.forms import Form
from vaxportal.core.ids import new_ref


class ListForm(Form):
    file = forms.FileField(
        label=_("Tệp danh sách (.xlsx, .xls, .ods hoặc .csv)"),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.xls,.ods,.csv,.tsv,.txt", "data-most": MOST_BYTES}),
    )
    ref = forms.UUIDField(widget=forms.HiddenInput, initial=new_ref)  # the same click twice is one list

    def __init__(self, *args: Any, **options: Any) -> None:  # Django's own form options
        super().__init__(*args, **options)
        self.fields["file"].widget.attrs["data-too-large"] = _too_large()  # said in the browser before it is sent

    def clean_file(self) -> UploadedFile:
        file: UploadedFile = self.cleaned_data["file"]
        if (file.size or 0) > MOST_BYTES:  # said before the file is read into memory
            raise ValidationError(_too_large(), code=ListIs.TOO_LARGE)
        return file

    def arguments(self) -> dict[str, Any]:
        file = self.cleaned_data["file"]
        return {"file_name": file.name, "content": file.read(), "ref": self.cleaned_data["ref"]}


def _too_large() -> str:
    return str(WORDING[ListIs.TOO_LARGE]).format(megabytes=MOST_BYTES // 1024**2)
