"""Somebody before a browser: what they open, fill in, press and read."""

import re

from playwright.sync_api import expect

PATIENCE = 20_000  # milliseconds; a slow machine is no failure
PHONE, DESK, OFFICE = (360, 740), (1024, 768), (1366, 768)
expect.set_options(timeout=PATIENCE)


MOUSE, KEYS, FINGER = "mouse", "keys", "finger"
MOST_TABS = 150  # from one end of a page to whatever is wanted


class Visitor:
    """A browser of their own, used with a mouse, with keys only, or with a finger only. Any complaint of its console
    fails the journey at `leaves`."""

    def __init__(self, browser, portal, size=OFFICE, hand=MOUSE):
        self.portal, self.hand = portal, hand
        viewport = {"width": size[0], "height": size[1]}
        self.context = browser.new_context(viewport=viewport, accept_downloads=True, has_touch=hand == FINGER)
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
            choice = self.page.locator(f"main input[name='{name}'][value='{value}']")
            if self.hand != KEYS:
                choice.check()
            elif choice.get_attribute("type") == "radio":
                self._walks_to(self.page.locator(f"main input[name='{name}']"))
                self._walks_to(choice, "ArrowDown")
            else:
                self._toggles(choice)

    def checks(self, name):
        """A box that stands alone."""
        box = self.page.locator(f"main input[name='{name}']")
        if self.hand == KEYS:
            self._toggles(box)
        else:
            box.check()

    def selects(self, **labels):
        for name, label in labels.items():
            options = self.page.locator(f"main select[name='{name}'] option")
            expect(options.filter(has_text=label).first).to_be_attached()
            value = options.filter(has_text=label).first.get_attribute("value")
            if self.page.locator(f"main select[name='{name}']").input_value() != value:  # a hand changes nothing then
                self.page.select_option(f"main select[name='{name}']", value)

    def presses(self, words):
        self.uses(self.page.locator("main").get_by_role("button", name=words, exact=True).first)

    def follows(self, words):
        self.uses(self.page.locator("main").get_by_role("link", name=words).first)

    def uses(self, target):
        """Presses, taps or walks there with Tab and presses Enter."""
        if self.hand == KEYS:
            self._walks_to(target)
            self.page.keyboard.press("Enter")
        elif self.hand == FINGER:
            target.tap()
        else:
            target.click()
        self.page.wait_for_load_state()

    def _toggles(self, box):
        self._walks_to(box)
        self.page.keyboard.press("Space")

    def _walks_to(self, target, key="Tab"):
        """As somebody without a mouse has to; `target`: any of these."""
        expect(target.first).to_be_visible()
        for _step in range(MOST_TABS):
            if target.evaluate_all("all => all.includes(document.activeElement)"):
                return
            self.page.keyboard.press(key)
        raise AssertionError("the keyboard does not lead there")

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
