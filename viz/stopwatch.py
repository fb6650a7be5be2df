"""Stopwatch: how long the explorer takes to answer, measured in a real browser."""

from __future__ import annotations

import statistics
import time
from typing import Any

from viz.photographs import BROWSER_WORDS, PATIENCE, all_drawn, find_chromium, served

LEVER = "tariff.factor"
# Set the slider as a hand would, then wait in the page for the line, or the band, to be another.
MOVE = """
([name, value]) => {
  const slider = document.querySelector(`input[data-lever="${name}"]`);
  slider.value = value;
  slider.dispatchEvent(new Event("input", { bubbles: true }));
}
"""
LINE = """
([name, value]) => new Promise((done) => {
  const line = () => {
    const path = document.querySelector("figure[data-figure=throughput] path.tg-line");
    const card = path && path.closest("figure");
    return path && !card.classList.contains("tg-stale") ? path.getAttribute("d") : null;
  };
  const before = line(), began = performance.now();
  const slider = document.querySelector(`input[data-lever="${name}"]`);
  slider.value = value;
  slider.dispatchEvent(new Event("input", { bubbles: true }));
  const look = () => {
    const now = line();
    if (now !== null && now !== before) done(performance.now() - began);
    else requestAnimationFrame(look);
  };
  look();
})
"""


FEW = """() => /^[0-9] of 30$/.test(document.querySelector(".tg-page").dataset.drawn)"""
ALL = """() => {
  const drawn = document.querySelector(".tg-page").dataset.drawn;
  return drawn === "30 of 30" || drawn === window.location.search.slice(1);
}"""


def measure(moves: int) -> dict[str, float]:
    """Medians and worst, ms: slider to first line; page to first line; slider to whole band."""
    from playwright.sync_api import sync_playwright

    with served() as address, sync_playwright() as play:
        browser = play.chromium.launch(executable_path=find_chromium(), args=BROWSER_WORDS)
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        began = time.perf_counter()
        page.goto(address)
        page.wait_for_selector("path.tg-line", timeout=PATIENCE)
        opened = (time.perf_counter() - began) * 1000.0
        all_drawn(page)
        lines = [_line(page, 1.0 + 0.04 * (i + 1)) for i in range(moves)]
        bands = [_band(page, 1.6 + 0.04 * i) for i in range(3)]
        browser.close()
    return {
        "page to first line, ms": opened,
        "slider to first line, median ms": statistics.median(lines),
        "slider to first line, worst ms": max(lines),
        "slider to the band of 30 runs, median ms": statistics.median(bands),
        "slider to the band of 30 runs, worst ms": max(bands),
    }


def _line(page: Any, value: float) -> float:
    found = float(page.evaluate(LINE, [LEVER, str(value)]))
    page.wait_for_timeout(700)  # a hand rests before the next move; runs are under way meanwhile
    return found


def _band(page: Any, value: float) -> float:
    began = time.perf_counter()
    page.evaluate(MOVE, [LEVER, str(value)])
    page.wait_for_function(FEW, timeout=PATIENCE)
    page.wait_for_function(ALL, timeout=PATIENCE)
    return (time.perf_counter() - began) * 1000.0
