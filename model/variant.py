"""The world as a scenario has it: makers' cards, markets' weights, lengths of trains."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from model.money import CURRENCIES
from rulebook.tables import Column
from rulebook.world import SUPPLIER_COLUMNS, Flow, World, load_world

if TYPE_CHECKING:
    from model.scenario import Scenario

_KEPT: dict[Any, World] = {}  # alive as long as the process, so that plans may be known by them
MOST_KEPT = 256


def world_of(scenario: Scenario, world: World, p: Mapping[str, float]) -> World:
    """The tables with what a scenario changes in them; the same object for the same changes."""
    if not (scenario.makers or scenario.weights or scenario.loads):
        return world
    longest = p["line.loop_wagons"] / p["wagons.per_train"]
    makers = tuple((name, tuple(sorted(card.items())))
                   for name, card in sorted(scenario.makers.items()))  # fmt: skip
    weights, loads = (tuple(sorted(one.items())) for one in (scenario.weights, scenario.loads))
    key = (id(world), makers, weights, loads, longest)
    if key not in _KEPT:
        if len(_KEPT) >= MOST_KEPT:
            _KEPT.clear()
        suppliers = {name: replace(card, **scenario.makers.get(name, {}))
                     for name, card in world.suppliers.items()}  # fmt: skip
        flows = tuple(_changed(flow, scenario, longest) for flow in world.flows)
        _KEPT[key] = replace(world, suppliers=suppliers, flows=flows)
    return _KEPT[key]


def _changed(flow: Flow, scenario: Scenario, longest: float) -> Flow:
    """A flow with its weight, and trains as long as asked or as the loops are."""
    weight = _of(scenario.weights, flow)
    asked = _of(scenario.loads, flow)
    load = min(asked, max(1.0, longest)) if asked > 1.0 else asked
    return replace(flow, worth=flow.worth * weight, net_tonnes=flow.net_tonnes * load,
                   teu=flow.teu * load, load=load)  # fmt: skip


def _of(table: Mapping[str, float], flow: Flow) -> float:
    """A flow's own factor, else its market's, else that of all, else 1."""
    return next((table[key] for key in (flow.flow, flow.market, "all") if key in table), 1.0)


def check_card(name: str, card: Mapping[str, Any]) -> dict[str, Any]:
    """Fields of a maker's card that a scenario changes, checked against the table's columns.

    Raises:
        ValueError: no such maker or field, or a value out of range.
    """
    makers = load_world().suppliers
    if name not in makers:
        raise ValueError(f"{name!r} — allowed: {', '.join(makers)}")
    columns = {column.name: column for column in SUPPLIER_COLUMNS if column.kind == "number"}
    words = {"currency": CURRENCIES, "plant": tuple({one.plant for one in makers.values()})}
    found: dict[str, Any] = {}
    for field, value in card.items():
        if field in words:
            if value not in words[field]:
                raise ValueError(f"{name}: {field} = {value!r} — allowed:"
                                 f" {', '.join(sorted(map(repr, words[field])))}")  # fmt: skip
            found[field] = str(value)
        elif field in columns:
            found[field] = _in_range(columns[field], value, f"{name}: {field}")
        else:
            raise ValueError(f"{name}: {field!r} — allowed: {', '.join((*words, *columns))}")
    return found


def _in_range(column: Column, value: Any, where: str) -> float:
    low, high = column.low or 0.0, column.high or 0.0
    if isinstance(value, bool) or not isinstance(value, int | float) or not low <= value <= high:
        allowed = f"a number from {low:g} to {high:g} {column.unit}"
        raise ValueError(f"{where} = {value!r} — allowed: {allowed}")
    return float(value)


def check_factors(table: Mapping[str, Any], most: float) -> dict[str, float]:
    """Factors by market, flow or `all`, each checked.

    Raises:
        ValueError: no such market or flow, or a factor out of range.
    """
    flows = load_world().flows
    known = {"all", *(flow.market for flow in flows), *(flow.flow for flow in flows)}
    for name, value in table.items():
        if name not in known:
            raise ValueError(f"{name!r} — allowed: {', '.join(sorted(known))}")
        number = isinstance(value, int | float) and not isinstance(value, bool)
        if not number or not 0.1 <= value <= most:
            raise ValueError(f"{name} = {value!r} — allowed: a factor from 0.1 to {most:g}")
    return {name: float(value) for name, value in table.items()}
