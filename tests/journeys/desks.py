"""What staff do at the desk while the session runs."""

from playwright.sync_api import expect


def opens_session(staff, session):
    staff.opens(f"/sessions/{session}/desk/")
    staff.presses("Mở buổi tiêm")
    expect(staff.page.locator("#scan")).to_be_visible()


def finds(staff, session, name):
    """By typing the name into the scan box; the page of the person opens, with the next act on it."""
    staff.opens(f"/sessions/{session}/desk/")
    staff.page.fill("#scan", name)
    staff.page.press("#scan", "Enter")
    staff.reads(name)


def checks_in(staff, session, name):
    finds(staff, session, name)
    staff.presses("Tiếp đón")
    staff.reads(f"{name}: đã tiếp đón")


def screens(staff, session, name, conclusion="Đủ điều kiện tiêm", note=""):
    finds(staff, session, name)
    staff.follows("Đã hỏi đủ, tất cả Không")
    staff.fills(temperature="36,6", systolic=128, diastolic=76, note=note)
    staff.presses(conclusion)
    staff.page.wait_for_url("**/desk/?done=*")


def injects(staff, session, name):
    finds(staff, session, name)
    staff.presses("Ghi nhận mũi tiêm")
    staff.reads(f"{name}: đã ghi nhận mũi tiêm")


def notes_reaction(staff, session, name, reaction):
    finds(staff, session, name)
    staff.follows("Ghi phản ứng sau tiêm")
    staff.ticks(reaction=reaction)
    staff.presses("Ghi phản ứng")
    staff.page.wait_for_url("**/appointments/*/")


def sends_home(staff, session, name):
    finds(staff, session, name)
    staff.presses("Khỏe, cho về")
    staff.page.wait_for_url("**/desk/?done=*")


def does_not_inject(staff, session, name, outcome, note):
    finds(staff, session, name)
    staff.follows("Quay lại")  # from the screening that would come next
    staff.follows("Không tiêm…")
    staff.ticks(outcome=outcome)
    staff.fills(note=note)
    staff.presses("Ghi kết quả")
    staff.page.wait_for_url("**/desk/?done=*")


def tries_to_close(lead, session):
    lead.opens(f"/sessions/{session}/close/")
    lead.presses("Kết thúc buổi tiêm")


def marks_absent(lead, session, people):
    lead.opens(f"/sessions/{session}/close/")
    lead.presses(f"Đánh dấu {people} người không đến")


def closes(lead, session):
    tries_to_close(lead, session)
    lead.page.wait_for_url(f"**/sessions/{session}/desk/")
    lead.reads("Buổi tiêm đã kết thúc")
