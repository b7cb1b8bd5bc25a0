"""The live desk as a nurse uses it: by keyboard, with a scanner that types; every key is counted."""

import re

from playwright.sync_api import expect

from sessions.models import Appointment, DeskDevice
from sessions.rules.devices import SILENT_AFTER
from vaxportal.core import clock


class LiveDesk:
    """One device with one nurse before it."""

    def __init__(self, nurse, session, screen="all", *, station=1):
        self.nurse, self.page, self.session = nurse, nurse.page, session
        self.scans = self.keys = 0
        nurse.opens(f"/sessions/{session}/live/#{screen}")
        self.chooses_station(station)

    def chooses_station(self, number):
        """Asked for where the session has several tables; with one there is nothing to choose."""
        expect(self.page.locator("[data-slot=lot]:not(:empty), dialog[open]").first).to_be_visible()
        dialog = self.page.locator("dialog[open]")
        if dialog.count():
            dialog.locator("select[name=station]").select_option(label=f"Bàn {number}")
            dialog.get_by_role("button", name="Dùng cho các mũi tiếp theo").press("Enter")
        expect(self.page.locator("#scan")).to_be_focused()

    def loses_the_line(self, cut=None):
        """By the browser's own switch, or because the other end dies."""
        self.nurse.may_complain += ("net::ERR_", "Failed to fetch", "ServiceWorker", "when fetching the script")
        (cut or (lambda: self.nurse.context.set_offline(True)))()

    def has_sent_all(self):
        for _try in range(100):
            if not self.page.evaluate(UNSENT) and "chưa gửi" not in self.page.inner_text("[data-live-line]"):
                return
            self.page.wait_for_timeout(200)
        raise AssertionError("the device still holds something")

    def is_heard(self):
        """After the clock has jumped: the device speaks every few seconds."""
        for _try in range(100):
            if DeskDevice.objects.filter(session__ref=self.session, seen_at__gte=clock.now() - SILENT_AFTER).exists():
                return
            self.page.wait_for_timeout(200)
        raise AssertionError("the device is silent")

    def scans_code(self, text):
        """A scanner types the code and ends with Enter."""
        expect(self.page.locator("#scan")).to_be_focused()
        self.page.keyboard.type(text)
        self.page.keyboard.press("Enter")
        self.scans += 1

    def presses(self, *keys):
        for key in keys:
            self.page.keyboard.press(key)
            self.keys += 1

    def uses(self, words):
        """A button, with the hand of the nurse."""
        self.nurse.uses(self.page.get_by_role("button", name=words).first)

    def sees(self, *sentences):
        for sentence in sentences:
            expect(self.page.locator("#card")).to_contain_text(sentence)

    def hears(self, sentence):
        expect(self.page.locator("#said")).to_contain_text(sentence)

    def line(self, sentence):
        expect(self.page.locator("[data-live-line]")).to_contain_text(sentence)

    def queues(self, *names):
        for name in names:
            expect(self.page.locator("#queue")).to_contain_text(name)

    def counts(self):
        """(scans, keys) since the last call."""
        counted = self.scans, self.keys
        self.scans = self.keys = 0
        return counted

    def has_stored_in_clear(self, *words):
        """Whether any of the words stands readable in what the browser keeps."""
        kept = self.page.evaluate(DUMP)
        return [word for word in words if word.lower() in kept.lower()]


UNSENT = """async () => {
  const answer = (asked) => new Promise((done) => { asked.onsuccess = () => done(asked.result); });
  const db = await answer(indexedDB.open("vaxportal-desk"));
  const count = await answer(db.transaction("acts").objectStore("acts").count());
  db.close();
  return count;
}"""
DUMP = """async () => {
  const seen = [document.cookie, JSON.stringify(localStorage), JSON.stringify(sessionStorage)];
  const plain = (value) => value instanceof ArrayBuffer || ArrayBuffer.isView(value)
    ? new TextDecoder().decode(value) : value instanceof CryptoKey ? `key extractable=${value.extractable}`
    : value && typeof value === "object" ? Object.values(value).map(plain).join(" ") : String(value);
  for (const { name } of await indexedDB.databases()) {
    const answer = (asked) => new Promise((done) => { asked.onsuccess = () => done(asked.result); });
    const db = await answer(indexedDB.open(name));
    for (const store of db.objectStoreNames) {
      const rows = await answer(db.transaction(store).objectStore(store).getAll());
      seen.push(...rows.map(plain));
    }
    db.close();
  }
  for (const name of await caches.keys()) {
    for (const request of await (await caches.open(name)).keys()) {
      if (request.url.includes("/sessions/")) seen.push(request.url, await (await caches.match(request)).text());
    }
  }
  return seen.join("\\n");
}"""


def slip_of(session, name):
    """What the QR of the invitation says."""
    return str(Appointment.objects.get(session__ref=session, person__full_name=name).ref)


def card_of(number, name, born, sex, address):
    """The QR of an identity card."""
    return f"{number}||{name}|{re.sub('/', '', born)}|{sex}|{address}|01012021"
