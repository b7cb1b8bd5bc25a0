"""What the gallery of components shows: made-up people and figures. Not translated: it is material, not the page."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.paginator import Paginator

from vaxportal.core.forms import DateField, Form, TidyField, TimeField, with_blank
from vaxportal.shell import Shell

VACCINES = [("AZ", "AstraZeneca"), ("PF", "Comirnaty (Pfizer)"), ("MO", "Spikevax (Moderna)"), ("VC", "Vero Cell")]
ANSWERS = [("no", "Không"), ("yes", "Có"), ("unknown", "Không rõ")]
PEOPLE = [
    ("Nguyễn Thị Ngọc Ẩn", "03/07/1962", "Nữ", "Phường 1, TP Cao Lãnh", "eligible", 1),
    ("Lê Hữu Nghĩa", "28/02/1990", "Nam", "Xã Mỹ Trà, TP Cao Lãnh", "deferred", 0),
    ("Trần Quốc Ổn", "15/11/1985", "Nam", "Thị trấn Mỹ Thọ, huyện Cao Lãnh", "contraindicated", 0),
    ("Phạm Thị Ữ", "01/01/1948", "Nữ", "Xã Tân Hội Trung, huyện Cao Lãnh", "waiting", 0),
]


class GalleryForm(Form):
    full_name = TidyField(label="Họ và tên", help_text="Như trên căn cước hoặc giấy khai sinh")
    born_on = DateField(label="Ngày sinh")
    phone = forms.CharField(
        label="Số điện thoại", widget=forms.TextInput(attrs={"inputmode": "tel", "data-width": "id"})
    )
    email = forms.EmailField(label="Thư điện tử", required=False)
    sex = forms.ChoiceField(label="Giới tính", choices=[("male", "Nam"), ("female", "Nữ")], widget=forms.RadioSelect)
    vaccine = forms.ChoiceField(label="Vắc xin", choices=with_blank(VACCINES))
    starts_at = TimeField(label="Giờ bắt đầu")
    answer = forms.ChoiceField(
        label="Bạn đã từng phản vệ từ độ 2 trở lên chưa?",
        choices=ANSWERS,
        widget=forms.RadioSelect(attrs={"class": "vx-options--row"}),
    )
    days = forms.MultipleChoiceField(
        label="Buổi có thể đến", choices=[("am", "Sáng"), ("pm", "Chiều")], widget=forms.CheckboxSelectMultiple
    )
    note = forms.CharField(label="Ghi chú", required=False, widget=forms.Textarea(attrs={"rows": 3}))
    sheet = forms.FileField(label="Tệp danh sách", help_text="Tệp .xlsx theo mẫu, không quá 10 MB")
    agreed = forms.BooleanField(label="Tôi đã đọc và đồng ý tiêm chủng")


class FilterForm(Form):
    q = forms.CharField(label="Tìm theo tên", required=False)
    group = forms.ChoiceField(
        label="Nhóm ưu tiên", required=False, choices=with_blank([("1", "Nhóm 1"), ("2", "Nhóm 2")], "Tất cả")
    )
    state = forms.ChoiceField(label="Trạng thái", required=False, choices=with_blank([("w", "Chờ khám")], "Tất cả"))


def content() -> dict[str, Any]:
    return {
        "form": GalleryForm({"full_name": "Trần Quốc Ổn", "born_on": "31/02/1990", "phone": "0912345678"}),
        "fresh_form": GalleryForm(),
        "filter_form": FilterForm(),
        "crumbs": [
            {"label": "Đồng Tháp", "url": "#"},
            {"label": "TP Cao Lãnh", "url": "#"},
            {"label": "Trạm y tế Phường 1", "url": ""},
        ],
        **_frame(),
        **_figures(),
        "people": PEOPLE,
        "page_of_people": Paginator(range(1, 4812), 50).page(7),
        "tabs": [
            {"label": "Chờ khám", "url": "#", "count": 12, "current": True},
            {"label": "Chờ tiêm", "url": "#", "count": 8},
            {"label": "Theo dõi", "url": "#", "count": 5},
            {"label": "Đã xong", "url": "#", "count": 143},
        ],
        "steps_done": [
            {"title": "Đã đăng ký", "when": "09:12 14/09/2021", "state": "done"},
            {
                "title": "Đã có lịch hẹn",
                "when": "16:40 18/09/2021",
                "note": "Trạm y tế Phường 1, 07:30–08:30 ngày 21/09",
                "state": "done",
            },
            {"title": "Đến tiêm", "note": "Mang căn cước và mã QR", "state": "now"},
            {"title": "Nhận giấy xác nhận", "state": "todo"},
        ],
        "facts": [
            {"label": "Ngày sinh", "value": "03/07/1962"},
            {"label": "Giới tính", "value": "Nữ"},
            {"label": "Số định danh", "value": "•••• •••• 4821"},
        ],
    }


def _frame() -> dict[str, Any]:
    return {
        "sample_shell": Shell(
            "Cổng tiêm chủng", "/ui/", person="Nguyễn Thị Lan", role="Phụ trách điểm tiêm", unit="Trạm y tế Phường 1"
        ),
        "sample_nav": [
            {"label": "Hôm nay", "url": "#", "icon": "today", "current": True, "count": 14},
            {"label": "Kế hoạch", "url": "#", "icon": "calendar"},
            {"label": "Danh sách", "url": "#", "icon": "list"},
            {"label": "Vắc xin", "url": "#", "icon": "vial"},
            {"label": "Báo cáo", "url": "#", "icon": "chart"},
            {"label": "Phản ánh", "url": "#", "icon": "chat"},
            {"label": "Quản lý", "url": "#", "icon": "settings"},
        ],
    }


def _figures() -> dict[str, Any]:
    return {
        "districts": [("TP Cao Lãnh", 12480), ("Sa Đéc", 9120), ("TP Hồng Ngự", 4075), ("Tân Hồng", 0)],
        "mix": [("Cơ sở 1", (320, 24, 8)), ("Cơ sở 2", (180, 12, 30)), ("Cơ sở 3", (96, 4, 2))],
        "mix_series": ["Đã tiêm", "Hoãn", "Vắng mặt"],
        "days": [date(2021, 9, 14) + timedelta(days=n) for n in range(14)],
        "lines": [("Mũi 1", [n * 37 % 211 + 40 for n in range(14)]), ("Mũi 2", [n * 53 % 120 + 10 for n in range(14)])],
    }
