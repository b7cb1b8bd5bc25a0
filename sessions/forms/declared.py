"""What the person declared when registering, where it matters to whoever screens: every answer that is not “no”."""

import json
from collections.abc import Iterator

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from registration.models import Registration

TOLD_BEFORE = {
    "1": _("Phản vệ từ độ 2 trở lên"),
    "2": _("Mắc COVID-19 trong 6 tháng"),
    "3": _("Tiêm vắc xin khác trong 14 ngày"),
    "4": _("Suy giảm miễn dịch, ung thư giai đoạn cuối, cắt lách, xơ gan mất bù"),
    "5": _("Đang dùng thuốc ức chế miễn dịch, corticoid liều cao, hóa trị, xạ trị"),
    "6": _("Bệnh cấp tính"),
    "7": _("Bệnh mạn tính đang tiến triển"),
    "8": _("Bệnh mạn tính đã điều trị ổn định"),
    "9": _("Đang mang thai hoặc cho con bú"),
    "10": _("Từ 65 tuổi trở lên"),
    "11": _("Rối loạn đông máu hoặc dùng thuốc chống đông"),
    "12": _("Dị ứng với các dị nguyên khác"),
}


def declared(registration: Registration | None) -> Iterator[str]:
    """One line per answer: yes with its detail, or not known."""
    answers = json.loads(registration.history) if registration and registration.history else {}
    for number, question in TOLD_BEFORE.items():
        told = answers.get(number, {})
        if told.get("answer") == "yes":
            detail = told.get("detail", "")
            yield f"{question}: {detail}" if detail else str(question)
        elif told.get("answer") == "unknown":
            yield gettext("%(question)s: không rõ") % {"question": question}
