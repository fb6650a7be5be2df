"""What all tests share: Chromium, and the rule that CI skips no browser test.

The markers stand in pyproject.toml: `claim`, `slow`, `browser`.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Generator, Iterator
from pathlib import Path

import pytest

NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")
HINT = "no Chromium here: install it (Debian: apt-get install chromium) for the browser tests"
SIGNS = ("browser", "chromium", "playwright")


def find_chromium() -> str | None:
    """Return the path of a Chromium: Debian's, or the first found on PATH."""
    debian = Path("/usr/bin/chromium")
    found = (shutil.which(name) for name in NAMES)
    return str(debian) if debian.exists() else next(filter(None, found), None)


@pytest.fixture(scope="session")
def chromium_path() -> Iterator[str]:
    """Yield the path to give Playwright as `executable_path`; skip where there is none."""
    found = find_chromium()
    if found is None:
        pytest.skip(HINT)
    yield found


def browser_required() -> bool:
    return os.environ.get("TWOGAUGES_REQUIRE_BROWSER") == "1"


def reason(report: pytest.TestReport | pytest.CollectReport) -> str:
    """Return why something was skipped."""
    return report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)


def forbid_skip(report: pytest.TestReport | pytest.CollectReport) -> None:
    report.longrepr = f"a browser test was skipped where none may be: {reason(report)}"
    report.outcome = "failed"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Turn the skip of a browser test into a failure where a browser is required."""
    report = yield
    wants = getattr(item, "fixturenames", ())
    drives = item.get_closest_marker("browser") or "chromium_path" in wants
    if report.skipped and drives and browser_required() and not hasattr(report, "wasxfail"):
        forbid_skip(report)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(
    collector: pytest.Collector,
) -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """Do the same to a whole file that was skipped for want of a browser."""
    report = yield
    if report.skipped and browser_required() and any(s in reason(report).lower() for s in SIGNS):
        forbid_skip(report)
    return report
