"""The railway operator: where the money for works goes, and what a contract is worth to it."""

from __future__ import annotations

from rulebook.decision import Decision, Request, View


class OperatorMind:
    """Buys the works that its own short forecast says move most for the money.

    The forecast is the last year's marginal value of each limit, seen with an error; it does
    not know which limit will bind once this one is wider.
    """

    def decide(self, view: View, request: Request) -> Decision:
        """Choose how many steps of each package to order this year."""
        money = view["budget_musd"]
        values: dict[str, float] = {lever.name: 0.0 for lever in request.levers}
        by_worth = sorted(request.levers, key=lambda lever: -view[f"worth.{lever.name}"])
        for lever in by_worth:
            cost = view[f"cost.{lever.name}"]
            if view[f"worth.{lever.name}"] <= 0.0:
                break
            while values[lever.name] < lever.high and cost <= money:
                values[lever.name] += 1.0
                money -= cost
        return Decision(values, "most expected tonne-kilometres for the money")


class PlannedOperator:
    """Spends each year's money on packages in a fixed order: an announced programme."""

    def __init__(self, order: tuple[str, ...]) -> None:
        """Take the packages in order of preference."""
        self.order = order

    def decide(self, view: View, request: Request) -> Decision:
        """Order as many steps of the first packages as the money allows."""
        money = view["budget_musd"]
        values: dict[str, float] = {lever.name: 0.0 for lever in request.levers}
        highest = {lever.name: lever.high for lever in request.levers}
        for name in self.order:
            while values.get(name, 0.0) < highest.get(name, 0.0):
                if view[f"cost.{name}"] > money:
                    break
                values[name] += 1.0
                money -= view[f"cost.{name}"]
        return Decision(values, "the announced programme")
