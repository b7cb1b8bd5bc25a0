"""What the manager of an organization does, and the district that approves it."""

from playwright.sync_api import expect

from registration.tasks import read_lists
from tests.journeys.citizens import logs_in_by_phone


def registers_organization(manager, name, phone, *, tax_code="1400123463", link=""):
    """`link`: of the invitation by which they come."""
    logs_in_by_phone(manager, phone)
    manager.opens(link or "/registration/organizations/new/")
    manager.fills(name=name, tax_code=tax_code, headcount=480, contact_name="Trương Thị Mẫu", contact_phone=phone)
    manager.ticks(kind="company")
    manager.selects(province="Đồng Tháp")
    manager.selects(district="Huyện Cao Lãnh")
    manager.selects(commune="Mỹ Thọ")
    manager.presses("Đăng ký đơn vị")
    manager.reads("Đang chờ duyệt")


def approves(district, organization):
    district.opens("/registration/organizations/all/")
    district.follows(organization)
    district.presses("Duyệt đơn vị")
    district.reads("Đã duyệt")


def uploads(manager, organization, path):
    """A worker looks at it and, once its columns are confirmed, reads it meanwhile; the page follows by itself."""
    manager.opens("/registration/organizations/")
    if manager.heading != organization:  # with more than one, they are chosen from
        manager.follows(organization)
    manager.follows("Tải danh sách lên")
    manager.page.set_input_files("input[name=file]", path)
    manager.presses("Tải danh sách lên")
    expect(manager.page.get_by_text("Đang xem tệp")).to_be_visible()
    read_lists()
    expect(manager.page.get_by_role("heading", name="Xác nhận các cột")).to_be_visible()
    manager.presses("Xác nhận và đọc danh sách")
    expect(manager.page.locator("progress")).to_be_visible()
    while manager.page.locator("progress").count():
        read_lists()
        manager.page.wait_for_timeout(1500)


def rows_taken(manager):
    return rows(manager, "accepted")


def rows(manager, outcome):
    """How many the page of a list that has been read counts."""
    return int(manager.page.locator(f"a[href*='outcome={outcome}'] .vx-stat__value").first.inner_text())


def mends_by_keyboard(manager, **cells):
    """The one row that is shown; nothing is touched but keys."""
    for name, text in cells.items():
        box = manager.page.locator(f".vx-mend [name='{name}']")
        for _key in range(80):
            if box.evaluate("box => box === document.activeElement"):
                break
            manager.page.keyboard.press("Tab")
        manager.page.keyboard.press("Control+A")
        manager.page.keyboard.type(text)
    manager.page.keyboard.press("Enter")


def undoes(manager, address):
    manager.opens(f"{address}undo/")
    manager.presses("Hủy danh sách này")
    manager.reads("Đã hủy")
