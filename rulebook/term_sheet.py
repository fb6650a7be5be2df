"""Term sheets as data: issues, their steps, units, defaults and who may move them.

A package is one step of each issue; packages are numbered, the last issue running fastest. The
agenda is the packages in which only open issues leave their default: what the house's own minds
search. A person may propose any package.
"""

from __future__ import annotations

import itertools
import math
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rulebook.contract import KINDS
from rulebook.parameters import DATA

LONGEST_AGENDA = 5000  # an agenda is searched whole; beyond this a talk would be slow
FOLDER = DATA / "term_sheets"
Numbers = NDArray[np.int64]


class SheetError(ValueError):
    """A term sheet or a package is refused; the message names the issue and what is allowed."""


@dataclass(frozen=True)
class Issue:
    """One thing to agree on, in steps.

    `moves` names the kinds of clause whose worth it moves; `proposers` may put it at other than its
    default; `open` puts it on the agenda of the house's own minds.
    """

    name: str
    unit: str
    steps: tuple[float, ...]
    default: float
    proposers: tuple[str, ...]
    open: bool
    moves: tuple[str, ...]
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
    """Issues between two or three parties, and the parameter that says how often they talk.

    A party is a seat, or the role `supplier` that a maker fills; with `rivals`, makers compete
    for one contract in talks side by side.
    """

    name: str
    meaning: str
    parties: tuple[str, ...]
    every: str
    issues: tuple[Issue, ...]
    rivals: bool = False

    @cached_property
    def count(self) -> int:
        """How many packages there are."""
        return math.prod(len(issue.steps) for issue in self.issues)

    @cached_property
    def open_shape(self) -> tuple[int, ...]:
        """Steps of each open issue, in order: the agenda's shape."""
        return tuple(len(issue.steps) for issue in self.issues if issue.open)

    @cached_property
    def agenda(self) -> Numbers:
        """Numbers of the packages on the agenda, shape (k,)."""
        choices = [
            range(len(one.steps)) if one.open else (one.steps.index(one.default),)
            for one in self.issues
        ]
        steps = itertools.product(*choices)
        return np.array([self._number(step) for step in steps], dtype=np.int64)

    @cached_property
    def agenda_steps(self) -> Numbers:
        """Step of each open issue in each package on the agenda, shape (k, open issues)."""
        grid = np.indices(self.open_shape).reshape(len(self.open_shape), -1)
        return np.ascontiguousarray(grid.T).astype(np.int64)

    @cached_property
    def spans(self) -> NDArray[np.float64]:
        """Steps of each open issue less one, at least 1, shape (open issues,)."""
        return np.array([max(1.0, size - 1.0) for size in self.open_shape])

    def nearest_place(self, number: int) -> int:
        """Place on the agenda of the package that agrees with this one on every open issue."""
        place = self._places.get(number)
        if place is None:
            place = 0
            for issue, step in zip(self.issues, self.steps_of(number), strict=True):
                place = place * len(issue.steps) + step if issue.open else place
            self._places[number] = place
        return place

    @cached_property
    def _places(self) -> dict[int, int]:
        return dict(self.place)

    @cached_property
    def place(self) -> dict[int, int]:
        """Place on the agenda of each package number that is on it."""
        return {int(number): i for i, number in enumerate(self.agenda)}

    @cached_property
    def restricted(self) -> frozenset[str]:
        """Parties that may not propose every issue."""
        return frozenset(party for party in self.parties
                         if any(party not in one.proposers for one in self.issues))  # fmt: skip

    @cached_property
    def default(self) -> int:
        """Number of the package with every issue at its default."""
        return self._number([one.steps.index(one.default) for one in self.issues])

    def _number(self, steps: Any) -> int:
        index = 0
        for issue, step in zip(self.issues, steps, strict=True):
            index = index * len(issue.steps) + step
        return index

    def steps_of(self, number: int) -> tuple[int, ...]:
        """Step of each issue in a package.

        Raises:
            SheetError: there is no package of that number.
        """
        if not 0 <= number < self.count:
            raise SheetError(f"{self.name}: package {number} — allowed: 0 to {self.count - 1}")
        steps: list[int] = []
        for issue in reversed(self.issues):
            number, step = divmod(number, len(issue.steps))
            steps.append(step)
        return tuple(reversed(steps))

    def package(self, number: int) -> dict[str, float]:
        """Values of a package by issue.

        Raises:
            SheetError: there is no package of that number.
        """
        steps = self.steps_of(number)
        return {one.name: one.steps[s] for one, s in zip(self.issues, steps, strict=True)}

    def number(self, package: Mapping[str, float]) -> int:
        """Number of a package.

        Raises:
            SheetError: an issue is missing or unknown, or a value is not a step.
        """
        names = {issue.name for issue in self.issues}
        if set(package) != names:
            odd = sorted(set(package) ^ names)[0]
            raise SheetError(f"{self.name}: issue {odd!r} — allowed: all of {sorted(names)}")
        return self._number([one.steps.index(one.check(package[one.name])) for one in self.issues])

    def terms(self, some: Mapping[str, float]) -> dict[str, float]:
        """A package's values from some of them; the others stand at their defaults.

        Raises:
            SheetError: an issue is unknown, or a value is not a step.
        """
        whole = {issue.name: issue.default for issue in self.issues}
        return self.package(self.number({**whole, **some}))

    def moves(self, kind: str) -> bool:
        """Tell whether any issue moves a kind of clause."""
        return any(kind in issue.moves for issue in self.issues)


