"""Scenarios: what a run starts from, what is signed already, which cards are planned."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from agents.drafting import known_terms
from agents.strategy import strategy
from model.variant import check_card, check_factors
from rulebook.calendar import month_number
from rulebook.parameters import DATA
from rulebook.term_sheet import load_term_sheets
from rulebook.world import load_world

FOLDER = DATA / "scenarios"


class ScenarioError(ValueError):
    """A scenario file is refused; the message names file, field and what is allowed."""


@dataclass(frozen=True)
class Scenario:
    """A policy and a start. Months are numbers; see `rulebook.calendar`.

    `makers` changes fields of makers' cards, `weights` the worth of markets' tonne-kilometres when
    room is short, `loads` the length of their trains (`model.variant`).
    """

    name: str
    title: str = ""
    about: str = ""
    start: int = month_number("2025-01")
    end: int = month_number("2045-12") + 1
    known_until: int = 2025
    chance: bool = True
    parameters: dict[str, float] = field(default_factory=dict[str, float])
    cards: dict[str, tuple[int, ...]] = field(default_factory=dict[str, tuple[int, ...]])
    fleet: dict[str, float] = field(default_factory=dict[str, float])
    ages: dict[str, float] = field(default_factory=dict[str, float])
    built: dict[str, float] = field(default_factory=dict[str, float])
    content: dict[str, float] = field(default_factory=dict[str, float])
    plant_workers: dict[str, float] = field(default_factory=dict[str, float])
    rates: dict[str, float] = field(default_factory=dict[str, float])
    makers: dict[str, dict[str, Any]] = field(default_factory=dict[str, dict[str, Any]])
    weights: dict[str, float] = field(default_factory=dict[str, float])
    loads: dict[str, float] = field(default_factory=dict[str, float])
    signed: tuple[dict[str, Any], ...] = ()
    programme: tuple[str, ...] = ()
    talks: bool = True
    tenders: tuple[str, ...] = ()
    sheets: tuple[str, ...] = ()
    strategies: dict[str, str] = field(default_factory=dict[str, str])
    silence: tuple[str, int] | None = None
    removed: frozenset[str] = frozenset()
    widened: tuple[tuple[str, float, int], ...] = ()  # limit, factor, from which month on

    @property
    def months(self) -> int:
        """Monthly steps from start to end."""
        return self.end - self.start

    def changed(self, **changes: Any) -> Scenario:
        """Give the same scenario with some fields changed."""
        return replace(self, **changes)


NUMBERS = ("parameters", "fleet", "ages", "built", "content", "plant_workers", "rates")
MOST_FACTOR = {"weights": 10.0, "loads": 4.0}
WORDS = ("base", "title", "about", "start", "end", "known_until", "chance", "cards", "signed",
         "programme", "talks", "tenders", "sheets", "strategies", "makers", "weights", "loads",
         *NUMBERS)  # fmt: skip


def list_scenarios(folder: Path = FOLDER) -> dict[str, Scenario]:
    """Read every scenario of a folder, by name."""
    return {path.stem: read_scenario(path) for path in sorted(folder.glob("*.toml"))}


def find_scenario(name: str) -> Scenario:
    """Find a scenario by its name or by the path of its file.

    Raises:
        ScenarioError: there is none, or its file is refused.
    """
    path = Path(name)
    if path.suffix == ".toml" and path.exists():
        return read_scenario(path)
    if (FOLDER / f"{name}.toml").exists():
        return read_scenario(FOLDER / f"{name}.toml")
    known = ", ".join(path.stem for path in sorted(FOLDER.glob("*.toml")))
    raise ScenarioError(f"no scenario is named {name!r} — allowed: {known}, or a .toml file")


def read_scenario(path: Path) -> Scenario:
    """Read one scenario file.

    Raises:
        ScenarioError: not TOML, an unknown key, or a value of the wrong kind.
    """
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
        raise ScenarioError(f"{path.name}: {error}") from error
    return compose_scenario(raw, path)


def compose_scenario(raw: dict[str, Any], path: Path) -> Scenario:
    """Make a scenario of a table's keys; the path names it, and where its `base` may lie.

    Raises:
        ScenarioError: an unknown key, or a value of the wrong kind.
    """
    unknown = sorted(set(raw) - set(WORDS))
    if unknown:
        known = ", ".join(WORDS)
        raise ScenarioError(f"{path.name}: unknown key {unknown[0]!r} — allowed: {known}")
    values: dict[str, Any] = {"name": path.stem}
    base = raw.get("base")
    for key, value in raw.items():
        if key != "base":
            values[key] = _read(path.name, key, value)
    scenario = _on_top_of(path, base, values) if base is not None else Scenario(**values)
    if not 1 <= scenario.months <= 600:
        raise ScenarioError(f"{path.name}: field 'end': allowed: 1 to 600 months after the start")
    return scenario


def _on_top_of(path: Path, base: object, values: dict[str, Any]) -> Scenario:
    """Lay a scenario's fields over those of another in the same folder; tables are merged."""
    below = path.with_name(f"{base}.toml")
    if not below.exists():
        below = FOLDER / f"{base}.toml"
    if not below.exists() or below == path:
        raise ScenarioError(f"{path.name}: field 'base': no scenario is named {base!r}")
    under = read_scenario(below)
    for key in (*NUMBERS, "cards", "strategies", "makers", "weights", "loads"):
        if key in values:
            values[key] = {**getattr(under, key), **values[key]}
    return replace(under, **values)


def _read(file: str, key: str, value: Any) -> Any:
    """Read one field of a scenario file."""
    try:
        if key == "start":
            return month_number(str(value))
        if key == "end":
            return month_number(str(value)) + 1
        if key in NUMBERS:
            return {str(name): float(number) for name, number in value.items()}
        if key == "cards":
            return {str(card): tuple(month_number(m) for m in months)
                    for card, months in value.items()}  # fmt: skip
        if key == "signed":
            return tuple(_read_signed(entry) for entry in value)
        if key in ("programme", "tenders", "sheets"):
            return tuple(_known(key, str(name)) for name in value)
        if key == "makers":
            return {str(name): check_card(str(name), card) for name, card in value.items()}
        if key in ("weights", "loads"):
            return check_factors(value, MOST_FACTOR[key])
        if key == "strategies":
            return {str(seat): strategy(str(name)).name for seat, name in value.items()}
        return value
    except (ValueError, TypeError, AttributeError) as error:
        raise ScenarioError(f"{file}: field {key!r}: {error}") from error


def _known(key: str, name: str) -> str:
    """A name in a list of the scenario, if there is one of that name."""
    if key == "sheets":
        allowed = list(load_term_sheets())
    else:
        allowed = list(load_world().suppliers if key == "tenders" else load_world().packages)
    if name not in allowed:
        raise ValueError(f"{name!r} — allowed: {', '.join(allowed)}")
    return name


def _read_signed(entry: dict[str, Any]) -> dict[str, Any]:
    """A contract signed before the start, its sheet, maker, month and terms checked."""
    unknown = sorted(set(entry) - {"sheet", "supplier", "month", "terms"})
    if unknown:
        raise ValueError(f"key {unknown[0]!r} — allowed: sheet, supplier, month, terms")
    sheet = load_term_sheets()[_known("sheets", str(entry["sheet"]))]
    if "supplier" in sheet.parties:
        _known("tenders", str(entry.get("supplier", "")))
    month_number(str(entry["month"]))
    return {**entry, "terms": known_terms(sheet, entry.get("terms", {}))}
