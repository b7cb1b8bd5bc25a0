"""What axe and a ruler say about a page, on a phone and in the office."""

from tests.journeys.browsing import OFFICE, PHONE
from tests.ui.test_in_chromium import OVERFLOW, violations


def faults(one, address):
    found = []
    for width, height in (PHONE, OFFICE):
        one.page.set_viewport_size({"width": width, "height": height})
        one.opens(address)
        found += [(address, width, "too wide")] if one.page.evaluate(OVERFLOW) > 0 else []
        found += [(address, width, violation) for violation in violations(one.page)]
    return found
