"""Sealed: a seat's mind while months run; the house decides, within what the seat sealed."""

from __future__ import annotations

from collections.abc import Mapping

from game.cast import Lever
from rulebook.decision import Decision, Mind, Request, View

RAIL_WAYS = ("dostyk", "altynkol")  # ways of the model's route choice that lead through the country


class SealedMind:
    """Lets another mind decide, then sets, adds to or multiplies what the seat's levers say."""

    def __init__(self, otherwise: Mind, levers: tuple[Lever, ...]) -> None:
        """Take who decides, and the levers that may change it."""
        self.otherwise = otherwise
        self.levers = levers
        self.sealed: dict[str, float] = {}
        self.bought: dict[str, float] = {}

    def seal(self, values: Mapping[str, float]) -> None:
        """Begin a round with the seat's levers; those it left alone stay with the house."""
        self.sealed = dict(values)
        self.bought = {}

    def decide(self, view: View, request: Request) -> Decision:
        """Answer as the house would, changed by the levers that touch this request."""
        decided = self.otherwise.decide(view, request)
        asked = [lever for lever in self.levers
                 if lever.asks == request.kind and lever.name in self.sealed]  # fmt: skip
        if not asked:
            return decided
        if request.kind == "capital_plan":
            return self._buy(view, request, asked)
        values = dict(decided.values)
        for lever in asked:
            _turn(values, lever, self.sealed[lever.name])
        for one in request.levers:
            values[one.name] = min(one.high, max(one.low, values[one.name]))
        if request.kind == "hire":
            values = {name: float(round(value)) for name, value in values.items()}
        return Decision(values, "sealed at the table")

    def _buy(self, view: View, request: Request, asked: list[Lever]) -> Decision:
        """Order the steps chosen as far as money goes, those worth most for it first."""
        money = view["budget_musd"]
        most = {lever.name: lever.high for lever in request.levers}
        values = dict.fromkeys(most, 0.0)

        def worth_for_money(lever: Lever) -> float:
            return -view[f"worth.{lever.field}"] / view[f"cost.{lever.field}"]

        for lever in sorted(asked, key=worth_for_money):
            cost = view[f"cost.{lever.field}"]
            wanted = self.sealed[lever.name] - self.bought.get(lever.name, 0.0)
            while wanted >= 1.0 and values[lever.field] < most[lever.field] and cost <= money:
                values[lever.field] += 1.0
                money, wanted = money - cost, wanted - 1.0
                self.bought[lever.name] = self.bought.get(lever.name, 0.0) + 1.0
        return Decision(values, "sealed at the table")


def _turn(values: dict[str, float], lever: Lever, to: float) -> None:
    """Change the values that a lever moves."""
    if lever.field == "rail":
        _lean_to_rail(values, to)
        return
    for name in list(values) if lever.field == "*" else [lever.field]:
        if lever.how == "set":
            values[name] = to
        elif lever.how == "add":
            values[name] += to
        elif values[name] > 0.0:  # a share of need speeds up hiring, never dismissing
            values[name] *= to


def _lean_to_rail(values: dict[str, float], to: float) -> None:
    """Send more or less than cost says through the country; the other ways take the rest."""
    rail = sum(values[way] for way in RAIL_WAYS)
    wanted = min(0.95, rail * to)
    for way in values:
        share = wanted / rail if way in RAIL_WAYS else (1.0 - wanted) / (1.0 - rail)
        values[way] *= share
