"""Term sheets as data: issues, their steps and units; a package is one step of each issue."""

from __future__ import annotations

import itertools
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

from rulebook.parameters import DATA

MOST_PACKAGES = 5000  # a sheet is searched whole; beyond this a talk would be slow
FOLDER = DATA / "term_sheets"


class SheetError(ValueError):
    """A term sheet or a package is refused; the message names the issue and what is allowed."""


@dataclass(frozen=True)
class Issue:
    """One thing to agree on, in steps."""

    name: str
    unit: str
    steps: tuple[float, ...]
    meaning: str

    def check(self, value: float) -> float:
        """Give a value back if it is a step.

        Raises:
            SheetError: it is not.
        """
        if value not in self.steps:
            allowed = ", ".join(f"{step:g}" for step in self.steps)
            raise SheetError(f"{self.name}: value {value:g} — allowed: {allowed} {self.unit}")
        return value


@dataclass(frozen=True)
class TermSheet:
    """Issues between two parties; packages are numbered, the last issue running fastest."""

    name: str
    meaning: str
    parties: tuple[str, str]
    issues: tuple[Issue, ...]

    @cached_property
    def packages(self) -> tuple[dict[str, float], ...]:
        """All packages by number."""
        names = [issue.name for issue in self.issues]
        steps = itertools.product(*[issue.steps for issue in self.issues])
        return tuple(dict(zip(names, values, strict=True)) for values in steps)

    def number(self, package: Mapping[str, float]) -> int:
        """Number of a package.

        Raises:
            SheetError: an issue is missing or unknown, or a value is not a step.
        """
        names = {issue.name for issue in self.issues}
        if set(package) != names:
            odd = sorted(set(package) ^ names)[0]
            raise SheetError(f"{self.name}: issue {odd!r} — allowed: all of {sorted(names)}")
        index = 0
        for issue in self.issues:
            step = issue.steps.index(issue.check(package[issue.name]))
            index = index * len(issue.steps) + step
        return index


def read_term_sheet(path: Path) -> TermSheet:
    """Read a term sheet.

    Raises:
        SheetError: unknown or missing keys, steps that do not rise, too many packages.
    """
    raw: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))
    if set(raw) != {"name", "meaning", "parties", "issue"} or len(raw["parties"]) != 2:
        raise SheetError(f"{path.name}: allowed keys: name, meaning, parties (two), issue")
    issues: list[Issue] = []
    for entry in raw["issue"]:
        if set(entry) != {"name", "unit", "steps", "meaning"}:
            raise SheetError(f"{path.name}: issue {entry.get('name')!r} — allowed keys: name, unit,"
                             " steps, meaning")  # fmt: skip
        steps = tuple(float(step) for step in entry["steps"])
        if not steps or list(steps) != sorted(set(steps)):
            raise SheetError(f"{path.name}: issue {entry['name']!r}: steps must rise")
        issues.append(Issue(entry["name"], entry["unit"], steps, entry["meaning"]))
    left, right = raw["parties"]
    sheet = TermSheet(raw["name"], raw["meaning"], (left, right), tuple(issues))
    if len(sheet.packages) > MOST_PACKAGES:
        raise SheetError(f"{path.name}: {len(sheet.packages)} packages — allowed: {MOST_PACKAGES}")
    return sheet


@lru_cache(maxsize=4)
def load_term_sheets(folder: Path = FOLDER) -> dict[str, TermSheet]:
    """Read every term sheet of a folder, by name."""
    sheets = [read_term_sheet(path) for path in sorted(folder.glob("*.toml"))]
    return {sheet.name: sheet for sheet in sheets}
