"""What all tests share: Chromium, NegMAS, and the rule that CI skips no test that needs them.

The markers stand in pyproject.toml: `claim`, `slow`, `browser`, `negmas`.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
from collections.abc import Generator, Iterator
from pathlib import Path

import pytest

NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")
HINT = "no Chromium here: install it (Debian: apt-get install chromium) for the browser tests"
NO_NEGMAS = "no NegMAS here: pip install 'twogauges[negmas]' for the referee's tests"
# By marker: the variable that forbids skipping its tests, and words in the reason of a skip.
NEEDS = {
    "browser": ("TWOGAUGES_REQUIRE_BROWSER", ("browser", "chromium", "playwright")),
    "negmas": ("TWOGAUGES_REQUIRE_NEGMAS", ("negmas",)),
}


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


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip what asks NegMAS where it is not installed."""
    if item.get_closest_marker("negmas") and importlib.util.find_spec("negmas") is None:
        pytest.skip(NO_NEGMAS)


def required(need: str) -> bool:
    return os.environ.get(NEEDS[need][0]) == "1"


def reason(report: pytest.TestReport | pytest.CollectReport) -> str:
    """Return why something was skipped."""
    return report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)


def forbid_skip(report: pytest.TestReport | pytest.CollectReport, need: str) -> None:
    report.longrepr = f"a {need} test was skipped where none may be: {reason(report)}"
    report.outcome = "failed"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Turn the skip of a test into a failure where what it needs is required."""
    report = yield
    needs = [need for need in NEEDS if item.get_closest_marker(need) and required(need)]
    if "chromium_path" in getattr(item, "fixturenames", ()) and required("browser"):
        needs.append("browser")
    if report.skipped and needs and not hasattr(report, "wasxfail"):
        forbid_skip(report, needs[0])
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(
    collector: pytest.Collector,
) -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """Do the same to a whole file that was skipped for want of it."""
    report = yield
    for need, (_, signs) in NEEDS.items():
        if report.skipped and required(need) and any(s in reason(report).lower() for s in signs):
            forbid_skip(report, need)
    return report