_KEYS = {"name", "meaning", "parties", "every", "rivals", "issue"}
_ISSUE_KEYS = {"name", "unit", "steps", "default", "proposers", "open", "moves", "meaning"}


def read_term_sheet(path: Path) -> TermSheet:
    """Read a term sheet.

    Raises:
        SheetError: unknown or missing keys, steps that do not rise, a default that is no step,
            a proposer who is no party, or an agenda too long to search.
    """
    raw: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))
    raw = {"rivals": False, **raw}
    if set(raw) != _KEYS:
        odd = sorted(set(raw) ^ _KEYS)[0]
        raise SheetError(f"{path.name}: key {odd!r} — allowed keys: {', '.join(sorted(_KEYS))}")
    parties = tuple(str(party) for party in raw["parties"])
    if not 2 <= len(parties) <= 3 or len(set(parties)) < len(parties):
        raise SheetError(f"{path.name}: parties — allowed: two or three different ones")
    issues = tuple(_read_issue(path.name, entry, parties) for entry in raw["issue"])
    sheet = TermSheet(raw["name"], raw["meaning"], parties, raw["every"], issues,
                      bool(raw["rivals"]))  # fmt: skip
    if sheet.name != path.stem:
        raise SheetError(f"{path.name}: name {sheet.name!r} — allowed: {path.stem}")
    longest = math.prod(sheet.open_shape)
    if longest > LONGEST_AGENDA:
        raise SheetError(f"{path.name}: {longest} packages on the agenda — allowed:"
                         f" {LONGEST_AGENDA}; set open = false on some issue")  # fmt: skip
    return sheet


def _read_issue(file: str, entry: dict[str, Any], parties: tuple[str, ...]) -> Issue:
    """Read one issue of a sheet."""
    words: dict[str, Any] = {"proposers": list(parties), "open": True, **entry}
    if set(words) != _ISSUE_KEYS:
        odd = sorted(set(words) ^ _ISSUE_KEYS)[0]
        raise SheetError(f"{file}: issue {entry.get('name')!r}, key {odd!r} — allowed keys:"
                         f" {', '.join(sorted(_ISSUE_KEYS))}")  # fmt: skip
    steps = tuple(float(step) for step in words["steps"])
    if not steps or list(steps) != sorted(set(steps)):
        raise SheetError(f"{file}: issue {words['name']!r}: steps must rise")
    proposers = tuple(str(party) for party in words["proposers"])
    if not proposers or not set(proposers) <= set(parties):
        raise SheetError(f"{file}: issue {words['name']!r}: proposers — allowed: some of {parties}")
    if not words["moves"] or not set(words["moves"]) <= set(KINDS):
        raise SheetError(f"{file}: issue {words['name']!r}: moves — allowed: {', '.join(KINDS)}")
    issue = Issue(words["name"], words["unit"], steps, float(words["default"]), proposers,
                  bool(words["open"]), tuple(words["moves"]), words["meaning"])  # fmt: skip
    try:
        issue.check(issue.default)
    except SheetError as error:
        raise SheetError(f"{file}: default of {error}") from error
    return issue


@lru_cache(maxsize=8)
def load_term_sheets(folder: Path = FOLDER) -> dict[str, TermSheet]:
    """Read every term sheet of a folder, by name."""
    sheets = [read_term_sheet(path) for path in sorted(folder.glob("*.toml"))]
    return {sheet.name: sheet for sheet in sheets}
