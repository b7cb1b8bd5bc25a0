"""A real Chromium for the tests of the look; the portal is served by Django's live server."""

import os
import shutil

import pytest

ANSWERED = "the server responded with a status of 422"
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def launched(kind, *more):
    """One more Chromium; `more` are switches that only its command line knows, as for a camera."""
    program = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
    assert program, "install Chromium, or name one: CHROMIUM=/path/to/chromium"
    return kind.launch(executable_path=program, args=["--no-sandbox", "--disable-background-networking", *more])


@pytest.fixture(scope="session")
def chromium():
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        # the driver runs an event loop in this thread; Django would take every query for one from async code
        os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
        browser = launched(playwright.chromium)
        yield browser
        browser.close()


@pytest.fixture
def tab(chromium):
    """A fresh tab; any complaint of the browser's console fails the test, but that a form was answered with errors."""
    context = chromium.new_context(bypass_csp=False)
    page = context.new_page()
    complaints = []
    page.on(
        "console",
        lambda said: complaints.append(said.text) if said.type == "error" and ANSWERED not in said.text else 0,
    )
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield page
    context.close()
    assert complaints == []
