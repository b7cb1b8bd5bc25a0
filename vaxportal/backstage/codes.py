"""What can be wrong with a file of reference data as a whole, and the sentences for it."""

from enum import StrEnum

from django.utils.translation import gettext_lazy as _


class FileIs(StrEnum):
    COLUMN_UNKNOWN = "file_column_unknown"
    COLUMN_MISSING = "file_column_missing"
    ROWS_OUT_OF_RANGE = "file_rows_out_of_range"
    GIVEN_TWICE = "file_row_given_twice"
    NEITHER_YES_NOR_NO = "file_neither_yes_nor_no"


WORDING: dict[StrEnum, object] = {
    FileIs.COLUMN_UNKNOWN: _("Không có cột “{heading}”. Sửa tiêu đề theo tệp tải về từ trang này."),
    FileIs.COLUMN_MISSING: _("Thiếu cột “{heading}”. Thêm cột này theo tệp tải về từ trang này."),
    FileIs.ROWS_OUT_OF_RANGE: _("Tệp cần có từ 1 đến {most} dòng bên dưới tiêu đề."),
    FileIs.GIVEN_TWICE: _("Dòng này trùng với dòng {first} của tệp. Giữ lại một dòng."),
    FileIs.NEITHER_YES_NOR_NO: _("Ghi Có hoặc Không."),
}
