"""The explorer in a real browser: what it draws, what it keeps, whom it asks, what it refuses."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import urlparse
from urllib.request import urlopen

import pandas as pd
import pytest

from viz.photographs import DRAWN
from viz.screen import Screen
from viz.setting import Setting
from viz.wording import LANGUAGES, words

playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("browser")]
ROOT = Path(__file__).resolve().parent.parent
SERVE = """
import sys, uvicorn
if __name__ == "__main__":
    from game.server import create_app
    from viz.mount import explorer_routes
    uvicorn.run(create_app(explorer_routes(), sys.argv[2]), port=int(sys.argv[1]),
                log_level="warning")
"""
WORDS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
         "--disable-background-networking", "--disable-component-update",
         "--disable-sync"]  # fmt: skip
PATIENCE = 240_000  # ms; a timeout only, nothing is judged by it
SHORT = "until=2032&runs=3"
LINE = "figure[data-figure=throughput] path.tg-line"
BAD = 'base = "baseline"\ncolour = "red"\n'


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    own = tmp_path_factory.mktemp("scenarios")
    (own / "bad.toml").write_text(BAD)
    script = tmp_path_factory.mktemp("serve") / "serve.py"
    script.write_text(SERVE)
    where = {**os.environ, "TWOGAUGES_SCENARIOS": str(own), "PYTHONPATH": str(ROOT)}
    words_ = [sys.executable, str(script), str(port), str(tmp_path_factory.mktemp("class"))]
    server = subprocess.Popen(words_, cwd=ROOT, env=where)
    for _ in range(600):
        try:
            urlopen(f"http://127.0.0.1:{port}/health", timeout=1).close()
            break
        except OSError:
            time.sleep(0.2)
    yield f"http://127.0.0.1:{port}/explore/"
    server.terminate()
    server.wait(timeout=30)


@pytest.fixture(scope="module")
def browser(chromium_path):
    with playwright.sync_playwright() as play:
        opened = play.chromium.launch(executable_path=chromium_path, args=WORDS)
        yield opened
        opened.close()


class Watched:
    """A browser of its own, and what it asked of whom and complained of."""

    def __init__(self, browser, wide=1280, tall=900):
        self.context = browser.new_context(viewport={"width": wide, "height": tall})
        self.page = self.context.new_page()
        self.hosts, self.complaints = set(), []
        self.page.on("request", lambda r: self.hosts.add(urlparse(r.url).hostname))
        self.page.on("requestfailed", self._miss)
        self.page.on("console", self._hear)
        self.page.on("pageerror", lambda e: self.complaints.append(str(e)))

    def _miss(self, request):
        if "/_solara/api/close/" not in request.url:  # said on leaving; nobody waits for the answer
            self.complaints.append(f"failed: {request.url}")

    def _hear(self, message):
        if message.type == "error":
            self.complaints.append(message.text)

    def open(self, address, query=SHORT, until=""):
        self.page.goto(f"{address}?{query}")
        if until:
            self.page.wait_for_selector(until, timeout=PATIENCE)
        else:
            ready(self.page)
        return self.page


@pytest.fixture
def watched(browser):
    opened = []

    def make(*size):
        opened.append(Watched(browser, *size))
        return opened[-1]

    yield make
    for one in opened:
        one.context.close()


def line_of(page):
    return page.locator(LINE).first.get_attribute("d")


def ready(page):
    """Wait until all runs of the very screen that the address names are in."""
    page.wait_for_function(DRAWN, timeout=PATIENCE)


def pull(page, lever, value):
    """Set a lever by its number and wait until its own runs are all in."""
    box = page.locator(f'input[data-number="{lever}"]')
    before = page.url
    box.fill(str(value))
    box.press("Enter")
    page.wait_for_function("old => window.location.href !== old", arg=before, timeout=PATIENCE)
    ready(page)


def test_the_page_draws_asks_no_other_host_and_complains_of_nothing(watched):
    one = watched()
    page = one.open(address_of(watched))
    assert page.locator("svg.tg-net line").count() >= 100
    assert page.locator("svg.tg-chart").count() == 8
    assert page.locator("path.tg-band").count() >= 7
    assert "Mt a year" in page.inner_text(".tg-find")
    assert page.locator("figure[data-figure=dependence] .tg-dot").count() >= 4
    assert one.hosts - {None} == {"127.0.0.1"}
    assert one.complaints == []


@pytest.fixture(autouse=True)
def _address(address, watched):
    watched.address = address


def address_of(make):
    return make.address


def test_a_lever_moves_the_picture_undo_brings_it_back_and_a_bad_value_is_refused(watched):
    one = watched()
    page = one.open(address_of(watched))
    before, there = line_of(page), page.url
    pull(page, "tariff.factor", 2.0)
    assert line_of(page) != before and "tariff.factor:2.0" in page.url
    page.get_by_role("button", name="Undo").click()
    page.wait_for_function("old => window.location.href === old", arg=there, timeout=PATIENCE)
    ready(page)
    assert line_of(page) == before
    page.locator('input[data-number="tariff.factor"]').fill("77")
    page.locator('input[data-number="tariff.factor"]').press("Enter")
    page.wait_for_selector("[role=alert]:has-text('0.4 – 2.5')", timeout=PATIENCE)
    assert "tariff.factor" in page.inner_text("[role=alert]") and page.url == there
    pull(page, "tariff.factor", 1.5)
    assert one.complaints == []


def test_a_broken_link_and_a_broken_scenario_file_are_said_and_the_session_lives_on(watched):
    one = watched()
    page = one.open(address_of(watched), SHORT + "&x=tariff.factor:99,nonsense&zzz=1&lang=en")
    said = page.inner_text("[role=alert]")
    for piece in ("tariff.factor", "0.4", "nonsense", "zzz", "bad.toml", "colour"):
        assert piece in said
    pull(page, "tariff.factor", 1.5)
    assert "bad.toml" in page.inner_text("[role=alert]") and one.complaints == []


def test_ten_browsers_do_not_see_each_other_and_a_reload_keeps_ones_own(watched):
    ten = [watched() for _ in range(10)]
    pages = [one.open(address_of(watched), f"until=2027&runs=1&seed={i + 1}", LINE)
             for i, one in enumerate(ten)]  # fmt: skip
    for i, page in enumerate(pages):
        ready(page)
        pull(page, "tariff.factor", 1.1 + 0.1 * i)
    lines = [line_of(page) for page in pages]
    assert len(set(lines)) == 10
    for i, page in enumerate(pages):
        page.reload()
        ready(page)
        assert line_of(page) == lines[i]
        assert page.get_by_label("Seed (luck)").input_value() == str(i + 1)
        shown = page.locator('input[data-number="tariff.factor"]').input_value()
        assert float(shown) == pytest.approx(1.1 + 0.1 * i)
    assert [one.complaints for one in ten] == [[]] * 10


def test_comparing_shows_the_difference_on_map_charts_and_in_a_table(watched):
    one = watched()
    page = one.open(address_of(watched))
    page.get_by_role("button", name="Compare with B").click()
    page.wait_for_selector("text=A and B are still the same", timeout=PATIENCE)
    title = page.locator("figure[data-figure=throughput] h3")
    title.filter(has_text="no reliable difference at 3 runs").wait_for(timeout=PATIENCE)
    pull(page, "tariff.factor", 2.5)
    page.wait_for_selector(".tg-changes li", timeout=PATIENCE)
    assert "1 → 2.5" in page.inner_text(".tg-changes")
    row = page.locator("table.tg-verdict tr[data-figure=debt]")
    assert row.locator("td").nth(3).inner_text() == "yes"
    assert page.locator("ul.tg-legend").first.inner_text().startswith("less in B")
    page.locator(".tg-panel button", has_text="Debt").click()
    page.wait_for_selector("table.tg-waterfall", timeout=PATIENCE)
    assert_adds_up(page)
    assert one.complaints == []


def assert_adds_up(page):
    rows = page.locator("table.tg-waterfall tbody tr")
    amounts = [float(rows.nth(i).get_attribute("data-amount")) for i in range(rows.count())]
    assert len(amounts) >= 3
    assert sum(amounts[:-1]) == pytest.approx(amounts[-1], rel=1e-9)


def test_why_adds_up_names_a_limit_and_takes_a_cause_away(watched):
    one = watched()
    page = one.open(address_of(watched), SHORT + "&lang=en")
    page.locator("figure[data-figure=queue] .tg-why").click()
    page.wait_for_selector("table.tg-waterfall", timeout=PATIENCE)
    assert_adds_up(page)
    assert page.locator("tr[data-step=together]").count() == 1
    page.wait_for_selector(".tg-tests li", timeout=PATIENCE)
    assert re.search(r"10% more of .+: [+−0]", page.inner_text(".tg-tests"))
    page.locator(".tg-without").first.click()
    page.wait_for_selector(".tg-changes li", timeout=PATIENCE)
    assert "taken away" in page.inner_text(".tg-changes") and "b.no=" in page.url
    assert one.complaints == []


def test_the_script_and_the_table_taken_away_are_the_same_figures(watched, tmp_path):
    one = watched()
    page = one.open(address_of(watched), "until=2032&runs=2&x=tariff.factor:1.2&lang=en")
    files = {}
    for label in ("CSV", "Parquet", "Report", "Reproduce in Python"):
        with page.expect_download(timeout=PATIENCE) as arrived:
            page.locator(".tg-outside .v-btn", has_text=label).click()
        files[label] = tmp_path / arrived.value.suggested_filename
        arrived.value.save_as(files[label])
    said = subprocess.run([sys.executable, str(files["Reproduce in Python"])], cwd=ROOT, check=True,
                          env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True)
    assert said.stdout == files["CSV"].read_bytes()
    table = pd.read_csv(files["CSV"])
    pd.testing.assert_frame_equal(pd.read_parquet(files["Parquet"]), table)
    mine = table[(table["figure"] == "throughput") & (table["outcome"] == "throughput_mt")]
    last = words("en").number(float(mine["median"].iloc[-1]))
    assert f" {last} Mt a year" in page.inner_text("figure[data-figure=throughput] h3")
    assert b"Two Gauges" in files["Report"].read_bytes()


def test_every_picture_can_be_taken_away(watched, tmp_path):
    one = watched()
    page = one.open(address_of(watched))
    for place in ("figure[data-figure=jobs]", ".tg-map"):
        for kind, sign in (("SVG", b"<svg"), ("PNG", b"\x89PNG")):
            with page.expect_download(timeout=PATIENCE) as arrived:
                page.locator(f"{place} .tg-tools button", has_text=kind).click()
            path = tmp_path / arrived.value.suggested_filename
            arrived.value.save_as(path)
            assert path.read_bytes().startswith(sign) and path.stat().st_size > 3000
    with page.expect_download(timeout=PATIENCE) as arrived:
        page.locator("figure[data-figure=jobs] .tg-tools button", has_text="CSV").click()
    arrived.value.save_as(tmp_path / "jobs.csv")
    rows = pd.read_csv(tmp_path / "jobs.csv", comment="#")
    assert list(rows.columns) == ["line", "month", "low", "median", "high", "first_run"]


def test_time_runs_by_slider_key_and_play_and_a_tap_gives_numbers_with_a_grade(watched):
    one = watched()
    page = one.open(address_of(watched), SHORT + "&lang=en")
    slider = page.locator(".tg-time input")
    slider.focus()
    slider.press("Home")
    assert page.locator(".tg-time output").inner_text() == "2025-03"
    slider.press("ArrowRight")
    assert page.locator(".tg-time output").inner_text() == "2025-06"
    page.wait_for_function("() => window.location.search.includes('at=2025-06')", timeout=PATIENCE)
    readout = page.locator("figure[data-figure=jobs] .tg-readout")
    readout.filter(has_text="2025-06").wait_for(timeout=PATIENCE)
    page.get_by_role("button", name="Play").click()
    page.wait_for_function("() => document.querySelector('.tg-time output').innerText > '2026'",
                           timeout=PATIENCE)  # fmt: skip
    page.get_by_role("button", name="Pause").click()
    page.get_by_label("Line or gate").select_option("dostyk")
    card = page.inner_text(".tg-tip")
    assert "Dostyk" in card and "C (weak or derived)" in card and "KTZ" in card
    page.locator(".tg-net .tg-hit line").nth(2).click(force=True)
    assert "pairs" in page.inner_text(".tg-tip").lower()
    assert one.complaints == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_language_and_no_serious_violation(watched, language):
    from axe_playwright_python.sync_playwright import Axe

    one = watched()
    page = one.open(address_of(watched), f"{SHORT}&lang={language}")
    assert page.inner_text("h1") == words(language)("title")
    assert page.evaluate("document.documentElement.lang") == language
    page.locator("figure[data-figure=jobs] .tg-tools button").nth(1).click()
    page.locator("figure[data-figure=jobs] .tg-table").wait_for(timeout=PATIENCE)
    found = Axe().run(page).response["violations"]
    grave = [f"{v['id']}: {v['nodes'][0]['html'][:160]}" for v in found
             if v["impact"] in ("serious", "critical")]  # fmt: skip
    assert grave == []
    assert one.complaints == []


def test_compare_and_why_have_no_serious_violation(watched):
    from axe_playwright_python.sync_playwright import Axe

    one = watched()
    query = f"{SHORT}&vs=1&b.{SHORT.replace('&', '&b.')}&b.x=tariff.factor:2.0&why=cost&lang=en"
    page = one.open(address_of(watched), query)
    page.wait_for_selector("table.tg-waterfall", timeout=PATIENCE)
    page.get_by_role("button", name="Tour").click()
    page.wait_for_selector(".tg-tour", timeout=PATIENCE)
    found = Axe().run(page).response["violations"]
    assert [f"{v['id']}: {v['nodes'][0]['html'][:160]}" for v in found
            if v["impact"] in ("serious", "critical")] == []  # fmt: skip


def test_by_keyboard_alone_one_can_compare_and_move_a_lever(watched):
    one = watched()
    page = one.open(address_of(watched), SHORT + "&lang=en")
    reach(page, "Compare with B")
    page.keyboard.press("Enter")
    page.wait_for_selector(".tg-side", timeout=PATIENCE)
    reach(page, "tariff.factor", "data-lever")
    before = page.url
    page.keyboard.press("ArrowRight")
    page.wait_for_function("old => window.location.href !== old", arg=before, timeout=PATIENCE)
    assert "b.x=tariff.factor:" in page.url


def reach(page, name, attribute=None):
    """Press Tab until the focus stands on what is sought."""
    for _ in range(120):
        page.keyboard.press("Tab")
        read = f"document.activeElement.getAttribute('{attribute}')" if attribute else (
            "document.activeElement.innerText")  # fmt: skip
        if page.evaluate(read) == name:
            return
    raise AssertionError(f"the Tab key never came to {name}")


def test_the_tour_leads_to_a_comparison(watched):
    one = watched()
    page = one.open(address_of(watched), SHORT + "&lang=en")
    page.get_by_role("button", name="Tour").click()
    for step in ("watch", "why", "try", "compare"):
        page.locator(".tg-tour .v-btn", has_text=words("en")(f"tour-{step}-do")).click()
    page.locator(".tg-tour").wait_for(state="detached", timeout=PATIENCE)
    assert "vs=1" in page.url and one.complaints == []


def test_a_claim_opens_as_its_two_arms(watched):
    one = watched()
    page = one.open(address_of(watched), SHORT + "&lang=en")
    page.get_by_label("What to look at").select_option("claim:shift")
    page.wait_for_selector(".tg-changes li", timeout=PATIENCE)
    ready(page)
    assert "Wabtec" in page.inner_text(".tg-changes")
    assert page.get_by_label("What to look at").input_value() == "claim:shift"


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_spills_over_at_phone_width(watched, language):
    page = watched(390, 844).open(address_of(watched), f"{SHORT}&lang={language}")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    wide = page.evaluate(
        "[...document.querySelectorAll('.tg-page *')]"
        ".filter(e => !e.closest('.tg-scroll, svg, pre') && e.getClientRects().length"
        " && e.getBoundingClientRect().right > 391"
        " && getComputedStyle(e).position !== 'absolute').map(e => e.outerHTML.slice(0, 120))"
    )
    assert wide == []
    page.locator(".tg-fold").click()
    assert page.locator('input[data-lever="tariff.factor"]').is_visible()


def test_the_screen_of_an_address_is_the_screen_that_was_shared(watched):
    screen = Screen(Setting(until=2032, runs=3, seed=7, levers=(("tariff.factor", 1.3),)),
                    at=2030 * 12 + 5, language="en")  # fmt: skip
    from viz.link import write_link

    page = watched().open(address_of(watched), write_link(screen))
    assert urlparse(page.url).query == write_link(screen)
    assert page.locator(".tg-time output").inner_text() == "2030-06"
