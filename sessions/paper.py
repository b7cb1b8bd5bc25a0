"""The confirmation as a page to print. Bilingual by law, whatever language the reader has chosen: so no catalogue here.

One dose: yellow; two or more: green (QĐ 43). The ring of colour is on the edge, so that a black-and-white print stays
readable; the words say how many doses there are.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO

import segno
from django.conf import settings
from django.utils.timezone import localtime
from fpdf import FPDF
from fpdf.fonts import FontFace

from registration.models import Person
from sessions.models import Dose
from sessions.rules.states import Series
from sessions.services.confirmations import Confirmation

FAMILY = "Be Vietnam Pro"
INK, SOFT, LINE = (20, 33, 47), (85, 98, 112), (150, 160, 172)
YELLOW, GREEN = (240, 180, 0), (12, 122, 70)
MARGIN = 16.0
WIDTH = 210 - 2 * MARGIN
LOWEST_FOOT = 242  # the QR code and the stamp need the rest of the page
DAY = "%d/%m/%Y"
SEXES = {"M": "Nam / Male", "F": "Nữ / Female"}
SERIES = {
    Series.PRIMARY: "Mũi {n}\nDose {n}",
    Series.ADDITIONAL: "Mũi bổ sung\nAdditional",
    Series.BOOSTER: "Nhắc lại {n}\nBooster {n}",
}
HEADINGS = (
    "Mũi tiêm\nDose",
    "Ngày tiêm\nDate",
    "Vắc xin\nVaccine",
    "Số lô\nLot",
    "Cơ sở tiêm chủng\nVaccination site",
    "Ký, đóng dấu\nSignature, stamp",
)
COLUMNS = (24, 23, 34, 24, 41, 32)


@dataclass(frozen=True)
class Line:
    vietnamese: str
    english: str
    value: str


def confirmation_pdf(confirmation: Confirmation) -> bytes:
    colour = YELLOW if len(confirmation.doses) == 1 else GREEN
    paper = _Paper(confirmation, colour)
    paper.add_page()
    paper.draw_heading(confirmation.doses[-1].session.facility.name)
    paper.draw_title(len(confirmation.doses), colour)
    paper.draw_lines(_lines(confirmation.person))
    paper.draw_doses(confirmation.doses, colour)
    paper.draw_foot(confirmation)
    return bytes(paper.output())


def _lines(person: Person) -> list[Line]:
    home = ", ".join(part for part in (person.address, person.commune.path if person.commune else "") if part)
    return [
        Line("Họ và tên", "Full name", person.full_name.upper()),
        Line("Ngày sinh", "Date of birth", f"{person.born_on:{DAY}}"),
        Line("Giới tính", "Sex", SEXES[person.sex]),
        Line("Số CCCD/CMND/hộ chiếu", "ID or passport number", person.id_number or "–"),
        Line("Số điện thoại", "Phone", _local(person.phone) or "–"),
        Line("Địa chỉ", "Address", home or "–"),
    ]


def _local(phone: str) -> str:
    return f"0{phone[3:]}" if phone.startswith("+84") else phone


class _Paper(FPDF):
    """One A4 page; many doses run on to the next, in the same frame."""

    def __init__(self, confirmation: Confirmation, frame: tuple[int, ...]) -> None:
        super().__init__(format="A4")
        self.frame = frame
        self.set_margin(MARGIN)
        self.set_auto_page_break(True, margin=18)
        folder = settings.NODE_MODULES / "@expo-google-fonts" / "be-vietnam-pro"
        self.add_font(FAMILY, "", folder / "400Regular" / "BeVietnamPro_400Regular.ttf")
        self.add_font(FAMILY, "B", folder / "600SemiBold" / "BeVietnamPro_600SemiBold.ttf")
        self.set_title("Giấy xác nhận đã tiêm vắc xin COVID-19")
        self.set_lang("vi")
        self.set_creation_date(confirmation.made_at)

    def write_line(
        self, text: str, size: float, *, style: str = "", colour: tuple[int, ...] = INK, **cell: object
    ) -> None:
        self.set_font(FAMILY, style, size)
        self.set_text_color(*colour)
        self.multi_cell(text=text, new_x="LMARGIN", new_y="NEXT", **{"w": WIDTH, "h": size * 0.5, "align": "L", **cell})  # type: ignore[arg-type]

    def header(self) -> None:
        self.set_draw_color(*self.frame)
        self.set_line_width(2.4)
        self.rect(8, 8, 194, 281)

    def draw_heading(self, facility: str) -> None:
        top = self.get_y()
        self.write_line("CƠ SỞ TIÊM CHỦNG / VACCINATION SITE", 7.5, colour=SOFT, w=72, align="C")
        self.write_line(facility, 9.5, style="B", w=72, align="C")
        left_end = self.get_y()
        self.set_y(top)
        for text, size, style in (
            ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", 9.5, "B"),
            ("Độc lập - Tự do - Hạnh phúc", 9.5, "B"),
            ("SOCIALIST REPUBLIC OF VIET NAM", 7.5, ""),
            ("Independence - Freedom - Happiness", 7.5, ""),
        ):
            self.set_x(MARGIN + 80)
            self.write_line(text, size, style=style, w=WIDTH - 80, align="C")
        self.set_y(max(self.get_y(), left_end) + 7)

    def draw_title(self, doses: int, colour: tuple[int, ...]) -> None:
        self.write_line("GIẤY XÁC NHẬN ĐÃ TIÊM VẮC XIN COVID-19", 15, style="B", align="C")
        self.write_line("CONFIRMATION OF COVID-19 VACCINATION", 10, colour=SOFT, align="C")
        self.ln(3)
        self.set_fill_color(*colour)
        said = f"Đã tiêm {doses} mũi / {doses} dose{'s' if doses > 1 else ''} received"
        text = INK if colour == YELLOW else (255, 255, 255)
        self.set_x((210 - 90) / 2)
        self.write_line(said, 11, style="B", colour=text, w=90, h=8, align="C", fill=True)
        self.ln(5)

    def draw_lines(self, lines: list[Line]) -> None:
        for line in lines:
            top = self.get_y()
            self.write_line(line.vietnamese, 9.5, w=52)
            self.write_line(line.english, 7.5, colour=SOFT, w=52)
            end = self.get_y()
            self.set_xy(MARGIN + 54, top)
            self.write_line(line.value, 11, style="B", w=WIDTH - 54, h=5.6)
            self.set_y(max(end, self.get_y()) + 1.5)
        self.ln(2)

    def draw_doses(self, doses: Sequence[Dose], colour: tuple[int, ...]) -> None:
        self.set_draw_color(*LINE)
        self.set_line_width(0.2)
        self.set_font(FAMILY, "", 9)
        self.set_text_color(*INK)
        self.set_fill_color(255)
        fill = tuple(round(255 - (255 - part) * 0.16) for part in colour)
        heading = FontFace(family=FAMILY, emphasis="BOLD", size_pt=8, color=INK, fill_color=fill)
        with self.table(
            col_widths=COLUMNS, width=WIDTH, headings_style=heading, line_height=4.6, padding=1.4, text_align="LEFT"
        ) as table:
            table.row(HEADINGS)
            for dose in doses:
                table.row(_cells(dose))
        self.ln(4)

    def draw_foot(self, confirmation: Confirmation) -> None:
        if self.get_y() > LOWEST_FOOT:
            self.add_page()
        top = self.get_y()
        picture = BytesIO()
        segno.make_qr(str(confirmation.ref)).save(picture, kind="png", scale=6, border=2)
        self.image(picture, x=MARGIN, y=top, w=34, alt_text="QR")
        self.set_xy(MARGIN + 38, top + 2)
        made = f"{localtime(confirmation.made_at):%H:%M {DAY}}"
        self.write_line(f"Mã giấy / Reference:\n{confirmation.ref}", 8, w=70)
        for text in (
            f"In lúc / Printed at {made}",
            "Giấy này chỉ ghi các mũi tiêm đang có hiệu lực trên hệ thống lúc in.",
            "States the doses on record at the time of printing.",
        ):
            self.set_x(MARGIN + 38)
            self.write_line(text, 8, colour=SOFT, w=66)
        self.set_xy(MARGIN + 112, top)
        day = localtime(confirmation.made_at)
        self.write_line(f"Ngày {day:%d} tháng {day:%m} năm {day:%Y}", 9.5, w=WIDTH - 112, align="C")
        for text, size, style in (
            ("ĐẠI DIỆN CƠ SỞ TIÊM CHỦNG", 9.5, "B"),
            ("For the vaccination site", 7.5, ""),
            ("(Ký, ghi rõ họ tên, đóng dấu / Signature, name, stamp)", 7.5, ""),
        ):
            self.set_x(MARGIN + 112)
            self.write_line(text, size, style=style, w=WIDTH - 112, align="C")


def _cells(dose: Dose) -> tuple[str, ...]:
    return (
        SERIES[Series(dose.series)].format(n=dose.number),
        f"{localtime(dose.given_at):{DAY}}",
        dose.vaccine.name,
        dose.lot.number,
        dose.session.facility.name,
        "",
    )
