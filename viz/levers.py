"""Levers: everything that can be set, with unit, range, source and grade, from the one table.

A lever's name says where it acts: a parameter by its own name; `terms.SHEET.ISSUE` a term of
all contracts on that sheet signed before the start; `units.SUPPLIER` the locomotives of its last
one; `tender.SUPPLIER` whether a maker is asked; `build.PACKAGE` the package's place in a fixed
programme of works; `card.CARD` the year a shock is planned for.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from model.scenario import Scenario
from rulebook.calendar import MONTHS_PER_YEAR
from rulebook.parameters import DATA
from rulebook.term_sheet import load_term_sheets
from rulebook.world import load_world

FOLDER = DATA / "levers"
WEIGHTS = FOLDER / "weights.csv"
POLICIES = FOLDER / "policies.csv"
GROUPS = ("terms", "units", "tender", "build", "card")
SUPPLY = "locomotive_supply"
ON_TOP = ("border_windows", "caspian_slots")  # sheets that a setting may sign at the start
SIGNED = (SUPPLY, *ON_TOP)
UNITS, YEARS = "units", "years"  # issues that are no lever of all contracts
SHOWN_OF_EACH = 5  # levers of each kind shown before one asks for more
NO_YEAR = 0.0


@dataclass(frozen=True)
class Lever:
    """One thing to set: its range, how it moves, how well its value is known."""

    name: str
    low: float
    high: float
    unit: str
    whole: bool
    grade: str
    source: str
    meaning: str
    kind: str  # "policy": someone decides it; "world": nobody does
    weight: float = 0.0

    @property
    def group(self) -> str:
        """The room it belongs to: its name up to the first dot."""
        return self.name.partition(".")[0]

    def allows(self, value: float) -> bool:
        """Tell whether a value may be set; a year of zero plans no shock."""
        off = self.group == "card" and value == NO_YEAR
        inside = self.low <= value <= self.high and (not self.whole or value == int(value))
        return off or inside


@lru_cache(maxsize=1)
def load_levers() -> dict[str, Lever]:
    """Every lever by name: parameters first, then terms, tenders, works and cards."""
    weights = read_weights()
    decided = read_policies()
    found = [*_parameters(decided), *_terms(), *_units(), *_tenders(), *_works(),
             *_cards()]  # fmt: skip
    return {
        one.name: Lever(**{**one.__dict__, "weight": weights.get(one.name, 0.0)}) for one in found
    }


def read_weights(path: Path = WEIGHTS) -> dict[str, float]:
    """How much each lever matters, as `start.py levers` measured it; empty where not measured."""
    if not path.exists():
        return {}
    with path.open(encoding="utf-8", newline="") as file:
        return {row["lever"]: float(row["weight"]) for row in csv.DictReader(file)}


def read_policies(path: Path = POLICIES) -> tuple[str, ...]:
    """Beginnings of the names of parameters that somebody decides."""
    with path.open(encoding="utf-8", newline="") as file:
        return tuple(row["begins"] for row in csv.DictReader(file))


def _parameters(decided: tuple[str, ...]) -> list[Lever]:
    return [
        Lever(row.name, row.low, row.high, row.unit, False, row.grade, row.source, row.meaning,
              "policy" if row.name.startswith(decided) else "world")
        for row in load_world().parameters.table.values()
    ]  # fmt: skip


def _terms() -> list[Lever]:
    return [
        Lever(f"terms.{sheet.name}.{issue.name}", min(issue.steps), max(issue.steps), issue.unit,
              False, "A", f"term sheet {sheet.name}", issue.meaning, "policy")
        for sheet in load_term_sheets().values() for issue in sheet.issues
        if sheet.name in SIGNED and issue.name not in (UNITS, YEARS)
    ]  # fmt: skip


def _units() -> list[Lever]:
    sheet = load_term_sheets().get(SUPPLY)
    most = max((max(i.steps) for i in sheet.issues if i.name == UNITS), default=0.0) if sheet else 0
    return [
        Lever(f"units.{name}", 0.0, float(most), "locomotives", True, maker.grade, maker.source,
              f"{maker.name}: locomotives in the last contract signed before the start", "policy")
        for name, maker in load_world().suppliers.items()
    ]  # fmt: skip


def _tenders() -> list[Lever]:
    return [
        Lever(f"tender.{name}", 0.0, 1.0, "0 or 1", True, maker.grade, maker.source,
              f"{maker.name} is asked to tender", "policy")
        for name, maker in load_world().suppliers.items()
    ]  # fmt: skip


def _works() -> list[Lever]:
    packages = load_world().packages
    return [
        Lever(f"build.{name}", 0.0, float(len(packages)), "place", True, one.grade, one.source,
              f"{one.name}: place in a fixed programme", "policy")
        for name, one in packages.items()
    ]  # fmt: skip


def _cards() -> list[Lever]:
    first, last = Scenario("").start, Scenario("").end - 1
    return [
        Lever(f"card.{name}", float(first // MONTHS_PER_YEAR), float(last // MONTHS_PER_YEAR),
              "year", True, card.grade, card.source, f"{card.name}: year planned", "world")
        for name, card in load_world().cards.items()
    ]  # fmt: skip


def first_levers() -> list[str]:
    """The levers shown first: of what is decided and of what is not, those that matter most."""
    levers = load_levers().values()
    shown: list[str] = []
    for kind in ("policy", "world"):
        ranked = sorted((one for one in levers if one.kind == kind), key=lambda x: -x.weight)
        shown += [one.name for one in ranked[:SHOWN_OF_EACH]]
    return shown


def value_now(name: str, scenario: Scenario) -> float:
    """What a lever stands at in a scenario before anyone moves it."""
    group, _, rest = name.partition(".")
    if group == "terms":
        sheet, _, issue = rest.partition(".")
        found = [float(entry["terms"][issue]) for entry in scenario.signed
                 if entry["sheet"] == sheet and issue in entry["terms"]]  # fmt: skip
        issues = load_term_sheets()[sheet].issues
        return found[-1] if found else next(i.default for i in issues if i.name == issue)
    if group == "units":
        units = [one["terms"][UNITS] for one in scenario.signed if one.get("supplier") == rest]
        return float(units[-1]) if units else 0.0
    if group == "tender":
        return float(rest in scenario.tenders)
    if group == "build":
        return float(scenario.programme.index(rest) + 1) if rest in scenario.programme else 0.0
    if group == "card":
        planned = scenario.cards.get(rest, ())
        return float(planned[0] // MONTHS_PER_YEAR) if planned else NO_YEAR
    return scenario.parameters.get(name, load_world().parameters[name])
