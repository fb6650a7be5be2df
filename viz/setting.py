"""Setting: one side of the screen, which scenario, seed and horizon, and what is set otherwise."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from model.scenario import FOLDER, Scenario, ScenarioError, read_scenario
from rulebook.calendar import MONTHS_PER_YEAR, month_text
from rulebook.term_sheet import load_term_sheets
from viz.levers import GROUPS, NO_YEAR, ON_TOP, UNITS, YEARS, load_levers, value_now

OWN_FOLDER = "TWOGAUGES_SCENARIOS"
SEEDS = (0, 2**32 - 1)
RUNS = (1, 200)
PAID_ONCE = ("co_investment_musd",)  # issues of an agreement that its successors leave out


class SettingError(ValueError):
    """A setting is refused; `field`, `value` and `allowed` say which, what and what may be."""

    def __init__(self, field: str, value: object, allowed: str) -> None:
        """Keep the parts, so that the screen can say it in any language."""
        self.field, self.value, self.allowed = field, value, allowed
        super().__init__(f"{field}: value {value} — allowed: {allowed}")


def scenario_files() -> list[Path]:
    """The house's scenario files, then those of the folder that TWOGAUGES_SCENARIOS names."""
    own = os.environ.get(OWN_FOLDER)
    folders = [FOLDER, *([Path(own)] if own else [])]
    return [path for folder in folders for path in sorted(folder.glob("*.toml"))]


def scenarios() -> dict[str, Scenario]:
    """The scenarios that can be read, by name."""
    return _read_all(_stamps())[0]


def broken_scenarios() -> tuple[str, ...]:
    """What is wrong with scenario files that cannot be read; empty where all can."""
    return _read_all(_stamps())[1]


def _stamps() -> tuple[tuple[str, int], ...]:
    return tuple((str(path), path.stat().st_mtime_ns) for path in scenario_files())


@lru_cache(maxsize=4)
def _read_all(stamps: tuple[tuple[str, int], ...]) -> tuple[dict[str, Scenario], tuple[str, ...]]:
    """Read every file; one that is refused costs only itself."""
    found: dict[str, Scenario] = {}
    broken: list[str] = []
    for name, _ in stamps:
        try:
            found[Path(name).stem] = read_scenario(Path(name))
        except ScenarioError as error:
            broken.append(str(error))
    return found, tuple(broken)


