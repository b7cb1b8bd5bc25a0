"""What a citizen does with a phone."""

import re
from io import BytesIO

from playwright.sync_api import expect
from pypdf import PdfReader

from vaxportal.messaging.models import Message


def code_sent_to(phone):
    """Out of the newest message, as the outbox shows it."""
    sent = [one for one in Message.objects.order_by("-pk")[:20] if one.to.endswith(phone.lstrip("0"))]
    return re.search(r"\b\d{6}\b", sent[0].body)[0]


def logs_in_by_phone(citizen, phone):
    citizen.opens("/login/phone/")
    citizen.fills(phone=phone)
    citizen.presses("Gửi mã cho tôi")
    citizen.page.wait_for_url("**/login/code/**")
    citizen.fills(code=code_sent_to(phone))
    citizen.presses("Đăng nhập")
    citizen.page.wait_for_url(lambda address: "/login/" not in address)


def registers(citizen, who):
    """All pages of the registration; answers the number that the person is given."""
    citizen.opens("/")
    citizen.follows("Đăng ký tiêm")
    citizen.presses("Bắt đầu đăng ký")
    tells(citizen, "for-whom", ticked={"for_whom": "self"})
    tells(citizen, "dose", ticked={"wished_dose": "first"})
    named = {"full_name": who.name, "born_on": who.born_on}
    tells(citizen, "identity", named, {"sex": who.sex})
    tells(citizen, "numbers", {"id_number": who.id_number, "ethnicity": "Kinh"})
    tells(citizen, "contact", {"phone": who.phone})
    reach(citizen, "home")
    citizen.selects(province="Đồng Tháp")
    citizen.selects(district=who.district)
    citizen.selects(commune=who.commune)
    citizen.fills(address="Ấp 2")
    citizen.presses("Tiếp tục")
    tells(citizen, "work", {"occupation": "Nông dân"}, {"priority_group": "9"})
    tells(citizen, "wish")
    tells(citizen, "history", ticked={f"question_{number}": "no" for number in range(1, 13)})
    reach(citizen, "consent")
    citizen.page.check("main input[name=agreed]")
    citizen.presses("Tiếp tục")
    return confirms(citizen, who)


def reach(citizen, page):
    citizen.page.wait_for_url(f"**/new/{page}/")


def tells(citizen, page, filled=None, ticked=None):
    reach(citizen, page)
    citizen.fills(**(filled or {}))
    citizen.ticks(**(ticked or {}))
    citizen.presses("Tiếp tục")


def confirms(citizen, who):
    reach(citizen, "check")
    citizen.reads(who.name, who.born_on, who.commune)
    citizen.presses("Nhận mã xác nhận")
    reach(citizen, "code")
    citizen.fills(code=code_sent_to(who.phone))
    citizen.presses("Xác nhận đăng ký")
    reach(citizen, "done")
    expect(citizen.page.locator("main svg").first).to_be_visible()  # the QR
    return re.search(r"[A-Z0-9]{4}[ -]?[A-Z0-9]{4}", citizen.page.locator("main").inner_text())[0]


def opens_own_booklet(citizen, who):
    citizen.opens("/registration/own/")
    citizen.follows(who.name)


def confirmation(citizen):
    """The words of the PDF that the citizen takes home."""
    link = citizen.page.get_by_role("link", name="Tải giấy xác nhận đã tiêm (PDF)")
    paper = citizen.context.request.get(citizen.portal + link.get_attribute("href")).body()
    assert paper.startswith(b"%PDF")
    return " ".join(page.extract_text() for page in PdfReader(BytesIO(paper)).pages)
