"""What a site lead does before the day."""

from tests.journeys.calendar import EXPIRY


def receives(lead, lot, doses):
    lead.opens("/sessions/stock/receive/")
    lead.selects(vaccine="Vaxzevria")
    lead.fills(number=lot, expires_on=f"{EXPIRY:%d/%m/%Y}", doses=doses)
    lead.presses("Ghi phiếu nhập")
    lead.opens("/sessions/stock/")
    lead.reads(lot)


def plans(lead, day, lot, doses):
    """A draft for the day; its people are chosen next."""
    lead.opens("/sessions/plan/")
    lead.fills(day=f"{day:%d/%m/%Y}", stations=1, slot_capacity=20)
    lead.page.locator("#lots tr").filter(has_text=lot).locator("input").fill(str(doses))
    lead.presses("Lập bản nháp và chọn người")
    lead.page.wait_for_url("**/people/")
    return lead.ref


def picks(lead, names=(), first=0, **filters):
    """By name, or so many from the top of the list as it is filtered."""
    lead.selects(**filters)
    lead.presses("Lọc")
    for name in names:
        lead.page.get_by_role("checkbox", name=name).check()
    if first:
        lead.fills(how_many=first)
    lead.presses("Thêm vào buổi tiêm" if first else "Thêm người đã đánh dấu")
    lead.reads("Đã chọn")
    lead.opens(lead.page.url.removeprefix(lead.portal).partition("?")[0])


def publishes(lead, session):
    lead.opens(f"/sessions/{session}/publish/")
    lead.presses("Công bố và gửi tin mời")
    lead.page.wait_for_url(f"**/sessions/{session}/")
    lead.reads("Đã công bố")
