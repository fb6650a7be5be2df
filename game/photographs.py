"""Photographs: a class's screens in a real browser, at the desk's and the phone's width."""

from __future__ import annotations

import contextlib
import io
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

START = Path(__file__).resolve().parent.parent / "start.py"
PORT = 8766
SIZES = {1280: 900, 390: 844}
COLOURS = 256  # of a palette picture: less than half the size
PATIENCE = 120_000  # ms
BOTS = 13
SEED = "7"
PEOPLE = (("Айжан", "kk"), ("Тимур", "ru"), ("Li Wei", "en"))
LOCALES = {"kk": "kk-KZ", "ru": "ru-RU", "en": "en-GB"}
BROWSER_WORDS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking",
                 "--disable-component-update", "--disable-sync", "--no-first-run"]  # fmt: skip


def find_chromium() -> str:
    """Path of the system's Chromium.

    Raises:
        FileNotFoundError: there is none.
    """
    names = ("chromium", "chromium-browser", "google-chrome")
    found = next(filter(None, map(shutil.which, names)), None)
    if found is None:
        raise FileNotFoundError("no Chromium: on Debian, apt install chromium")
    return found


@contextlib.contextmanager
def served() -> Iterator[tuple[str, str]]:
    """Serve a class of one's own until done; gives its address and the teacher's password."""
    here = {**os.environ, "TWOGAUGES_ENV": sys.prefix, "PYTHONUNBUFFERED": "1"}
    with tempfile.TemporaryDirectory(prefix="twogauges-class-") as data:
        words = [sys.executable, str(START), "serve", "--no-browser", "--host", "0.0.0.0",
                 "--port", str(PORT), "--data", data]  # fmt: skip
        server = subprocess.Popen(words, stdout=subprocess.PIPE, text=True, env=here)
        try:
            for line in server.stdout or ():
                if said := re.search(r"password (\S+)", line):
                    yield f"http://127.0.0.1:{PORT}", said[1]
                    break
        finally:
            server.terminate()
            server.wait(timeout=30)


class Shoot:
    """One class in front of the camera: a desk, a wall, three phones, and bots beside them."""

    def __init__(self, browser: Any, address: str, folder: Path) -> None:
        """Take the browser and the server's address."""
        self.browser, self.address, self.folder = browser, address, folder
        self.taken: list[str] = []

    def page(self, path: str, language: str, width: int) -> Any:
        """A fresh page, as on a device of its own."""
        context = self.browser.new_context(
            viewport={"width": width, "height": SIZES[width]}, locale=LOCALES[language])
        page = context.new_page()
        page.set_default_timeout(PATIENCE)
        page.on("dialog", lambda one: one.accept())
        page.goto(self.address + path)
        return page

    def keep(self, page: Any, name: str) -> None:
        """Keep what a page shows."""
        page.wait_for_timeout(700)
        path = self.folder / f"class-{name}-{page.viewport_size['width']}.png"
        path.write_bytes(smaller(page.screenshot()))
        self.taken.append(str(path))

    def gather(self, password: str) -> tuple[Any, Any, list[Any], subprocess.Popen[bytes]]:
        """Open a class, and let phones and bots come in."""
        desk = self.page("/teach", "kk", 1280)
        desk.fill("#password", password)
        desk.locator("form input[inputmode=numeric]").fill(SEED)
        desk.locator("form button.big").click()
        code = desk.locator(".giant").inner_text()
        phones = []
        for name, language in PEOPLE:
            phone = self.page(f"/join/{code}", language, 390)
            phone.fill("#name", name)
            phone.locator("form button.big").click()
            phone.locator(".waiting").wait_for()
            phones.append(phone)
        bots = subprocess.Popen(
            [sys.executable, str(START), "bots", "--url", self.address, "--room", code,
             "--seats", str(BOTS), "--out", tempfile.gettempdir()],
            env={**os.environ, "TWOGAUGES_ENV": sys.prefix},
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # fmt: skip
        wall = self.page(f"/show/{code}", "ru", 1280)
        wall.locator(".giant").wait_for()
        _wait(lambda: desk.locator(".names span").count() == BOTS + len(PEOPLE))
        return desk, wall, phones, bots

    def bargain(self, phone: Any) -> Any:
        """Open a talk, a partner's offer where there is one, and turn one issue by a step."""
        found = phone.locator(".thread.in")
        (found if found.count() else phone.locator(".thread")).first.click()
        phone.locator(".meter strong").first.wait_for()
        phone.locator(".stepper button:enabled").first.click()
        return phone

    def play(self, password: str) -> None:
        """Play one round and keep what stands on the screens."""
        desk, wall, phones, bots = self.gather(password)
        kazakh, english = phones[0], phones[2]
        go = desk.locator(".controls .go").first
        self.keep(wall, "lobby")
        for phase in ("fieldset .choice", ".talk", ".figures dd"):
            go.click()
            kazakh.locator(phase).first.wait_for()
        self.keep(kazakh, "news")
        go.click()
        desk.wait_for_timeout(10_000)
        offered = [one for one in phones[::-1] if one.locator(".thread.in").count()]
        self.keep(self.bargain((offered or phones)[0]), "talk")
        desk.locator(".tables details summary").first.click()
        self.keep(desk, "desk")
        go.click()
        for phone in phones:
            phone.locator(".foretell label").nth(2).click()
            phone.locator("button.send").click()
        english.locator(".points li").first.wait_for()
        self.keep(english, "reveal")
        self.keep(wall, "wall")
        bots.terminate()
        desk.locator(".wide > .controls > button").last.click()
        kazakh.locator("a.big").wait_for()
        board = desk.context.new_page()
        board.set_viewport_size({"width": 1280, "height": 1200})
        board.goto(f"{self.address}/debrief/{desk.locator('.code').inner_text()}?lang=en")
        board.locator(".panel > button").first.click()  # a table of stand-ins beside them
        board.locator(".strip-row").nth(2).wait_for()
        self.keep(board, "debrief")


def _wait(good: Any, seconds: float = 60.0) -> None:
    end = time.monotonic() + seconds
    while not good():
        if time.monotonic() > end:
            raise TimeoutError("the class did not gather")
        time.sleep(0.2)


def take(folder: Path) -> list[str]:
    """Play a class and keep pictures of it; gives the files.

    Raises:
        FileNotFoundError: there is no Chromium.
    """
    from playwright.sync_api import sync_playwright

    folder.mkdir(parents=True, exist_ok=True)
    with served() as (address, password), sync_playwright() as play:
        browser = play.chromium.launch(executable_path=find_chromium(), args=BROWSER_WORDS)
        shoot = Shoot(browser, address, folder)
        shoot.play(password)
        browser.close()
    return shoot.taken


def smaller(picture: bytes) -> bytes:
    """The same picture with fewer colours."""
    from PIL import Image

    file = io.BytesIO()
    image = Image.open(io.BytesIO(picture)).convert("RGB")
    few = image.quantize(COLOURS, Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    few.save(file, "PNG", optimize=True)
    return file.getvalue()
