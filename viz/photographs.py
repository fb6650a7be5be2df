"""Photographs: every view of the explorer at two widths, taken in a real browser, kept small."""

from __future__ import annotations

import contextlib
import io
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.request import urlopen

from viz.link import write_link
from viz.presets import load_presets
from viz.screen import Screen
from viz.setting import Setting

START = Path(__file__).resolve().parent.parent / "start.py"
WIDTHS = (1280, 390)
TALLEST = {1280: 2100, 390: 3000}
COLOURS = 256  # of a palette picture: less than half the size, and rare colours stay
PATIENCE = 240_000  # ms
SHORT = Setting()
DRAWN = """() => {
  const page = document.querySelector(".tg-page");
  return page && page.dataset.drawn === window.location.search.slice(1);
}"""
BROWSER_WORDS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
                 "--disable-background-networking", "--disable-component-update",
                 "--disable-sync"]  # fmt: skip


def find_chromium() -> str:
    """Path of the system's Chromium.

    Raises:
        FileNotFoundError: there is none.
    """
    found = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))),
                 None)  # fmt: skip
    if found is None:
        raise FileNotFoundError("no Chromium: on Debian, apt install chromium")
    return found


@contextlib.contextmanager
def served() -> Iterator[str]:
    """Serve the explorer at a free port until done; gives its address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    words = [sys.executable, str(START), "serve", "--no-browser", "--host", "127.0.0.1", "--port",
             str(port)]  # fmt: skip
    here = {**os.environ, "TWOGAUGES_ENV": sys.prefix}
    server = subprocess.Popen(words, stdout=subprocess.DEVNULL, env=here)
    try:
        _wait_for(f"http://127.0.0.1:{port}/health")
        yield f"http://127.0.0.1:{port}/explore/"
    finally:
        server.terminate()
        server.wait(timeout=30)


def _wait_for(address: str, seconds: float = 120.0) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        with contextlib.suppress(OSError), urlopen(address, timeout=2):
            return
        time.sleep(0.2)
    raise TimeoutError(f"{address} did not answer in {seconds:.0f} s")


def all_drawn(page: Any) -> None:
    """Wait until all runs are in and every supplier was taken away."""
    page.wait_for_function(DRAWN, timeout=PATIENCE)
    page.wait_for_timeout(600)


def reasoned(page: Any) -> None:
    """Wait until the explanation is whole."""
    page.wait_for_selector("table.tg-waterfall", timeout=PATIENCE)
    page.wait_for_selector(".tg-reasons .tg-tests", timeout=PATIENCE)
    all_drawn(page)


def searched(page: Any) -> None:
    """Look for a lever by a word."""
    all_drawn(page)
    fold = page.locator(".tg-fold")
    if fold.is_visible():
        fold.click()
    page.locator(".tg-search input").fill("wabtec")
    page.locator(".tg-lever details").first.locator("summary").click()
    page.wait_for_timeout(400)


def toured(page: Any) -> None:
    """Open the tour and take its first step."""
    all_drawn(page)
    page.locator(".tg-bar button", has_text="Шолу").click()
    page.locator(".tg-tour").wait_for(timeout=PATIENCE)
    page.wait_for_timeout(400)


def views() -> dict[str, tuple[Screen, Callable[[Any], None]]]:
    """Each view's screen, and what has to happen before it is photographed."""
    claim = load_presets()["shift"]
    a, b = (replace(side, until=SHORT.until) for side in (claim.a, claim.b))
    return {
        "explorer": (Screen(SHORT), all_drawn),
        "compare": (Screen(a, b), all_drawn),
        "why": (Screen(SHORT, at=2033 * 12 + 11, why="throughput"), reasoned),
        "levers": (Screen(SHORT, language="ru"), searched),
        "tour": (Screen(SHORT, language="kk"), toured),
    }


def take(folder: Path) -> list[str]:
    """Photograph every view at every width; gives the files.

    Raises:
        FileNotFoundError: there is no Chromium.
    """
    from playwright.sync_api import sync_playwright

    folder.mkdir(parents=True, exist_ok=True)
    taken: list[str] = []
    with served() as address, sync_playwright() as play:
        browser = play.chromium.launch(executable_path=find_chromium(), args=BROWSER_WORDS)
        for name, (screen, until) in views().items():
            for width in WIDTHS:
                page = browser.new_page(viewport={"width": width, "height": TALLEST[width]})
                page.goto(f"{address}?{write_link(screen)}")
                until(page)
                path = folder / f"{name}-{width}.png"
                path.write_bytes(smaller(page.screenshot()))
                taken.append(str(path))
                page.close()
        browser.close()
    return taken


def smaller(picture: bytes) -> bytes:
    """The same picture with fewer colours."""
    from PIL import Image

    file = io.BytesIO()
    image = Image.open(io.BytesIO(picture)).convert("RGB")
    few = image.quantize(COLOURS, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE)
    few.save(file, "PNG", optimize=True)
    return file.getvalue()
