"""Plants and depots: whom they hire, whom they train."""

from __future__ import annotations

from rulebook.decision import Decision, Request, View
from rulebook.skill import hires_towards


class WorkplaceMind:
    """Hires towards what its work needs, no faster than it can teach."""

    def decide(self, view: View, request: Request) -> Decision:
        """Set hires of each skill this month."""
        values: dict[str, float] = {}
        for lever in request.levers:
            values[lever.name] = hires_towards(
                view[f"needed.{lever.name}"], view[f"people.{lever.name}"],
                view["closing_share"], lever.low, lever.high,
            )  # fmt: skip
        return Decision(values, "towards the work in hand")
