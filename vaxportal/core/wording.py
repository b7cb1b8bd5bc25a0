"""From a problem to its sentence."""

from collections.abc import Mapping
from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from vaxportal.core.dates import DayIs
from vaxportal.core.phones import PhoneIs
from vaxportal.core.problems import Problem

DAY_WORDING: dict[StrEnum, object] = {
    DayIs.MISSING: _("Ghi ngày theo dạng ngày/tháng/năm, ví dụ 28/02/1990."),
    DayIs.UNREADABLE: _("Ghi ngày theo dạng ngày/tháng/năm, ví dụ 28/02/1990."),
    DayIs.NO_SUCH_DAY: _("Không có ngày {given}. Kiểm tra lại ngày và tháng."),
    DayIs.YEAR_ONLY: _("Ghi đủ ngày, tháng và năm, không chỉ năm {year}."),
    DayIs.SHORT_YEAR: _("Ghi năm đủ bốn chữ số, ví dụ 1990."),
    DayIs.YEAR_OUT_OF_RANGE: _("Ghi năm từ {earliest} đến {latest}."),
}
PHONE_WORDING: dict[StrEnum, object] = {
    PhoneIs.MISSING: _("Ghi số điện thoại di động."),
    PhoneIs.UNREADABLE: _("Ghi số điện thoại chỉ gồm chữ số, ví dụ 0912 345 678."),
    PhoneIs.LENGTH: _("Số này có {digits} chữ số. Số di động có 10 chữ số, bắt đầu bằng 0."),
    PhoneIs.NOT_MOBILE: _("Ghi số di động Việt Nam, ví dụ 0912 345 678."),
}


def say(problem: Problem, wording: Mapping[StrEnum, object]) -> str:
    """The sentence in the reader's language; a fact that is itself a code (a series, a kind) is said in words too."""
    sentence = wording.get(problem.code) or DAY_WORDING.get(problem.code)
    if sentence is None:
        return str(problem.code)
    words = {
        name: wording.get(fact, fact) if isinstance(fact, StrEnum) else fact for name, fact in problem.facts.items()
    }
    return str(sentence).format(**words)
