"""What the audit trail kept, in words: the kind of record, and the facts of an act with their values."""

from collections.abc import Mapping
from datetime import date, datetime

from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from registration.models import Registration, Vaccine, WorkerListRow
from registration.rules.codes import ListIs
from registration.services.search import Kind
from registration.wording import COLUMN_NAMES
from reporting.places import KINDS
from reporting.services.units import LEVEL_NAMES
from sessions.models import DoseRule
from sessions.models.appointments import OUTCOME_NAMES
from sessions.models.reference import CERTAINTY_NAMES
from sessions.models.series import SERIES_NAMES
from sessions.rules.codes import DeskIs, DoseIs
from vaxportal.accounts.roles import Role

SUBJECTS: dict[str, object] = {
    "adverseevent": _("Phản ứng sau tiêm"),
    "appointment": _("Phiếu hẹn"),
    "deskact": _("Việc ghi khi mất mạng"),
    "deskdevice": _("Thiết bị ở buổi tiêm"),
    "dose": _("Mũi tiêm"),
    "boardinvitation": _("Lời mời doanh nghiệp"),
    "contactoffer": _("Thông tin liên hệ do đơn vị gửi"),
    "facility": _("Điểm tiêm"),
    "lookalike": _("Hồ sơ giống nhau"),
    "personmerge": _("Gộp hồ sơ"),
    "lot": _("Lô vắc xin"),
    "organization": pgettext_lazy("one", "Đơn vị"),
    "person": _("Hồ sơ cá nhân"),
    "registration": _("Đăng ký tiêm"),
    "round": _("Đợt tiêm"),
    "stocktransfer": _("Chuyển vắc xin giữa các điểm tiêm"),
    "stockmovement": _("Kho vắc xin"),
    "user": _("Tài khoản"),
    "vaccinationsession": pgettext_lazy("count", "Buổi tiêm"),
    "vial": _("Lọ vắc xin"),
    "workerlist": _("Danh sách người lao động"),
}
FACTS: dict[str, object] = {
    "bytes": _("Cỡ tệp (byte)"),
    "code": _("Mã"),
    "count": _("Số lượng"),
    "created": _("Đăng ký mới"),
    "day": _("Ngày"),
    "decision": _("Quyết định"),
    "doses": _("Số liều"),
    "employer": _("Mã đơn vị"),
    "fields": _("Các cột"),
    "first": _("Từ ngày"),
    "found": _("Số người tìm thấy"),
    "gone": _("Hồ sơ được gộp vào"),
    "is_serious": _("Phản ứng nặng"),
    "kind": _("Tìm theo"),
    "last": _("Đến ngày"),
    "level": _("Cấp"),
    "linked": _("Đã có trong hệ thống"),
    "lot": _("Mã lô"),
    "made_at": _("Lúc sao lưu"),
    "member": _("Mã tài khoản"),
    "on": _("Ngày"),
    "only": _("Chỉ các dòng"),
    "other": _("Hồ sơ kia"),
    "outcome": _("Kết quả"),
    "overridden": _("Bỏ qua cảnh báo"),
    "page": _("Trang"),
    "people": _("Số người"),
    "places": _("Số chỗ"),
    "planned_late": _("Công bố muộn"),
    "corrects": _("Mã mũi ghi sai"),
    "refused": _("Bị từ chối"),
    "report": _("Báo cáo"),
    "registrations": _("Số đăng ký"),
    "result": _("Kết quả"),
    "role": _("Vai trò"),
    "row": _("Dòng"),
    "rows": _("Số dòng"),
    "rows_accepted": _("Đã nhận"),
    "rows_done": _("Số dòng đã đọc"),
    "rows_linked": _("Đã có trong hệ thống"),
    "rows_refused": _("Cần sửa"),
    "rows_repaired": _("Đã nhận, có sửa"),
    "rows_total": _("Số dòng"),
    "rows_unclear": _("Cần quyết định"),
    "said": _("Quyết định"),
    "state": _("Trạng thái"),
    "source": pgettext_lazy("figure", "Nguồn"),
    "stations": _("Số bàn tiêm"),
    "unclear": _("Cần quyết định"),
    "unit": _("Mã nơi làm việc"),
    "vaccine": _("Vắc xin"),
    "was": _("Trước đó"),
    "with_caution": _("Thận trọng khi tiêm"),
    "withdrawn": _("Số đăng ký được rút"),
}
LIFTED: dict[str, object] = {  # warnings that a reason sets aside; their sentences have details that the trail lacks
    DoseIs.ALREADY_REPORTED: _("Mũi này đã được khai"),
    DoseIs.NO_RULE: _("Chưa có quy định tiêm trộn"),
    DoseIs.TOO_SOON: _("Tiêm sớm hơn quy định"),
    DeskIs.BEFORE_ARRIVAL: _("Giờ tiêm sớm hơn lúc tiếp đón"),
    DeskIs.MORE_PEOPLE_THAN_USUAL: _("Nhiều người hơn mức thường"),
    DeskIs.OBSERVATION_TOO_SHORT: _("Theo dõi chưa đủ 30 phút"),
    DeskIs.PERSON_STILL_OBSERVED: _("Còn người đang theo dõi"),
    DeskIs.PLANNED_ELSEWHERE: _("Có hẹn ở buổi khác"),
}
FAILURES: dict[str, object] = {
    ListIs.NOT_A_WORKBOOK: _("Không phải tệp Excel"),
    ListIs.OLD_OR_LOCKED: _("Tệp có mật khẩu hoặc định dạng cũ"),
    ListIs.HAS_MACROS: _("Tệp có macro"),
    ListIs.TOO_LARGE: _("Tệp quá lớn"),
    ListIs.TOO_MANY_ROWS: _("Quá nhiều dòng"),
    ListIs.UNPACKS_TOO_LARGE: _("Nội dung tệp quá lớn"),
    ListIs.NO_HEADER: _("Không có dòng tiêu đề"),
    ListIs.COLUMN_MISSING: _("Thiếu cột"),
    ListIs.NO_ROWS: _("Không có dòng nào"),
    ListIs.READING_FAILED: _("Lỗi khi đọc"),
    ListIs.NOT_TO_CONFIRM: _("Không còn chờ xác nhận"),
    ListIs.BEING_READ: _("Đã được đọc"),
    ListIs.TAKEN_BEFORE: _("Đã nhận từ trước"),
    ListIs.NOT_READ_YET: _("Chưa đọc xong"),
    ListIs.RESTS_ON_IT: _("Đã có việc khác dựa vào"),
}
VALUES: dict[str, Mapping[str, object]] = {
    "certainty": CERTAINTY_NAMES,
    "code": FAILURES,
    "enforcement": dict(DoseRule.Enforcement.choices),
    "kind": {
        Kind.NUMBER: _("Số đăng ký"),
        Kind.PHONE: _("Số điện thoại"),
        Kind.ID: _("Số giấy tờ"),
        Kind.BHYT: _("Số thẻ BHYT"),
        Kind.NAME: _("Họ và tên"),
    },
    "licensed": dict(Vaccine.Licence.choices),
    "level": {str(level): name for level, name in LEVEL_NAMES.items()},
    "only": dict(WorkerListRow.Outcome.choices),
    "outcome": {"eligible": _("Đủ điều kiện"), **{str(one): name for one, name in OUTCOME_NAMES.items()}},
    "overridden": LIFTED,
    "report": {kind.key: kind.title for kind in KINDS},
    "previous": {"*": _("Vắc xin bất kỳ")},
    "fields": COLUMN_NAMES,
    "result": dict(WorkerListRow.Outcome.choices),
    "said": {"same": _("Cùng một người"), "other": _("Người khác")},
    "role": dict(Role.choices),
    "series": {str(series): name for series, name in SERIES_NAMES.items()},
    "source": dict(Registration.Source.choices),
    "was": dict(Role.choices),
}

