"""Shippers: which way their cargo goes, by cost, time and reliability."""

from __future__ import annotations

from rulebook.choice import generalised_cost, nested_shares
from rulebook.decision import Decision, Request, View


class ShipperMind:
    """Chooses among land ways and the sea by nested logit on generalised cost."""

    def decide(self, view: View, request: Request) -> Decision:
        """Give the share of each way; levers are the ways, the last one is the sea."""
        ways = [lever.name for lever in request.levers]
        costs = [
            generalised_cost(
                view[f"rate.{way}"], view[f"hours.{way}"], view[f"hours_sd.{way}"],
                view["value_of_time"], view["reliability_ratio"],
            )
            for way in ways
        ]  # fmt: skip
        constants = tuple(view[f"constant.{way}"] for way in ways)
        shares = nested_shares(
            tuple(costs[:-1]), costs[-1], view["land_scale"], view["nest_ratio"],
            view["sea_scale"], constants[:-1], constants[-1],
        )  # fmt: skip
        return Decision(dict(zip(ways, shares, strict=True)), "cheapest with time counted")
