"""The government: tariffs that may rise, money for works, and a rule on local content."""

from __future__ import annotations

from rulebook.decision import Decision, Request, View


class GovernmentMind:
    """Keeps tariffs near prices, lets them catch up when the operator runs short of cash."""

    def decide(self, view: View, request: Request) -> Decision:
        """Set the tariff rise of the year and the money given for works."""
        values = request.defaults()
        short = view["cash_months"] < view["cash_months_wanted"]
        values["tariff_over_prices"] = view["catch_up"] if short else 0.0
        return Decision(values, "catch up with cost" if short else "follow prices")