@dataclass(frozen=True)
class Setting:
    """What is run: `levers` as (name, value) in order of name, `without` as causes taken away."""

    scenario: str = "baseline"
    seed: int = 1
    until: int = 2034  # ten years: thirty runs of them should come in within seconds
    runs: int = 30
    levers: tuple[tuple[str, float], ...] = ()
    without: tuple[str, ...] = ()

    def with_lever(self, name: str, value: float) -> Setting:
        """Set one lever; a value that the scenario has anyway is no change."""
        levers = dict(self.levers) | {name: float(value)}
        if float(value) == value_now(name, scenarios()[self.scenario]):
            del levers[name]
        return replace(self, levers=tuple(sorted(levers.items())))

    def checked(self) -> Setting:
        """Give the setting back if it can be run.

        Raises:
            SettingError: names the field, its value and what is allowed.
        """
        known = scenarios()
        if self.scenario not in known:
            raise SettingError("scenario", self.scenario, ", ".join(known))
        base = known[self.scenario]
        years = (base.start // MONTHS_PER_YEAR, (base.end - 1) // MONTHS_PER_YEAR)
        for field, (low, high) in (("seed", SEEDS), ("runs", RUNS), ("until", years)):
            if not low <= getattr(self, field) <= high:
                raise SettingError(field, getattr(self, field), f"{low} – {high}")
        for name, value in self.levers:
            check_lever(name, value)
        return self

    def to_run(self) -> tuple[Scenario, dict[str, float]]:
        """The scenario and the parameters that a run takes.

        Raises:
            SettingError: names the field, its value and what is allowed.
        """
        self.checked()
        base = scenarios()[self.scenario]
        levers = dict(self.levers)
        changes = {k: v for k, v in levers.items() if k.partition(".")[0] not in GROUPS}
        fields = _fields_changed(base, levers)
        fields["end"] = min(base.end, (self.until + 1) * MONTHS_PER_YEAR)
        if self.without:
            fields["removed"] = frozenset(self.without)
        return base.changed(**fields), changes


def check_lever(name: str, value: float) -> None:
    """Refuse a lever that there is not, or a value that it cannot take.

    Raises:
        SettingError: names the lever, its value and its range.
    """
    lever = load_levers().get(name)
    if lever is None:
        raise SettingError("lever", name, "a name from the list of levers")
    if not lever.allows(value):
        unit = f"{lever.unit}, whole" if lever.whole else lever.unit
        raise SettingError(name, f"{value:g}", f"{lever.low:g} – {lever.high:g} {unit}")


def _fields_changed(base: Scenario, levers: Mapping[str, float]) -> dict[str, Any]:
    """Fields of the scenario that levers other than parameters change."""
    fields: dict[str, Any] = {}
    by_group: dict[str, dict[str, float]] = {}
    for name, value in levers.items():
        group, _, rest = name.partition(".")
        by_group.setdefault(group, {})[rest] = value
    if "terms" in by_group or "units" in by_group:
        signed = _signed(base, by_group.get("terms", {}))
        fields["signed"] = _ordered(signed, by_group.get("units", {}))
    if "tender" in by_group:
        asked = {name: 1.0 for name in base.tenders} | by_group["tender"]
        fields["tenders"] = tuple(name for name, on in asked.items() if on)
    if "build" in by_group:
        places = {name: i + 1.0 for i, name in enumerate(base.programme)} | by_group["build"]
        order = sorted((place, name) for name, place in places.items() if place > 0.0)
        fields["programme"] = tuple(name for _, name in order)
    if "card" in by_group:
        planned = {name: (int(year) * MONTHS_PER_YEAR,) if year != NO_YEAR else ()
                   for name, year in by_group["card"].items()}  # fmt: skip
        fields["cards"] = {**base.cards, **planned}
    return fields


def _signed(base: Scenario, terms: Mapping[str, float]) -> tuple[dict[str, Any], ...]:
    """Contracts signed before the start with terms changed; windows and slots may be added."""
    by_sheet: dict[str, dict[str, float]] = {}
    for name, value in terms.items():
        sheet, _, issue = name.partition(".")
        by_sheet.setdefault(sheet, {})[issue] = value
    signed: list[dict[str, Any]] = []
    for entry in base.signed:
        changed = by_sheet.get(entry["sheet"], {})
        signed.append({**entry, "terms": {**entry["terms"], **changed}})
    have = {entry["sheet"] for entry in base.signed}
    for sheet in ON_TOP:
        if sheet in by_sheet and sheet not in have:
            signed += _agreements(base, sheet, by_sheet[sheet])
    return tuple(signed)


def _ordered(
    signed: tuple[dict[str, Any], ...], units: Mapping[str, float]
) -> tuple[dict[str, Any], ...]:
    """The same contracts with the size of a supplier's last one changed; none of size 0."""
    left, kept = dict(units), list[dict[str, Any]]()
    for entry in reversed(signed):
        size = left.pop(entry.get("supplier", ""), None)
        if size is None:
            kept.append(entry)
        elif size > 0.0:
            kept.append({**entry, "terms": {**entry["terms"], UNITS: size}})
    return tuple(reversed(kept))


def _agreements(base: Scenario, sheet: str, given: Mapping[str, float]) -> list[dict[str, Any]]:
    """Agreements that follow each other from the start to the end; joint works are paid once."""
    issues = {issue.name: issue for issue in load_term_sheets()[sheet].issues}
    years = issues[YEARS].steps[-1]
    terms = {name: issue.default for name, issue in issues.items()} | dict(given) | {YEARS: years}
    months = range(base.start, base.end, int(years) * MONTHS_PER_YEAR)
    return [{"sheet": sheet, "month": month_text(month),
             "terms": terms if month == base.start else {**terms, **dict.fromkeys(PAID_ONCE, 0.0)}}
            for month in months]  # fmt: skip
