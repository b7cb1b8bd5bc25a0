"""make screenshots: the pictures of the README, taken from a running demo (make run) with its demo accounts."""

import json
import os
import re
import shutil
import sys
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
PICTURES = ROOT / "docs" / "pictures"
LIST = ROOT / "tests" / "data" / "worker_lists" / "messy_400.xlsx"
WIDE, PHONE = (1024, 768), (400, 760)
SCALE = 800 / WIDE[0]  # 800 pixels wide in the README
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def main(portal: str) -> None:
    var = Path(os.environ.get("VAXPORTAL_VAR") or ROOT / "var")
    accounts = {one["login"]: one for one in json.loads((var / "demo-accounts.json").read_text(encoding="utf-8"))}
    program = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
    PICTURES.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        home(browser, portal)
        session_and_desk(logged_in(browser, portal, accounts["phutrach"]), portal)
        report(logged_in(browser, portal, accounts["soyte"]), portal)
        [manager] = [login for login, one in accounts.items() if one["role"] == "organization_manager"]
        list_result(browser, portal, manager)
        browser.close()


def logged_in(browser: Browser, portal: str, account: dict[str, str]) -> Page:
    page = opened(browser, WIDE, SCALE)
    page.goto(portal + account["log_in_at"])
    page.fill("input[name=login]", account["login"])
    page.fill("input[name=password]", account["password"])
    page.keyboard.press("Enter")
    page.wait_for_url("**" + account["start"])
    return page


def opened(browser: Browser, size: tuple[int, int], scale: float) -> Page:
    context = browser.new_context(viewport={"width": size[0], "height": size[1]}, device_scale_factor=scale)
    return context.new_page()


def home(browser: Browser, portal: str) -> None:
    page = opened(browser, PHONE, 1)
    page.goto(portal + "/")
    take(page, "home")


def session_and_desk(page: Page, portal: str) -> None:
    """The session that the demo has planned for today; it is opened if nobody has done so."""
    page.goto(portal + "/today/")
    session = page.locator("main a[href*='/sessions/']").evaluate_all(
        "links => links.map(link => link.getAttribute('href').match(/sessions\\/[0-9a-f-]{36}\\//)).find(Boolean)?.[0]"
    )
    page.goto(f"{portal}/{session}")
    take(page, "session")
    page.goto(f"{portal}/{session}desk/")
    opening = page.get_by_role("button", name="Mở buổi tiêm")
    if opening.count():
        opening.click()
        page.wait_for_selector("#scan")
    page.goto(f"{portal}/{session}desk/?stage=expected")
    somebody = page.locator(".vx-line__name").first.inner_text()
    page.goto(f"{portal}/{session}live/")
    live_desk(page, somebody)
    take(page, "desk")


def live_desk(page: Page, somebody: str) -> None:
    """With a table chosen and one person on the screen."""
    page.wait_for_selector("[data-slot=lot]:not(:empty), dialog[open]")
    if page.locator("dialog[open]").count():
        for choice in ("station", "lot"):
            first = page.locator(f"dialog select[name={choice}] option:not([value=''])").first
            page.select_option(f"dialog select[name={choice}]", first.get_attribute("value"))
        page.click("dialog button[value=keep]")
    page.fill("#scan", somebody)
    page.keyboard.press("Enter")
    page.wait_for_selector("#card .vx-person__name")


def report(page: Page, portal: str) -> None:
    """The days of the campaign, folded into one table."""
    page.goto(portal + "/reports/period/")
    take(page, "report")


def list_result(browser: Browser, portal: str, phone: str) -> None:
    """What the portal answers to a list with faults; its worker must run."""
    page = opened(browser, WIDE, SCALE)
    page.goto(portal + "/login/phone/")
    page.fill("input[name=phone]", phone)
    page.keyboard.press("Enter")
    page.wait_for_url("**/login/code/**")
    page.fill("input[name=code]", newest_code(page.context, portal))
    page.keyboard.press("Enter")
    page.wait_for_url(lambda address: "/login/" not in address)
    page.goto(portal + "/registration/organizations/")
    known = page.locator("main a").filter(has_text=LIST.name)
    if known.count():  # by an earlier run; the same file twice is refused
        known.first.click()
    else:
        page.locator("main a[href$='/lists/new/']").click()
        page.set_input_files("input[name=file]", LIST)
        page.locator("main form[enctype] button").click()
    confirming = page.get_by_role("button", name="Xác nhận và đọc danh sách")
    answered = page.locator("a[href*='outcome=refused']")
    confirming.or_(answered).first.wait_for()
    if confirming.count():  # its columns are guessed, and shown first
        confirming.click()
    page.wait_for_selector("a[href*='outcome=refused']")
    take(page, "list")


def newest_code(context: BrowserContext, portal: str) -> str:
    outbox = context.new_page()
    outbox.goto(portal + "/outbox/")
    found = re.search(r"\b\d{6}\b", outbox.inner_text("main"))
    outbox.close()
    assert found, "no code in the outbox"
    return found[0]


def take(page: Page, name: str) -> None:
    page.wait_for_load_state("networkidle")
    path = PICTURES / f"{name}.png"
    page.screenshot(path=path, animations="disabled")
    print(f"{path.relative_to(ROOT)}  {path.stat().st_size // 1024} KB")


if __name__ == "__main__":
    main(sys.argv[1].rstrip("/"))
