"""What the script of the live desk says, and the tables that it shows: in the reader's language, from the rules."""

from typing import Any

from django.utils.formats import get_format
from django.utils.translation import gettext as _

from sessions.forms.screening import QUESTIONS
from sessions.models.doses import REACTION_NAMES
from sessions.rules.desk import OBSERVATION, SERIOUS
from sessions.rules.screening import CONCLUDES, LIMITS, PREGNANCY
from sessions.rules.vials import OPEN_FOR
from sessions.wording import WORDING

Json = dict[str, Any]  # what JSON holds


def desk_tables() -> Json:
    """Questions, limits and conclusions of the screening form, reactions, times: no rule is written in the script."""
    return {
        "questions": [
            {"key": key, "number": key.removeprefix("q"), "text": str(text), "female": key in PREGNANCY}
            for key, text in QUESTIONS.items()
        ],
        "limits": {
            sign: {"lowest": one.lowest, "highest": one.highest, "word": str(WORDING[sign])}
            for sign, one in LIMITS.items()
        },
        "concludes": [{"outcome": outcome, "questions": sorted(asked)} for outcome, asked in CONCLUDES],
        "reactions": [
            {"key": key, "word": str(word), "serious": key in SERIOUS} for key, word in REACTION_NAMES.items()
        ],
        "observation": int(OBSERVATION.total_seconds() // 60),
        "vial_hours": int(OPEN_FOR.total_seconds() // 3600),
        "decimal": get_format("DECIMAL_SEPARATOR"),
    }


def desk_words() -> dict[str, str]:
    return _line() | _table() | _people() | _acts() | _queues()


def _line() -> dict[str, str]:
    return {
        "online": _("Đang nối mạng"),
        "offline": _("Mất mạng"),
        "unsent": _("{count} việc chưa gửi"),
        "stuck": _("Máy chủ không nhận {count} việc: {reason} Ghi lại bằng tay, và báo phụ trách."),
        "logged_out": _("Cần đăng nhập lại"),
        "log_in": _("Đăng nhập"),
        "conflict": _("Cần người quyết định:"),
        "conflicts": _("{count} việc ghi khi mất mạng cần người quyết định"),
        "kept": _("Đã lưu trên máy, sẽ tự gửi khi có mạng."),
        "no_pack": _("Chưa có dữ liệu mang theo. Nối mạng để lấy dữ liệu của buổi tiêm."),
        "not_secure": _("Trình duyệt không mã hóa được dữ liệu. Mở bằng địa chỉ https, hoặc dùng bàn tiêm từng trang."),
        "closed": _("Buổi tiêm đã kết thúc"),
        "not_open": _("Buổi tiêm chưa mở"),
        "no_camera": _("Không mở được máy ảnh. Cho phép trang này dùng máy ảnh rồi thử lại."),
    }


def _table() -> dict[str, str]:
    return {
        "station": _("Bàn {number}"),
        "choose_station": _("Chọn bàn và lô"),
        "expires": _("HSD {day}"),
        "no_vial": _("chưa mở lọ"),
        "in_vial": _("lọ còn {left}"),
        "lot_choice": _("{vaccine} · lô {lot} · HSD {expires} · còn {left} liều"),
        "lot_now": _("Đang dùng lô {lot}."),
        "no_lot": _("Không còn lô nào dùng được."),
        "vial_new": _("Đã mở lọ mới."),
        "vial_left": _("Đã mở lọ mới. Lọ cũ còn {left} liều: bấm F9 để ghi lý do hủy."),
        "vial_old": _("Lọ đang dùng đã mở quá 6 giờ. Bấm F2 để mở lọ mới."),
        "open_vial": _("Lọ đang để dở, lô {lot}, còn {left} liều. Lý do hủy:"),
        "discard": _("Hủy {left} liều"),
        "discard_reason": _("Hết giờ sử dụng của lọ"),
    }


def _people() -> dict[str, str]:
    return {
        "years": _("{years} tuổi"),
        "before": _("Đã tiêm:"),
        "sex_F": _("Nữ"),
        "sex_M": _("Nam"),
        "look_again": _("Cần xem lại trước khi nhận"),
        "look_first": _("Cần xem lại trước khi tiêm"),
        "not_today": _("Chưa tiêm được"),
        "choose_one": _("Có nhiều người: dùng phím mũi tên chọn đúng người"),
        "scans_wait": _("{count} lượt quét đang chờ: làm xong người này, hoặc bấm Esc để bỏ qua."),
        "nobody": _("Không tìm thấy {text}. Kiểm tra lại, hoặc quét CCCD để nhận người mới."),
        "by_hand": _("Ghi người mới bằng tay"),
        "caution": _("Thận trọng"),
        "missing_reason": _("Nhận tại bàn tiêm, người này không có hoặc không nhớ số"),
        "stage_expected": _("Chưa tiếp đón"),
        "stage_checked_in": _("Đã tiếp đón, chờ khám"),
        "stage_eligible": _("Đủ điều kiện, chờ tiêm"),
        "stage_observed": _("Đã tiêm, đang theo dõi"),
        "stage_done": _("Đã xong"),
        "stage_stranger": _("Không có trong buổi tiêm: mời qua bàn tiếp đón"),
    }


def _acts() -> dict[str, str]:
    return {
        "check_in": _("Tiếp đón"),
        "take_in": _("Nhận vào buổi tiêm"),
        "sign_eligible": _("Đã hỏi đủ, tất cả Không: đủ điều kiện tiêm · Enter"),
        "sign_caution": _("Ký: đủ điều kiện, thận trọng khi tiêm · Enter"),
        "sign_other": _("Ký: {outcome} · Enter"),
        "with_caution": _("Thận trọng khi tiêm"),
        "type_temperature": _("Gõ nhiệt độ, ví dụ 68 là 36,8 độ."),
        "not_screening": _("Số vừa gõ là dấu hiệu sinh tồn, nhưng không có ai đang chờ khám ở đây."),
        "type_pressure": _("Người này cần đo huyết áp: gõ 68 120/80."),
        "type_reason": _("Ghi lý do vẫn tiêm."),
        "outcome_eligible": _("Đủ điều kiện"),
        "outcome_deferred": _("Trì hoãn"),
        "outcome_referred": _("Chuyển viện"),
        "outcome_contraindicated": _("Chống chỉ định"),
        "outcome_refused": _("Từ chối tiêm"),
        "outcome_injected": _("Đã tiêm"),
        "outcome_no_show": _("Không đến"),
        "outcome_note": _("Lý do không tiêm (từ chối thì không bắt buộc)"),
        "reaction_note": _("Xử trí, diễn biến"),
        "injected_at": _("Lô {lot}, tiêm lúc {at}"),
        "minutes_left": _("Còn {minutes} phút"),
        "enough": _("Đủ 30 phút, được về"),
        "did_check_in": _("{name}: đã tiếp đón."),
        "did_undo_check_in": _("{name}: đã bỏ tiếp đón."),
        "did_walk_in": _("{name}: đã nhận vào buổi tiêm."),
        "did_screening": _("{name}: đã khám sàng lọc."),
        "did_outcome": _("{name}: đã ghi kết quả {outcome}."),
        "did_dose": _("{name}: đã ghi nhận mũi tiêm."),
        "did_undo_dose": _("{name}: đã hoàn tác mũi tiêm."),
        "did_leave": _("{name}: cho về."),
        "did_reaction": _("{name}: đã ghi phản ứng sau tiêm."),
        "alarm": _("{name}: phản ứng nặng. Gọi bác sĩ và xử trí ngay; phụ trách, huyện và tỉnh đã được báo."),
    }


def _queues() -> dict[str, str]:
    return {
        "queue_expected": _("Chưa đến ({count})"),
        "queue_checked_in": _("Chờ khám ({count})"),
        "queue_eligible": _("Chờ tiêm ({count})"),
        "queue_observed": _("Đang theo dõi ({count})"),
        "count_expected": _("Chưa đến"),
        "count_checked_in": _("Chờ khám"),
        "count_eligible": _("Chờ tiêm"),
        "count_observed": _("Đang theo dõi"),
        "count_done": _("Đã xong"),
        "empty_expected": _("Mọi người đã đến. Quét người tiếp theo."),
        "empty_checked_in": _("Không có ai chờ khám. Người vừa được tiếp đón sẽ hiện ở đây."),
        "empty_eligible": _("Không có ai chờ tiêm. Người vừa khám xong sẽ hiện ở đây."),
        "empty_observed": _("Không có ai đang theo dõi."),
        "waits": _("chờ {minutes} phút"),
    }
