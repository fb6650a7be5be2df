"""Policies: a scenario, what is changed in it, and a script of decisions taken on given dates."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from agents.actor import Keep, Script
from agents.drafting import known_terms
from experiments.refusal import check_keys
from model.scenario import WORDS, Scenario, ScenarioError, compose_scenario
from rulebook.calendar import month_number, month_text
from rulebook.decision import Mind
from rulebook.term_sheet import load_term_sheets
from rulebook.world import load_world

OWN_WORDS = ("name", "also_signed", "without", "terms", "script", "silence", "removed")
KINDS = {  # what each seat may be told beforehand; talks are the strategies' own
    "operator": ("capital_plan",), "government": ("budget",), "china": ("acceptance",),
    "caspian": ("acceptance",), "russia": ("acceptance",), "uzbekistan": ("acceptance",),
    "turkmenistan": ("acceptance",),
}  # fmt: skip
JANUARY_ONLY = ("capital_plan", "budget")


@dataclass(frozen=True)
class Line:
    """One scripted decision: who decides what in which month."""

    seat: str
    kind: str
    month: int
    values: tuple[tuple[str, float], ...]


@dataclass(frozen=True)
class Policy:
    """A named scenario with a script of decisions."""

    name: str
    scenario: Scenario
    script: tuple[Line, ...] = ()

    def minds(self) -> dict[str, Mind]:
        """Minds that follow the script, made anew for each run, since they keep their place."""
        by_seat: dict[str, dict[tuple[str, int], list[Mapping[str, float]]]] = {}
        for line in self.script:
            lines = by_seat.setdefault(line.seat, {})
            lines.setdefault((line.kind, line.month), []).append(dict(line.values))
        return {seat: Script(lines, Keep()) for seat, lines in by_seat.items()}

    @property
    def content(self) -> dict[str, Any]:
        """All that can change a result, as plain values in a fixed order; names are left out."""
        words = {one.name: _plain(getattr(self.scenario, one.name))
                 for one in dataclasses.fields(self.scenario)
                 if one.name not in ("name", "title", "about")}  # fmt: skip
        return {**words, "script": [_plain(dataclasses.astuple(line)) for line in self.script]}


def _plain(value: Any) -> Any:
    """A value as JSON knows it; sets and tables in order."""
    if isinstance(value, Mapping):
        return {str(key): _plain(value[key]) for key in sorted(value)}
    if isinstance(value, (frozenset, set)):
        return sorted(value)
    if isinstance(value, (tuple, list)):
        return [_plain(one) for one in value]
    return value


def read_policy(table: Mapping[str, Any], path: Path) -> Policy:
    """Read a policy: a scenario's keys, and with them what only a policy knows.

    Args:
        table: `name`; any key of a scenario file, `base` above all; `also_signed` (contracts on
            top), `without` (ids of signed contracts left out), `terms` (by contract id, what is
            signed otherwise), `script`, `silence`, `removed`.
        path: the file it stands in, named in what is refused.

    Raises:
        ScenarioError: names file, policy, field and what is allowed.
    """
    name = str(table.get("name", table.get("base", "")))
    if not name:
        raise ScenarioError(f"{path.name}: field 'name': a policy needs a name or a base")
    place = path.with_name(f"{path.stem}, policy {name}.toml")
    check_keys(table, (*OWN_WORDS, *WORDS), place.stem)
    scenario = compose_scenario({k: v for k, v in table.items() if k in WORDS}, place)
    try:
        scenario = _change(scenario.changed(name=name), table)
        lines = tuple(_read_line(line, scenario) for line in table.get("script", ()))
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise ScenarioError(f"{place.stem}: {error.args[0] if error.args else error}") from error
    return Policy(name, scenario, lines)


def _change(scenario: Scenario, table: Mapping[str, Any]) -> Scenario:
    """Lay a policy's own keys over its scenario."""
    signed = {_id_of(entry): entry for entry in scenario.signed}
    for wanted in (*table.get("without", ()), *table.get("terms", {})):
        if wanted not in signed:
            raise ValueError(f"no contract {wanted!r} is signed — allowed: {', '.join(signed)}")
    for contract, terms in table.get("terms", {}).items():
        sheet = load_term_sheets()[signed[contract]["sheet"]]
        whole = {**signed[contract]["terms"], **terms}
        signed[contract] = {**signed[contract], "terms": known_terms(sheet, whole)}
    kept = [entry for name, entry in signed.items() if name not in table.get("without", ())]
    if "also_signed" in table:
        more = compose_scenario({"signed": table["also_signed"]}, Path("also_signed"))
        kept += more.signed
    scenario = scenario.changed(signed=tuple(kept))
    if "silence" in table:
        scenario = scenario.changed(silence=_read_silence(table["silence"]))
    if "removed" in table:
        scenario = scenario.changed(removed=_read_removed(table["removed"], scenario))
    return scenario


