"""Somebody before a browser: what they open, fill in, press and read."""

import re

from playwright.sync_api import expect

PATIENCE = 20_000  # milliseconds; a slow machine is no failure
PHONE, DESK, OFFICE = (360, 740), (1024, 768), (1366, 768)
expect.set_options(timeout=PATIENCE)


class Visitor:
    """A browser of their own. Any complaint of its console fails the journey at `leaves`."""

    def __init__(self, browser, portal, size=OFFICE):
        self.portal = portal
        self.context = browser.new_context(viewport={"width": size[0], "height": size[1]}, accept_downloads=True)
        self.context.set_default_timeout(PATIENCE)
        self.page = self.context.new_page()
        self.complaints = []
        self.may_complain = ("status of 422",)  # how the browser comments on a form that comes back with its errors
        self.page.on("console", lambda said: self.complaints.append(said.text) if said.type == "error" else None)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def opens(self, address):
        answer = self.page.goto(self.portal + address)
        assert answer.ok, f"{address} answered {answer.status}"

    def fills(self, **values):
        for name, value in values.items():
            self.page.fill(f"main [name='{name}']:not([type=hidden])", str(value))

    def ticks(self, **values):
        """Radio buttons and checkboxes, by field and value, pressed on their words as a finger would."""
        for name, value in values.items():
            self.page.locator(f"main input[name='{name}'][value='{value}']").check()

    def selects(self, **labels):
        for name, label in labels.items():
            options = self.page.locator(f"main select[name='{name}'] option")
            expect(options.filter(has_text=label).first).to_be_attached()
            value = options.filter(has_text=label).first.get_attribute("value")
            if self.page.locator(f"main select[name='{name}']").input_value() != value:  # a hand changes nothing then
                self.page.select_option(f"main select[name='{name}']", value)

    def presses(self, words):
        self.page.locator("main").get_by_role("button", name=words, exact=True).first.click()
        self.page.wait_for_load_state()

    def follows(self, words):
        self.page.locator("main").get_by_role("link", name=words).first.click()
        self.page.wait_for_load_state()

    def reads(self, *sentences):
        for sentence in sentences:
            expect(self.page.locator("main")).to_contain_text(sentence)

    def downloads(self, words):
        with self.page.expect_download() as waiting:
            self.page.locator("main").get_by_role("link", name=words).first.click()
        return waiting.value.path()

    @property
    def heading(self):
        return self.page.locator("h1").first.inner_text()

    @property
    def ref(self):
        """The public id in the address."""
        return re.search(r"[0-9a-f-]{36}", self.page.url)[0]

    def leaves(self):
        self.context.close()
        others = [said for said in self.complaints if not any(known in said for known in self.may_complain)]
        assert not others, others
