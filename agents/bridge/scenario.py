"""Term sheets and what parties think them worth, as NegMAS scenarios, and back.

The issues are the sheet's open issues with their steps: the agenda. Two kinds of utility function
hold the same table: in memory a mapping, found in one look; in files one box for each package,
since NegMAS 0.16 writes mappings that it cannot read back.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from agents.bridge import negmas
from rulebook.contract import KINDS
from rulebook.term_sheet import Issue, SheetError, TermSheet

Floats = NDArray[np.float64]
Outcome = tuple[Any, ...]
Stakes = Mapping[str, tuple[Floats, float]]  # by party: worth of the agenda, shape (k,); of no deal


def outcomes_of(sheet: TermSheet) -> list[Outcome]:
    """The agenda as NegMAS outcomes, values of the open issues, in the order of the agenda.

    Raises:
        SheetError: no issue is open, so there is nothing to talk about.
    """
    if not sheet.open_shape:
        raise SheetError(f"{sheet.name}: no open issue — allowed: one or more")
    return list(itertools.product(*(issue.steps for issue in sheet.issues if issue.open)))


def space_of(sheet: TermSheet) -> Any:
    """The agenda as a NegMAS outcome space."""
    make, opened = negmas("outcomes"), [issue for issue in sheet.issues if issue.open]
    issues = [make.make_issue(values=list(one.steps), name=one.name) for one in opened]
    return make.make_os(issues, name=sheet.name)


def table_of(sheet: TermSheet, space: Any, worth: Floats, reserve: float, name: str) -> Any:
    """A party's worth as a NegMAS utility function that looks packages up.

    Args:
        sheet: what is talked about.
        space: its outcome space.
        worth: worth of each package on the agenda, MUSD, shape (k,).
        reserve: worth of no deal, MUSD.
        name: the party.
    """
    mapping = dict(zip(outcomes_of(sheet), (float(one) for one in worth), strict=True))
    kind = negmas("preferences").MappingUtilityFunction
    return kind(mapping, outcome_space=space, reserved_value=float(reserve), name=name)


def scenario_of(sheet: TermSheet, stakes: Stakes) -> Any:
    """A term sheet and its parties' stakes as a NegMAS scenario, to run and to measure."""
    space = space_of(sheet)
    ufuns = tuple(table_of(sheet, space, *stake, party) for party, stake in stakes.items())
    return negmas("inout").Scenario(outcome_space=space, ufuns=ufuns)


def write_scenario(folder: Path, sheet: TermSheet, stakes: Stakes) -> None:
    """Write a scenario as YAML that NegMAS loads: the domain, and a file for each party.

    Raises:
        OSError: the folder cannot be written.
    """
    space, boxes = space_of(sheet), negmas("preferences").HyperRectangleUtilityFunction
    ranges = [{i: [value] for i, value in enumerate(one)} for one in outcomes_of(sheet)]
    ufuns = tuple(
        boxes(ranges, [float(one) for one in worth], outcome_space=space,
              reserved_value=float(reserve), name=party)
        for party, (worth, reserve) in stakes.items()
    )  # fmt: skip
    negmas("inout").Scenario(outcome_space=space, ufuns=ufuns).dumpas(folder, "yml")


def read_scenario(folder: Path) -> tuple[TermSheet, dict[str, tuple[Floats, float]]]:
    """Read any discrete scenario that NegMAS can load, as a term sheet and stakes.

    Raises:
        FileNotFoundError: NegMAS finds no scenario there.
        SheetError: an issue is continuous.
    """
    found = negmas("inout").Scenario.load(folder)
    if found is None:
        raise FileNotFoundError(f"{folder} holds no scenario that NegMAS reads")
    names = tuple(str(one.name) for one in found.ufuns)
    sheet = sheet_of(found.outcome_space, names)
    return sheet, {name: stake_of(one, found.outcome_space)
                   for name, one in zip(names, found.ufuns, strict=True)}  # fmt: skip


def sheet_of(space: Any, parties: tuple[str, ...]) -> TermSheet:
    """A discrete outcome space as a term sheet, all issues open.

    Values that are numbers in rising order stay; else the steps are the values' places.

    Raises:
        SheetError: an issue is continuous.
    """
    issues: list[Issue] = []
    for one in space.issues:
        values = values_of(one)
        numbers = all(isinstance(v, int | float) for v in values) and values == sorted(set(values))
        steps = tuple(float(v) if numbers else float(i) for i, v in enumerate(values))
        issues.append(Issue(str(one.name), "", steps, steps[0], parties, True, KINDS[:1], ""))
    return TermSheet(str(space.name or "scenario"), "", parties, "", tuple(issues))


def values_of(issue: Any) -> list[Any]:
    """The values of a NegMAS issue in order.

    Raises:
        SheetError: there are infinitely many.
    """
    if not issue.is_discrete():
        raise SheetError(f"{issue.name}: continuous — allowed: issues of countable values")
    return list(issue.all)


def stake_of(ufun: Any, space: Any) -> tuple[Floats, float]:
    """Worth of every outcome in the order of the agenda, shape (k,), and of no deal.

    Where no reserved value is set any deal beats none, so it lies just under the worst.
    """
    outcomes = itertools.product(*(values_of(issue) for issue in space.issues))
    table = _table_in(ufun)
    worth = np.array([table[one] if one in table else float(ufun(one)) for one in outcomes])
    reserve = float(ufun.reserved_value)
    return worth, reserve if math.isfinite(reserve) else float(np.nextafter(worth.min(), -np.inf))


def _table_in(ufun: Any) -> Mapping[Outcome, float]:
    """The table that `write_scenario` wrote as boxes; NegMAS goes through all of them each time."""
    if not isinstance(ufun, negmas("preferences").HyperRectangleUtilityFunction):
        return {}
    boxes: list[Mapping[int, Any]] = list(ufun.outcome_ranges)
    single = all(isinstance(v, list) and len(v) == 1 for box in boxes for v in box.values())  # pyright: ignore[reportUnknownArgumentType,reportUnknownVariableType]
    if not single or ufun.bias or any(one != 1.0 for one in ufun.weights):
        return {}
    cells = [tuple(box[i][0] for i in sorted(box)) for box in boxes]
    return dict(zip(cells, (float(one) for one in ufun.mappings), strict=True))
