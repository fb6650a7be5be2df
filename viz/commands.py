"""The commands of the explorer."""

from __future__ import annotations

import argparse
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Any
from urllib.request import urlopen

WIDTHS = {1280: 1900, 390: 2700}  # tall: the page scrolls inside a frame of its own


def register(commands: Any) -> None:
    """Add this house's commands to the command line."""
    one = commands.add_parser("screenshots", help="every view at 1280 and 390 pixels")
    one.add_argument("--out", type=Path, default=Path("docs/screenshots"))
    one.add_argument("--json", action="store_true", help="print what a program can read")
    one.set_defaults(action=take_screenshots)


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def take_screenshots(args: argparse.Namespace) -> int:
    """Serve the explorer, open it at each width and keep what it shows."""
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        print("Screenshots need playwright: run `python3 start.py test` once.", file=sys.stderr)
        return 2
    port = free_port()
    start = Path(__file__).resolve().parent.parent / "start.py"
    server = subprocess.Popen([sys.executable, str(start), "serve", "--no-browser", "--port",
                               str(port)])  # fmt: skip
    try:
        _wait_for(f"http://127.0.0.1:{port}/health")
        args.out.mkdir(parents=True, exist_ok=True)
        with sync_playwright() as play:
            browser = play.chromium.launch(executable_path=find_chromium(), args=BROWSER_WORDS)
            for width, height in WIDTHS.items():
                page = browser.new_page(viewport={"width": width, "height": height})
                page.goto(f"http://127.0.0.1:{port}/")
                page.wait_for_selector("svg.chart polyline", timeout=60000)
                page.wait_for_selector("text=being measured", state="detached", timeout=120000)
                page.wait_for_timeout(2000)  # the page fades while it settles
                page.screenshot(path=args.out / f"explorer-{width}.png")
                print(args.out / f"explorer-{width}.png")
            browser.close()
    finally:
        server.terminate()
        server.wait(timeout=20)
    return 0


BROWSER_WORDS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
                 "--disable-background-networking", "--disable-component-update",
                 "--disable-sync"]  # fmt: skip


def find_chromium() -> str:
    """Path of the system's Chromium.

    Raises:
        FileNotFoundError: there is none.
    """
    import shutil

    for name in ("chromium", "chromium-browser", "google-chrome"):
        found = shutil.which(name)
        if found:
            return found
    raise FileNotFoundError("no Chromium: on Debian, apt install chromium")


def _wait_for(address: str, seconds: float = 90.0) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            with urlopen(address, timeout=2):
                return
        except OSError:
            time.sleep(0.2)
    raise TimeoutError(f"{address} did not answer in {seconds:.0f} s")