DAYS = {"day", "on", "first", "last", "made_at", "valid_from", "valid_to"}
COLUMNS = {field.name: field.verbose_name for model in (Vaccine, DoseRule) for field in model._meta.concrete_fields}


def subject_words(subject_type: str) -> str:
    return str(SUBJECTS.get(subject_type, subject_type))


def facts_in_words(facts: Mapping[str, object]) -> list[tuple[str, str]]:
    """Names and values as they are read; what says nothing is left out."""
    told: list[tuple[str, str]] = []
    for name, value in facts.items():
        if name == "about" and isinstance(value, dict):
            told += [(_column(column), _value(column, part)) for column, part in value.items()]
        elif name == "columns" and isinstance(value, dict):
            told += [(_column(column), _change(column, *pair)) for column, pair in value.items()]
        elif isinstance(value, dict):
            told += facts_in_words({part: number for part, number in value.items() if number})
        elif value not in (None, "", []):
            told.append((str(FACTS.get(name, name)), _value(name, value)))
    return told


def _column(name: str) -> str:
    return str(COLUMNS.get(name, name))


def _change(column: str, was: object, now: object) -> str:
    return " → ".join("–" if value in (None, "") else _value(column, value) for value in (was, now))


def _value(name: str, value: object) -> str:
    if isinstance(value, bool):
        return gettext("Có") if value else gettext("Không")
    if isinstance(value, int):
        return str(number_format(value, force_grouping=True))
    if isinstance(value, list):
        return ", ".join(_value(name, one) for one in value)
    if word := VALUES.get(name, {}).get(str(value)):
        return str(word)
    return _moment(str(value)) if name in DAYS else str(value)


def _moment(text: str) -> str:
    found: date | datetime | None = parse_datetime(text) if "T" in text else parse_date(text)
    if isinstance(found, datetime):
        return date_format(timezone.localtime(found) if timezone.is_aware(found) else found, "H:i d/m/Y")
    return date_format(found, "d/m/Y") if found else text
