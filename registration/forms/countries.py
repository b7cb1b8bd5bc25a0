"""Nationalities offered in forms, by ISO 3166 code; others are told to staff."""

from django.utils.translation import gettext_lazy as _

from registration.rules.people import NATIONALITIES

NAMES = {
    "VN": _("Việt Nam"),
    "KH": _("Campuchia"),
    "LA": _("Lào"),
    "TH": _("Thái Lan"),
    "CN": _("Trung Quốc"),
    "TW": _("Đài Loan"),
    "KR": _("Hàn Quốc"),
    "JP": _("Nhật Bản"),
    "IN": _("Ấn Độ"),
    "PH": _("Philippines"),
    "MY": _("Malaysia"),
    "SG": _("Singapore"),
    "ID": _("Indonesia"),
    "US": _("Hoa Kỳ"),
    "CA": _("Canada"),
    "AU": _("Úc"),
    "GB": _("Anh"),
    "FR": _("Pháp"),
    "DE": _("Đức"),
    "RU": _("Nga"),
    "ZZ": _("Nước khác"),
}
COUNTRIES = [(code, NAMES[code]) for code in NATIONALITIES]