def _id_of(entry: Mapping[str, Any]) -> str:
    """The contract's id as `agents.drafting` gives it."""
    sheet = load_term_sheets()[entry["sheet"]]
    other = next((seat for seat in reversed(sheet.parties) if seat != "operator"), "operator")
    return f"{entry['sheet']}:{entry.get('supplier', other)}:{entry['month']}"


def _read_silence(table: Mapping[str, Any]) -> tuple[str, int]:
    makers = load_world().suppliers
    if table["supplier"] not in makers:
        raise ValueError(f"field 'silence': {table['supplier']!r} — allowed: {', '.join(makers)}")
    return str(table["supplier"]), month_number(str(table["month"]))


def _read_removed(names: list[str], scenario: Scenario) -> frozenset[str]:
    """What is cut out of a run; a shock without a month is cut in all but its planned months."""
    found: set[str] = set()
    for name in names:
        if name.startswith("shock:") and "@" not in name:
            if name.removeprefix("shock:") not in load_world().cards:
                known = ", ".join(load_world().cards)
                raise ValueError(f"field 'removed': no shock is named {name!r} — allowed: {known}")
            planned = scenario.cards.get(name.removeprefix("shock:"), ())
            found |= {f"{name}@{month}" for month in range(scenario.start, scenario.end)
                      if month not in planned}  # fmt: skip
        else:
            found.add(name)
    return frozenset(found)


def _read_line(table: Mapping[str, Any], scenario: Scenario) -> Line:
    """Read a scripted decision; its values are checked by the model when it is asked."""
    seat, kind = str(table["seat"]), str(table["kind"])
    if kind not in KINDS.get(seat, ()):
        allowed = ", ".join(f"{s} {k}" for s, kinds in KINDS.items() for k in kinds)
        raise ValueError(f"field 'script': {seat} {kind} — allowed: {allowed}")
    month = month_number(str(table["month"]))
    if not scenario.start <= month < scenario.end:
        span = f"{month_text(scenario.start)} to {month_text(scenario.end - 1)}"
        raise ValueError(f"field 'script': month {table['month']} — allowed: {span}")
    if kind in JANUARY_ONLY and month % 12:
        raise ValueError(f"field 'script': month {table['month']} — allowed: a January for {kind}")
    values = tuple(sorted((str(k), float(v)) for k, v in table.get("values", {}).items()))
    if kind == "capital_plan":
        _check_packages(values)
    return Line(seat, kind, month, values)


def _check_packages(values: tuple[tuple[str, float], ...]) -> None:
    packages = load_world().packages
    for name, steps in values:
        most = packages[name].most_steps if name in packages else 0.0
        if not most:
            raise ValueError(f"field 'script': package {name!r} — allowed: {', '.join(packages)}")
        if not 0.0 <= steps <= most:
            raise ValueError(f"field 'script': {name} = {steps:g} — allowed: 0 to {most:g} steps")
