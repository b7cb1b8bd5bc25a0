"""The sentence for every code of sessions: polite, short, saying what to do."""

from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from sessions.rules.codes import DeskIs, DoseIs, DoseRuleIs, LotIs, MergeIs, PlanIs, RoundIs, ScreeningIs, SessionIs
from sessions.rules.screening import ScreeningOutcome, Sign
from sessions.rules.states import Series

SESSION: dict[StrEnum, object] = {
    SessionIs.SLOT_FULL: _("Khung giờ này đã đủ người. Chọn khung giờ khác."),
    SessionIs.FULL: _("Buổi tiêm chỉ còn {free} chỗ, đang chọn {people} người. Bỏ bớt người hoặc thêm chỗ."),
    SessionIs.ALREADY_IN_SESSION: _("Người này đã có tên trong buổi tiêm."),
    SessionIs.ALREADY_IN_OPEN_PLAN: _("Người này đã có hẹn ở một buổi tiêm khác."),
    SessionIs.NO_PLACE_LEFT: _("Không còn chỗ nào. Nếu không tiêm được, hãy hủy buổi tiêm."),
    SessionIs.MORE_LOSE_NOW: _("Có {lose} người mất chỗ. Xem lại rồi xác nhận lần nữa."),
    SessionIs.NOT_IN_THIS_STATE: _(
        "Buổi tiêm không còn ở trạng thái cho phép việc này. Tải lại trang để xem trạng thái mới."
    ),
    SessionIs.REF_OF_ANOTHER: _("Kế hoạch này đã được lưu với nội dung khác. Mở buổi tiêm trong danh sách để sửa."),
}
MERGE: dict[StrEnum, object] = {
    MergeIs.ALREADY_MERGED: _("Một trong hai hồ sơ đã được gộp. Tải lại trang để xem."),
    MergeIs.REASON_MISSING: _("Ghi lý do, ví dụ đã xem giấy tờ gì."),
    MergeIs.SAME_DOSE: _("Cả hai hồ sơ đều có {series} {number}. Hủy mũi ghi sai trước khi gộp."),
    MergeIs.TWO_APPOINTMENTS: _("Cả hai hồ sơ đều đang có lịch hẹn. Bỏ một lịch hẹn trước khi gộp."),
    MergeIs.SAME_SESSION: _("Cả hai hồ sơ có tên trong cùng một buổi tiêm. Không gộp được."),
    MergeIs.TWO_ACCOUNTS: _("Hai hồ sơ thuộc hai tài khoản khác nhau. Hỏi lại người dân trước khi gộp."),
    MergeIs.MERGED_ON: _("Hồ sơ đã được gộp tiếp. Hoàn tác lần gộp sau trước."),
    MergeIs.DOSED_SINCE: _("Sau khi gộp đã ghi mũi tiêm theo lịch hẹn của hồ sơ này. Không hoàn tác được."),
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
    PlanIs.DOSE_MINUTES_OUT_OF_RANGE: _("Mỗi mũi tiêm mất từ 1 đến {most} phút."),
    PlanIs.CAPACITY_OUT_OF_RANGE: _("Mỗi khung giờ nhận từ 1 đến {most} người."),
    PlanIs.SERIES_UNCLEAR: _("Ghi số tuần hoặc ngày cuối, chỉ một trong hai."),
    PlanIs.SERIES_EMPTY: _("Lặp lại từ 1 đến {most} tuần, hoặc đến một ngày ít nhất một tuần sau ngày {day:%d/%m/%Y}."),
    PlanIs.NO_LOT: _("Ghi số liều xuất kho của ít nhất một lô vắc xin."),
    PlanIs.LOT_OF_ANOTHER_VACCINE: _("Lô {lot} không phải vắc xin của buổi tiêm. Chọn lô khác."),
    PlanIs.LOT_TWICE: _("Mỗi lô chỉ chọn một lần."),
    PlanIs.TOO_FEW_PLACES: _("Buổi tiêm đã có {people} người mà chỉ còn {places} chỗ. Tăng số chỗ."),
    PlanIs.VACCINE_NOT_GIVEN_HERE: _("Vắc xin này không được tiêm tại Việt Nam. Chọn vắc xin khác."),
    PlanIs.PLACE_MISSING: _("Ghi nơi tiêm trong xã đã chọn, ví dụ nhà văn hóa."),
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
DOSE_RULE: dict[StrEnum, object] = {
    DoseRuleIs.ALREADY_KNOWN: _("Đã có quy định này từ cùng ngày. Sửa quy định đó."),
    DoseRuleIs.NUMBER_OUT_OF_RANGE: _("Loại mũi này có mũi thứ 1 đến {last}."),
    DoseRuleIs.RECOMMENDED_BELOW_LEAST: _("Số ngày khuyến cáo không được ít hơn {least} ngày."),
    DoseRuleIs.DATES_OUT_OF_ORDER: _("Ngày hết hiệu lực phải từ ngày {start:%d/%m/%Y} trở đi."),
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
    LotIs.TRANSFER_TO_ITSELF: _("Chọn nơi nhận khác nơi gửi."),
    LotIs.TRANSFER_OUT_OF_PROVINCE: _("Chỉ chuyển vắc xin đến cơ sở trong cùng tỉnh. Chọn nơi nhận khác."),
    LotIs.TRANSFER_TARGET_CLOSED: _("Nơi nhận đã ngừng hoạt động. Chọn nơi nhận khác."),
    LotIs.TRANSFER_ONLY_TO_STORE: _(
        "Lô {lot} đã hết hạn hoặc bị thu hồi: chỉ trả về kho của Trung tâm y tế. Chọn Trung tâm y tế làm nơi nhận."
    ),
    LotIs.TRANSFER_ENDED: _("Chuyến vắc xin này đã được nhận hoặc đã được lấy lại. Tải lại trang để xem."),
    LotIs.TRANSFER_MORE_THAN_SENT: _("Nơi gửi chỉ ghi {sent} liều. Đếm lại, nếu thừa thì báo nơi gửi."),
    LotIs.TRANSFER_MISSING_WITHOUT_REASON: _("Thiếu {missing} liều so với phiếu gửi. Ghi lý do thiếu."),
    LotIs.NOT_RECALLED: _("Lô {lot} không bị thu hồi."),
    LotIs.RECALL_REASON_MISSING: _("Ghi lý do để mọi nơi được biết."),
    LotIs.RECALLED_OTHERWISE: _("Lô {lot} đã bị thu hồi với lý do khác. Tải lại trang để xem."),
    LotIs.RECALL_OF_ANOTHER_PROVINCE: _("Lô {lot} do tỉnh khác thu hồi. Chỉ tỉnh đó bỏ thu hồi được."),
}
DOSE: dict[StrEnum, object] = {
    DoseIs.ALREADY_RECORDED: _("Mũi này đã được ghi nhận."),
    DoseIs.ALREADY_REPORTED: _(
        "Mũi này đã được khai là tiêm ngày {reported_on:%d/%m/%Y}. Xem giấy tờ, nếu khai không đúng thì ghi lý do."
    ),
    DoseIs.IN_FUTURE: _("Giờ tiêm ở tương lai. Kiểm tra lại ngày giờ."),
    DoseIs.NOT_LICENSED: _("Vắc xin này không được tiêm tại Việt Nam. Chọn vắc xin khác."),
    DoseIs.BEFORE_LICENCE: _("Vắc xin này chỉ được tiêm từ ngày {earliest:%d/%m/%Y}."),
    DoseIs.TOO_YOUNG: _("Vắc xin này chỉ tiêm cho người từ {years} tuổi."),
    DoseIs.LOT_OF_OTHER_VACCINE: _("Lô {lot} là của vắc xin khác. Chọn đúng lô đang dùng."),
    DoseIs.NOTHING_LEFT: _("Người này đã tiêm đủ các mũi theo quy định."),
    DoseIs.AFTER_FULL_COURSE: _("Người này đã đủ liều cơ bản. Chọn mũi bổ sung hoặc nhắc lại."),
    DoseIs.OUT_OF_ORDER: _("Mũi tiếp theo của người này là mũi {number} ({series}). Chọn lại số mũi."),
    DoseIs.DAYS_OUT_OF_ORDER: _("Ngày tiêm không theo thứ tự các mũi đã ghi nhận. Kiểm tra lại."),
    DoseIs.SAME_DAY: _("Người này đã tiêm một mũi trong ngày này. Kiểm tra lại."),
    DoseIs.TOO_SOON: _("Mũi này chỉ được tiêm từ ngày {earliest:%d/%m/%Y}."),
    DoseIs.NO_RULE: _("Chưa có quy định tiêm {next} sau {previous}. Hỏi ý kiến bác sĩ và ghi lý do nếu vẫn tiêm."),
    DoseIs.MIXING_NEEDS_CONSENT: _("Mũi trước là {previous}. Đánh dấu khi người này đã đồng ý tiêm {next}."),
}
SCREENING: dict[StrEnum, object] = {
    ScreeningIs.TEMPERATURE_MISSING: _("Đo và ghi nhiệt độ."),
    ScreeningIs.BLOOD_PRESSURE_MISSING: _(
        "Đo huyết áp cho người trên {age} tuổi, có bệnh tim mạch hoặc tăng huyết áp."
    ),
    ScreeningIs.BLOOD_PRESSURE_HALF: _("Ghi cả huyết áp tâm thu và tâm trương."),
    ScreeningIs.BLOOD_PRESSURE_ORDER: _("Huyết áp tâm thu phải cao hơn tâm trương. Kiểm tra lại."),
    ScreeningIs.NUMBER_IMPOSSIBLE: _("{sign}: ghi số từ {lowest} đến {highest}."),
    ScreeningIs.ANSWER_MISSING: _("Trả lời câu {question}: Có hoặc Không."),
    ScreeningIs.ANSWER_UNKNOWN: _("Phiếu sàng lọc không có câu này. Tải lại trang."),
    ScreeningIs.PREGNANCY_MALE: _("Câu về thai kỳ chỉ dành cho nữ. Kiểm tra lại giới tính."),
    ScreeningIs.OUTCOME_MISSING: _("Chọn kết luận khám sàng lọc."),
    ScreeningIs.AGAINST_CONTRAINDICATION: _("Phiếu cho thấy chống chỉ định. Ghi lý do nếu kết luận khác."),
    ScreeningIs.AGAINST_SUGGESTION: _("Phiếu gợi ý kết luận “{suggestion}”. Ghi lý do nếu kết luận khác."),
}
WORDS: dict[StrEnum, object] = {  # facts of other sentences
    Series.PRIMARY: _("liều cơ bản"),
    Series.ADDITIONAL: _("liều bổ sung"),
    Series.BOOSTER: _("liều nhắc lại"),
    Sign.TEMPERATURE: _("Nhiệt độ"),
    Sign.PULSE: _("Mạch"),
    Sign.SYSTOLIC: _("Huyết áp tâm thu"),
    Sign.DIASTOLIC: _("Huyết áp tâm trương"),
    Sign.BREATHS: _("Nhịp thở"),
    ScreeningOutcome.ELIGIBLE: _("đủ điều kiện tiêm"),
    ScreeningOutcome.DEFERRED: _("trì hoãn"),
    ScreeningOutcome.CONTRAINDICATED: _("chống chỉ định"),
    ScreeningOutcome.REFERRED: _("chuyển tiêm tại bệnh viện"),
    ScreeningOutcome.REFUSED: _("từ chối tiêm"),
}
DESK: dict[StrEnum, object] = {
    DeskIs.REF_TAKEN: _("Mã yêu cầu này đã dùng cho một lần ghi khác. Tải lại trang rồi ghi lại."),
    DeskIs.REASON_MISSING: _("Ghi lý do."),
    DeskIs.REASON_TOO_LONG: _("Ghi lý do trong {most} ký tự."),
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
    DeskIs.NOT_CLEARED: _("Người này chưa được khám sàng lọc đủ điều kiện tiêm."),
    DeskIs.STATION_NOT_IN_SESSION: _("Bàn tiêm này không thuộc buổi tiêm. Chọn bàn khác."),
    DeskIs.LOT_NOT_IN_SESSION: _("Lô này không được xuất cho buổi tiêm. Chọn lô khác."),
    DeskIs.LOT_USED_UP: _("Lô này đã hết liều trong buổi tiêm. Chọn lô khác."),
    DeskIs.NOT_ON_SESSION_DAY: _("Giờ tiêm phải trong ngày {day:%d/%m/%Y} của buổi tiêm."),
    DeskIs.BEFORE_ARRIVAL: _("Giờ tiêm sớm hơn lúc tiếp đón ({time:%H:%M}). Ghi bù thì ghi lý do."),
    DeskIs.NOTHING_TO_UNDO: _("Người này chưa có kết quả nào để hoàn tác."),
    DeskIs.DOSE_STANDS: _("Người này đã tiêm. Hủy mũi tiêm đã ghi nếu ghi nhầm."),
    DeskIs.NO_DOSE_YET: _("Người này chưa được ghi nhận mũi tiêm."),
    DeskIs.OBSERVATION_TOO_SHORT: _("Còn {minutes} phút theo dõi. Cho về sớm thì ghi lý do."),
    DeskIs.REACTION_UNKNOWN: _("Chọn phản ứng trong danh sách."),
    DeskIs.REACTION_BEFORE_DOSE: _("Phản ứng phải xảy ra sau khi tiêm. Kiểm tra lại giờ."),
    DeskIs.REACTION_IN_FUTURE: _("Giờ xảy ra phản ứng không được sau lúc này."),
    DeskIs.DOSE_VOIDED: _("Mũi tiêm này đã bị hủy."),
    DeskIs.TOO_LATE_TO_UNDO: _("Chỉ hoàn tác được trong {seconds} giây. Nhờ phụ trách hủy mũi tiêm và ghi lý do."),
    DeskIs.VIAL_OF_ANOTHER_LOT: _("Lọ này không thuộc lô đã chọn. Đổi lọ rồi ghi lại."),
    DeskIs.VIAL_DRAWN_FROM: _("Vừa có thêm mũi tiêm từ lọ này. Xem lại rồi bấm lần nữa."),
    DeskIs.VIAL_CLOSED: _("Lọ này đã được bỏ khỏi bàn."),
    DeskIs.VIAL_MORE_THAN_LEFT: _("Lọ này chỉ còn {left} liều để hủy."),
    DeskIs.ACT_UNREADABLE: _("Không đọc được nội dung do thiết bị gửi. Ghi lại việc này bằng tay."),
    DeskIs.ACT_BY_ANOTHER: _("Người ghi không còn làm việc ở điểm tiêm này. Phụ trách xem lại rồi quyết định."),
    DeskIs.ACT_WAITS: _("Chờ giải quyết việc đứng trước của cùng người này."),
    DeskIs.ACT_NOT_OPEN: _("Việc này đã được giải quyết."),
    DeskIs.DEVICE_UNKNOWN: _("Thiết bị này chưa lấy dữ liệu của buổi tiêm. Mở lại bàn tiêm."),
    DeskIs.DEVICE_HOLDS_ENTRIES: _("Thiết bị còn {unsent} việc chưa gửi. Nối mạng và chờ gửi xong."),
    DeskIs.PACK_TOO_EARLY: _("Chỉ lấy được dữ liệu mang theo từ ngày {day:%d/%m/%Y}."),
    DeskIs.MORE_ABSENT_NOW: _("Danh sách vừa thay đổi: hiện có {absent} người chưa đến. Xem lại rồi đánh dấu."),
    DeskIs.PERSON_NOT_ARRIVED: _("{name} chưa đến."),
    DeskIs.PERSON_NOT_SCREENED: _("{name} đã đến nhưng chưa khám sàng lọc xong."),
    DeskIs.PERSON_NOT_INJECTED: _("{name} đủ điều kiện tiêm nhưng chưa ghi nhận mũi tiêm."),
    DeskIs.PERSON_STILL_OBSERVED: _("{name} chưa theo dõi đủ 30 phút."),
    DeskIs.VIALS_NOT_COUNTED: _("Ghi số lọ đã mở và số liều hủy của lô {lot}."),
    DeskIs.VIALS_MORE_THAN_ISSUED: _(
        "Lô {lot} chỉ được xuất {issued} liều cho buổi tiêm. Đếm lại số lọ và số liều hủy."
    ),
    DeskIs.VIALS_UNACCOUNTED: _(
        "Lô {lot}: mở {opened} lọ × {per_vial} = {taken} liều, nhưng tiêm {recorded} và hủy {discarded} liều. Đếm lại."
    ),
    DeskIs.DISCARD_REASON_MISSING: _("Ghi lý do hủy liều của lô {lot}."),
    DeskIs.VIALS_DIFFER_FROM_DESK: _(
        "Lô {lot}: các bàn tiêm đã mở {known} lọ, ở đây ghi {opened}. Đếm lại hoặc ghi lý do."
    ),
    DeskIs.DEVICE_UNSENT: _("Thiết bị {device} còn {unsent} mục chưa gửi. Nối mạng cho thiết bị rồi chờ gửi xong."),
    DeskIs.DEVICE_SILENT: _(
        "Thiết bị {device} mất liên lạc từ {since:%H:%M %d/%m/%Y}. Mở lại thiết bị, hoặc báo mất kèm lý do."
    ),
    DeskIs.DEVICE_RELEASED: _("Thiết bị này đã gửi hết dữ liệu, không cần báo mất."),
    DeskIs.ACT_UNDECIDED: _("{act}, {who}, ghi lúc {at:%H:%M}: chưa có người quyết định."),
    DeskIs.NOTHING_CHANGED: _("Chưa có gì khác với mũi đã ghi. Sửa chỗ sai rồi xem lại."),
    DeskIs.NOT_IN_THIS_SESSION: _(
        "Người này không có trong buổi tiêm. Thêm vào buổi, tiếp đón và khám sàng lọc trước, rồi sửa mũi tiêm."
    ),
    DeskIs.SAME_PERSON: _("Mũi tiêm đang ghi cho chính người này. Chọn người đã thật sự được tiêm."),
    DeskIs.ONE_OF_VIAL_STANDS_IN_WAY: _("Chưa sửa được mũi tiêm của {name}. {why}."),
}
WORDING = SESSION | MERGE | PLAN | ROUND | DOSE_RULE | LOT | DOSE | SCREENING | DESK | WORDS
