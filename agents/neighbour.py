"""The neighbours: what the Chinese, Russian, Uzbek and Caspian sides take each month."""

from __future__ import annotations

from rulebook.decision import Decision, Request, View


class NeighbourMind:
    """Takes the agreed number of trains, fewer when its own yards or traffic are busy."""

    def decide(self, view: View, request: Request) -> Decision:
        """Set the share of the agreed trains taken at each of its gates this month."""
        values: dict[str, float] = {}
        for lever in request.levers:
            swing = view["reliability"] + view["reliability_sd"] * view[f"luck.{lever.name}"]
            values[lever.name] = min(lever.high, max(lever.low, swing))
        return Decision(values, "own yard and traffic")
