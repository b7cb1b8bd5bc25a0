"""Reference data that travel as files: taken home as they stand, brought back by the service that keeps a row."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from import_export.admin import ExportMixin, ImportExportMixin
from import_export.formats.base_formats import CSV, XLSX
from import_export.tmp_storages import CacheStorage

from vaxportal.accounts.roles import Permission
from vaxportal.backstage.files import ConfirmForm, FileForm, FormatForm, Table
from vaxportal.core.errors import RuleBroken
from vaxportal.core.resources import Became


class Leaving(ExportMixin):
    """Takes the rows that the list shows home."""

    import_export_change_list_template = "admin/reference_list.html"
    export_template_name = "admin/reference_export.html"
    export_form_class = FormatForm
    export_formats = (CSV, XLSX)
    to_encoding = "utf-8-sig"  # by which Excel knows Vietnamese

    def get_resource_kwargs(self, request: Any, *_args: Any, **_options: Any) -> dict[str, Any]:  # the library's own
        return {"page": self, "request": request}

    def has_export_permission(self, request: Any) -> bool:
        return bool(request.user.may(Permission.MANAGE_REFERENCE))


class Travelling(Leaving, ImportExportMixin):
    """Brings changed rows back too: shown first, then all or none."""

    import_template_name = "admin/reference_import.html"
    import_form_class = FileForm
    confirm_form_class = ConfirmForm
    import_formats = (Table,)
    tmp_storage_class = CacheStorage
    skip_admin_log = True  # the services tell the audit trail

    def has_import_permission(self, request: Any) -> bool:
        return bool(request.user.may(Permission.MANAGE_REFERENCE))

    def get_import_data_kwargs(self, **_options: Any) -> dict[str, Any]:  # the library's own signature
        return {"rollback_on_validation_errors": True}

    def add_data_read_fail_error_to_form(self, form: Any, error: Exception) -> None:
        if not isinstance(error, RuleBroken):
            raise error
        for problem in error.problems:
            form.add_error("import_file", error.message(problem))

    def process_result(self, result: Any, request: HttpRequest) -> HttpResponse:
        """What was shown may stand no more when it is confirmed: somebody else has changed it meanwhile."""
        if result.has_errors() or result.has_validation_errors():
            messages.error(request, _("Dữ liệu đã thay đổi từ lúc xem trước nên chưa ghi gì. Nhập lại tệp."))
        else:
            told = {"new": result.totals[Became.NEW], "changed": result.totals[Became.CHANGED]}
            messages.success(request, _("Đã thêm %(new)s dòng, sửa %(changed)s dòng.") % told)
        return redirect("admin:{}_{}_changelist".format(*self.get_model_info()))
