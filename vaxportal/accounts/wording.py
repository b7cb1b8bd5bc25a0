"""The sentences for accounts, as a nurse or a clerk reads them."""

from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from vaxportal.accounts.codes import CodeIs, StaffIs

WORDING: dict[StrEnum, object] = {
    CodeIs.WRONG: _("Mã không đúng hoặc đã hết hạn. Kiểm tra lại tin nhắn, hoặc lấy mã mới."),
    CodeIs.TOO_MANY_SENT: _("Đã gửi nhiều mã tới số này. Chờ {minutes} phút rồi lấy mã mới."),
    CodeIs.TOO_MANY_TRIES: _("Mã này đã nhập sai quá nhiều lần. Lấy mã mới."),
    CodeIs.STAFF_ACCOUNT: _("Số này không đăng nhập bằng mã được. Hãy đăng nhập bằng tên và mật khẩu."),
    StaffIs.LOGIN_TAKEN: _("Tên đăng nhập này đã có người dùng. Chọn tên khác."),
    StaffIs.EMAIL_TAKEN: _("Địa chỉ e-mail này đã thuộc về một tài khoản. Mỗi người dùng một tài khoản riêng."),
    StaffIs.UNIT_MISSING: _("Chọn đơn vị nơi người này làm việc."),
    StaffIs.UNIT_OF_OTHER_LEVEL: _("Vai trò này thuộc cấp khác. Chọn đơn vị đúng cấp: điểm tiêm, huyện hoặc tỉnh."),
    StaffIs.ROLE_NOT_YOURS: _("Chọn vai trò mà bạn được phép giao."),
    StaffIs.UNIT_NOT_YOURS: _("Chọn đơn vị thuộc địa bàn của bạn."),
    StaffIs.ALREADY_THERE: _("Người này đã giữ vai trò đó tại đơn vị này."),
    StaffIs.OWN_ACCOUNT: _("Bạn không thể tự thay đổi tài khoản của mình. Hãy nhờ người quản lý khác."),
    StaffIs.DISABLED: _("Tài khoản này đang bị khóa. Mở lại trước khi thay đổi."),
    StaffIs.NO_EMAIL: _("Tài khoản này chưa có e-mail. Nhập e-mail trước khi gửi liên kết."),
    StaffIs.ADMINISTRATOR_EXISTS: _("Đã có người quản trị. Người đó mời những người khác."),
}
