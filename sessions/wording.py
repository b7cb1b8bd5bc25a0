"""The sentence for every code of sessions: polite, short, saying what to do."""

from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from sessions.rules.codes import DeskIs, DoseIs, LotIs, PlanIs, RoundIs, SessionIs

SESSION: dict[StrEnum, object] = {
    SessionIs.SLOT_FULL: _("Khung giờ này đã đủ người. Chọn khung giờ khác."),
    SessionIs.FULL: _("Buổi tiêm chỉ còn {free} chỗ, đang chọn {people} người. Bỏ bớt người hoặc thêm chỗ."),
    SessionIs.ALREADY_IN_SESSION: _("Người này đã có tên trong buổi tiêm."),
    SessionIs.ALREADY_IN_OPEN_PLAN: _("Người này đã có hẹn ở một buổi tiêm khác."),
    SessionIs.NOT_IN_THIS_STATE: _(
        "Buổi tiêm không còn ở trạng thái cho phép việc này. Tải lại trang để xem trạng thái mới."
    ),
    SessionIs.REF_OF_ANOTHER: _("Mã yêu cầu này đã dùng cho một buổi tiêm khác."),
}
PLAN: dict[StrEnum, object] = {
    PlanIs.DAY_REACHED: _(
        "Buổi tiêm phải được công bố trước ngày {day:%d/%m/%Y}. Đề nghị Trung tâm y tế huyện cho phép công bố muộn."
    ),
    PlanIs.TOO_FAR_AHEAD: _("Chọn ngày không quá {latest:%d/%m/%Y}."),
    PlanIs.TIMES_OUT_OF_ORDER: _("Giờ kết thúc phải sau {start:%H:%M}."),
    PlanIs.BREAK_OUTSIDE: _("Giờ nghỉ phải nằm trong giờ làm việc, bắt đầu trước khi kết thúc."),
    PlanIs.BREAK_HALF_GIVEN: _("Ghi cả giờ bắt đầu nghỉ và giờ làm lại, hoặc để trống cả hai."),
    PlanIs.STATIONS_OUT_OF_RANGE: _("Số bàn tiêm từ 1 đến {most}."),
    PlanIs.MINUTES_OUT_OF_RANGE: _("Mỗi khung giờ dài từ {fewest} đến {most} phút."),
    PlanIs.CAPACITY_OUT_OF_RANGE: _("Mỗi khung giờ nhận từ 1 đến {most} người."),
    PlanIs.NO_LOT: _("Ghi số liều xuất kho của ít nhất một lô vắc xin."),
    PlanIs.LOT_OF_ANOTHER_VACCINE: _("Lô {lot} không phải vắc xin của buổi tiêm. Chọn lô khác."),
    PlanIs.LOT_TWICE: _("Mỗi lô chỉ chọn một lần."),
    PlanIs.TOO_FEW_PLACES: _("Buổi tiêm đã có {people} người mà chỉ còn {places} chỗ. Tăng số chỗ."),
    PlanIs.VACCINE_NOT_GIVEN_HERE: _("Vắc xin này không được tiêm tại Việt Nam. Chọn vắc xin khác."),
    PlanIs.ROUND_NOT_ON_DAY: _("Đợt tiêm này không diễn ra vào ngày đã chọn. Chọn đợt tiêm khác."),
    PlanIs.FACILITY_CLOSED: _("Điểm tiêm ngừng hoạt động từ ngày {closed_on:%d/%m/%Y}."),
    PlanIs.OVER_STATION_LIMIT: _(
        "{places} chỗ cho {stations} bàn tiêm: nhiều hơn {limit} người mỗi bàn. Cân nhắc thêm bàn tiêm."
    ),
    PlanIs.FEWER_DOSES_THAN_PLACES: _("Chỉ có {doses} liều cho {places} chỗ. Cân nhắc xuất thêm vắc xin."),
    PlanIs.NOBODY_CHOSEN: _("Chưa có ai trong danh sách của buổi tiêm."),
    PlanIs.REASON_MISSING: _("Ghi lý do để mọi người được biết."),
}
ROUND: dict[StrEnum, object] = {
    RoundIs.NAME_MISSING: _("Ghi tên đợt tiêm."),
    RoundIs.ALREADY_KNOWN: _("Tỉnh đã có đợt tiêm mang tên này."),
    RoundIs.DATES_OUT_OF_ORDER: _("Ngày kết thúc phải từ ngày {start:%d/%m/%Y} trở đi."),
}
LOT: dict[StrEnum, object] = {
    LotIs.MORE_THAN_ISSUED: _("Lô này đã dùng hết số liều xuất cho buổi tiêm."),
    LotIs.MORE_THAN_IN_STOCK: _("Lô {lot} chỉ còn {left} liều trong kho."),
    LotIs.ALREADY_KNOWN: _("Lô này đã có trong hệ thống."),
    LotIs.EXPIRED: _("Lô {lot} hết hạn từ ngày {expired_on:%d/%m/%Y}. Không dùng lô này."),
    LotIs.RECALLED: _("Lô {lot} đã bị thu hồi. Không dùng lô này."),
    LotIs.NUMBER_MISSING: _("Ghi số lô in trên hộp vắc xin."),
    LotIs.EXPIRY_DIFFERS: _("Lô {lot} đã có trong hệ thống với hạn dùng {known:%d/%m/%Y}. Kiểm tra lại hộp vắc xin."),
    LotIs.DOSES_OUT_OF_RANGE: _("Ghi số liều từ 1 đến {most}."),
    LotIs.REASON_MISSING: _("Ghi lý do hủy vắc xin."),
    LotIs.REF_OF_ANOTHER: _("Mã yêu cầu này đã dùng cho một phiếu kho khác."),
}
DOSE: dict[StrEnum, object] = {DoseIs.ALREADY_RECORDED: _("Mũi này đã được ghi nhận.")}
DESK: dict[StrEnum, object] = {
    DeskIs.REF_TAKEN: _("Mã yêu cầu này đã dùng cho một lần ghi khác. Tải lại trang rồi ghi lại."),
    DeskIs.REASON_MISSING: _("Ghi lý do."),
    DeskIs.SESSION_NOT_OPEN: _("Buổi tiêm chưa mở hoặc đã kết thúc."),
    DeskIs.SESSION_DAY_AHEAD: _("Buổi tiêm chỉ mở được từ ngày {day:%d/%m/%Y}."),
    DeskIs.SESSION_WITHOUT_STATION: _("Buổi tiêm chưa có bàn tiêm nào."),
    DeskIs.SESSION_WITHOUT_LOT: _("Buổi tiêm chưa được xuất lô vắc xin nào."),
    DeskIs.NOT_IN_SESSION: _(
        "Người này đã rút hoặc đã chuyển khỏi buổi tiêm. Thêm lại bằng “Thêm người đến ngoài kế hoạch”."
    ),
    DeskIs.OUTCOME_STANDS: _("Người này đã có kết quả trong buổi tiêm. Hoàn tác kết quả trước khi làm tiếp."),
    DeskIs.OUTCOME_UNKNOWN: _("Chọn kết quả: từ chối, chuyển viện, trì hoãn hoặc chống chỉ định."),
    DeskIs.PRESENT_ELSEWHERE: _("Người này đang được tiếp đón ở {place}. Đề nghị nơi đó hoàn tất trước."),
    DeskIs.PLANNED_ELSEWHERE: _("Người này đã có hẹn lúc {time:%H:%M} ngày {day:%d/%m/%Y} ở {place}."),
    DeskIs.MORE_PEOPLE_THAN_USUAL: _("Buổi tiêm đã có {subjects} người, nhiều hơn mức thường là {usual} người."),
    DeskIs.NOT_CHECKED_IN: _("Người này chưa được tiếp đón."),
    DeskIs.ALREADY_SCREENED: _("Người này đã được khám sàng lọc. Hoàn tác kết quả trước khi khám lại."),
    DeskIs.NOTHING_TO_UNDO: _("Người này chưa có kết quả nào để hoàn tác."),
    DeskIs.DOSE_STANDS: _("Người này đã tiêm. Hủy mũi tiêm đã ghi nếu ghi nhầm."),
    DeskIs.NO_DOSE_YET: _("Người này chưa được ghi nhận mũi tiêm."),
    DeskIs.OBSERVATION_TOO_SHORT: _("Còn {minutes} phút theo dõi. Cho về sớm thì ghi lý do."),
    DeskIs.REACTION_UNKNOWN: _("Chọn phản ứng trong danh sách."),
    DeskIs.REACTION_BEFORE_DOSE: _("Phản ứng phải xảy ra sau khi tiêm. Kiểm tra lại giờ."),
    DeskIs.REACTION_IN_FUTURE: _("Giờ xảy ra phản ứng không được sau lúc này."),
    DeskIs.DOSE_VOIDED: _("Mũi tiêm này đã bị hủy."),
    DeskIs.PERSON_NOT_ARRIVED: _("{name} chưa đến."),
    DeskIs.PERSON_NOT_SCREENED: _("{name} đã đến nhưng chưa khám sàng lọc xong."),
    DeskIs.PERSON_NOT_INJECTED: _("{name} đủ điều kiện tiêm nhưng chưa ghi nhận mũi tiêm."),
    DeskIs.PERSON_STILL_OBSERVED: _("{name} chưa theo dõi đủ 30 phút."),
    DeskIs.VIALS_NOT_COUNTED: _("Ghi số lọ đã mở và số liều hủy của lô {lot}."),
    DeskIs.VIALS_MORE_THAN_ISSUED: _(
        "Lô {lot} chỉ được xuất {issued} liều cho buổi tiêm. Đếm lại số lọ và số liều hủy."
    ),
    DeskIs.VIALS_UNACCOUNTED: _(
        "Lô {lot}: mở {opened} lọ × {per_vial} = {taken} liều, nhưng đã tiêm {recorded} và hủy {discarded} liều. Đếm lại."
    ),
    DeskIs.DISCARD_REASON_MISSING: _("Ghi lý do hủy liều của lô {lot}."),
}
WORDING = SESSION | PLAN | ROUND | LOT | DOSE | DESK
