"""The sentences for facilities, as a clerk of the health centre reads them."""

from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from vaxportal.geography.codes import FacilityIs, PopulationIs

WORDING: dict[StrEnum, object] = {
    FacilityIs.CODE_SHAPE: _("Mã cơ sở gồm đúng 5 chữ số hoặc chữ cái không dấu, ví dụ 87301."),
    FacilityIs.CODE_KNOWN: _("Mã cơ sở này đã thuộc về một điểm tiêm khác."),
    FacilityIs.NAME_MISSING: _("Ghi tên điểm tiêm."),
    FacilityIs.PLACE_MISSING: _("Chọn xã, phường hoặc huyện nơi đặt điểm tiêm."),
    FacilityIs.HAS_SESSIONS: _("Điểm tiêm còn {count} buổi tiêm từ ngày này. Kết thúc hoặc hủy các buổi đó trước."),
    FacilityIs.CLOSED_BEFORE_OPENED: _("Chọn ngày từ {opened_on:%d/%m/%Y} trở đi."),
    FacilityIs.ALREADY_CLOSED: _("Điểm tiêm này đã ngừng hoạt động."),
    PopulationIs.UNIT_UNKNOWN: _("Dòng {row}: không có đơn vị mang mã {unit}. Cấp là province, district hoặc commune."),
    PopulationIs.GIVEN_TWICE: _("Dòng {row}: đơn vị này đã có ở dòng {first}. Giữ lại một dòng."),
    PopulationIs.NOT_A_NUMBER: _("Dòng {row}: ghi dân số bằng chữ số, từ 1 đến 999999999."),
    PopulationIs.SOURCE_MISSING: _("Dòng {row}: ghi nguồn của số liệu."),
}
