"""The 27 columns of the national form, declared once: for the blank form and for a list's results."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from import_export.fields import Field
from import_export.resources import Resource
from tablib import Dataset

from registration.models import WorkerListRow
from registration.services.list_rows import told
from vaxportal.core.sheets import inert


class Cell(Field):
    """A column: its heading, how wide it is, and the heading that it shares with its neighbours."""

    def __init__(self, heading: str, width: int = 14, *, under: str = "") -> None:
        super().__init__(column_name=heading, readonly=True)
        self.heading, self.width, self.under = heading, width, under


class RowResource(Resource):
    """Headings are the circular's own, in Vietnamese whatever the language; cells under one heading share it."""

    HOME = "Nơi ở tạm trú (hiện tại) (*)\n(Tham khảo PL3)"

    row = Cell("#", 5)
    name = Cell("Họ và tên (*)", 26)
    born = Cell("Ngày sinh dạng dd/mm/yyyy (*)")
    sex = Cell("Giới tính (*)\n(0:nam, 1:nữ)", 10)
    group = Cell("Mã nhóm \nđối tượng ưu tiên (*)\n(Tham khảo PL2)", 12)
    workplace = Cell("Đơn vị công tác", 26)
    phone = Cell("Số điện thoại(*)\n(Tối thiểu 10 số)")
    id = Cell("Số CMT/CCCD\n(Loại 8/9/12 số)", 16)
    bhyt = Cell("Số thẻ bảo hiểm y tế\n(Mã thẻ 10/15 ký tự)", 18)
    province = Cell("Tỉnh/Thành phố", 18, under=HOME)
    province_code = Cell("Mã\n Tỉnh/Thành phố (*)", 10, under=HOME)
    district = Cell("Quận/Huyện", 20, under=HOME)
    district_code = Cell("Mã Quận/Huyện\n(*)", 10, under=HOME)
    commune = Cell("Xã/Phường", 20, under=HOME)
    commune_code = Cell("Mã Xã/Phường\n(*)", 10, under=HOME)
    hamlet = Cell("Địa bàn cơ sở", 16, under=HOME)
    address = Cell("Địa chỉ chi tiết", 26, under=HOME)
    vaccine_1 = Cell("Tên vắc xin (*)\n(Tham khảo PL5)")
    given_on_1 = Cell("Ngày tiêm dạng dd/mm/yyyy (*)", under="Mũi 1")
    lot_1 = Cell("Lô vắc xin(*)", under="Mũi 1")
    facility_1 = Cell("Địa điểm tiêm (*)\n(Tham khảo PL4)", under="Mũi 1")
    vaccine_2 = Cell("Tên vắc xin (*)\n(Tham khảo PL5)")
    given_on_2 = Cell("Ngày tiêm dạng dd/mm/yyyy (*)", under="Mũi 2")
    lot_2 = Cell("Lô vắc xin(*)", under="Mũi 2")
    facility_2 = Cell("Địa điểm tiêm (*)\n(Tham khảo PL4)", under="Mũi 2")
    note = Cell("Ghi chú", 20)
    result = Cell("Kết quả import\n(không điền ô này)", 50)

    def export_resource(self, instance: Any, selected_fields: Any = None, **_options: Any) -> list[object]:
        """Cells as the organization wrote them, in a form that no spreadsheet program runs."""
        cells = (instance.cells.get(name, "") for name in self.fields)
        return [inert(cell) if isinstance(cell, str) else cell for cell in cells]


@dataclass(frozen=True, slots=True)
class AnsweredRow:
    cells: dict[str, object] = field(default_factory=dict)


def cells_of_form() -> list[Cell]:
    return list(RowResource().fields.values())


def results(rows: Iterable[WorkerListRow]) -> Dataset:
    """Every row with its answer in the last column."""
    return RowResource().export(queryset=(_answered(row) for row in rows))


def _answered(row: WorkerListRow) -> AnsweredRow:
    sentences = [told(problem) for problem in (*row.problems, *row.repairs)]
    answer = " ".join([f"{row.get_outcome_display()}.", *sentences])
    return AnsweredRow({**json.loads(row.cells or "{}"), "result": answer})
