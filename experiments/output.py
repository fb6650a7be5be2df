"""Outputs: one figure of a run, made of one outcome's months."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from experiments.engine import Block, is_named
from experiments.refusal import check_keys, read_choice
from model.scenario import Scenario
from rulebook.calendar import MONTHS_PER_YEAR, month_number, month_text

Numbers = NDArray[np.float64]
WORDS = ("name", "outcome", "how", "from", "to", "level", "better")
BETTER = ("more", "less", "neither")


def _mean(v: Numbers) -> Numbers:
    count = (~np.isnan(v)).sum(axis=1)
    return np.where(count > 0, np.nansum(v, axis=1) / np.maximum(count, 1), np.nan)


def _total(v: Numbers) -> Numbers:
    return np.where(np.isnan(v).all(axis=1), np.nan, np.nansum(v, axis=1))


def _edge(v: Numbers, last: bool) -> Numbers:
    """First or last value that is a number."""
    known = ~np.isnan(v)
    place = v.shape[1] - 1 - known[:, ::-1].argmax(axis=1) if last else known.argmax(axis=1)
    return v[np.arange(len(v)), place]


def _extreme(v: Numbers, greatest: bool) -> Numbers:
    filled = np.where(np.isnan(v), -math.inf if greatest else math.inf, v)
    found = filled.max(axis=1) if greatest else filled.min(axis=1)
    return np.where(np.isnan(v).all(axis=1), np.nan, found)


HOW: dict[str, Callable[[Numbers], Numbers]] = {
    "sum": _total, "mean": _mean,
    "first": lambda v: _edge(v, False), "last": lambda v: _edge(v, True),
    "greatest": lambda v: _extreme(v, True), "least": lambda v: _extreme(v, False),
}  # fmt: skip
NAMED_HOW = ("mode",)
DATED_HOW = ("reach", "fall")


@dataclass(frozen=True)
class Output:
    """A figure: which outcome, over which months (numbers, both included), put together how.

    `reach` and `fall` give the years from `first` until the outcome is for the first time at
    least, or at most, `level`; infinity if never. `mode` gives the name seen in most months.
    """

    name: str
    outcome: str
    how: str
    first: int
    last: int
    level: float = math.nan
    better: str = "more"

    @property
    def content(self) -> list[Any]:
        """What decides its value."""
        level = None if math.isnan(self.level) else self.level
        return [self.name, self.outcome, self.how, self.first, self.last, level]

    def of(self, block: Block, start: int) -> NDArray[Any]:
        """Values of a block that starts in a month, shape (runs,)."""
        months = block.outcomes[self.outcome][:, self.first - start : self.last - start + 1]
        if self.how == "mode":
            return np.array([_mode(row) for row in months], dtype=object)
        if self.how in DATED_HOW:
            met = months >= self.level if self.how == "reach" else months <= self.level
            when = met.argmax(axis=1) / MONTHS_PER_YEAR
            unknown = np.isnan(months).all(axis=1)
            return np.where(unknown, np.nan, np.where(met.any(axis=1), when, math.inf))
        return HOW[self.how](months)


def _mode(names: Iterable[str]) -> str:
    """The name that occurs most; of equals the first in the alphabet."""
    counts: dict[str, int] = {}
    for name in names:
        counts[name] = counts.get(name, 0) + 1
    return min(counts, key=lambda name: (-counts[name], name))


def spread_years(
    tables: Iterable[Mapping[str, Any]], scenario: Scenario
) -> tuple[dict[str, tuple[str, ...]], list[dict[str, Any]]]:
    """Make of each output with `yearly = true` one for every calendar year of the run.

    Returns:
        by name of such an output the names of its years' outputs, and all outputs' tables.
    """
    years = range(scenario.start // MONTHS_PER_YEAR, (scenario.end - 1) // MONTHS_PER_YEAR + 1)
    yearly: dict[str, tuple[str, ...]] = {}
    found: list[dict[str, Any]] = []
    for table in tables:
        words = dict(table)
        if not words.pop("yearly", False):
            found.append(words)
            continue
        name = str(words.get("name", words.get("outcome", "")))
        yearly[name] = tuple(f"{name}_{year}" for year in years)
        found += [{"outcome": name, **words, "name": f"{name}_{year}",
                   "from": max(f"{year}-01", month_text(scenario.start)),
                   "to": min(f"{year}-12", month_text(scenario.end - 1))}
                  for year in years]  # fmt: skip
    return yearly, found


def read_output(
    table: Mapping[str, Any], scenario: Scenario, known: tuple[str, ...], file: str
) -> Output:
    """Read an output.

    Args:
        table: its keys as written.
        scenario: whose months it may look at; all of them unless it says otherwise.
        known: outcomes that can be asked for.
        file: named in what is refused.

    Raises:
        ValueError: names file, output, field and what is allowed.
    """
    check_keys(table, WORDS, f"{file}: outputs")
    name = str(table.get("name", table.get("outcome", "")))
    where = f"{file}: output {name!r}"
    if not name.isidentifier():
        raise ValueError(f"{where}: field 'name' — allowed: letters, digits and _, no digit first")
    outcome = read_choice(table.get("outcome", name), known, f"{where}: field 'outcome'")
    allowed = NAMED_HOW if is_named(outcome) else (*HOW, *DATED_HOW)
    usual = "mode" if is_named(outcome) else "mean"
    how = read_choice(table.get("how", usual), allowed, f"{where}: field 'how'")
    better = read_choice(table.get("better", "more"), BETTER, f"{where}: field 'better'")
    first, last = _read_months(table, scenario, where)
    return Output(name, outcome, how, first, last, _read_level(table, how, where), better)


def _read_months(table: Mapping[str, Any], scenario: Scenario, where: str) -> tuple[int, int]:
    start, end = scenario.start, scenario.end - 1
    allowed = f"{month_text(start)} to {month_text(end)}"
    found: list[int] = []
    for field, default in (("from", start), ("to", end)):
        try:
            found.append(month_number(str(table[field])) if field in table else default)
        except ValueError as error:
            raise ValueError(f"{where}: field {field!r}: {error}") from error
        if not start <= found[-1] <= end:
            raise ValueError(f"{where}: field {field!r}: {table[field]} — allowed: {allowed}")
    if found[1] < found[0]:
        raise ValueError(f"{where}: fields 'from', 'to': no month lies between {table['from']} and"
                         f" {table.get('to', month_text(end))} — allowed: {allowed}")  # fmt: skip
    return found[0], found[1]


def _read_level(table: Mapping[str, Any], how: str, where: str) -> float:
    if how not in DATED_HOW:
        if "level" in table:
            raise ValueError(f"{where}: field 'level' — allowed: with how = reach or fall alone")
        return math.nan
    level = table.get("level")
    if isinstance(level, bool) or not isinstance(level, (int, float)) or not math.isfinite(level):
        raise ValueError(f"{where}: field 'level': {level!r} — allowed: a number, with how = {how}")
    return float(level)
