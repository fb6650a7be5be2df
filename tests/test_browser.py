"""The first screen in a real browser: it draws, it asks no other host, it complains of nothing."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import urlparse
from urllib.request import urlopen

import pytest

playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
pytestmark = [pytest.mark.browser, pytest.mark.slow]
ROOT = Path(__file__).resolve().parent.parent
SERVE = """
import sys, uvicorn
from game.server import create_app
from viz.mount import explorer_routes
uvicorn.run(create_app(explorer_routes(), sys.argv[2]), port=int(sys.argv[1]), log_level="warning")
"""
WORDS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
         "--disable-background-networking", "--disable-component-update",
         "--disable-sync"]  # fmt: skip


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    words = [sys.executable, "-c", SERVE, str(port), str(tmp_path_factory.mktemp("class"))]
    server = subprocess.Popen(words, cwd=ROOT)
    for _ in range(300):
        try:
            urlopen(f"http://127.0.0.1:{port}/health", timeout=1).close()
            break
        except OSError:
            time.sleep(0.2)
    yield f"http://127.0.0.1:{port}/"
    server.terminate()
    server.wait(timeout=20)


@pytest.fixture(scope="module")
def browser(chromium_path):
    with playwright.sync_playwright() as play:
        opened = play.chromium.launch(executable_path=chromium_path, args=WORDS)
        yield opened
        opened.close()


@pytest.fixture
def watched(browser, address):
    """A page, and what it asked of whom and complained of."""
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    hosts, complaints = set(), []
    page.on("request", lambda r: hosts.add(urlparse(r.url).hostname))
    page.on("requestfailed", lambda r: complaints.append(f"failed: {r.url}"))
    page.on("console", lambda m: complaints.append(m.text) if m.type == "error" else None)
    page.on("pageerror", lambda e: complaints.append(str(e)))
    page.goto(address)
    page.wait_for_selector("svg.chart polyline", timeout=90000)
    yield page, hosts, complaints
    page.close()


def test_the_screen_draws_and_asks_no_other_host(watched):
    page, hosts, complaints = watched
    page.wait_for_selector("text=being measured", state="detached", timeout=120000)
    assert hosts - {None} == {"127.0.0.1"}
    assert complaints == []
    assert page.locator("svg.map line").count() >= 40
    assert page.locator("svg.chart").count() == 6
    assert "Mt a year" in page.inner_text("body")
    assert page.get_by_text("wabtec", exact=True).count() >= 1


def test_choosing_a_scenario_and_running_it_changes_the_picture(watched):
    page, _, complaints = watched
    before = page.locator("svg.chart polyline").first.get_attribute("points")
    page.get_by_label("Seed").fill("5")
    page.get_by_label("Seed").press("Tab")
    page.get_by_role("button", name="Run").click()
    page.wait_for_function(
        "old => { const line = document.querySelector('svg.chart polyline');"
        " return line && line.getAttribute('points') !== old; }", arg=before, timeout=90000
    )  # fmt: skip
    assert complaints == []


def test_nothing_spills_over_at_phone_width(browser, address):
    page = browser.new_page(viewport={"width": 390, "height": 844})
    page.goto(address)
    page.wait_for_selector("svg.chart polyline", timeout=90000)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.close()
