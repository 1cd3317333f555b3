"""One broker, one hall and one browser for all tests; each test has a page of its own."""

import os
import sys

import pytest

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.join(os.path.dirname(HERE), "e2e")]
pytest.register_assert_rewrite("hall", "looking", "people", "service")

from playwright.sync_api import sync_playwright

from hall import Hall
from kafka import Broker
from looking import until
from service import free_port

CHROMIUM = os.environ.get("IOC_CHROMIUM", "/usr/bin/chromium")
HD = {"width": 1920, "height": 1080}
ULTRA_HD = {"width": 3840, "height": 2160}
PHONE = {"width": 360, "height": 740}
LEADERS_PHONE = {"width": 390, "height": 844}


@pytest.fixture(scope="session")
def broker():
    broker = Broker(free_port())
    broker.start()
    yield broker
    broker.wipe()


@pytest.fixture(scope="session")
def hall(tmp_path_factory, broker):
    with Hall(tmp_path_factory.mktemp("hall"), broker, "hall") as running:
        running.begin()
        yield running


@pytest.fixture(scope="session")
def alarmed(tmp_path_factory, broker):
    """Another one, where a critical alert fires."""
    with Hall(tmp_path_factory.mktemp("alarmed"), broker, "alarmed") as running:
        running.begin(services_at_level_4=1)
        running.wait_for_alert("missed")
        yield running


@pytest.fixture(scope="session")
def browser():
    with sync_playwright() as playwright:
        # As root, as in a container, Chromium runs only without its sandbox.
        options = ["--no-sandbox"] if os.geteuid() == 0 else []
        options.append("--js-flags=--expose-gc")
        running = playwright.chromium.launch(executable_path=CHROMIUM, args=options)
        yield running
        running.close()


@pytest.fixture
def look(browser):
    """look(address, viewport=…, …): a page in a context of its own. A fault in its script, or a
    file that is not there, fails the test."""
    contexts, faults = [], []

    def open_page(address, viewport=HD, wait_until="load", **options):
        context = browser.new_context(viewport=viewport, locale="vi-VN", **options)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda fault: faults.append(str(fault)))
        page.goto(address, wait_until=wait_until)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert faults == []


HELD = "/?seconds=3600"  # a wall whose pages turn only when told to
# The feed's first snapshot is there.
READY = """document.querySelector("main :is(.value, .amount, .summary, p)") !== null &&
  !document.body.innerText.includes("đang tải")"""


@pytest.fixture
def wall(look):
    """wall(hall, page=0, …): the wall at one of its pages."""
    def open_wall(hall, page=0, query="", **options):
        hall.refresh()
        opened = look(hall.http + HELD + query, **options)
        until(opened, READY)
        for _ in range(page):
            opened.keyboard.press("ArrowRight")
        return opened

    return open_wall
